//! All SQL of finding groups and users for a field. The amount of work is bounded, whatever is typed.
use crate::access::ranges::Ranges;
use crate::access::statement::Binds;
use crate::db::Read;
use crate::error::Result;
use crate::memberships::{Account, Group, Who};
use crate::text::{has_words, words};
use crate::web::group_name::sorted_otherwise;
use crate::web::i18n::Texts;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text};

/// How many groups are read at once while looking for matches. An installation has thousands at most.
const CHUNK: i64 = 500;
/// How many search words are looked at if the reader sees many users.
const LOOKED_AT: i64 = 20_000;
/// Up to this many users are looked at one by one.
const FEW: i64 = 5_000;

#[derive(QueryableByName)]
struct GroupRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    display_name: String,
    #[diesel(sql_type = Text)]
    sort_name: String,
}

/// Returns the first groups whose names have all these words, each as the beginning of a word. The name that the reader
/// sees counts too, and they are sorted by it. Roles of a module that is off are not offered (SPEC G-4).
pub fn groups(db: &mut impl Read, t: &Texts, wanted: &[String], limit: usize) -> Result<Vec<Group>> {
    let (mut found, mut key, mut id) = (Vec::new(), String::new(), 0);
    loop {
        let mut binds = Binds::default();
        let order = binds.group_order(sorted_otherwise(t));
        let (after, from) = (binds.text(key.as_str()), binds.number(id));
        let statement = format!(
            "SELECT g.id, a.name, g.display_name, {order} AS sort_name
             FROM groups g JOIN accounts a ON a.id = g.id LEFT JOIN modules o ON o.key = g.module
             WHERE a.deleted_at IS NULL AND o.enabled IS NOT FALSE AND ({order}, g.id) > ({after}, {from})
             ORDER BY {order}, g.id LIMIT {CHUNK}"
        );
        let rows: Vec<GroupRow> = binds.load(db.conn(), statement)?;
        let is_last = (rows.len() as i64) < CHUNK;
        for row in rows {
            (key, id) = (row.sort_name, row.id);
            let group = Group {
                id: row.id,
                name: row.name,
                display_name: row.display_name,
            };
            let have = words(&format!("{} {} {}", group.name, group.display_name, group.shown(t)));
            if has_words(&have, wanted) {
                found.push(group);
            }
            if found.len() == limit {
                return Ok(found);
            }
        }
        if is_last {
            return Ok(found);
        }
    }
}

impl From<Account> for Offer {
    fn from(account: Account) -> Self {
        Self {
            id: account.id,
            name: account.name,
            display_name: account.display_name,
            unit: match account.who {
                Who::User { unit, .. } => Some(unit),
                Who::Group => None,
            },
        }
    }
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Returns the user with this login name.
pub fn id_of_login(db: &mut impl Read, name_key: &str) -> Result<Option<i64>> {
    let row: Option<Id> = diesel::sql_query(
        "SELECT k.account_id AS id FROM account_keys k JOIN users u ON u.id = k.account_id WHERE k.key = $1 AND k.is_name",
    )
    .bind::<Text, _>(name_key)
    .get_result(db.conn())
    .optional()?;
    Ok(row.map(|row| row.id))
}

/// Returns the account with this name.
pub fn id_of_name(db: &mut impl Read, name_key: &str) -> Result<Option<i64>> {
    let row: Option<Id> =
        diesel::sql_query("SELECT account_id AS id FROM account_keys WHERE key = $1 AND is_name AND $1 <> ''")
            .bind::<Text, _>(name_key)
            .get_result(db.conn())
            .optional()?;
    Ok(row.map(|row| row.id))
}

/// Users that have the words of a search.
#[derive(Debug, Default)]
pub struct Users {
    pub ids: Vec<i64>,
    /// Whether there may be others, who were not looked at.
    pub more: bool,
}

/// Returns how many indexed words of users begin with each of these, up to one more than are looked at.
fn frequencies(db: &mut impl Read, wanted: &[String]) -> Result<Vec<i64>> {
    let mut binds = Binds::default();
    let low = binds.texts(wanted.to_vec());
    let high = binds.texts(wanted.iter().map(|word| format!("{word}{}", char::MAX)).collect());
    let statement = format!(
        "SELECT (SELECT count(*) FROM (SELECT FROM user_words v WHERE v.word >= w.low AND v.word < w.high LIMIT {}) v) AS id
         FROM unnest({low}, {high}) WITH ORDINALITY AS w(low, high, n) ORDER BY w.n",
        LOOKED_AT + 1
    );
    let rows: Vec<Id> = binds.load(db.conn(), statement)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The word begins one of those under which users are found.
fn begins(binds: &mut Binds, column: &str, word: &str) -> String {
    let (low, high) = (binds.text(word), binds.text(format!("{word}{}", char::MAX)));
    format!("{column} >= {low} AND {column} < {high}")
}

fn has(binds: &mut Binds, user: &str, word: &str) -> String {
    let begins = begins(binds, "v.word", word);
    format!("EXISTS (SELECT FROM user_words v WHERE v.user_id = {user} AND {begins})")
}

/// Returns users in these places whose names or email have all these words. If there are few users, all are looked at
/// in the order of names; if there are many, the first that the index finds by the rarest of the words.
pub fn users(db: &mut impl Read, scope: &Ranges, wanted: &[String], limit: usize) -> Result<Users> {
    if wanted.is_empty() {
        Ok(Users::default())
    } else if *scope != Ranges::All && count(db, scope)? <= FEW {
        of_few(db, scope, wanted, limit)
    } else {
        of_many(db, scope, wanted, limit)
    }
}

fn of_few(db: &mut impl Read, scope: &Ranges, wanted: &[String], limit: usize) -> Result<Users> {
    let mut binds = Binds::default();
    let all: Vec<String> = wanted.iter().map(|word| has(&mut binds, "u.id", word)).collect();
    let inside = binds
        .scope(scope)
        .unwrap_or_else(|| "'{(,)}'::int4multirange".to_owned());
    let statement = format!(
        "SELECT u.id FROM users u WHERE u.state <> 'deleted' AND u.unit_id = ANY(ARRAY(SELECT o.id
            FROM unnest({inside}) r JOIN org_units o ON o.pos BETWEEN lower(r) AND upper(r) - 1)) AND {}
         ORDER BY u.sort_name, u.id LIMIT {limit}",
        all.join(" AND ")
    );
    let rows: Vec<Id> = binds.load(db.conn(), statement)?;
    Ok(Users {
        ids: rows.into_iter().map(|row| row.id).collect(),
        more: false,
    })
}

fn of_many(db: &mut impl Read, scope: &Ranges, wanted: &[String], limit: usize) -> Result<Users> {
    let mut by_frequency: Vec<(i64, &String)> = frequencies(db, wanted)?.into_iter().zip(wanted).collect();
    by_frequency.sort_unstable();
    let Some((&(frequency, rarest), others)) = by_frequency.split_first() else {
        return Ok(Users::default());
    };
    let mut binds = Binds::default();
    let begins = begins(&mut binds, "word", rarest);
    let mut all: Vec<String> = others
        .iter()
        .map(|(_, word)| has(&mut binds, "w.user_id", word))
        .collect();
    if let Some(inside) = binds.scope(scope) {
        all.push(format!(
            "EXISTS (SELECT FROM org_units o WHERE o.id = w.unit_id AND o.pos <@ {inside} OFFSET 0)"
        ));
    }
    let filter = match all.is_empty() {
        true => "true".to_owned(),
        false => all.join(" AND "),
    };
    let statement = format!(
        "SELECT f.user_id AS id FROM (SELECT w.user_id, min(w.word) AS word, min(w.sort_name) AS sort_name FROM (
            SELECT word, sort_name, user_id, unit_id FROM user_words WHERE {begins}
            ORDER BY word, sort_name, user_id LIMIT {LOOKED_AT}) w WHERE {filter} GROUP BY w.user_id) f
         ORDER BY f.word, f.sort_name, f.user_id LIMIT {limit}"
    );
    let rows: Vec<Id> = binds.load(db.conn(), statement)?;
    Ok(Users {
        more: frequency > LOOKED_AT && rows.len() < limit,
        ids: rows.into_iter().map(|row| row.id).collect(),
    })
}

/// An account as a field offers it, without its rights.
#[derive(QueryableByName, Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// The login name of a user, or the name of a group.
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    /// None for a group.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub unit: Option<i64>,
}

/// Returns these users and groups in this order, without those that are deleted.
pub fn accounts(db: &mut impl Read, ids: &[i64]) -> Result<Vec<Offer>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Offer> = diesel::sql_query(
        "SELECT a.id, a.name, coalesce(u.display_name, g.display_name) AS display_name, u.unit_id AS unit
         FROM accounts a LEFT JOIN users u ON u.id = a.id LEFT JOIN groups g ON g.id = a.id
         WHERE a.deleted_at IS NULL AND a.id = ANY($1) ORDER BY array_position($1, a.id)",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(db.conn())?;
    Ok(rows)
}

/// Returns how many users there are in these places.
fn count(db: &mut impl Read, scope: &Ranges) -> Result<i64> {
    let mut binds = Binds::default();
    let inside = binds
        .scope(scope)
        .unwrap_or_else(|| "'{(,)}'::int4multirange".to_owned());
    let statement = format!(
        "SELECT coalesce(sum(c.active + c.deactivated), 0)::bigint AS id FROM unnest({inside}) r
         JOIN org_units o ON o.pos BETWEEN lower(r) AND upper(r) - 1 JOIN unit_counts c ON c.unit_id = o.id"
    );
    let rows: Vec<Id> = binds.load(db.conn(), statement)?;
    Ok(rows.first().map_or(0, |row| row.id))
}
