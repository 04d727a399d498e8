//! The SQL of reports.
use super::{CHUNK, Task, read};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::files::Problem;
use crate::files::import::{Deed, Field, Told};
use crate::imports::forget::names_in;
use crate::web::message::Message;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Jsonb, Nullable, Text};
use serde_json::{Value, json};

/// Removes the report.
pub fn drop_report(tx: &mut Tx<'_>, task: &Task) -> Result<()> {
    diesel::sql_query("DELETE FROM upload_rows WHERE upload_id = $1")
        .bind::<BigInt, _>(task.id)
        .execute(tx.conn())?;
    Ok(())
}

/// Writes the report anew, and returns its lines: the problems if there are any, else what is done.
pub fn write_report(tx: &mut Tx<'_>, task: &Task, problems: &[Problem], told: &[Told]) -> Result<Vec<Line>> {
    drop_report(tx, task)?;
    let line = |line: u64| i32::try_from(line).ok().filter(|line| *line > 0);
    let listed = problems.iter().map(|problem| Line {
        place: 0,
        line: problem.line.and_then(line),
        deed: Line::PROBLEM.into(),
        field: problem.column.clone(),
        said: json!(problem.reason),
        fields: json!([]),
    });
    let told = told.iter().filter(|_| problems.is_empty()).map(|told| Line {
        place: 0,
        line: line(told.line),
        deed: told.deed.code().into(),
        field: None,
        said: json!(told.subject),
        fields: json!(told.fields),
    });
    let mut lines: Vec<Line> = listed.chain(told).collect();
    lines.sort_by_key(|row| row.line);
    for (at, row) in (1..).zip(&mut lines) {
        row.place = at;
    }
    for lines in lines.chunks(CHUNK) {
        insert_lines(tx, task.id, lines)?;
    }
    Ok(lines)
}

/// Makes these lines of the report say this instead.
pub fn replace_lines(tx: &mut Tx<'_>, task: &Task, places: &[i32], said: &Message) -> Result<()> {
    diesel::sql_query(
        "UPDATE upload_rows SET said = $3, fields = '[]', about = '{}' WHERE upload_id = $1 AND place = ANY($2)",
    )
    .bind::<BigInt, _>(task.id)
    .bind::<Array<Integer>, _>(places)
    .bind::<Jsonb, _>(json!(said))
    .execute(tx.conn())?;
    Ok(())
}

fn insert_lines(tx: &mut Tx<'_>, upload: i64, lines: &[Line]) -> Result<()> {
    // An array of arrays must be rectangular; a text that unpacks into one need not.
    let about = |row: &Line| json!(names_in(row.parts()));
    diesel::sql_query(
        "INSERT INTO upload_rows (upload_id, place, line, deed, field, said, fields, about)
         SELECT $1, place, line, deed, field, said, fields, ARRAY(SELECT jsonb_array_elements_text(about))
         FROM unnest($2, $3, $4, $5, $6, $7, $8) AS r(place, line, deed, field, said, fields, about)",
    )
    .bind::<BigInt, _>(upload)
    .bind::<Array<Integer>, _>(lines.iter().map(|row| row.place).collect::<Vec<_>>())
    .bind::<Array<Nullable<Integer>>, _>(lines.iter().map(|row| row.line).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(lines.iter().map(|row| &row.deed).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(lines.iter().map(|row| row.field.as_ref()).collect::<Vec<_>>())
    .bind::<Array<Jsonb>, _>(lines.iter().map(|row| &row.said).collect::<Vec<_>>())
    .bind::<Array<Jsonb>, _>(lines.iter().map(|row| &row.fields).collect::<Vec<_>>())
    .bind::<Array<Jsonb>, _>(lines.iter().map(about).collect::<Vec<_>>())
    .execute(tx.conn())?;
    Ok(())
}

/// One line of a report.
#[derive(Debug, Clone, QueryableByName)]
pub struct Line {
    #[diesel(sql_type = Integer)]
    pub place: i32,
    #[diesel(sql_type = Nullable<Integer>)]
    pub line: Option<i32>,
    #[diesel(sql_type = Text)]
    deed: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub field: Option<String>,
    #[diesel(sql_type = Jsonb)]
    said: Value,
    #[diesel(sql_type = Jsonb)]
    fields: Value,
}

impl Line {
    /// What stands in place of a deed in a line that is a problem.
    pub const PROBLEM: &'static str = "problem";

    /// Returns what the row does; `None` for a problem.
    pub fn deed(&self) -> Result<Option<Deed>> {
        match self.deed.as_str() {
            Self::PROBLEM => Ok(None),
            deed => Deed::stored(deed).map(Some),
        }
    }

    /// Returns what may speak of people: its message and its fields, as they are stored.
    pub fn parts(&self) -> [&Value; 2] {
        [&self.said, &self.fields]
    }

    pub fn said(&self) -> Result<Message> {
        read(self.said.clone())
    }

    pub fn fields(&self) -> Result<Vec<Field>> {
        read(self.fields.clone())
    }
}

/// The report after this place, `most` lines of it.
pub fn lines(db: &mut impl Read, upload: i64, after: i32, most: i64) -> Result<Vec<Line>> {
    Ok(diesel::sql_query(
        "SELECT place, line, deed, field, said, fields FROM upload_rows WHERE upload_id = $1 AND place > $2 ORDER BY place LIMIT $3",
    )
    .bind::<BigInt, _>(upload)
    .bind::<Integer, _>(after)
    .bind::<BigInt, _>(most)
    .load(db.conn())?)
}
