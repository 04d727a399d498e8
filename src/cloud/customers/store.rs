//! All SQL of the list of customers.
use crate::access::ranges::Ranges;
use crate::access::statement::Binds;
use crate::db::Read;
use crate::error::Result;
use crate::web::cursor::Cursor;
use crate::web::named_list::{Filter, Named};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};

/// A customer with its licences.
#[derive(Debug, Clone, QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    sort_name: String,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub customer_number: String,
    #[diesel(sql_type = Bool)]
    pub archived: bool,
    /// `None` means unlimited.
    #[diesel(sql_type = Nullable<Integer>)]
    pub pool: Option<i32>,
    #[diesel(sql_type = Integer)]
    pub taken: i32,
}

impl Named for Row {
    fn id(&self) -> i64 {
        self.id
    }
    fn sort_name(&self) -> &str {
        &self.sort_name
    }
    fn key(&self, filter: &Filter) -> &str {
        match filter.by_number {
            true => &self.customer_number,
            false => &self.sort_name,
        }
    }
}

/// Returns the next customers in `scope` after the cursor. For a cursor that goes backward the order is reversed.
pub fn rows(
    db: &mut impl Read,
    scope: &Ranges,
    filter: &Filter,
    cursor: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<Row>> {
    let mut binds = Binds::default();
    let inside = binds
        .scope(scope)
        .map_or(String::new(), |scope| format!("AND o.pos <@ {scope}"));
    let key = match filter.by_number {
        true => "o.customer_number COLLATE \"C\"",
        false => "o.sort_name",
    };
    let (way, beyond) = match filter.descending != cursor.is_some_and(|cursor| cursor.backward) {
        true => ("DESC", '<'),
        false => ("ASC", '>'),
    };
    let after = cursor.map_or(String::new(), |cursor| {
        let (at, id) = (
            binds.text(cursor.key.as_deref().unwrap_or_default()),
            binds.number(cursor.id),
        );
        format!("AND ({key}, o.id) {beyond} ({at}, {id})")
    });
    let statement = format!(
        "SELECT o.id, o.name, o.sort_name, o.code, o.customer_number, o.archived_at IS NOT NULL AS archived, l.pool, l.taken
         FROM org_units o JOIN customer_licences l ON l.customer_id = o.id
         WHERE o.kind = 'customer' {inside} {after} ORDER BY {key} {way}, o.id {way} LIMIT {limit}"
    );
    binds.load(db.conn(), statement)
}
