//! `keyholder admin recover [LOGIN]`.
use super::{Refused, Result, address, database};
use crate::access::Access;
use crate::access::snapshots::Snapshots;
use crate::config::Config;
use crate::db::{self, End, Read, run_command};
use crate::users::recovery::{self, Recovered};

pub fn recover(config: &Config, login: Option<&str>) -> Result<()> {
    let (opened, _) = database::open_migrated(config)?;
    let recovered = run_command(opened.connect()?, |tx| {
        let version = tx.lock_access()?;
        let snapshot = Snapshots::new().at_least(tx.conn(), version - 1)?;
        let access = Access::system("admin recover", snapshot, db::now(tx)?);
        recovery::recover(tx, &access, login).map(|done| match done {
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
        } => {
            let address = address::known(config);
            let state = if was_deactivated { "activated, " } else { "" };
            println!("{login}: {state}unlocked, {sessions} sessions ended. The log has it.");
            println!("Set a new password (works once, for 24 hours): {address}setup/{secret}");
            Ok(())
        }
        Recovered::Unknown => Err(Refused::Rule("there is no user with that login name".into())),
        Recovered::NotAdministrator => Err(Refused::Rule("only members of Administrators can be recovered".into())),
    }
}
