//! A statement put together from fixed pieces, for lists scoped by construction; every value in it is bound.
use super::ranges::Ranges;
use crate::db::prepared::Prepared;
use crate::error::Result;
use chrono::{DateTime, SecondsFormat, TimeZone, Utc};
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Text};

enum Value {
    Text(String),
    Number(i64),
    Texts(Vec<String>),
    Numbers(Vec<i64>),
}

/// The values bound so far; each method returns the placeholder to write.
#[derive(Default)]
pub struct Binds(Vec<Value>);

impl Binds {
    fn push(&mut self, value: Value) -> String {
        self.0.push(value);
        format!("${}", self.0.len())
    }
    pub fn text(&mut self, value: impl Into<String>) -> String {
        self.push(Value::Text(value.into()))
    }
    pub fn number(&mut self, value: i64) -> String {
        self.push(Value::Number(value))
    }
    /// A moment, to the microsecond; one that PostgreSQL does not know is the first or last that it does.
    pub fn moment(&mut self, at: DateTime<Utc>) -> String {
        let known = |year: i32| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).earliest().unwrap_or(at);
        let at = at.clamp(known(1), known(262_142));
        let text = at.to_rfc3339_opts(SecondsFormat::Micros, true);
        // PostgreSQL reads years of five digits without a sign.
        let placeholder = self.text(text.trim_start_matches('+'));
        format!("{placeholder}::timestamptz")
    }
    pub fn texts(&mut self, values: Vec<String>) -> String {
        self.push(Value::Texts(values))
    }
    pub fn numbers(&mut self, values: Vec<i64>) -> String {
        self.push(Value::Numbers(values))
    }

    /// Binds texts for `unnest` where the planner does not look at them: how many there are would make it plan a prepared
    /// statement anew each time, which takes longer than to run it.
    pub fn unseen_texts(&mut self, values: Vec<String>) -> String {
        format!("(SELECT {})", self.texts(values))
    }
    pub fn unseen_numbers(&mut self, values: Vec<i64>) -> String {
        format!("(SELECT {})", self.numbers(values))
    }

    /// Binds the scope as a multirange of `org_units.pos`; returns None where everything is visible.
    pub fn scope(&mut self, scope: &Ranges) -> Option<String> {
        match scope {
            Ranges::All => None,
            Ranges::Within(intervals) => {
                let ranges: Vec<_> = intervals.iter().map(|i| format!("[{},{}]", i.first, i.last)).collect();
                let placeholder = self.text(format!("{{{}}}", ranges.join(",")));
                Some(format!("{placeholder}::int4multirange"))
            }
        }
    }

    /// Returns what groups `g` are sorted by, for a reader who knows some by another name. `otherwise`: id, stored
    /// display name, and what it is sorted by.
    pub fn group_order(&mut self, otherwise: Vec<(i64, &str, String)>) -> String {
        if otherwise.is_empty() {
            return "g.sort_name".to_owned();
        }
        let one = |(id, stored, key): (i64, &str, String)| {
            let (id, stored, key) = (self.number(id), self.text(stored), self.text(key));
            format!(" WHEN g.id = {id} AND g.display_name = {stored} THEN {key}")
        };
        let cases: String = otherwise.into_iter().map(one).collect();
        format!("(CASE{cases} ELSE g.sort_name END)")
    }

    /// Runs it once.
    pub fn load<T: QueryableByName<Pg> + 'static>(self, conn: &mut PgConnection, statement: String) -> Result<Vec<T>> {
        Ok(self.bound(statement).load(conn)?)
    }

    /// Runs it, and keeps it prepared for the next of the same text.
    pub fn load_prepared<T: QueryableByName<Pg> + 'static>(
        self,
        conn: &mut PgConnection,
        statement: String,
    ) -> Result<Vec<T>> {
        Ok(Prepared(self.bound(statement)).load(conn)?)
    }

    fn bound(self, statement: String) -> BoxedSqlQuery<'static, Pg, SqlQuery> {
        self.0.into_iter().fold(
            diesel::sql_query(statement).into_boxed::<Pg>(),
            |query, value| match value {
                Value::Text(text) => query.bind::<Text, _>(text),
                Value::Number(number) => query.bind::<BigInt, _>(number),
                Value::Texts(texts) => query.bind::<Array<Text>, _>(texts),
                Value::Numbers(numbers) => query.bind::<Array<BigInt>, _>(numbers),
            },
        )
    }
}

/// Whether the unit in the column `unit` is one of `scope` (as [`Binds::scope`] gives it), for statements that ask this
/// of thousands of rows: the units are read once, by the index of their place in the tree, into a hash table.
pub fn in_units_of(scope: &str, unit: &str) -> String {
    format!(
        "({unit} IN (SELECT o.id FROM unnest({scope}) r CROSS JOIN LATERAL (SELECT o.id FROM org_units o
            WHERE o.pos >= lower(r) AND o.pos < upper(r) OFFSET 0) o)) IS TRUE"
    )
}
