//! In which language PostgreSQL reports errors. Its codes do not reach the program (diesel 2.3 does not hand them on), so
//! outages and deadlocks are told by words (`error`), and these must be English.
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as Sql};
use diesel::sql_types::Text;

/// A language other than English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// The setting `lc_messages`.
    pub setting: String,
    /// The name of the database, quoted.
    pub database: String,
}

/// Returns the language of a connection's messages if it is not English.
///
/// # Errors
/// PostgreSQL does not answer.
pub fn foreign(conn: &mut PgConnection) -> Result<Option<Foreign>, Sql> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        setting: String,
        #[diesel(sql_type = Text)]
        database: String,
    }
    let Row { setting, database } = diesel::sql_query(
        "SELECT current_setting('lc_messages') AS setting, quote_ident(current_database()) AS database",
    )
    .get_result(conn)?;
    let english = is_english(&setting) || answers_in_english(conn)?;
    Ok((!english).then_some(Foreign { setting, database }))
}

/// Whether a setting says so by itself.
fn is_english(setting: &str) -> bool {
    let name = setting.split('.').next().unwrap_or_default();
    ["C", "POSIX"].contains(&name) || name == "en" || name.starts_with("en_")
}

/// Tries it out: an empty setting is that of the server's surroundings, and PostgreSQL is not translated into every
/// language.
fn answers_in_english(conn: &mut PgConnection) -> Result<bool, Sql> {
    match conn.batch_execute("SELECT 1 / 0") {
        Err(Sql::DatabaseError(DatabaseErrorKind::Unknown, told)) => Ok(told.message() == "division by zero"),
        Err(error) => Err(error),
        Ok(()) => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::is_english;

    #[test]
    fn settings_whose_messages_are_english_are_known() {
        for setting in ["C", "POSIX", "C.UTF-8", "en_US.UTF-8", "en_DK.utf8", "en"] {
            assert!(is_english(setting), "{setting}");
        }
        for setting in ["", "da_DK.UTF-8", "sv_SE.UTF-8", "eng", "Czech"] {
            assert!(!is_english(setting), "{setting}");
        }
    }
}
