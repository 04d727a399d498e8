//! The product as it is used, measured against its goals: server, PostgreSQL and client on one machine. See script/bench.
#[path = "product/actors.rs"]
mod actors;
#[path = "product/administration.rs"]
mod administration;
#[path = "product/django.rs"]
mod django;
#[path = "product/files.rs"]
mod files;
#[path = "product/lists.rs"]
mod lists;
#[path = "product/load.rs"]
mod load;
#[path = "product/logins.rs"]
mod logins;
#[path = "product/logs.rs"]
mod logs;
#[path = "product/place.rs"]
mod place;
#[path = "product/process.rs"]
mod process;
#[path = "product/report.rs"]
mod report;
#[path = "product/rights.rs"]
mod rights;
#[path = "product/server.rs"]
mod server;
#[path = "product/statements.rs"]
mod statements;

use report::Figure;
use std::process::exit;

type Measure = fn(&Words) -> Vec<Figure>;

/// What can be measured by name, in the order of the table.
const MEASUREMENTS: &[(&str, Measure)] = &[
    ("list", lists::against_rivals),
    ("django", django::against_django),
    ("size", lists::by_size),
    ("deep", lists::deep),
    ("readers", lists::by_reader),
    ("search", lists::search),
    ("can", lists::asked_by_program),
    ("support", lists::support),
    ("delegated", lists::delegated),
    ("actors", actors::lists),
    ("merge", actors::merge),
    ("decision", rights::decision),
    ("snapshot", rights::snapshot),
    ("pages", administration::pages),
    ("preview", administration::preview),
    ("followed", administration::followed),
    ("import", files::import),
    ("export", files::export),
    ("chain", logs::chain),
    ("log", logs::log),
    ("audit", logs::audit),
    ("logins", logins::beside_lists),
    ("known", logins::known_against_unknown),
    ("memory", process::memory),
    ("starts", process::starts),
    ("weight", process::weight),
    ("revoked", process::revoked),
    ("plans", statements::plans),
];

/// What was asked for.
pub struct Words {
    pub users: u32,
    /// Make the data anew.
    pub fresh: bool,
    names: Vec<String>,
}

impl Words {
    fn read(words: impl Iterator<Item = String>) -> Result<Self, String> {
        let (mut read, mut words) = (
            Self {
                users: 1_000_000,
                fresh: false,
                names: Vec::new(),
            },
            // Cargo adds this word of its own.
            words.filter(|word| word != "--bench"),
        );
        while let Some(word) = words.next() {
            match word.as_str() {
                "--users" => {
                    let number = words.next().and_then(|number| number.parse().ok());
                    read.users = number.ok_or("--users needs a number")?;
                }
                "--fresh" => read.fresh = true,
                name if MEASUREMENTS.iter().any(|(known, _)| *known == name) => read.names.push(word),
                other => return Err(format!("unknown word {other}")),
            }
        }
        Ok(read)
    }

    fn asks_for(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|asked| asked == name)
    }
}

fn main() {
    let words = Words::read(std::env::args().skip(1)).unwrap_or_else(|error| {
        let names: Vec<_> = MEASUREMENTS.iter().map(|(name, _)| *name).collect();
        eprintln!(
            "script/bench: {error}; script/bench [--users N] [--fresh] [{}]",
            names.join("|")
        );
        exit(2)
    });
    place::load(&words);
    for (name, measure) in MEASUREMENTS.iter().filter(|(name, _)| words.asks_for(name)) {
        eprintln!("measuring: {name}");
        report::keep(words.users, name, measure(&words));
    }
    report::write(words.users);
}
