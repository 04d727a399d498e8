//! `keyholder admin recover [LOGIN] [--reset-two-factor]`.
use super::{Refused, Result, address, database};
use crate::access::Access;
use crate::access::snapshots::Snapshots;
use crate::config::Config;
use crate::db::{self, End, Read, run_command};
use crate::users::recovery::{self, Recovered};

pub fn recover(config: &Config, login: Option<&str>, reset_two_factor: bool) -> Result<()> {
    let (opened, _) = database::open_migrated(config)?;
    let recovered = run_command(opened.connect()?, |tx| {
        let version = tx.lock_access()?;
        let snapshot = Snapshots::new().at_least(tx.conn(), version - 1)?;
        let access = Access::system("admin recover", snapshot, db::now(tx)?);
        recovery::recover(tx, &access, login, reset_two_factor).map(|done| match done {
            Recovered::Done { .. } => End::Commit(done),
            Recovered::Unknown | Recovered::NotAdministrator => End::Rollback(done),
        })
    })?;
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
            println!("Set a new password (works once, for 24 hours): {address}setup/{secret}");
            Ok(())
        }
        Recovered::Unknown => Err(Refused::Rule("there is no user with that login name".into())),
        Recovered::NotAdministrator => Err(Refused::Rule("only members of Administrators can be recovered".into())),
    }
}
