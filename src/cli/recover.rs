//! `keyholder admin recover [LOGIN] [--reset-two-factor] [--reset-address-rules]`.
use super::{Refused, Result, address, database};
use crate::access::Access;
use crate::access::snapshots::Snapshots;
use crate::activity::Author;
use crate::config::Config;
use crate::db::{self, End, Read, run_command};
use crate::login_security;
use crate::users::recovery::{self, Recovered};

pub fn recover(config: &Config, login: Option<&str>, reset_two_factor: bool, reset_addresses: bool) -> Result<()> {
    let opened = database::open_existing_migrated(config)?;
    let recovered = run_command(opened.connect()?, |tx| {
        let version = tx.lock_access()?;
        let snapshot = Snapshots::new().at_least(tx.conn(), version - 1)?;
        let access = Access::system(snapshot, db::now(tx)?);
        let done = recovery::recover(tx, &access, login, reset_two_factor)?;
        if !matches!(done, Recovered::Done { .. }) {
            return Ok(End::Rollback((done, 0)));
        }
        let unblocked = match reset_addresses {
            true => login_security::open_to_all(tx, &Author::system())?,
            false => 0,
        };
        Ok(End::Commit((done, unblocked)))
    })?;
    let (recovered, unblocked) = recovered;
    match recovered {
        Recovered::Done {
            login,
            secret,
            was_deactivated,
            sessions,
            two_factor_removed,
        } => {
            let address = address::known(config);
            let state = if was_deactivated { "activated, " } else { "" };
            let factor = match (reset_two_factor, two_factor_removed) {
                (true, true) => " Two-factor removed.",
                (true, false) => " There was no two-factor to remove.",
                (false, _) => "",
            };
            println!("{login}: {state}unlocked, {sessions} sessions ended.{factor} The log has it.");
            if reset_addresses {
                println!("Every address may log in: method Off, {unblocked} addresses or ranges unblocked.");
            }
            println!("Set a new password (works once, for 24 hours): {address}setup/{secret}");
            Ok(())
        }
        Recovered::Unknown => Err(Refused::Rule("there is no user with that login name".into())),
        Recovered::NotAdministrator => Err(Refused::Rule("only members of Administrators can be recovered".into())),
    }
}
