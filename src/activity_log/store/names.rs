//! Finds what a typed name may refer to.
use crate::access::statement::Binds;
use crate::access::{Access, division};
use crate::activity::Event;
use crate::activity_log::filter::{About, Author};
use crate::activity_log::is_named;
use crate::actors;
use crate::db::Read;
use crate::error::Result;
use crate::text;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Inet, Nullable, Text};
use ipnet::IpNet;

/// At most this many matches are used; a name with more is too vague.
const MOST: usize = 200;

/// How an entry relates to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// It is the entry's subject, of this kind.
    Subject(&'static str, i64),
    /// The entry is about a membership of this account.
    Member(i64),
    /// The entry is about a membership in this group.
    InGroup(i64),
}

impl Key {
    /// Returns the SQL condition on entries `a`.
    pub fn condition(self, binds: &mut Binds) -> String {
        match self {
            Key::Subject(kind, id) => format!(
                "(a.subject_kind = {} AND a.subject_id = {})",
                binds.text(kind),
                binds.number(id)
            ),
            Key::Member(id) => membership(binds, "account_id", id),
            Key::InGroup(id) => membership(binds, "group_id", id),
        }
    }

    /// Returns the keys of all entries about a user: the account, its cells and its memberships.
    fn of_user(id: i64) -> [Self; 3] {
        [Key::Subject("user", id), Key::Subject("grants", id), Key::Member(id)]
    }

    /// Returns the keys of all entries about a group, including the memberships in it.
    fn of_group(id: i64) -> [Self; 4] {
        [
            Key::Subject("group", id),
            Key::Subject("grants", id),
            Key::Member(id),
            Key::InGroup(id),
        ]
    }
}

fn membership(binds: &mut Binds, field: &str, id: i64) -> String {
    let id = binds.text(id.to_string());
    format!("(a.subject_kind = 'membership' AND a.details ->> '{field}' = {id})")
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Returns the users that a filter refers to; `None` means everybody.
pub fn authors(db: &mut impl Read, access: &Access, author: &Author) -> Result<Option<Vec<i64>>> {
    match author.id {
        Some(id) => Ok(Some(vec![id])),
        None if author.is_any() => Ok(None),
        None => found_users(db, access, &author.words).map(Some),
    }
}

/// Finds the visible users who match all these words, or who have this id.
pub fn found_users(db: &mut impl Read, access: &Access, typed: &str) -> Result<Vec<i64>> {
    let words = text::words(typed);
    let Some((first, others)) = words.split_first() else {
        return Ok(Vec::new());
    };
    let mut binds = Binds::default();
    let range = |binds: &mut Binds, word: &str| (binds.text(word), binds.text(format!("{word}\u{10FFFF}")));
    let (low, high) = range(&mut binds, first);
    let mut all = vec![format!("i.word >= {low} AND i.word < {high}")];
    for word in others {
        let (low, high) = range(&mut binds, word);
        all.push(format!("EXISTS (SELECT FROM user_words y WHERE y.user_id = i.user_id AND y.word >= {low} AND y.word < {high} OFFSET 0)"));
    }
    if let Some(places) = binds.scope(&access.scope()) {
        all.push(format!(
            "EXISTS (SELECT FROM org_units o WHERE o.id = i.unit_id AND o.pos <@ {places} OFFSET 0)"
        ));
    }
    let ids: Vec<Id> = binds.load(
        db.conn(),
        format!(
            "SELECT DISTINCT w.id FROM (SELECT i.user_id AS id FROM user_words i WHERE {} LIMIT {}) w LIMIT {MOST}",
            all.join(" AND "),
            MOST * 4
        ),
    )?;
    let mut ids: Vec<i64> = ids.into_iter().map(|row| row.id).chain(typed.parse().ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// Finds the visible actors who match all these words under any one of their roles.
fn found_actors(db: &mut impl Read, access: &Access, typed: &str) -> Result<Vec<i64>> {
    let words = text::words(typed);
    let Some((first, others)) = words.split_first() else {
        return Ok(Vec::new());
    };
    let mut binds = Binds::default();
    let range = |binds: &mut Binds, word: &str| (binds.text(word), binds.text(format!("{word}\u{10FFFF}")));
    let (low, high) = range(&mut binds, first);
    let mut all = vec![format!(
        "i.role_id = r.id AND NOT i.of_field AND i.word >= {low} AND i.word < {high}"
    )];
    for word in others {
        let (low, high) = range(&mut binds, word);
        all.push(format!("EXISTS (SELECT FROM actor_words y WHERE y.actor_id = i.actor_id AND y.role_id = i.role_id AND NOT y.of_field AND y.word >= {low} AND y.word < {high} OFFSET 0)"));
    }
    if let Some(places) = binds.scope(&access.scope()) {
        all.push(format!(
            "EXISTS (SELECT FROM org_units o WHERE o.id = i.unit_id AND o.pos <@ {places} OFFSET 0)"
        ));
    }
    // Each role is searched by itself, because the words are stored per role.
    let ids: Vec<Id> = binds.load(
        db.conn(),
        format!(
            "SELECT DISTINCT w.id FROM actor_roles r CROSS JOIN LATERAL (
                SELECT i.actor_id AS id FROM actor_words i WHERE {} LIMIT {}) w LIMIT {MOST}",
            all.join(" AND "),
            MOST * 4
        ),
    )?;
    Ok(ids.into_iter().map(|row| row.id).collect())
}

/// Returns the addresses within a network that occur in entries, found one after the other in the index. `None` if
/// there are too many.
pub fn addresses(db: &mut impl Read, net: IpNet) -> Result<Option<Vec<String>>> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = Text)]
        address: String,
    }
    // A network sorts right before the addresses in it.
    let found: Vec<Found> = diesel::sql_query(format!(
        "WITH RECURSIVE met AS (
            (SELECT a.address FROM activity a WHERE a.address > $1 ORDER BY a.address LIMIT 1)
            UNION ALL
            SELECT (SELECT a.address FROM activity a WHERE a.address > m.address ORDER BY a.address LIMIT 1) FROM met m
            WHERE m.address <<= $1)
         SELECT host(address) AS address FROM met WHERE address <<= $1 LIMIT {}",
        MOST + 1
    ))
    .bind::<Inet, _>(net)
    .load(db.conn())?;
    let few = found.len() <= MOST;
    Ok(few.then(|| found.into_iter().map(|found| found.address).collect()))
}

/// Finds users, groups, units and actors by name and returns their keys. Groups and units are also found by earlier
/// names; people are not (SECURITY DP1).
pub fn subjects(db: &mut impl Read, access: &Access, typed: &str) -> Result<Vec<Key>> {
    let users = found_users(db, access, typed)?;
    let words = text::words(typed);
    let snapshot = access.snapshot();
    let mut all: Vec<Key> = users.into_iter().flat_map(Key::of_user).collect();
    if words.is_empty() {
        return Ok(all);
    }
    all.extend(
        found_actors(db, access, typed)?
            .into_iter()
            .map(|id| Key::Subject("actor", id)),
    );
    let groups = groups(db)?.into_iter().filter(|group| is_named(&group.name, &words));
    let mut groups: Vec<i64> = groups.map(|group| group.id).collect();
    let units = snapshot.units().in_order().filter(|unit| is_named(&unit.name, &words));
    let mut units: Vec<i64> = units.map(|unit| unit.id).collect();
    for former in former_names(db)?
        .into_iter()
        .filter(|former| is_named(&former.name, &words))
    {
        if former.is_group { &mut groups } else { &mut units }.push(former.id);
    }
    units.retain(|unit| access.sees(*unit));
    for ids in [&mut groups, &mut units] {
        ids.sort_unstable();
        ids.dedup();
        ids.truncate(MOST);
    }
    all.extend(groups.into_iter().flat_map(Key::of_group));
    all.extend(units.into_iter().map(|unit| Key::Subject("org_unit", unit)));
    Ok(all)
}

/// An earlier name of a group or unit.
#[derive(QueryableByName)]
struct Former {
    #[diesel(sql_type = Bool)]
    is_group: bool,
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
}

/// How many entries per kind are searched for earlier names.
const LOOKED_THROUGH: usize = 2_000;

/// Returns earlier names of groups and units, taken from the newest entries about changes.
fn former_names(db: &mut impl Read) -> Result<Vec<Former>> {
    let newest = |event: Event| {
        let word = event.word();
        format!(
            "(SELECT a.subject_kind, a.subject_id, a.details FROM activity a WHERE a.type = '{word}' ORDER BY a.id DESC LIMIT {LOOKED_THROUGH})"
        )
    };
    let changes = [Event::GroupChanged, Event::GroupDeleted, Event::OrgUnitChanged].map(newest);
    Ok(diesel::sql_query(format!(
        "SELECT DISTINCT c.subject_kind = 'group' AS is_group, c.subject_id AS id, concat_ws(' ', n.name, n.display_name) AS name
         FROM ({}) c CROSS JOIN LATERAL (SELECT c.details #>> '{{name,old}}' AS name, c.details #>> '{{display_name,old}}' AS display_name) n
         WHERE c.subject_id IS NOT NULL AND (n.name IS NOT NULL OR n.display_name IS NOT NULL)",
        changes.join(" UNION ALL ")
    ))
    .load(db.conn())?)
}

/// Returns the keys of entries about a filter's object. Cells and memberships are found by their account. An actor
/// includes the actors that were merged into it, directly or through others.
pub fn keys(db: &mut impl Read, about: About) -> Result<Vec<Key>> {
    Ok(match about {
        About::User(id) => Key::of_user(id).to_vec(),
        About::Group(id) => Key::of_group(id).to_vec(),
        About::Unit(id) => vec![Key::Subject("org_unit", id)],
        About::Actor(id) => {
            let actors = actors::with_merged(db, id)?.into_iter();
            actors.map(|id| Key::Subject("actor", id)).collect()
        }
    })
}

/// Returns the name of a filter's object; `None` if the reader may not know of it (SPEC P-12).
pub fn name(db: &mut impl Read, access: &Access, about: About) -> Result<Option<String>> {
    #[derive(QueryableByName)]
    struct Named {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Nullable<BigInt>)]
        unit: Option<i64>,
    }
    let (select, id) = match about {
        About::Unit(id) => return Ok(access.seen_unit(id).map(|unit| unit.name.to_string())),
        About::User(id) => (
            "SELECT display_name AS name, unit_id AS unit FROM users WHERE id = $1",
            id,
        ),
        About::Group(id) => (
            "SELECT display_name AS name, NULL::bigint AS unit FROM groups WHERE id = $1",
            id,
        ),
        About::Actor(id) => ("SELECT name, unit_id AS unit FROM actors WHERE id = $1", id),
    };
    let row: Option<Named> = diesel::sql_query(select)
        .bind::<BigInt, _>(id)
        .get_result(db.conn())
        .optional()?;
    let seen = |unit: i64| match about {
        About::Actor(_) => division::sees(access, unit),
        _ => access.sees(unit),
    };
    Ok(row.filter(|row| row.unit.is_none_or(seen)).map(|row| row.name))
}

#[derive(QueryableByName)]
struct Group {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
}

/// Reads all groups; there are a few thousand at most.
fn groups(db: &mut impl Read) -> Result<Vec<Group>> {
    Ok(diesel::sql_query("SELECT id, display_name AS name FROM groups ORDER BY sort_name, id").load(db.conn())?)
}
