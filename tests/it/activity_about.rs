//! The log of one user, group, unit or actor; and what was found when it was last verified.
use crate::activity_log::{some_changes, with_right};
use crate::jobs::soon;
use crate::memberships::{add, make_group, nest};
use crate::operations::backup::says;
use crate::security::TRACES;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_NORTH, group, unit};
use crate::support::client::Client;
use crate::support::console::Terminal;
use crate::support::page::Page;
use crate::support::{TestApp, TestDb};

fn subjects(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 200, "{}", page.body);
    page.texts("table.log td:nth-child(4)")
}

/// Entries about a user, the cells of that user and of a group, a group and a unit.
fn entries(db: &TestDb) {
    db.run(
        "INSERT INTO activity (type, subject_kind, subject_id, unit_id, request_id, details, user_id) VALUES
            ('grants.changed', 'grants', 202, 4, gen_random_uuid(), '{}', 2),
            ('grants.changed', 'grants', 102, 3, gen_random_uuid(), '{}', 2),
            ('group.changed', 'group', 102, NULL, gen_random_uuid(), '{}', 2),
            ('org_unit.changed', 'org_unit', 4, 4, gen_random_uuid(), '{}', 2);
         INSERT INTO activity_unsealed SELECT id FROM activity a WHERE NOT EXISTS (SELECT FROM activity_unsealed u WHERE u.activity_id = a.id)
            AND NOT EXISTS (SELECT FROM activity_chain c WHERE c.activity_id = a.id)",
    );
}

#[test]
fn n20_the_log_of_one_thing_holds_what_is_about_it_and_nothing_of_the_same_name() {
    let app = TestApp::start();
    let admin = some_changes(&app);
    entries(&app.db);
    app.db
        .run("UPDATE users SET display_name = 'Carla North' WHERE id = 203");
    for (about, expected) in [
        ("user-202", vec!["Carla North", "Carla North"]),
        ("group-102", vec!["Cashiers", "Cashiers"]),
        ("unit-4", vec!["Aalborg"]),
        ("unit-5", vec![]),
    ] {
        let page = admin.get(&format!("/activity?about={about}"));
        assert_eq!(subjects(&page), expected, "{about}");
        assert_eq!(
            page.form("form[role=search]").value("about"),
            about,
            "a search keeps it"
        );
    }
    let both = admin.get("/activity?about=user-202&subject=sune");
    assert_eq!(subjects(&both).len(), 0);
    let page = admin.get("/activity?about=user-202");
    let all = page.click("form[role=search] .tag a");
    assert!(!all.path.contains("about") && subjects(&all).len() > 4);
}

#[test]
fn lg6_nobody_learns_from_an_address_whose_log_there_is() {
    let app = TestApp::on(with_right());
    some_changes(&app);
    let north = app.log_in(MANAGER_NORTH);
    for about in [
        "user-203",
        "user-999999",
        "unit-6",
        "unit-999",
        "actor-999",
        "group-999",
    ] {
        for path in ["/activity", "/activity/export"] {
            assert_eq!(
                north.get(&format!("{path}?about={about}")).status,
                404,
                "{path} {about}"
            );
        }
    }
    assert_eq!(subjects(&north.get("/activity?about=user-202")), ["Carla North"]);
    let csv = north.get("/activity/export?about=user-202").body;
    assert_eq!(csv.lines().count(), 2, "{csv}");
}

#[test]
fn an_entry_leads_to_what_it_is_about_where_the_reader_may_open_it() {
    let app = TestApp::on(with_right());
    entries(&app.db);
    let leads = |page: &Page, url: &str| page.has(&format!("table.log a[href='{url}']"));
    let admin = app.log_in(ADMINISTRATOR).get("/activity");
    for url in [
        "/users/202",
        &format!("/groups/{}", group::CASHIERS),
        &format!("/org-units/{}", unit::AALBORG),
    ] {
        assert!(leads(&admin, url), "{url}");
    }
    let north = app.log_in(MANAGER_NORTH);
    let list = north.get("/activity");
    assert!(leads(&list, "/users/202") && !leads(&list, "/org-units/4") && !leads(&list, "/groups/102"));
    let entry = north.get(&list.attr("table.log tbody tr:has(a[href='/users/202']) th a", "href"));
    assert!(entry.has("dl.facts a[href='/users/202']"));
}

#[test]
fn the_tab_of_a_user_leads_to_their_part_of_the_log() {
    let app = TestApp::start();
    let admin = some_changes(&app);
    let log = admin.get("/users/202/activity").click("a[href^='/activity?about=']");
    assert_eq!(
        (log.path.as_str(), subjects(&log).len()),
        ("/activity?about=user-202", 1)
    );
}

/// Bad input and trouble: a row changed behind the product's back.
#[test]
fn n20_the_screen_says_when_the_log_was_verified_and_which_entry_is_not_what_was_written() {
    let app = TestApp::start();
    let admin = some_changes(&app);
    soon("sealed", || {
        app.db.number("SELECT count(*) FROM activity_unsealed") == 0
    });
    let terminal = Terminal::at(&app.db);
    says(&terminal.run(&["activity", "verify"]), 0, "entries checked");
    let page = admin.get("/activity");
    assert!(
        page.text(".chain").contains("entries are as they were written"),
        "{}",
        page.text(".chain")
    );
    let entry = app
        .db
        .number("SELECT id FROM activity WHERE type = 'user.updated' AND subject_id = 202");
    app.db
        .run(&format!("UPDATE activity SET user_id = 203 WHERE id = {entry}"));
    says(
        &terminal.run(&["activity", "verify"]),
        1,
        &format!("entry {entry} was changed"),
    );
    let page = admin.get("/activity");
    assert!(page.has(".chain-bad") && page.text(".chain").contains(&format!("Entry {entry} was changed")));
    assert!(
        page.has(&format!(".chain a[href^='/activity/{entry}?']")),
        "it leads to the entry"
    );
    app.db
        .run(&format!("UPDATE activity SET user_id = 2 WHERE id = {entry}"));
    says(&terminal.run(&["activity", "verify"]), 0, "entries checked");
    assert!(!admin.get("/activity").has(".chain-bad"));
}

/// The first verification finds an empty log: it says nothing about what was written since.
#[test]
fn n20_in_a_new_installation_the_screen_says_when_the_log_will_be_verified() {
    let app = TestApp::start();
    soon("verified", || {
        app.db.number("SELECT count(*) FROM activity_check WHERE checked = 0") == 1
    });
    let due = "SELECT to_char(due_at AT TIME ZONE 'Europe/Copenhagen', 'DD-MM-YYYY HH24:MI') FROM jobs WHERE name = 'activity_verify'";
    let admin = app.log_in(ADMINISTRATOR);
    soon("due tomorrow", || {
        app.db
            .number("SELECT count(*) FROM jobs WHERE name = 'activity_verify' AND due_at > now() + interval '23 hours'")
            == 1
    });
    let told = admin.get("/activity").text(".chain");
    let expected = format!(
        "Nothing has been verified yet. The log will be verified {}.",
        app.db.text(due)
    );
    assert!(told.contains(&expected), "{told}");
    app.db
        .run("UPDATE activity_check SET breaks = '[{\"what\": \"head\"}]'");
    assert!(
        admin.get("/activity").has(".chain-bad"),
        "an empty log may be one that was emptied"
    );
}

#[test]
fn l2_the_log_says_what_it_is_narrowed_by_and_shows_the_columns_a_reader_has_chosen() {
    let app = TestApp::on(with_right());
    let admin = some_changes(&app);
    let page = admin.get("/activity?q=name&user=administrator&from=2001-01-01");
    let chips = ["Created on: 01-01-2001 –", "User: administrator"];
    assert_eq!(page.texts(".filter-chips .tag"), chips);
    let page = page.click(".filter-chips .tag:last-child a");
    assert_eq!(page.path, "/activity?q=name&from=2001-01-01");
    let choice = [
        ("column", "subject"),
        ("column", "nonsense"),
        ("from", "/activity?type=x"),
    ];
    let page = admin.post("/activity/columns", &choice).follow();
    assert_eq!(page.texts("table.log thead th"), ["Created on", "Subject"]);
    assert_eq!(page.texts("table.log tbody tr:first-child td").len(), 1);
    assert_eq!(
        admin.get("/users/202/activity").count("table.log thead th"),
        8,
        "the tabs have no menu"
    );
    let usual = admin.post("/activity/columns", &[("reset", "1"), ("from", "/activity")]);
    assert_eq!(usual.follow().count("table.log thead th"), 8);
    let carl = app.log_in(CASHIER_NORTH);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(carl.post("/activity/columns", &choice).status, 403);
    app.db.assert_same(&before);
}

/// Memberships and cells of an account, and the members of a group, are part of what the log says of it.
#[test]
fn n20_memberships_and_cells_belong_to_the_log_of_their_account_and_their_group() {
    let app = TestApp::on(with_right());
    make_group(&app.db, 400, "night");
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(add(&admin, CASHIER_NORTH.id, 400, unit::AALBORG).status, 303);
    assert_eq!(add(&admin, 400, group::CASHIERS, unit::AALBORG).status, 303);
    nest(&app.db, 400, group::STORE_MANAGERS, unit::SOUTH);
    entries(&app.db);
    let (night, both) = ("carl in night", "night in cashiers");
    let log = |about: &str| {
        let mut all = subjects(&admin.get(&format!("/activity?about={about}")));
        all.retain(|subject| subject.contains(" in "));
        all
    };
    assert_eq!(log("user-202"), [night]);
    assert_eq!(log("group-400"), [both, night], "of the group, and in it");
    assert_eq!(log("group-102"), [both]);
    assert!(log("user-203").is_empty());
    let named = subjects(&admin.get("/activity?subject=carl"));
    assert!(named.contains(&night.to_owned()), "{named:?}");
    // The tab, by whoever sees the unit, and one's own page.
    let north = app.log_in(MANAGER_NORTH);
    let tab = subjects(&north.get("/users/202/activity"));
    assert_eq!(tab, ["Carl Aagaard", night], "the cells, and the membership");
    let carl = app.log_in(CASHIER_NORTH);
    let own = carl.get("/account/activity");
    assert_eq!(subjects(&own), ["Carl Aagaard", "Carl Aagaard", night]);
    let entry = carl.get(&own.attr("table.log tbody tr:last-child th a", "href"));
    assert_eq!((entry.status, entry.text("h1").as_str()), (200, "Membership added"));
}

/// A group, a unit and a user with other names now.
fn renamed(app: &TestApp) -> Client {
    let admin = some_changes(app);
    let rename = |path: &str, field: &str, name: &str| {
        let form = admin.get(path).form("main form[method=post]");
        let saved = form.fill(field, name).submit();
        assert_eq!(saved.status, 303, "{path}: {}", saved.text("main"));
    };
    make_group(&app.db, 400, "night");
    rename("/groups/400", "description", "Those of the night");
    rename("/groups/400", "display_name", "Late shift");
    rename("/org-units/4", "name", "Limfjord");
    rename("/users/202", "display_name", "Carla Last");
    admin
}

/// Subjects of a list.
fn listed(reader: &Client, query: &str) -> Vec<String> {
    subjects(&reader.get(&format!("/activity?{query}")))
}

#[test]
fn n20_names_stay_as_they_were_and_what_is_called_otherwise_now_says_so() {
    let app = TestApp::start();
    let admin = renamed(&app);
    assert_eq!(
        listed(&admin, "subject=202"),
        ["Carla Last", "Carla North now Carla Last"],
        "each by its name of that time"
    );
    let units = admin
        .get("/activity?subject=202")
        .texts("table.log tbody tr td:nth-child(2)");
    assert_eq!(units, ["Limfjord", "Aalborg now Limfjord"]);
    let group = listed(&admin, "about=group-400");
    assert_eq!(group, ["Late shift", "night now Late shift"]);
    let entry = admin
        .get("/activity?subject=202")
        .click("table.log tbody tr:nth-child(2) th a");
    assert!(
        entry.says("Carla North now Carla Last") && entry.says("Aalborg, now Limfjord"),
        "{}",
        entry.text("main")
    );
    let csv = admin.get("/activity/export?subject=202").body;
    assert!(csv.contains(";Carla North;") || csv.contains(",Carla North,"), "{csv}");
}

/// Who did it, for whom, and the units among the values.
#[test]
fn n20_authors_clerks_and_units_in_values_have_their_names_of_the_time() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO activity (type, subject_kind, subject_id, unit_id, request_id, details, user_id, clerk_id)
         VALUES ('user.moved', 'user', 204, 3, gen_random_uuid(), '{\"unit\": {\"old\": 4, \"new\": 3}}', 202, 205)",
    );
    let admin = renamed(&app);
    let form = admin.get("/users/205").form("form[data-guard]");
    assert_eq!(form.fill("display_name", "Lone Last").submit().status, 303);
    let page = admin.get("/activity?kind=user.moved");
    let cell = |column: usize| page.text(&format!("table.log tbody tr td:nth-child({column})"));
    assert_eq!([cell(6), cell(7)], ["Carl Aagaard", "Lone Lund"]);
    assert!(cell(5).contains("Aalborg → North"), "{}", cell(5));
    let entry = page.click("table.log tbody tr th a");
    for name in ["Carl Aagaard", "Lone Lund", "Aalborg"] {
        assert!(entry.says(name), "{name}: {}", entry.text("main"));
    }
    let csv = admin.get("/activity/export?kind=user.moved").body;
    for name in ["Carl Aagaard", "Lone Lund", "Aalborg → North"] {
        assert!(csv.contains(name), "{name}: {csv}");
    }
    // What is written from now on has the names of now.
    app.db.run(
        "INSERT INTO activity (type, subject_kind, subject_id, unit_id, request_id, details, user_id, clerk_id)
         VALUES ('user.licence_changed', 'user', 204, 3, gen_random_uuid(), '{\"unit\": 4}', 202, 205)",
    );
    let page = admin.get("/activity?kind=user.licence_changed");
    let row = page.text("table.log tbody tr");
    assert!(
        row.contains("Carla Last") && row.contains("Lone Last") && row.contains("Limfjord"),
        "{row}"
    );
}

#[test]
fn n20_what_is_gone_is_found_by_every_name_it_had_and_people_by_none() {
    let app = TestApp::start();
    let admin = renamed(&app);
    let gone = admin.get("/groups/400/delete").form("main form[method=post]").submit();
    assert_eq!(gone.status, 303, "{}", gone.text("main"));
    for words in ["late+shift", "night"] {
        assert_eq!(
            listed(&admin, &format!("subject={words}")),
            ["Late shift", "Late shift", "night now Late shift"],
            "{words}"
        );
    }
    assert_eq!(
        listed(&admin, "subject=aalborg&kind=org_unit.changed"),
        ["Limfjord"],
        "a unit, too"
    );
    // Whoever is deleted has no earlier name either.
    let deleted = admin
        .get("/users/delete?id=202")
        .form("main form")
        .fill("confirm", "carl")
        .submit();
    assert_eq!(deleted.status, 303);
    let left = listed(&admin, "about=user-202");
    assert!(left.iter().all(|subject| !subject.contains("Carla")), "{left:?}");
}
