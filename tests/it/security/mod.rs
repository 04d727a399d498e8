//! What must hold against an attacker: one file per section of the requirements, each test names the ids it holds.
//!
//! The walks take every address from the program's own table, so a new route is covered the day it is added.
pub mod access;
pub mod authentication;
mod catalogue;
mod csrf;
mod devices;
mod headers;
mod host;
mod lockout;
mod logging;
mod objects;
mod outage;
mod output;
mod recent_proof;
mod renewals;
mod sessions;
mod stages;
mod ways_in;
mod wire;

use crate::support::TestDb;
use crate::support::client::Client;
use crate::support::page::Page;
use keyholder::routes;
use keyholder::web::visit::Guard;

/// Tables that move without anybody changing anything: when somebody was seen, what was refused.
pub const TRACES: &[&str] = &[
    "access_changes",
    "access_state",
    "activity",
    "activity_chain",
    "activity_check",
    "activity_head",
    "activity_personal",
    "activity_unsealed",
    "actors_unsettled",
    "api_tokens",
    "jobs",
    "known_devices",
    "login_audit",
    "login_counters",
    "refusals_repeated",
    "sessions",
    "user_clock",
];

/// Tables that keep a file for its sender, also where it is refused.
pub const SENT: &[&str] = &["uploads", "upload_rows", "upload_names"];

/// Every row of every table as text.
pub fn stored(db: &TestDb) -> String {
    let tables = db.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    let names = tables.iter().filter_map(|row| row["tablename"].as_str());
    names
        .map(|name| db.text(&format!("SELECT coalesce(string_agg(t::text, ' '), '') FROM {name} t")))
        .collect()
}

/// A line of the program's table, with its parameters filled in.
pub struct Place {
    pub method: String,
    pub path: String,
    /// As the table has it.
    pub pattern: &'static str,
    pub guard: Guard,
}

/// Every address there is for people, about the user with this id; those for programs are walked by `api.rs`.
pub fn places(id: i64) -> Vec<Place> {
    let all = routes::table().into_iter();
    let all = all.filter(|route| route.guard != Guard::Token);
    all.map(|route| Place {
        method: route.method.to_string(),
        path: fill(route.path, id),
        pattern: route.path,
        guard: route.guard,
    })
    .collect()
}

/// Those that change something.
pub fn posts(id: i64) -> Vec<Place> {
    places(id).into_iter().filter(|place| place.method != "GET").collect()
}

/// Those that show something.
pub fn gets(id: i64) -> Vec<Place> {
    places(id).into_iter().filter(|place| place.method == "GET").collect()
}

/// Lists of users are given as `?id=`, single things in the path.
fn fill(pattern: &str, id: i64) -> String {
    let words = pattern.split('/').map(|word| match word {
        "{id}" => id.to_string(),
        word if word.starts_with('{') => "1".to_owned(),
        word => word.to_owned(),
    });
    let path = words.collect::<Vec<_>>().join("/");
    let about_several = pattern.starts_with("/users/") && !pattern.contains('{') && pattern != "/users/new";
    if about_several { format!("{path}?id={id}") } else { path }
}

impl Place {
    pub fn ask(&self, client: &Client) -> Page {
        match self.method.as_str() {
            "GET" => client.get(&self.path),
            method => client.request(method, &self.path).form(&[]).send(),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}
