//! Data folders with a private PostgreSQL each, filled once by `keyholder generate` and kept in cargo's target folder.
use super::Words;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use keyholder::db::cluster::{Cluster, Durability, Options};
use keyholder::session::hashing::{Hasher, HashingConfig, Secret};
use std::path::{Path, PathBuf};
use std::process::Command;

pub const PASSWORD: &str = "Correct horse 7731 battery staple";
/// Connections of the servers that are measured, the product's default.
const CONNECTIONS: u32 = 16;

/// The product.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keyholder"));
    command.env("KEYHOLDER_LOG_LEVEL", "warn");
    // The measure of logins is the machine, not the limit of one address.
    command.env("KEYHOLDER_ATTEMPTS_PER_ADDRESS", "1000000");
    command.env("KEYHOLDER_ATTEMPTS_IN_ALL", "1000000");
    command
}

/// A folder with its PostgreSQL running.
pub struct Place {
    pub folder: PathBuf,
    cluster: Cluster,
}

/// How much there is in a place.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub users: u32,
    pub units: u32,
    pub groups: u32,
    pub actors: u32,
}

impl Size {
    /// As DESIGN 4 has it for a million, and in proportion.
    pub fn of(users: u32) -> Self {
        Self {
            users,
            units: (users / 50).max(20),
            groups: (users / 200).max(8),
            actors: 0,
        }
    }
}

/// Below cargo's folder, so that `cargo clean` throws it away.
pub fn home() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("cargo's target folder");
    target.join("bench")
}

/// The data all measurements share.
pub fn load(words: &Words) {
    if words.fresh {
        let _ = std::fs::remove_dir_all(home().join(words.users.to_string()));
    }
    Place::of_users(words.users);
}

impl Place {
    pub fn of_users(users: u32) -> Self {
        Self::named(&users.to_string(), Size::of(users), "")
    }

    /// Opens it; makes it first where it is not there whole.
    pub fn named(name: &str, size: Size, more: &str) -> Self {
        let folder = home().join(name);
        let is_whole = folder.join("loaded").exists();
        if !is_whole {
            let _ = std::fs::remove_dir_all(&folder);
            std::fs::create_dir_all(&folder).expect("a data folder");
        }
        let place = Self::open(folder);
        if !is_whole {
            place.fill(size, more);
            std::fs::write(place.folder.join("loaded"), "").expect("a mark in the data folder");
        }
        place
    }

    /// An empty one that goes with this value's user.
    pub fn open(folder: PathBuf) -> Self {
        let options = Options {
            data_dir: folder.clone(),
            connections: CONNECTIONS * 2,
            durability: Durability::Full,
        };
        let cluster = Cluster::open(&options).expect("a private PostgreSQL");
        Self { folder, cluster }
    }

    fn fill(&self, size: Size, more: &str) {
        eprintln!("loading {} users into {}", size.users, self.folder.display());
        let numbers = [
            ("--users", size.users),
            ("--units", size.units),
            ("--groups", size.groups),
            ("--actors", size.actors),
        ];
        let mut command = self.command("generate");
        for (word, number) in numbers {
            command.args([word, &number.to_string()]);
        }
        assert!(
            command.status().expect("keyholder generate").success(),
            "generate failed"
        );
        let mut owner = self.owner();
        let readers = include_str!("readers.sql").replace("{hash}", &hash());
        owner.batch_execute(&readers).expect("readers");
        if !more.is_empty() {
            owner.batch_execute(more).expect("what this place has more");
        }
        // Not in one call: several statements are one transaction, which VACUUM refuses.
        owner.batch_execute("VACUUM (ANALYZE)").expect("statistics");
        owner.batch_execute("CHECKPOINT").expect("a checkpoint");
    }

    /// A command of the product on this folder.
    pub fn command(&self, name: &str) -> Command {
        let mut command = program();
        command.arg(name).arg("--data-dir").arg(&self.folder);
        command
    }

    pub fn owner_url(&self) -> &str {
        self.cluster.owner_url()
    }

    pub fn app_url(&self) -> &str {
        self.cluster.app_url()
    }

    pub fn owner(&self) -> PgConnection {
        PgConnection::establish(self.owner_url()).expect("the private PostgreSQL answers")
    }

    pub fn run(&self, sql: &str) {
        self.owner()
            .batch_execute(sql)
            .unwrap_or_else(|error| panic!("{error}: {sql}"));
    }

    /// The one value of a SELECT, as text.
    pub fn text(&self, select: &str) -> String {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Text)]
            value: String,
        }
        let row = diesel::sql_query(format!("SELECT ({select})::text AS value")).get_result::<Row>(&mut self.owner());
        row.unwrap_or_else(|error| panic!("{error}: {select}")).value
    }

    /// Folder of the database itself.
    pub fn database(&self) -> PathBuf {
        self.text("SELECT current_setting('data_directory')").into()
    }
}

/// PHC string of [`PASSWORD`], at the product's cost.
pub fn hash() -> String {
    let hasher = Hasher::start(&HashingConfig::default()).expect("a hashing thread");
    hasher.hash_blocking(Secret::new(PASSWORD.to_owned())).expect("a hash")
}
