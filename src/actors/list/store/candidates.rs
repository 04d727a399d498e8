//! Which actors are on a page: the query shapes of DESIGN 5. The plan chooses one by how much there is to read.
use super::head::{Head, WordStats};
use super::{FEW, MERGED, RANGE, SMALL};
use crate::access::ranges::Ranges;
use crate::access::statement::{Binds, in_units_of};
use crate::actors::list::filter::Filter;
use crate::actors::list::search::{Search, end};
use crate::web::chunks::Visible;
use crate::web::cursor::Cursor;

/// Where the rows come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Walks all actors of the role by name, and skips those outside the scope.
    Walk,
    /// Sorts the actors of the visible units.
    Units,
    /// Sorts the rows of one search word, `needs[.0]`.
    Few(usize),
    /// Merges by name the first actors of each indexed word that begins with one search word, or of all these words
    /// together, if they are many.
    Merge { need: usize, words: Option<Vec<String>> },
    /// Walks the actors without a directory by name. Their words have no index.
    Roleless,
    /// Sorts these actors of the role.
    Chosen(Vec<i64>),
}

/// How a list is read. It is made once and serves all pages of the list.
#[derive(Debug, Clone)]
pub struct Plan {
    pub source: Source,
    /// 0 for the actors without a directory.
    role: i64,
    visible: Visible,
    descending: bool,
    archived: bool,
    needs: Vec<String>,
}

impl Plan {
    pub fn new(filter: &Filter, visible: &Visible, role: Option<i64>, search: &Search, head: &Head) -> Self {
        Self {
            source: match role {
                Some(_) => source(visible, head),
                None => Source::Roleless,
            },
            role: role.unwrap_or_default(),
            visible: visible.clone(),
            descending: filter.descending,
            archived: filter.archived,
            needs: role.map(|_| search.needs.clone()).unwrap_or_default(),
        }
    }

    /// Reads only these actors, as far as they are on the list.
    pub fn of(self, ids: Vec<i64>) -> Self {
        Self {
            source: Source::Chosen(ids),
            needs: Vec::new(),
            ..self
        }
    }

    /// Whether the list's statements have so few different texts that PostgreSQL may keep all of them prepared.
    pub(super) fn has_few_texts(&self) -> bool {
        self.needs.len() < 2 && !self.archived
    }

    /// Whether this page is read in descending order. A backward page of an ascending list is.
    pub fn falls(&self, cursor: Option<&Cursor>) -> bool {
        self.descending != cursor.is_some_and(|cursor| cursor.backward)
    }

    fn order(&self, cursor: Option<&Cursor>, row: &str, id: &str) -> String {
        let up = if self.falls(cursor) { "DESC" } else { "ASC" };
        format!("ORDER BY {row}.sort_name {up}, {row}.{id} {up}")
    }

    /// Returns the statement that reads `id` and `key` of up to `limit` actors after (or before) the cursor.
    pub(super) fn candidates(&self, binds: &mut Binds, cursor: Option<&Cursor>, limit: usize) -> String {
        match &self.source {
            Source::Merge { need, words } => self.merged(binds, cursor, limit, *need, words.as_deref()),
            Source::Few(need) => self.few(binds, cursor, limit, *need),
            Source::Roleless => self.roleless(binds, cursor, limit, None),
            Source::Chosen(ids) if self.role == 0 => self.roleless(binds, cursor, limit, Some(ids)),
            Source::Walk | Source::Units | Source::Chosen(_) => self.listed(binds, cursor, limit),
        }
    }

    /// Reads the role's list by name. It is walked or, if the units hold few actors, these are read and sorted.
    fn listed(&self, binds: &mut Binds, cursor: Option<&Cursor>, limit: usize) -> String {
        let role = binds.number(self.role);
        let mut all = vec![format!("l.role_id = {role}")];
        if !self.archived {
            all.push("l.active".to_owned());
        }
        if let Source::Chosen(ids) = &self.source {
            let ids = binds.numbers(ids.clone());
            all.push(format!("l.actor_id = ANY({ids})"));
        }
        match (&self.source, binds.scope(self.visible.ranges())) {
            (_, None) => {}
            (Source::Units, Some(scope)) => all.push(format!(
                "l.unit_id = ANY(ARRAY(SELECT o.id FROM unnest({scope}) r JOIN org_units o ON o.pos BETWEEN lower(r) AND upper(r) - 1))"
            )),
            (_, Some(scope)) if self.needs.is_empty() => all.push(format!(
                "EXISTS (SELECT FROM org_units s WHERE s.id = l.unit_id AND s.pos <@ {scope} OFFSET 0)"
            )),
            // On a long walk the units are read once, into a hash table.
            (_, Some(scope)) => all.push(in_units_of(&scope, "l.unit_id")),
        }
        all.extend(self.words(binds, "l.actor_id", &role, None));
        all.extend(self.beyond(binds, cursor, "l.sort_name, l.actor_id"));
        format!(
            "SELECT l.actor_id AS id, l.sort_name AS key FROM actor_listed l WHERE {} {} LIMIT {limit}",
            all.join(" AND "),
            self.order(cursor, "l", "actor_id")
        )
    }

    /// Reads the rows of one search word. Each actor comes once, although Jens Jensen has two words that begin with
    /// "jens".
    fn few(&self, binds: &mut Binds, cursor: Option<&Cursor>, limit: usize, need: usize) -> String {
        let found = self.under(binds, cursor, need);
        let up = if self.falls(cursor) { "DESC" } else { "ASC" };
        format!(
            "SELECT f.id, f.key FROM (SELECT DISTINCT i.actor_id AS id, i.sort_name AS key FROM actor_words i WHERE {found}) f
             ORDER BY f.key {up}, f.id {up} LIMIT {limit}"
        )
    }

    /// Returns the conditions for the index rows of one word, with all other conditions.
    fn under(&self, binds: &mut Binds, cursor: Option<&Cursor>, need: usize) -> String {
        let role = binds.number(self.role);
        let (low, high) = (binds.text(&self.needs[need]), binds.text(end(&self.needs[need])));
        let mut all = vec![format!("i.role_id = {role} AND i.word >= {low} AND i.word < {high}")];
        all.extend(self.rest(binds, cursor, &role, need));
        all.join(" AND ")
    }

    /// Returns the conditions for state, scope, the other words and the cursor, for a row `i` of the word index.
    fn rest(&self, binds: &mut Binds, cursor: Option<&Cursor>, role: &str, need: usize) -> Vec<String> {
        let mut all = Vec::new();
        if !self.archived {
            all.push("i.active".to_owned());
        }
        if let Some(scope) = binds.scope(self.visible.ranges()) {
            all.push(in_units_of(&scope, "i.unit_id"));
        }
        all.extend(self.words(binds, "i.actor_id", role, Some(need)));
        all.extend(self.beyond(binds, cursor, "i.sort_name, i.actor_id"));
        all
    }

    /// Reads, in the order of names, the first actors of each of a few words. If the words are many, reads the first of
    /// all words in the range.
    fn merged(
        &self,
        binds: &mut Binds,
        cursor: Option<&Cursor>,
        limit: usize,
        need: usize,
        words: Option<&[String]>,
    ) -> String {
        let up = if self.falls(cursor) { "DESC" } else { "ASC" };
        let order = self.order(cursor, "i", "actor_id");
        let found = match words {
            None => {
                let found = self.under(binds, cursor, need);
                // Grouped in a hash table, then sorted to find the first. With DISTINCT, PostgreSQL would sort all
                // index rows.
                format!(
                    "SELECT i.actor_id AS id, min(i.sort_name) AS key FROM actor_words i WHERE {found} GROUP BY i.actor_id OFFSET 0"
                )
            }
            Some(words) => {
                let role = binds.number(self.role);
                let bound = binds.texts(words.to_vec());
                let mut all = vec![format!("i.role_id = {role} AND i.word = w.word")];
                all.extend(self.rest(binds, cursor, &role, need));
                format!(
                    "SELECT DISTINCT m.id, m.key FROM unnest({bound}) w(word) CROSS JOIN LATERAL (
                        SELECT i.actor_id AS id, i.sort_name AS key FROM actor_words i WHERE {} {order} LIMIT {limit}) m",
                    all.join(" AND ")
                )
            }
        };
        format!("SELECT c.id, c.key FROM ({found}) c ORDER BY c.key {up}, c.id {up} LIMIT {limit}")
    }

    fn roleless(&self, binds: &mut Binds, cursor: Option<&Cursor>, limit: usize, ids: Option<&[i64]>) -> String {
        let mut all = vec!["NOT b.in_directory AND b.merged_into IS NULL".to_owned()];
        if let Some(ids) = ids {
            let ids = binds.numbers(ids.to_vec());
            all.push(format!("b.id = ANY({ids})"));
        }
        if !self.archived {
            all.push("b.archived_at IS NULL".to_owned());
        }
        if let Some(scope) = binds.scope(self.visible.ranges()) {
            all.push(format!(
                "EXISTS (SELECT FROM org_units s WHERE s.id = b.unit_id AND s.pos <@ {scope} OFFSET 0)"
            ));
        }
        all.extend(self.beyond(binds, cursor, "b.sort_name, b.id"));
        format!(
            "SELECT b.id, b.sort_name AS key FROM actors b WHERE {} {} LIMIT {limit}",
            all.join(" AND "),
            self.order(cursor, "b", "id")
        )
    }

    /// Returns one condition per search word except `skip`.
    fn words(&self, binds: &mut Binds, actor: &str, role: &str, skip: Option<usize>) -> Vec<String> {
        let others = self.needs.iter().enumerate().filter(|(at, _)| Some(*at) != skip);
        others
            .map(|(_, need)| {
                let (low, high) = (binds.text(need), binds.text(end(need)));
                format!(
                    "EXISTS (SELECT FROM actor_words y WHERE y.actor_id = {actor} AND y.role_id = {role} AND y.word >= {low} AND y.word < {high} OFFSET 0)"
                )
            })
            .collect()
    }

    /// Returns the condition for actors beyond the cursor, in the order of names.
    fn beyond(&self, binds: &mut Binds, cursor: Option<&Cursor>, columns: &str) -> Option<String> {
        let cursor = cursor?;
        let than = if self.falls(Some(cursor)) { "<" } else { ">" };
        let key = binds.text(cursor.key.as_deref().unwrap_or_default());
        let id = binds.number(cursor.id);
        Some(format!("({columns}) {than} ({key}, {id})"))
    }
}

fn source(visible: &Visible, head: &Head) -> Source {
    let all = *visible.ranges() == Ranges::All;
    let rarest = head.words.iter().enumerate().min_by_key(|(_, stats)| stats.rows);
    if let Some((need, stats)) = rarest
        && stats.rows <= FEW
        && (all || stats.rows <= head.visible)
    {
        return Source::Few(need);
    }
    if !all && head.visible <= SMALL {
        return Source::Units;
    }
    merge(head).unwrap_or(Source::Walk)
}

/// Returns the merge by the search word that needs the least work, if one can be merged at all.
fn merge(head: &Head) -> Option<Source> {
    let words = |stats: &WordStats| stats.words.as_ref().map_or(0, Vec::len);
    let work = |stats: &WordStats| match words(stats) {
        few if few <= MERGED => few,
        _ => stats.rows as usize,
    };
    let mergeable = head.words.iter().enumerate().filter(|(_, stats)| stats.rows <= RANGE);
    let (need, stats) = mergeable.min_by_key(|(_, stats)| work(stats))?;
    let few = words(stats) <= MERGED;
    Some(Source::Merge {
        need,
        words: few.then(|| stats.words.clone().unwrap_or_default()),
    })
}
