//! Checks that logins and email addresses of a file of users are unique.
use crate::access::fixed::{ADMINISTRATOR, SYSTEM};
use crate::db::Tx;
use crate::error::Result;
use crate::files::import::Report;
use crate::files::store::accounts;
use crate::files::store::users::User;
use crate::files::tables::{Cell, Line, UserRow};
use crate::names::Email;
use crate::text::name_key;
use crate::web::message::Message;
use std::collections::HashMap;

/// Who has which login and address after the import. Both can be typed at login, so they share a namespace (SPEC 3.2).
pub(super) struct Names {
    /// The account that has a login or address. A new user is identified by the negative number of its line.
    owners: HashMap<String, i64>,
}

impl Names {
    /// Loads the present owners. `stored` has the users whom the rows are about and whom the importer may know of.
    pub(super) fn load(
        tx: &mut Tx<'_>,
        lines: &[Line<UserRow>],
        logins: &[String],
        stored: &HashMap<String, User>,
    ) -> Result<Self> {
        let emails = lines.iter().filter_map(|line| line.row.email.value()).map(Email::key);
        let keys: Vec<String> = logins.iter().cloned().chain(emails).collect();
        let mut owners = accounts::holders(tx, &keys)?;
        // Two users of the file may swap addresses, so all addresses given up become free before any is taken. A
        // confirmed address stays taken until the user's next one is confirmed (SECURITY AU10).
        for (line, login) in lines.iter().zip(logins) {
            let given_up = stored
                .get(login)
                .filter(|old| match line.row.email {
                    Cell::Absent => false,
                    Cell::Empty => true,
                    Cell::Value(_) => !old.email_confirmed,
                })
                .and_then(|old| old.email.as_deref());
            if let Some(key) = given_up.map(name_key).filter(|key| key != login) {
                owners.remove(&key);
            }
        }
        Ok(Self { owners })
    }

    /// Checks the names of a row. Returns false if the row needs no more checks, because it is about an account that
    /// files cannot change.
    pub(super) fn check(&mut self, line: &Line<UserRow>, key: &str, old: Option<&User>, report: &mut Report) -> bool {
        let login = &line.row.login;
        if login.is_reserved() || old.is_some_and(|old| [SYSTEM, ADMINISTRATOR].contains(&old.id)) {
            let reason = Message::new("import-reserved").with("name", login.as_str());
            report.refuse(line.line, "login", reason);
            return false;
        }
        let owner = old.map_or_else(|| -i64::try_from(line.line).unwrap_or(i64::MAX), |old| old.id);
        if !self.take(key, owner) {
            report.refuse(
                line.line,
                "login",
                Message::new("import-name-taken").with("name", login.as_str()),
            );
        }
        if let Some(email) = line.row.email.value()
            && !self.take(&email.key(), owner)
        {
            report.refuse(
                line.line,
                "email",
                Message::new("import-name-taken").with("name", email.as_str()),
            );
        }
        true
    }

    fn take(&mut self, key: &str, account: i64) -> bool {
        *self.owners.entry(key.to_owned()).or_insert(account) == account
    }
}
