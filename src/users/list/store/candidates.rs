//! Which users are on a page: the query shapes of DESIGN 5. The plan chooses one by how much there is to read.
use super::conditions::licensed;
use super::head::{Head, WordStats};
use super::{FEW, GATHERED, HASHED, MERGED, RANGE, SMALL};
use crate::access::ranges::Ranges;
use crate::access::statement::Binds;
use crate::users::list::filter::{Filter, Sort};
use crate::users::list::narrow::{Licensed, Status};
use crate::users::list::search::{Need, Search};
use crate::web::chunks::Visible;
use crate::web::cursor::Cursor;

/// Where the rows come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Walks all users in the order of the sort, and skips those outside the scope.
    Walk,
    /// Sorts the users of the visible units.
    Units,
    /// Sorts the users who are locked now.
    Locked,
    /// Sorts the users with these ids.
    Only(Vec<i64>),
    /// Sorts the rows of one search word, `needs[.0]`.
    Few(usize),
    /// Like `Few`, for a frequent word of which the other words leave few rows. The other words are checked before
    /// anything else of a row is read.
    Gather(usize),
    /// Merges the first users, in the order of display names, of several sources: of each indexed word that begins with
    /// the search word (or of all these words together, if they are many), and of each unit.
    Merge {
        need: usize,
        words: Option<Vec<String>>,
        units: Vec<i64>,
    },
}

/// How a list is read. It is made once and serves all pages of the list.
#[derive(Debug, Clone)]
pub struct Plan {
    pub source: Source,
    pub(super) visible: Visible,
    pub(super) sort: Sort,
    pub(super) descending: bool,
    pub(super) deactivated: bool,
    pub(super) only_deactivated: bool,
    pub(super) licensed: bool,
    pub(super) needs: Vec<Need>,
    /// Per need: the visible units with such a word, or only the first of them.
    pub(super) units: Vec<Vec<i64>>,
    /// Per need: whether its rows are few enough for a hash table.
    pub(super) short: Vec<bool>,
}

impl Plan {
    pub fn new(filter: &Filter, visible: &Visible, search: &Search, head: &Head) -> Self {
        Self {
            source: source(filter, visible, head),
            visible: visible.clone(),
            sort: filter.sort,
            descending: filter.descending,
            deactivated: filter.shows_deactivated(),
            only_deactivated: filter.narrow.status == Some(Status::Deactivated),
            licensed: filter.narrow.licensed == Some(Licensed::Yes),
            needs: search.needs.clone(),
            short: head.words.iter().map(|stats| stats.rows <= HASHED).collect(),
            units: head.words.iter().map(WordStats::units).collect(),
        }
    }

    /// Returns the plan for only these users, as far as they are on the list, whatever was searched for.
    pub fn of(self, ids: Vec<i64>) -> Self {
        Self {
            source: Source::Only(ids),
            needs: Vec::new(),
            units: Vec::new(),
            short: Vec::new(),
            ..self
        }
    }

    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// Whether something is searched for.
    pub(super) fn searches(&self) -> bool {
        !self.needs.is_empty()
    }

    /// Whether the list's statements have so few different texts that PostgreSQL may keep all of them prepared.
    /// Searches for several words have too many.
    pub(super) fn has_few_texts(&self) -> bool {
        self.needs.len() < 2 && !self.deactivated
    }

    /// Whether this page is read in descending order. A backward page of an ascending list is.
    pub fn falls(&self, cursor: Option<&Cursor>) -> bool {
        self.descending != cursor.is_some_and(|cursor| cursor.backward)
    }
}

fn source(filter: &Filter, visible: &Visible, head: &Head) -> Source {
    if filter.is_locked() {
        return Source::Locked;
    }
    let total = head.users.among(filter.shows_deactivated());
    let all = *visible.ranges() == Ranges::All;
    let size = |stats: &WordStats| {
        let units = stats.units.as_ref().map_or(0, Vec::len);
        if units > MERGED {
            i64::MAX
        } else {
            stats.rows.saturating_add(stats.people)
        }
    };
    let rarest = head.words.iter().enumerate().min_by_key(|(_, stats)| size(stats));
    if let Some((need, stats)) = rarest
        && size(stats) <= FEW
        && (all || size(stats) <= total)
    {
        return Source::Few(need);
    }
    if !all && total <= SMALL {
        return Source::Units;
    }
    if filter.sort == Sort::DisplayName {
        merge(head).unwrap_or(Source::Walk)
    } else {
        gather(head).map_or(Source::Walk, Source::Gather)
    }
}

/// Returns the word to gather by, if one of several words has few enough rows. A walk may be less work, but may also be
/// much more. Logins and addresses begin like names do, so a walk in their order may pass half of all users before its
/// first hit.
fn gather(head: &Head) -> Option<usize> {
    let units = |stats: &WordStats| stats.units.as_ref().map_or(0, Vec::len);
    let size = |stats: &WordStats| stats.rows.saturating_add(stats.people);
    let words = head.words.iter().enumerate().filter(|_| head.words.len() > 1);
    let bounded = words.filter(|(_, stats)| units(stats) <= MERGED && size(stats) <= GATHERED);
    let (need, stats) = bounded.min_by_key(|(_, stats)| size(stats))?;
    // A word with too many rows for a hash table must be looked up for each row.
    let mut others = head.words.iter().enumerate().filter(|(at, _)| *at != need);
    (size(stats) <= RANGE || others.all(|(_, other)| other.rows <= HASHED)).then_some(need)
}

/// Returns the merge by the search word that needs the least work, if one can be merged at all.
fn merge(head: &Head) -> Option<Source> {
    let units = |stats: &WordStats| stats.units.as_ref().map_or(0, Vec::len);
    let words = |stats: &WordStats| stats.words.as_ref().map_or(0, Vec::len);
    let work = |stats: &WordStats| match words(stats) {
        few if few <= MERGED => few + units(stats),
        _ => stats.rows as usize,
    };
    let mergeable = head
        .words
        .iter()
        .enumerate()
        .filter(|(_, stats)| units(stats) <= MERGED && stats.rows <= RANGE);
    let (need, stats) = mergeable.min_by_key(|(_, stats)| work(stats))?;
    let few = words(stats) <= MERGED;
    Some(Source::Merge {
        need,
        words: few.then(|| stats.words.clone().unwrap_or_default()),
        units: stats.units(),
    })
}

impl Plan {
    /// Returns the statement that reads `id`, `key` and `unit_key` of up to `limit` users after (or before) the cursor.
    pub(super) fn candidates(&self, binds: &mut Binds, cursor: Option<&Cursor>, limit: usize) -> String {
        match &self.source {
            Source::Merge { need, words, units } => self.merged(binds, cursor, limit, *need, words.as_deref(), units),
            Source::Walk if self.sort == Sort::Unit => self.by_unit(binds, cursor, limit),
            Source::Walk => self.walked(binds, cursor, limit),
            _ => self.sorted(binds, cursor, limit),
        }
    }

    /// Reads a set that is small enough to sort.
    fn sorted(&self, binds: &mut Binds, cursor: Option<&Cursor>, limit: usize) -> String {
        let (mut skip, mut inside) = (None, None);
        let unit = if self.sort == Sort::Unit {
            " JOIN org_units o ON o.id = u.unit_id"
        } else {
            ""
        };
        let from = match &self.source {
            Source::Units => {
                // The units are an array, because PostgreSQL greatly overestimates a join over ranges.
                let scope = binds
                    .scope(self.visible.ranges())
                    .unwrap_or_else(|| "'{(,)}'::int4multirange".to_owned());
                let units = format!(
                    "ARRAY(SELECT o.id FROM unnest({scope}) r JOIN org_units o ON o.pos BETWEEN lower(r) AND upper(r) - 1)"
                );
                inside = Some(format!("u.unit_id = ANY({units})"));
                format!("users u{unit}")
            }
            Source::Few(need) | Source::Gather(need) => {
                skip = Some(*need);
                let found = self.found(binds, *need);
                format!("({found}) f JOIN users u ON u.id = f.id{unit}")
            }
            Source::Only(ids) => {
                let ids = binds.numbers(ids.clone());
                format!("users u{unit} JOIN (SELECT DISTINCT i AS id FROM unnest({ids}) i) k ON k.id = u.id")
            }
            _ => format!("login_counters l JOIN users u ON u.id = l.user_id AND l.locked_until > now(){unit}"),
        };
        let mut conditions = vec![self.state("u")];
        match inside {
            Some(inside) => conditions.push(inside),
            None => conditions.extend(self.seen(binds)),
        }
        if !matches!(self.source, Source::Gather(_)) {
            conditions.extend(self.words(binds, "u.id", "u.unit_id", skip));
        }
        let parts = self.after(binds, cursor);
        if !parts.is_empty() {
            conditions.push(format!("({})", parts.join(" OR ")));
        }
        let (keys, order) = self.keys(self.falls(cursor));
        format!(
            "SELECT u.id, {keys} FROM {from} WHERE {} ORDER BY {order} LIMIT {limit}",
            conditions.join(" AND ")
        )
    }

    /// Returns the SQL of the ids found by one search word: of users, and of the users of units. Each id comes once,
    /// although Jens Jensen has two words that begin with "jens".
    fn found(&self, binds: &mut Binds, need: usize) -> String {
        let (low, high) = (binds.text(&self.needs[need].word), binds.text(self.needs[need].end()));
        let mut parts = Vec::new();
        let gathers = matches!(self.source, Source::Gather(_));
        let rest = |binds: &mut Binds, user: &str, unit: &str| match gathers {
            true => self.rest(binds, user, unit, need),
            false => String::new(),
        };
        if self.needs[need].in_user {
            let rest = rest(binds, "i.user_id", "i.unit_id");
            parts.push(format!(
                "SELECT DISTINCT i.user_id AS id FROM user_words i WHERE i.word >= {low} AND i.word < {high}{rest}"
            ));
        }
        if !self.units[need].is_empty() {
            let units = binds.numbers(self.units[need].clone());
            let rest = rest(binds, "p.id", "p.unit_id");
            parts.push(format!(
                "SELECT p.id FROM users p WHERE p.unit_id = ANY({units}) AND p.state <> 'deleted'{rest}"
            ));
        }
        if parts.is_empty() {
            "SELECT NULL::bigint AS id WHERE false".to_owned()
        } else {
            parts.join(" UNION ")
        }
    }

    /// Walks the index of the sort in order, once for each part of what follows the cursor.
    fn walked(&self, binds: &mut Binds, cursor: Option<&Cursor>, limit: usize) -> String {
        let falls = self.falls(cursor);
        let (keys, order) = self.keys(falls);
        let parts = self.after(binds, cursor);
        let walk = |binds: &mut Binds, part: Option<String>| {
            let mut conditions = vec![self.state("u")];
            conditions.extend(part);
            conditions.extend(self.seen_on_the_way(binds));
            conditions.extend(self.words(binds, "u.id", "u.unit_id", None));
            format!(
                "SELECT u.id, {keys} FROM users u WHERE {} ORDER BY {order} LIMIT {limit}",
                conditions.join(" AND ")
            )
        };
        if parts.len() < 2 {
            return walk(binds, parts.into_iter().next());
        }
        let walks: Vec<_> = parts
            .into_iter()
            .map(|part| format!("({})", walk(binds, Some(part))))
            .collect();
        let (up, nulls) = if falls { ("DESC", "FIRST") } else { ("ASC", "LAST") };
        format!(
            "SELECT * FROM ({}) w ORDER BY key {up} NULLS {nulls}, id {up} LIMIT {limit}",
            walks.join(" UNION ALL ")
        )
    }

    /// Reads unit after unit, each in the order of display names.
    fn by_unit(&self, binds: &mut Binds, cursor: Option<&Cursor>, limit: usize) -> String {
        let falls = self.falls(cursor);
        let (than, up) = if falls { ("<", "DESC") } else { (">", "ASC") };
        let mut units = vec!["true".to_owned()];
        let mut users = vec![self.state("u")];
        if let Some(scope) = binds.scope(self.visible.ranges()) {
            units.push(format!("o.pos <@ {scope}"));
        }
        if let Some((cursor, (unit_key, unit))) = cursor.and_then(|cursor| Some((cursor, cursor.unit.as_ref()?))) {
            let (unit_key, unit) = (binds.text(unit_key), binds.number(*unit));
            let (key, id) = (
                binds.text(cursor.key.as_deref().unwrap_or_default()),
                binds.number(cursor.id),
            );
            units.push(format!("(o.sort_name, o.id) {than}= ({unit_key}, {unit})"));
            users.push(format!("(o.id <> {unit} OR (u.sort_name, u.id) {than} ({key}, {id}))"));
        }
        users.extend(self.words(binds, "u.id", "u.unit_id", None));
        // The units are read in order, and the users of each in order, so the rows arrive sorted. An outer ORDER BY
        // would make PostgreSQL read all users first.
        format!(
            "SELECT u.id, u.sort_name AS key, o.sort_name AS unit_key
             FROM (SELECT o.id, o.sort_name FROM org_units o WHERE {} ORDER BY o.sort_name {up}, o.id {up} OFFSET 0) o
             CROSS JOIN LATERAL (SELECT u.id, u.sort_name FROM users u WHERE u.unit_id = o.id AND {}
                ORDER BY u.sort_name {up}, u.id {up} LIMIT {limit}) u
             LIMIT {limit}",
            units.join(" AND "),
            users.join(" AND ")
        )
    }

    /// Merges the first users of every word and of every unit.
    fn merged(
        &self,
        binds: &mut Binds,
        cursor: Option<&Cursor>,
        limit: usize,
        need: usize,
        words: Option<&[String]>,
        units: &[i64],
    ) -> String {
        let up = if self.falls(cursor) { "DESC" } else { "ASC" };
        let mut parts = vec![self.of_words(binds, cursor, limit, need, words)];
        if !units.is_empty() {
            let bound = binds.unseen_numbers(units.to_vec());
            let rest = self.rest(binds, "u.id", "u.unit_id", need) + &self.beyond(binds, cursor, "u.sort_name, u.id");
            parts.push(format!(
                "SELECT m.* FROM unnest({bound}) w(unit) CROSS JOIN LATERAL (
                    SELECT u.id, u.sort_name AS key FROM users u WHERE u.unit_id = w.unit AND {}{rest}
                    ORDER BY u.sort_name {up}, u.id {up} LIMIT {limit}) m",
                self.state("u")
            ));
        }
        let all = parts.join(" UNION ALL ");
        format!(
            "SELECT c.id, c.key, NULL::text AS unit_key FROM (SELECT DISTINCT a.id, a.key FROM ({all}) a) c
             ORDER BY c.key {up}, c.id {up} LIMIT {limit}"
        )
    }

    /// Reads the first users of each of a few words. If the words are many, reads the first of all words in the range.
    fn of_words(
        &self,
        binds: &mut Binds,
        cursor: Option<&Cursor>,
        limit: usize,
        need: usize,
        words: Option<&[String]>,
    ) -> String {
        let up = if self.falls(cursor) { "DESC" } else { "ASC" };
        let mut active = match (self.deactivated, self.only_deactivated) {
            (_, true) => " AND NOT i.active".to_owned(),
            (true, false) => String::new(),
            (false, false) => " AND i.active".to_owned(),
        };
        if self.licensed {
            active += &format!(
                " AND EXISTS (SELECT FROM users x WHERE x.id = i.user_id AND {} OFFSET 0)",
                licensed("x")
            );
        }
        let rest =
            self.rest(binds, "i.user_id", "i.unit_id", need) + &self.beyond(binds, cursor, "i.sort_name, i.user_id");
        let order = format!("ORDER BY i.sort_name {up}, i.user_id {up} LIMIT {limit}");
        let Some(words) = words else {
            let (low, high) = (binds.text(&self.needs[need].word), binds.text(self.needs[need].end()));
            return format!(
                "(SELECT DISTINCT i.user_id AS id, i.sort_name AS key FROM user_words i
                  WHERE i.word >= {low} AND i.word < {high}{active}{rest} {order})"
            );
        };
        let bound = binds.unseen_texts(words.to_vec());
        format!(
            "SELECT m.* FROM unnest({bound}) w(word) CROSS JOIN LATERAL (
                SELECT i.user_id AS id, i.sort_name AS key FROM user_words i WHERE i.word = w.word{active}{rest} {order}) m"
        )
    }

    /// Returns the condition for users beyond the cursor, in the order of display names.
    fn beyond(&self, binds: &mut Binds, cursor: Option<&Cursor>, columns: &str) -> String {
        let Some(cursor) = cursor else { return String::new() };
        let than = if self.falls(Some(cursor)) { "<" } else { ">" };
        let key = binds.text(cursor.key.as_deref().unwrap_or_default());
        let id = binds.number(cursor.id);
        format!(" AND ({columns}) {than} ({key}, {id})")
    }
}
