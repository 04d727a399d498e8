//! In which order users stand, page by page, what odd searches find, and in whose time (SPEC L-1, L-2, L-4, 3.3).
use crate::support::cast::{ADMINISTRATOR, MANAGER_NORTH};
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::{TestApp, unit};
use keyholder::text::sort_key;
use keyholder::users::words;
use std::collections::BTreeSet;

/// Users in Odense with these display names and logins `u0`, `u1`, ….
fn people(app: &TestApp, names: &[&str]) {
    for (at, name) in names.iter().enumerate() {
        let (id, login, sort) = (6000 + at, format!("u{at}"), sort_key(name));
        app.db.run(&format!(
            "INSERT INTO accounts (id, kind, name, name_key) VALUES ({id}, 'user', '{login}', '{login}');
             INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, state) VALUES ({id}, {}, '{name}', '{sort}', '{login}', 'active');
             INSERT INTO user_clock (user_id) VALUES ({id})",
            unit::ODENSE
        ));
        for word in words::of(&login, name, None) {
            app.db.run(&format!("INSERT INTO user_words (word, sort_name, user_id, unit_id, active) VALUES ('{word}', '{sort}', {id}, {}, true)", unit::ODENSE));
        }
    }
}

/// Ids in the order they stand, on every page from this address on.
fn ids(client: &Client, path: &str, onward: &str) -> Vec<String> {
    let mut page = client.get(path);
    let mut all = Vec::new();
    loop {
        assert_eq!(page.status, 200, "{path}");
        all.push(page.attrs("tbody input[name=id]", "value"));
        if !page.has(&format!("a[rel={onward}]")) {
            break all.concat();
        }
        page = page.click(&format!("a[rel={onward}]"));
    }
}

fn found(client: &Client, words: &str) -> Vec<String> {
    let query = url::form_urlencoded::byte_serialize(words.as_bytes()).collect::<String>();
    client.get(&format!("/users?q={query}")).texts("tbody th a")
}

#[test]
fn people_of_one_name_are_paged_through_once_each_in_every_sort_and_search() {
    let app = TestApp::start();
    people(&app, &["Jens Jensen"; 120]);
    let admin = app.log_in(ADMINISTRATOR);
    let searches = [
        "",
        "&q=jens",
        "&q=jens+jensen",
        "&q=%22jens+jensen%22",
        "&q=jens+-lone",
        "&q=odense",
    ];
    for sort in ["display_name", "name", "email", "unit", "id"] {
        for (search, dir) in searches.iter().flat_map(|search| [(search, ""), (search, "&dir=desc")]) {
            let path = format!("/users?sort={sort}{dir}{search}");
            let all = ids(&admin, &path, "next");
            let ours: BTreeSet<_> = all.iter().filter(|id| id.starts_with('6')).collect();
            let once: BTreeSet<_> = all.iter().collect();
            assert_eq!((ours.len(), once.len()), (120, all.len()), "{path}");
        }
    }
}

#[test]
fn danish_letters_stand_last_and_double_a_is_one_of_them_for_readers_of_either_language() {
    let app = TestApp::start();
    let order = [
        "Anna",
        "anna b",
        "Arne",
        "Zenia",
        "Æbeltoft",
        "Ærø",
        "Østergaard",
        "Aabenraa",
        "Åse",
    ];
    let shuffled: Vec<&str> = order.iter().rev().copied().collect();
    people(&app, &shuffled);
    for language in ["en", "da"] {
        app.db.run(&format!("UPDATE users SET language = '{language}'"));
        let page = app.log_in(ADMINISTRATOR).get(&format!("/users?unit={}", unit::ODENSE));
        assert_eq!(page.texts("tbody th a"), order, "{language}");
    }
}

#[test]
fn odd_searches_find_what_a_person_would_expect() {
    let app = TestApp::start();
    people(
        &app,
        &[
            "Anne-Marie O''Hara",
            "Søren Aaby-Ærø",
            "X Æ A-12",
            "Jens-Peter Dam",
            "ß Straße",
        ],
    );
    let admin = app.log_in(ADMINISTRATOR);
    for (words, name) in [
        ("o'hara", "Anne-Marie O'Hara"),
        ("MARIE anne", "Anne-Marie O'Hara"),
        ("anne-marie", "Anne-Marie O'Hara"),
        ("\"anne marie\"", "Anne-Marie O'Hara"),
        ("soren åby", "Søren Aaby-Ærø"),
        ("aaby aero", "Søren Aaby-Ærø"),
        ("søren -lund -sune", "Søren Aaby-Ærø"),
        ("name:jens -login:jens", "Jens-Peter Dam"),
        ("-lund jens", "Jens-Peter Dam"),
        ("a-12", "X Æ A-12"),
        ("strasse", "ß Straße"),
        ("\"jens peter", "Jens-Peter Dam"),
        ("  jens   dam  ", "Jens-Peter Dam"),
        ("unit:odense peter", "Jens-Peter Dam"),
        ("enhed:odense peter", "Jens-Peter Dam"),
        ("login:u3", "Jens-Peter Dam"),
    ] {
        assert_eq!(found(&admin, words), [name], "{words}");
    }
    for words in [
        "jens -peter",
        "-jens peter",
        "email:jens",
        "\"peter jens\"",
        "nobody:jens",
        "jens jens-peters",
    ] {
        assert_eq!(found(&admin, words), [""; 0], "{words}");
    }
}

/// The value beside a label.
fn fact(page: &Page, label: &str) -> String {
    let at = page.texts(".facts dt").iter().position(|have| have == label);
    page.texts(".facts dd")[at.unwrap_or_else(|| panic!("no {label}"))].clone()
}

#[test]
fn times_are_told_in_the_readers_zone_with_its_summer_time() {
    let app = TestApp::start();
    for (zone, created, told) in [
        ("NULL", "2026-01-05 02:30+00", "05-01-2026 03:30"),
        ("NULL", "2026-07-05 02:30+00", "05-07-2026 04:30"),
        ("'America/New_York'", "2026-01-05 02:30+00", "04-01-2026 21:30"),
        ("'Asia/Kathmandu'", "2026-01-05 22:30+00", "06-01-2026 04:15"),
    ] {
        app.db.run(&format!(
            "UPDATE users SET time_zone = {zone} WHERE id = 2; UPDATE users SET created_at = '{created}' WHERE id = 202"
        ));
        let page = app.log_in(ADMINISTRATOR).get("/users/202/info");
        assert_eq!(fact(&page, "Created on"), told, "{zone}");
    }
}

/// What is set on a unit holds for those below it who chose nothing themselves; for the language the browser goes before.
#[test]
fn who_chose_no_zone_reads_in_that_of_the_nearest_unit_that_has_one() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    app.db.run("UPDATE users SET created_at = '2026-01-05 02:30+00'; INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT 101, id, scope, 1, true FROM permissions WHERE scope = 'ui'");
    let told = |setting: &str| {
        app.db
            .run(&format!("{setting}; UPDATE access_state SET version = version + 2"));
        let page = mona.get("/users/202/info");
        let language = page.attr("html", "lang");
        let created = if language == "da" { "Oprettet den" } else { "Created on" };
        format!("{} {language}", fact(&page, created))
    };
    assert_eq!(told("SELECT"), "05-01-2026 03:30 en");
    assert_eq!(
        told("UPDATE org_units SET time_zone = 'Asia/Tokyo', language = 'da' WHERE id = 2"),
        "05-01-2026 11:30 da"
    );
    assert_eq!(
        told("UPDATE org_units SET time_zone = 'Atlantic/Faroe' WHERE id = 3"),
        "05-01-2026 02:30 da"
    );
    assert_eq!(
        told("UPDATE users SET time_zone = 'America/New_York', language = 'en' WHERE id = 201"),
        "04-01-2026 21:30 en"
    );
}

#[test]
fn an_export_reads_as_the_list_does_in_order_and_in_time() {
    let app = TestApp::start();
    people(&app, &["Åse", "Zenia", "Ærø"]);
    app.db.run("UPDATE users SET columns = '{id,created-on}', time_zone = 'America/New_York' WHERE id = 2; UPDATE users SET created_at = '2026-01-05 02:30+00'");
    let admin = app.log_in(ADMINISTRATOR);
    let file = admin.get(&format!("/users/export?unit={}&dir=desc", unit::ODENSE)).body;
    assert!(file.contains("04-01-2026 21:30"), "{file}");
    let listed = admin
        .get(&format!("/users?unit={}&dir=desc", unit::ODENSE))
        .texts("tbody th a");
    let exported: Vec<_> = file
        .lines()
        .skip(1)
        .map(|line| line.split(',').next().unwrap_or_default())
        .collect();
    assert_eq!(exported, listed);
    assert_eq!(exported, ["Åse", "Ærø", "Zenia"]);
}

#[test]
fn what_a_manager_may_not_see_is_neither_counted_nor_paged_over() {
    let app = TestApp::start();
    people(&app, &["Carl Carlsen"; 60]);
    let mona = app.log_in(MANAGER_NORTH);
    for query in ["", "q=carl", "q=c&sort=unit", "deactivated=1&sort=id&dir=desc"] {
        let page = mona.get(&format!("/users?{query}"));
        assert!(
            !page.has("a[rel=next]") && page.text("h1 .count") == "4 active",
            "{query}"
        );
        assert!(
            page.attrs("tbody input[name=id]", "value")
                .iter()
                .all(|id| id.starts_with('2')),
            "{query}"
        );
    }
}

/// No index answers a search for who is not called so: 5,000 are looked at for a page, which may hold nobody.
#[test]
fn l1_a_search_that_has_to_stop_before_it_finds_anybody_says_so_and_goes_on() {
    let app = TestApp::start();
    app.db.run(&format!(
        "INSERT INTO accounts (id, kind, name, name_key) SELECT i, 'user', 'x' || i, 'x' || i FROM generate_series(10001, 20200) i;
         INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, state)
            SELECT i, {}, 'Abba ' || i, 'abba ' || i, 'x' || i, 'active' FROM generate_series(10001, 20200) i;
         INSERT INTO user_clock (user_id) SELECT generate_series(10001, 20200)",
        unit::ODENSE
    ));
    let admin = app.log_in(ADMINISTRATOR);
    let stopped = "Looking took long and stopped here. The next page goes on.";
    for (list, row) in [("/users", "tbody th a"), ("/support/users", "#list tbody th a")] {
        let mut page = admin.get(&format!("{list}?q=-abba"));
        for _ in 0..2 {
            assert_eq!((page.status, page.count(row)), (200, 0), "{list}");
            assert!(
                page.says(stopped) && !page.has("#list .empty"),
                "{list}: {}",
                page.text("main")
            );
            page = page.click("#list a[rel=next]");
        }
        assert!(
            page.texts(row).contains(&"Carl Aagaard".to_owned()),
            "{list}: {:?}",
            page.texts(row)
        );
        assert!(!page.says(stopped) && !page.has("#list a[rel=next]"), "{list}");
    }
}
