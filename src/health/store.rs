//! What the checks read.
use crate::db::Read;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::Text;

/// Versions of the migrations that have run.
pub fn applied_migrations(db: &mut impl Read) -> Result<Vec<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        version: String,
    }
    let rows: Vec<Row> =
        diesel::sql_query("SELECT version::text FROM __diesel_schema_migrations ORDER BY version").load(db.conn())?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}
