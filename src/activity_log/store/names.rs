//! What a typed name may mean.
use crate::access::statement::Binds;
use crate::access::{Access, division};
use crate::activity_log::filter::About;
use crate::activity_log::is_named;
use crate::db::Read;
use crate::error::Result;
use crate::text;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Inet, Nullable, Text};
use ipnet::IpNet;

/// More than this are not looked for: the name says too little.
const MOST: usize = 200;

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Visible users with all these words, or with this id.
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

/// Visible actors with all these words, under any of their roles.
fn found_actors(db: &mut impl Read, access: &Access, typed: &str) -> Result<Vec<i64>> {
    let words = text::words(typed);
    let Some((first, others)) = words.split_first() else {
        return Ok(Vec::new());
    };
    let mut binds = Binds::default();
    let range = |binds: &mut Binds, word: &str| (binds.text(word), binds.text(format!("{word}\u{10FFFF}")));
    let (low, high) = range(&mut binds, first);
    let mut all = vec![format!("i.role_id = r.id AND i.word >= {low} AND i.word < {high}")];
    for word in others {
        let (low, high) = range(&mut binds, word);
        all.push(format!("EXISTS (SELECT FROM actor_words y WHERE y.actor_id = i.actor_id AND y.role_id = i.role_id AND y.word >= {low} AND y.word < {high} OFFSET 0)"));
    }
    if let Some(places) = binds.scope(&access.scope()) {
        all.push(format!(
            "EXISTS (SELECT FROM org_units o WHERE o.id = i.unit_id AND o.pos <@ {places} OFFSET 0)"
        ));
    }
    // Role after role: the words of each stand together.
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

/// The addresses of a network that any entry has, found one after the other in the index; none where they are many.
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

/// Users, groups, units and actors with such a name, as an entry names its subject.
pub fn subjects(db: &mut impl Read, access: &Access, typed: &str) -> Result<Vec<(&'static str, i64)>> {
    let users = found_users(db, access, typed)?;
    let words = text::words(typed);
    let snapshot = access.snapshot();
    let mut all: Vec<(&'static str, i64)> = users.iter().flat_map(|id| [("user", *id), ("grants", *id)]).collect();
    if words.is_empty() {
        return Ok(all);
    }
    all.extend(found_actors(db, access, typed)?.into_iter().map(|id| ("actor", id)));
    let groups = groups(db)?.into_iter().filter(|group| is_named(&group.name, &words));
    all.extend(
        groups
            .take(MOST)
            .flat_map(|group| [("group", group.id), ("grants", group.id)]),
    );
    let units = snapshot.units().in_order().filter(|unit| is_named(&unit.name, &words));
    let units = units.filter(|unit| access.sees(unit.id));
    all.extend(units.take(MOST).map(|unit| ("org_unit", unit.id)));
    Ok(all)
}

/// What a filter is about, as entries name their subjects: cells stand at their account, and whoever was merged into an
/// actor goes on there.
pub fn keys(db: &mut impl Read, about: About) -> Result<Vec<(&'static str, i64)>> {
    Ok(match about {
        About::User(id) => vec![("user", id), ("grants", id)],
        About::Group(id) => vec![("group", id), ("grants", id)],
        About::Unit(id) => vec![("org_unit", id)],
        About::Actor(id) => {
            let merged: Vec<Id> = diesel::sql_query("SELECT id FROM actors WHERE id = $1 OR merged_into = $1")
                .bind::<BigInt, _>(id)
                .load(db.conn())?;
            merged.into_iter().map(|row| ("actor", row.id)).collect()
        }
    })
}

/// The name of what a filter is about; none where the reader may not know of it (SPEC P-12).
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

/// Some thousand at most.
fn groups(db: &mut impl Read) -> Result<Vec<Group>> {
    Ok(diesel::sql_query("SELECT id, display_name AS name FROM groups ORDER BY sort_name, id").load(db.conn())?)
}

/// The kinds there are, one step through the index each.
pub fn kinds(db: &mut impl Read) -> Result<Vec<String>> {
    #[derive(QueryableByName)]
    struct Kind {
        #[diesel(sql_type = Text)]
        kind: String,
    }
    let kinds: Vec<Kind> = diesel::sql_query(
        "WITH RECURSIVE k AS (
            (SELECT type FROM activity ORDER BY type LIMIT 1)
            UNION ALL SELECT (SELECT a.type FROM activity a WHERE a.type > k.type ORDER BY a.type LIMIT 1) FROM k WHERE k.type IS NOT NULL)
         SELECT type AS kind FROM k WHERE type IS NOT NULL",
    )
    .load(db.conn())?;
    Ok(kinds.into_iter().map(|row| row.kind).collect())
}
