//! A statement put together from fixed pieces, for lists scoped by construction; every value in it is bound.
use super::ranges::Ranges;
use crate::error::Result;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};

enum Value {
    Text(String),
    Number(i64),
    Texts(Vec<String>),
    Numbers(Vec<i64>),
}

/// The values so far; each method answers the placeholder to write.
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
    pub fn texts(&mut self, values: Vec<String>) -> String {
        self.push(Value::Texts(values))
    }
    pub fn numbers(&mut self, values: Vec<i64>) -> String {
        self.push(Value::Numbers(values))
    }

    /// The scope as a multirange of `org_units.pos`; none where everything is visible.
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

    /// Runs it.
    pub fn load<T: QueryableByName<Pg> + 'static>(self, conn: &mut PgConnection, statement: String) -> Result<Vec<T>> {
        let mut query = diesel::sql_query(statement).into_boxed::<Pg>();
        for value in self.0 {
            query = match value {
                Value::Text(text) => query.bind::<Text, _>(text),
                Value::Number(number) => query.bind::<BigInt, _>(number),
                Value::Texts(texts) => query.bind::<Array<Text>, _>(texts),
                Value::Numbers(numbers) => query.bind::<Array<BigInt>, _>(numbers),
            };
        }
        Ok(query.load(conn)?)
    }
}
