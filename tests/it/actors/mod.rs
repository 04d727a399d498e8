//! Actors (SPEC 8): who sees whom, who may change what, and what an employee's state does to a login.
mod actions;
pub mod cpr;
mod edit;
mod files;
mod files_required;
mod found_by_field;
mod gate;
mod grid;
mod groups;
mod image;
mod list;
mod log;
pub mod merge;
mod merge_cpr;
mod merge_delete;
mod merge_find;
mod merge_login;
mod notes;
mod own;
mod units;
mod unmerge;
mod user;

use crate::support::cast::{self, MANAGER_NORTH, unit};
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::{TestApp, TestDb};
use keyholder::actors::words::{self, Named};
use keyholder::text;

/// Ids of the delivered roles.
pub const CUSTOMER: i64 = 1;
pub const SUPPLIER: i64 = 2;
pub const EMPLOYEE: i64 = 3;

/// An actor made behind the program's back.
#[derive(Clone, Copy)]
pub struct Party {
    pub id: i64,
    pub name: &'static str,
    pub unit: i64,
    pub roles: &'static [i64],
    pub phone: &'static str,
    pub email: &'static str,
    pub city: &'static str,
    pub user: Option<i64>,
}

pub const fn party(id: i64, name: &'static str, unit: i64, roles: &'static [i64]) -> Party {
    Party {
        id,
        name,
        unit,
        roles,
        phone: "",
        email: "",
        city: "",
        user: None,
    }
}

/// A customer of Aalborg.
pub const AKSEL: Party = Party {
    phone: "+45 98 12 34 56",
    email: "aksel@kunde.example",
    city: "Nørresundby",
    ..party(501, "Aksel Ahorn", unit::AALBORG, &[CUSTOMER])
};
/// A customer of Odense, which nobody in North sees.
pub const BENTE: Party = party(502, "Bente Birk", unit::ODENSE, &[CUSTOMER]);
/// A supplier of North.
pub const CYKLER: Party = party(503, "Cykler & Co", unit::NORTH, &[SUPPLIER]);
/// Carl of Aalborg as an employee, with the user he logs in as.
pub const CARL: Party = Party {
    user: Some(cast::CASHIER_NORTH.id),
    ..party(504, "Carl Aagaard", unit::AALBORG, &[EMPLOYEE])
};
/// Customer and employee at once, in Skagen.
pub const DINA: Party = party(505, "Dina Dam", unit::SKAGEN, &[CUSTOMER, EMPLOYEE]);
/// Without any role.
pub const ERIK: Party = party(506, "Erik Ek", unit::CHAIN, &[]);

pub const ALL: [Party; 6] = [AKSEL, BENTE, CYKLER, CARL, DINA, ERIK];

/// Puts an actor in, as the program itself would have.
pub fn insert(db: &TestDb, party: &Party) {
    let Party {
        id,
        name,
        unit,
        phone,
        email,
        city,
        user,
        ..
    } = party;
    let sort_name = text::sort_key(name);
    let number = format!("K{id}");
    let key = text::name_key(&number);
    let user = user.map_or("NULL".to_owned(), |user| user.to_string());
    let directory = !party.roles.is_empty();
    let mut sql = format!(
        "INSERT INTO actors (id, kind, name, sort_name, number, number_key, unit_id, phone, email, city, user_id, in_directory, created_by, updated_by)
         VALUES ({id}, 'person', '{name}', '{sort_name}', '{number}', '{key}', {unit}, '{phone}', '{email}', '{city}', {user}, {directory}, 1, 1);\n"
    );
    let named = Named {
        name,
        number: &number,
        merged: "",
        email,
        phone,
        address: city,
        cvr: "",
    };
    for role in party.roles {
        sql += &format!("INSERT INTO actor_listed VALUES ({id}, {role}, '{sort_name}', {unit}, true);\n");
        for word in words::of(&named) {
            sql += &format!("INSERT INTO actor_words VALUES ('{word}', {role}, '{sort_name}', {id}, {unit}, true);\n");
        }
    }
    db.run(&sql);
}

/// The program with all of them.
pub fn start() -> TestApp {
    let app = TestApp::start();
    for party in ALL {
        insert(&app.db, &party);
    }
    app
}

/// Mona with these rights in North and below.
pub fn mona(app: &TestApp, rights: &[&str]) -> Client {
    app.db.allow(MANAGER_NORTH.id, rights, unit::NORTH);
    app.log_in(MANAGER_NORTH)
}

/// All four of a role.
pub fn all_of(role: &str) -> [String; 4] {
    ["create", "edit", "archive", "delete"].map(|deed| format!("actor.{role}.{deed}"))
}

/// Mona as whoever looks after customers in North.
pub fn keeper(app: &TestApp) -> Client {
    let rights = all_of("customer");
    let rights: Vec<&str> = rights.iter().map(String::as_str).collect();
    mona(app, &rights)
}

/// Names in the order they stand.
pub fn names(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 200, "{}", page.body);
    page.texts("tbody th a")
}

pub const FORM: &str = "form[data-guard]";

/// Returns whether these last four digits stand in the text by themselves or behind the six before them, and not
/// merely within a token, which has any digits now and then.
fn tells(text: &str, last: &str) -> bool {
    let mut words = text.split(|sign: char| !sign.is_ascii_alphanumeric());
    words.any(|word| word == last || word.len() == 10 && word.ends_with(last))
}
