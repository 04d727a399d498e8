//! `keyholder generate`.
use super::{Refused, Result, database};
use crate::config::{Config, Seal};
use crate::db::{End, run_command};
use crate::generate::{self, Made, Size};
use clap::Args;
use diesel::{Connection, PgConnection};

/// Fill a fresh database with made-up data: the same seed gives the same data
#[derive(Debug, Args)]
pub struct Generate {
    /// Users, each with three memberships; a cell for every two
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(..=10_000_000))]
    users: u32,
    /// Customers, regions and stores
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    units: u32,
    /// Groups, nested 8 deep
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(..=100_000))]
    groups: u32,
    /// Customers, some suppliers, and an employee for every tenth
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=10_000_000))]
    actors: u32,
    /// Any number
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

pub fn generate(config: &Config, words: &Generate) -> Result<()> {
    let size = Size {
        users: words.users as usize,
        units: words.units as usize,
        groups: words.groups as usize,
        actors: words.actors as usize,
        seed: words.seed,
    };
    let (opened, _) = database::open_migrated(config)?;
    let seal = Seal::new(&opened.key(config)?);
    let mut owner = PgConnection::establish(opened.owner_url())?;
    let writing = PgConnection::establish(opened.owner_url())?;
    let made = run_command(writing, |tx| {
        generate::generate(tx, &seal, &size).map(|made| match made {
            Some(made) => End::Commit(Some(made)),
            None => End::Rollback(None),
        })
    })?;
    let Some(Made {
        users,
        units,
        groups,
        memberships,
        grants,
        actors,
    }) = made
    else {
        return Err(Refused::Rule(
            "this database has users, units, groups or actors of its own; made-up data goes into a fresh one".into(),
        ));
    };
    generate::settle(&mut owner)?;
    println!(
        "Made up {users} users, {units} units, {groups} groups, {memberships} memberships, {grants} cells and {actors} actors."
    );
    Ok(())
}
