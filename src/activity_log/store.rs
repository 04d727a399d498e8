//! All SQL of the screen.
mod names;
mod shapes;

pub use names::{kinds, name};
pub use shapes::Wanted;

use super::filter::Cursor;
use crate::access::statement::Binds;
use crate::activity::{SEALED, SealedRow};
use crate::db::Read;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Jsonb, Nullable, Text};
use serde_json::Value;

/// An entry with the names of today beside it.
#[derive(QueryableByName)]
pub struct Row {
    #[diesel(embed)]
    pub sealed: SealedRow,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub position: Option<i64>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub hash: Option<Vec<u8>>,
    /// The hash before, so that one line of an export can be proven alone.
    #[diesel(sql_type = Nullable<Binary>)]
    pub previous: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub salt: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub personal: Option<Value>,
    #[diesel(sql_type = Nullable<Text>)]
    pub subject_name: Option<String>,
    /// Of a subject that is a user or an actor.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub subject_unit: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub user_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub clerk_name: Option<String>,
    /// How often a refusal was repeated in its session.
    #[diesel(sql_type = Nullable<Integer>)]
    pub times: Option<i32>,
}

impl Row {
    pub fn id(&self) -> i64 {
        self.sealed.id
    }
}

fn columns(ids: &str, order: &str) -> String {
    format!(
        "SELECT {SEALED}, s.position, s.hash, p.salt, p.details AS personal,
            CASE WHEN s.position = 1 THEN decode(repeat('00', 32), 'hex') ELSE coalesce(
                (SELECT b.hash FROM activity_chain b WHERE b.position = s.position - 1),
                (SELECT n.hash FROM activity_anchor n WHERE n.position = s.position - 1)) END AS previous,
            coalesce(us.display_name, gs.display_name, os.name, ac.name) AS subject_name,
            coalesce(us.unit_id, ac.unit_id) AS subject_unit,
            u.display_name AS user_name, k.display_name AS clerk_name, r.times
         FROM ({ids}) f JOIN activity a ON a.id = f.id
         LEFT JOIN activity_chain s ON s.activity_id = a.id
         LEFT JOIN activity_personal p ON p.activity_id = a.id
         LEFT JOIN users us ON us.id = a.subject_id AND a.subject_kind IN ('user', 'grants')
         LEFT JOIN groups gs ON gs.id = a.subject_id AND a.subject_kind IN ('group', 'grants')
         LEFT JOIN org_units os ON os.id = a.subject_id AND a.subject_kind = 'org_unit'
         LEFT JOIN actors ac ON ac.id = a.subject_id AND a.subject_kind = 'actor'
         LEFT JOIN users u ON u.id = a.user_id LEFT JOIN users k ON k.id = a.clerk_id
         LEFT JOIN refusals_repeated r ON r.first_activity = a.id
         ORDER BY a.id {order}"
    )
}

/// Up to `limit` entries beyond the cursor: newest first, or oldest first towards newer ones.
pub fn rows(db: &mut impl Read, wanted: &Wanted, cursor: Option<Cursor>, limit: usize) -> Result<Vec<Row>> {
    let mut binds = Binds::default();
    let ids = wanted.ids(&mut binds, cursor, limit);
    let order = if cursor.is_some_and(|cursor| cursor.newer) {
        "ASC"
    } else {
        "DESC"
    };
    binds.load(db.conn(), columns(&ids, order))
}

/// One entry, if it is among those wanted.
pub fn one(db: &mut impl Read, wanted: &Wanted, id: i64) -> Result<Option<Row>> {
    let mut binds = Binds::default();
    let entry = wanted.one(&mut binds, id);
    Ok(binds.load(db.conn(), columns(&entry, "DESC"))?.pop())
}
