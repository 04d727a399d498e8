//! `keyholder serve`.
use super::{Result, database};
use crate::app::App;
use crate::config::{Config, Seal};
use crate::db::{End, run_command};
use crate::demo::{self, Login};
use crate::error::Error;
use crate::session::hashing::Hasher;
use crate::users::recovery;
use std::io::Write;
use std::sync::Arc;

pub fn serve(config: Config, demo: bool) -> Result<()> {
    for warning in &config.warnings {
        eprintln!("warning: {warning}");
    }
    let (opened, ran) = database::open_migrated(&config)?;
    let key = opened.key(&config)?;
    if !ran.is_empty() {
        tracing::info!(migrations = ran.join(", "), "migrated");
    }
    let logins = if demo {
        demonstration(&config, &opened, &Seal::new(&key))?
    } else {
        Vec::new()
    };
    let first_link = run_command(opened.connect()?, |tx| recovery::first_link(tx).map(End::Commit))?;
    let config = Arc::new(config);
    actix_web::rt::System::new().block_on(async {
        let app = App::build(Arc::clone(&config), &key, opened.app_url())?;
        app.warm_up();
        app.keep_backups(&key, opened.owner_url());
        let address = config.public_url(app.address.port());
        super::address::remember(&config, &address);
        // A program that started us may read the address, so the line is printed whole and at once.
        println!("Keyholder is at {address}");
        if let Some(secret) = first_link {
            println!("Set the administrator's password (works once, for 24 hours): {address}setup/{secret}");
        }
        for Login { login, password, role } in &logins {
            println!("demo login: {login} {password} {role}");
        }
        app.serve().await?;
        // The reader of standard output may be gone; that is no reason to fail at the end.
        let _ = writeln!(std::io::stdout(), "Stopped.");
        Ok(())
    })
}

/// Makes the demonstration chain if it is not there yet; returns the logins to print.
fn demonstration(config: &Config, opened: &database::Opened, seal: &Seal) -> Result<Vec<Login>> {
    let hasher = Hasher::start(&crate::app::hashing(config))?;
    let connect = || opened.connect().map_err(|error| Error::Internal(error.to_string()));
    Ok(demo::prepare(connect, &config.data_dir, &hasher, seal)?)
}
