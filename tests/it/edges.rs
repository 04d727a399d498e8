//! The edges of numbers and dates in addresses: nothing that is typed there stops a page (SECURITY HE9, EX6).
use crate::actors::merge::start_with_axel;
use crate::support::cast::ADMINISTRATOR;
use actix_web::http::Method;
use keyholder::routes;
use keyholder::web::visit::Guard;
use std::collections::BTreeSet;
use url::form_urlencoded::Serializer;

/// What lists take from their addresses, beside what narrows them to a place or a person.
const NAMES: [&str; 29] = [
    "address",
    "after",
    "attempts",
    "before",
    "blocked_from",
    "blocked_to",
    "by",
    "created_from",
    "created_to",
    "cursor",
    "description",
    "ends_from",
    "ends_to",
    "first_from",
    "first_to",
    "from",
    "logins",
    "more",
    "number",
    "place",
    "role_unit",
    "skip",
    "starts_from",
    "starts_to",
    "subject",
    "success_from",
    "success_to",
    "to",
    "until",
];
/// Of these, those that are numbers on some page and texts on another: a page that cannot read one is asked without.
const NUMBERS: [&str; 2] = ["after", "skip"];
/// What narrows them, and switches.
const PLACES: [&str; 13] = [
    "about", "account", "actor", "clerk", "customer", "group", "id", "open", "role", "survivor", "token", "unit",
    "user",
];

/// In every form that some list reads: a number, a date, a place in a list.
const VALUES: [&str; 16] = [
    "0",
    "-1",
    "2147483648",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "9999-12-31",
    "+10000-01-01",
    "-262143-01-01",
    "+262142-12-31",
    "+10000-01-01.1",
    "f9223372036854775807.9223372036854775807",
    "b-9223372036854775808.-9223372036854775808",
    "f9223372036854775807.61.61.9223372036854775807",
    "o9223372036854775807",
    "n-9223372036854775808",
];

/// Lists in other orders and searches, in which other statements are asked.
const STATES: [(&str, &str); 10] = [
    ("/users", "q=a"),
    ("/users", "sort=unit"),
    ("/users", "sort=email"),
    ("/memberships", "sort=until&dir=desc"),
    ("/memberships", "sort=from"),
    ("/memberships", "soon=1"),
    ("/login-security", "sort=blocked"),
    ("/org-units", "open=1"),
    ("/org-units", "q=a"),
    ("/account/rights", "why=OrgUnitAccess"),
];

/// Every address that somebody reads, of the cast where it is about one.
fn addresses() -> Vec<String> {
    let known =
        |route: &routes::Route| route.method == Method::GET && matches!(route.guard, Guard::Full | Guard::Token);
    let routes = routes::table().into_iter().filter(known);
    let of_one = |path: &str| match path.split('/').nth(1) {
        Some("users" | "entities" | "support") => "202",
        Some("org-units") => "3",
        Some("groups") => "101",
        Some("actors") => "501",
        _ => "1",
    };
    let address = |route: routes::Route| {
        let path = route.path.replace("{id}", of_one(route.path));
        (!path.contains('{')).then_some(path)
    };
    routes.filter_map(address).collect()
}

fn with(state: &str, names: &[&str], value: &str) -> String {
    let mut query = Serializer::new(state.to_owned());
    let set = |name: &&&str| !state.split('&').any(|pair| pair.split('=').next() == Some(**name));
    for name in names.iter().filter(set) {
        query.append_pair(name, value);
    }
    query.finish()
}

/// Resources are asked in the order of their paths (`app.rs`), and the first that matches answers.
#[test]
fn no_address_is_taken_by_the_pattern_of_another() {
    let paths: BTreeSet<&str> = routes::table().into_iter().map(|route| route.path).collect();
    let parts = |path: &'static str| path.split('/').collect::<Vec<_>>();
    let takes = |pattern: &'static str, path: &'static str| {
        let (pattern, path) = (parts(pattern), parts(path));
        let mut pairs = pattern.iter().zip(&path);
        pattern.len() == path.len() && pairs.all(|(one, other)| one == other || one.starts_with('{'))
    };
    for path in &paths {
        let first = paths.iter().find(|pattern| takes(pattern, path));
        assert_eq!(first, Some(path));
    }
    assert!(takes("/users/{id}", "/users/new"));
}

#[test]
fn no_number_and_no_date_in_an_address_stops_a_page() {
    let app = start_with_axel();
    let admin = app.log_in(ADMINISTRATOR);
    let mut asked = 0;
    let mut ask = |address: &str, query: &str| {
        let page = admin.get(&format!("{address}?{query}"));
        asked += 1;
        // A machine that is busy says so; that is no page that stopped.
        assert!(
            matches!(page.status, 200..500 | 503),
            "{} {address}?{query}",
            page.status
        );
        page.status
    };
    for address in addresses() {
        for value in VALUES {
            if ask(&address, &with("", &NAMES, value)) == 400 {
                let texts: Vec<&str> = NAMES.into_iter().filter(|name| !NUMBERS.contains(name)).collect();
                ask(&address, &with("", &texts, value));
            }
        }
        for value in ["0", "9223372036854775807"] {
            ask(&address, &with("", &PLACES, value));
        }
    }
    for ((list, state), value) in STATES.iter().flat_map(|state| VALUES.map(|value| (state, value))) {
        ask(list, &with(state, &NAMES, value));
    }
    assert!(asked > 1_000, "{asked}");
}
