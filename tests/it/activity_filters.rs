//! What the log is narrowed by: kinds, people, words (SPEC N-20, L-1).
use crate::activity_log::{rows, rows_or_none, some_changes, with_right};
use crate::api::Program;
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_NORTH};
use keyholder::activity::{AUTHENTICATION, Event, Tone};

#[test]
fn c8_n20_every_authentication_event_is_among_ones_own() {
    let app = TestApp::start();
    for kind in AUTHENTICATION.map(Event::word) {
        app.db.run(&format!(
            "INSERT INTO activity (type, unit_id, subject_kind, subject_id, user_id, request_id, details)
             VALUES ('{kind}', 7, 'user', 202, 2, gen_random_uuid(), '{{}}')"
        ));
    }
    app.db.run(
        "INSERT INTO activity (type, unit_id, subject_kind, subject_id, user_id, request_id, details)
         VALUES ('user.updated', 7, 'user', 202, 2, gen_random_uuid(), '{}'), ('login.failed', 7, 'user', 203, 2, gen_random_uuid(), '{}')",
    );
    // Carl does not see the unit they stand in.
    let carl = app.log_in(CASHIER_NORTH);
    let mut own = rows(&carl.get("/account/activity"));
    assert!(own.iter().all(|row| row.ends_with("Carl Aagaard")), "{own:?}");
    assert_eq!(own.len(), AUTHENTICATION.len() + 1, "{own:?}");
    own.retain(|row| row.starts_with("User changed"));
    assert!(own.is_empty());
    let sune = crate::support_screen::helper(&app);
    let shown = sune.get("/support/users/202/activity");
    assert_eq!(
        shown.count(".events li"),
        AUTHENTICATION.len() + 1,
        "{}",
        shown.text("main")
    );
    let of_logins = |event: &&Event| {
        let (head, _) = event.word().split_once('.').unwrap();
        ["api_token", "link", "login", "password", "session"].contains(&head)
    };
    let mut of_logins = Event::ALL.iter().filter(of_logins);
    let forgotten = of_logins.find(|event| !AUTHENTICATION.contains(event));
    assert_eq!(forgotten, None);
}

#[test]
fn n20_what_failed_and_what_is_gone_stand_out() {
    let fine = ["login.begun", "login.code_sent", "login.succeeded"];
    for event in Event::ALL {
        let wanted = match event.word() {
            word if word.ends_with("deleted") || word.ends_with("retired") => Tone::Removal,
            "access.denied" | "password.proof_failed" => Tone::Failure,
            word if word.starts_with("login.") && !fine.contains(&word) => Tone::Failure,
            _ => Tone::Plain,
        };
        assert_eq!(event.tone(), wanted, "{event:?}");
    }
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    for (kind, mark) in [
        ("user.updated", None),
        ("user.setting_deleted", Some(".tag-bad")),
        ("login.code_failed", Some(".tag-warn")),
    ] {
        app.db.run(&format!(
            "INSERT INTO activity (type, subject_kind, subject_id, user_id, request_id, details)
             VALUES ('{kind}', 'user', 202, 2, gen_random_uuid(), '{{}}')"
        ));
        let page = admin.get(&format!("/activity?kind={kind}"));
        assert_eq!(page.count("table.log td .tag"), usize::from(mark.is_some()), "{kind}");
        assert!(
            mark.is_none_or(|mark| page.has(&format!("table.log td {mark}"))),
            "{kind}"
        );
    }
}

/// Both are written by a statement of their own, in the request that renews the session, or comes with the token.
#[test]
fn n4_n20_a_renewal_and_a_token_from_another_address_are_seen_by_their_owner() {
    let app = TestApp::start();
    let carl = app.log_in(CASHIER_NORTH);
    app.db
        .run("UPDATE sessions SET access_expires_at = now() - interval '1 second'");
    assert_eq!(Program::of(&app, CASHIER_NORTH).get("/api/v1/me").status, 200);
    let own = rows(&carl.get("/account/activity"));
    for label in ["Session renewed automatically", "API token used"] {
        assert!(own.contains(&format!("{label}: Carl Aagaard")), "{label}: {own:?}");
    }
    let sune = crate::support_screen::helper(&app);
    let shown = sune.get("/support/users/202/activity").text(".events");
    for label in ["Session renewed automatically", "API token used"] {
        assert!(shown.contains(label), "{label}: {shown}");
    }
    let admin = app.log_in(ADMINISTRATOR);
    for kind in ["session.renewed", "api_token.used"] {
        assert_eq!(rows(&admin.get(&format!("/activity?kind={kind}"))).len(), 1, "{kind}");
    }
}

/// In Beirut, 29 March 2026 had no midnight: the clock went from 23:59 to 01:00.
#[test]
fn n20_a_day_without_midnight_narrows_the_log_like_any_other() {
    let app = TestApp::start();
    app.db.run(
        "UPDATE users SET time_zone = 'Asia/Beirut' WHERE id = 2;
         INSERT INTO activity (type, subject_kind, request_id, details, user_id, at) VALUES
            ('setup.changed', 'installation', gen_random_uuid(), '{}', 2, '2026-03-28 21:59:59+00'),
            ('setup.changed', 'installation', gen_random_uuid(), '{}', 2, '2026-03-28 22:00+00')",
    );
    let admin = app.log_in(ADMINISTRATOR);
    let count = |days: &str| rows_or_none(&admin.get(&format!("/activity?kind=setup.changed&{days}"))).len();
    assert_eq!(
        (count("until=2026-03-28"), count("from=2026-03-29&until=2026-03-29")),
        (1, 1)
    );
    assert_eq!((count("from=2026-03-29"), count("until=2026-03-29")), (1, 2));
}

/// Two of one name are told apart by choosing one; the words of a description are asked for alone.
#[test]
fn n20_user_and_clerk_are_chosen_and_the_description_has_a_pattern() {
    let app = TestApp::on(with_right());
    app.db
        .run("UPDATE users SET display_name = 'Carl Aagaard' WHERE id = 203; INSERT INTO user_words (word, sort_name, user_id, unit_id, active) VALUES ('carl', 'carl', 203, 6, true)");
    app.db.run(
        "INSERT INTO activity (type, unit_id, subject_kind, subject_id, user_id, clerk_id, request_id, details) VALUES
            ('user.updated', 4, 'user', 204, 202, NULL, gen_random_uuid(), '{\"language\": \"en\"}'),
            ('user.updated', 4, 'user', 204, 203, 202, gen_random_uuid(), '{\"time_zone\": \"Language of no land\"}')",
    );
    let admin = app.log_in(ADMINISTRATOR);
    let count = |query: &str| rows_or_none(&admin.get(&format!("/activity?kind=user.updated&{query}"))).len();
    assert_eq!(
        (count("user=202"), count("user=203"), count("user_find=carl")),
        (1, 1, 2)
    );
    assert_eq!(
        (count("clerk=202"), count("clerk=203"), count("clerk_find=carl")),
        (1, 0, 1)
    );
    for (pattern, found) in [
        ("language", 2),
        ("%22of+no+land%22", 1),
        ("language+-land", 1),
        ("carl", 0),
    ] {
        assert_eq!(count(&format!("description={pattern}")), found, "{pattern}");
    }
    // The box offers both, each with login and unit, and nobody out of sight.
    let found = admin.get("/activity/users?user_find=carl");
    assert_eq!(found.count("input[name=user]"), 2, "{}", found.body);
    let found = app.log_in(MANAGER_NORTH).get("/activity/clerks?clerk_find=sune");
    assert_eq!((found.status, found.count("input[name=clerk]")), (200, 0));
    assert_eq!(
        app.log_in(CASHIER_NORTH).get("/activity/users?user_find=mona").status,
        403
    );
    let page = admin.get("/activity?user=202&description=language");
    assert_eq!(
        page.texts(".filter-chips .tag"),
        ["Description: language", "User: Carl Aagaard"]
    );
    assert!(page.has("input[name=user][value='202'][checked]"));
    // Types come from what there is, not from what happened.
    assert!(page.has("select[name=kind] option[value='login.address_blocked']"));
}

#[test]
fn l1_the_search_knows_phrases_exclusions_and_fields() {
    let app = TestApp::start();
    let admin = some_changes(&app);
    for (typed, found) in [
        ("subject:carla", vec!["User changed: Carla North"]),
        ("user:carla", vec![]),
        (
            "user:administrator+type:changed+-subject:sune",
            vec!["Retention changed: Installation", "User changed: Carla North"],
        ),
        ("%22carla+north%22+type:changed", vec!["User changed: Carla North"]),
        ("%22north+carla%22", vec![]),
        ("enhed:aalborg", vec!["User changed: Carla North"]),
    ] {
        assert_eq!(
            rows_or_none(&admin.get(&format!("/activity?q={typed}"))),
            found,
            "{typed}"
        );
    }
}

/// SPEC N-20, L-2: newest first, and by the head of the first column oldest first; pages and exports follow.
#[test]
fn n20_the_log_is_read_from_its_oldest_entry_too_page_by_page() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    app.db.run(
        "INSERT INTO activity (type, subject_kind, request_id, details, user_id)
         SELECT 'installation.changed', 'installation', gen_random_uuid(), '{}', 2 FROM generate_series(1, 120)",
    );
    let ids = |page: &crate::support::page::Page| -> Vec<i64> {
        let urls = page.attrs("table.log tbody th a", "href");
        let id = |url: &String| url["/activity/".len()..].split('?').next().unwrap().parse().unwrap();
        urls.iter().map(id).collect()
    };
    let all = app
        .db
        .text("SELECT string_agg(id::text, ' ' ORDER BY id) FROM activity");
    let all: Vec<i64> = all.split(' ').map(|id| id.parse().unwrap()).collect();
    let newest = admin.get("/activity");
    assert_eq!(newest.attr("table.log th[aria-sort]", "aria-sort"), "descending");
    let mut page = newest.click("table.log th[aria-sort] a");
    assert_eq!(page.attr("table.log th[aria-sort]", "aria-sort"), "ascending");
    let first = ids(&page);
    assert_eq!(first[..], all[..50]);
    let mut read = first.clone();
    while page.has(".pager a[rel=next]") {
        page = page.click(".pager a[rel=next]");
        read.extend(ids(&page));
    }
    assert_eq!(read, all);
    let back = page.click(".pager a[rel=prev]");
    assert_eq!(ids(&back)[..], all[50..100]);
    assert_eq!(ids(&back.click(".pager a[rel=prev]")), first);
    let search = ids(&admin.get("/activity?dir=asc&q=installation"));
    assert!(search.is_sorted() && search.len() == 50, "{search:?}");
    let file = admin.get("/activity/export?dir=asc").body;
    let reversed = admin.get("/activity/export").body;
    assert_eq!(file.lines().nth(1), reversed.lines().last(), "the oldest first");
}
