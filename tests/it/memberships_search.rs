//! Memberships: free text, file, who made it, the way back (SPEC G-5, L-1, L-2, L-5, P-12).
use crate::memberships::{TRACES, keeper};
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_NORTH, group, unit};
use crate::support::{TestApp, client::Client};

fn found(client: &Client, q: &str) -> Vec<String> {
    let page = client.get(&format!("/memberships?q={q}"));
    assert_eq!(page.status, 200, "{}", page.body);
    let mut names = page.texts("#list .who .kind");
    names.sort();
    names
}

#[test]
fn l1_all_words_are_wanted_in_account_group_or_unit() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(found(&admin, "aagaard"), ["Carl Aagaard"]);
    assert_eq!(found(&admin, "carl+cash+aalb"), ["Carl Aagaard"]);
    assert_eq!(found(&admin, "cashiers+south"), ["Store managers"]);
    assert_eq!(
        found(&admin, "group:store"),
        ["Dora Dahl", "Mona Nørgaard", "Sune Sørensen"]
    );
    assert_eq!(found(&admin, "group:store+-mona+-unit:south"), ["Dora Dahl"]);
    assert_eq!(found(&admin, "%22store+managers%22+account:dora"), ["Dora Dahl"]);
    assert!(found(&admin, "nobodywhatever").is_empty());
}

/// The index of words has no order, so the phrase is looked for in the names themselves.
#[test]
fn l1_an_exact_phrase_is_in_one_name_of_a_user_whole_and_in_that_order() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(found(&admin, "%22carl+aagaard%22"), ["Carl Aagaard"]);
    assert!(found(&admin, "%22aagaard+carl%22").is_empty());
    assert!(found(&admin, "%22carl+aag%22").is_empty());
    assert!(found(&admin, "%22carl+carl%22").is_empty(), "login and name are two");
    assert_eq!(found(&admin, "group:cash+-%22aagaard+carl%22+carl"), ["Carl Aagaard"]);
}

#[test]
fn l1_of_a_phrase_that_too_many_are_called_every_word_is_whole() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO accounts (id, kind, name, name_key) SELECT 9000 + i, 'user', 'x' || i, 'x' || i FROM generate_series(1, 5002) i;
         INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, state)
            SELECT 9000 + i, 4, 'Jens Hansen', 'jens hansen', 'x' || i, 'active' FROM generate_series(1, 5002) i;
         INSERT INTO user_clock (user_id) SELECT 9000 + i FROM generate_series(1, 5002) i;
         UPDATE users SET display_name = 'Jens Hansenius', sort_name = 'jens hansenius' WHERE id = 9001;
         INSERT INTO user_words (word, sort_name, user_id, unit_id, active)
            SELECT w, 'jens hansen', 9000 + i, 4, true FROM generate_series(1, 5002) i, unnest(ARRAY['jens', CASE i WHEN 1 THEN 'hansenius' ELSE 'hansen' END]) w;
         INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 102, 9001), (4, 102, 9002)",
    );
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(found(&admin, "%22jens+hansen%22"), ["Jens Hansen"]);
    assert_eq!(found(&admin, "jens+hansen"), ["Jens Hansen", "Jens Hansenius"]);
}

#[test]
fn l1_a_search_keeps_the_filters_and_they_keep_the_search() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.get(&format!("/memberships?q=store&unit={}", unit::NORTH));
    assert_eq!(page.form("form[role=search]").value("unit"), unit::NORTH.to_string());
    assert_eq!(page.form("#member-filters form").value("q"), "store");
    let page = page.form("form[role=search]").fill("q", "mona").submit();
    assert_eq!(page.texts("#list .who .kind"), ["Mona Nørgaard"]);
}

#[test]
fn p12_who_is_out_of_sight_is_not_found_out_by_searching() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 102, 203)");
    let mona = keeper(&app, MANAGER_NORTH);
    assert_eq!(
        found(&mona, "unit:aalborg"),
        ["Carl Aagaard", "Sune Sørensen"],
        "its own unit's row is shown (P-15)"
    );
    assert!(found(&mona, "sune").is_empty());
    assert_eq!(found(&mona, "unit:aalborg+-sune"), ["Carl Aagaard", "Sune Sørensen"]);
    assert!(found(&mona, "odense").is_empty());
}

#[test]
fn l5_the_file_has_the_rows_and_masks_of_the_list_and_is_an_entry() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 102, 203)");
    let mona = keeper(&app, MANAGER_NORTH);
    let page = mona.get("/memberships?q=unit:aalborg");
    let file = page.click("a[download]");
    assert!(file.header("content-type").starts_with("text/csv"));
    let lines: Vec<&str> = file.body.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[0].starts_with("Account,Login or name of the group,Group,Org. unit"));
    assert!(
        lines.iter().any(|line| line.starts_with("Sune Sørensen,,Cashiers,")),
        "no login of who is out of sight: {lines:?}"
    );
    let entry = app
        .db
        .value("SELECT details FROM activity WHERE type = 'memberships.exported'");
    assert_eq!(
        (entry["rows"].as_i64(), entry["whole"].as_bool()),
        (Some(2), Some(true))
    );
    assert!(
        !entry.to_string().contains("aalborg"),
        "what was searched for is not kept"
    );
    let all = app.log_in(ADMINISTRATOR).get("/memberships/export");
    assert_eq!(
        all.body.lines().count(),
        1 + usize::try_from(app.db.number("SELECT count(*) FROM memberships")).unwrap()
    );
    assert_eq!(app.log_in(CASHIER_NORTH).get("/memberships/export").status, 403);
    assert_eq!(
        mona.get(&format!("/memberships/export?unit={}", unit::ODENSE)).status,
        404
    );
}

#[test]
fn l5_a_file_of_many_rows_is_whole_and_has_each_once() {
    let app = TestApp::start();
    app.db.run("INSERT INTO org_units (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, pos, last) SELECT 2000 + n, 'unit', 3, 'unit', 'X' || n, 'x' || n, 'Extra ' || n, 'extra', '{extra}', 10 + n, 10 + n FROM generate_series(1, 1200) n");
    app.db.run("INSERT INTO memberships (unit_id, group_id, account_id) SELECT 2000 + n, 102, 202 FROM generate_series(1, 1200) n");
    let admin = app.log_in(ADMINISTRATOR);
    let file = admin.get("/memberships/export?q=account:carl").body;
    let lines: std::collections::HashSet<&str> = file.lines().skip(1).collect();
    assert_eq!(lines.len(), 1201, "with the one of the cast");
}

#[test]
fn g5_who_made_a_membership_is_looked_up_as_everywhere() {
    let app = TestApp::start();
    app.db
        .run("UPDATE memberships SET created_by = 201 WHERE account_id = 202");
    let admin = app.log_in(ADMINISTRATOR);
    let part = admin.get("/memberships/authors?by_find=n%C3%B8rg");
    assert_eq!(part.texts("label .cut"), ["Mona Nørgaard"]);
    assert!(
        admin
            .get("/memberships/authors?by_find=store")
            .texts("label .cut")
            .is_empty(),
        "no groups"
    );
    for by in ["201", "@mona", "mona"] {
        let page = admin.get(&format!("/memberships?by={by}"));
        assert_eq!(page.texts("#list .who .kind"), ["Carl Aagaard"], "{by}");
    }
}

#[test]
fn l2_paging_a_groups_members_keeps_the_way_back() {
    let app = TestApp::start();
    app.db.run("INSERT INTO memberships (unit_id, group_id, account_id) SELECT u, 102, 2 + g FROM generate_series(2, 7) u, generate_series(200, 203) g ON CONFLICT DO NOTHING");
    app.db.run("INSERT INTO accounts (id, kind, name, name_key) SELECT 3000 + n, 'group', 'g' || n, 'g' || n FROM generate_series(1, 60) n; INSERT INTO groups (id, display_name, sort_name) SELECT 3000 + n, 'g' || n, 'g' FROM generate_series(1, 60) n; INSERT INTO memberships (unit_id, group_id, account_id) SELECT 4, 102, 3000 + n FROM generate_series(1, 60) n");
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.get(&format!("/groups/{}/members?from=/groups%3Fq%3Dcash", group::CASHIERS));
    let next = page.click("a[rel=next]");
    assert_eq!(
        (next.status, next.attr(".crumb a", "href")),
        (200, "/groups?q=cash".into())
    );
    assert_eq!(next.click("a[rel=prev]").attr(".crumb a", "href"), "/groups?q=cash");
}

#[test]
fn o2_import_is_offered_where_one_may_import_and_says_who_wrote_the_units() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    for (screen, kind) in [
        ("/org-units", "org_units"),
        ("/groups", "groups"),
        ("/memberships", "memberships"),
    ] {
        assert!(
            admin.get(screen).has(&format!("a[href='/imports?kind={kind}']")),
            "{screen}"
        );
    }
    app.db.give(201, "navigation.access.security.orgunits", unit::TOP, true);
    let mona = app.log_in(MANAGER_NORTH);
    assert!(!mona.get("/org-units").has("a[href^='/imports']"));
    admin.import_file(
        "org_units",
        "code,name,kind,parent_code\nN1,Aalborg City,unit,NORTH\nN9,Nibe,unit,NORTH\n",
    );
    let written = "SELECT count(*) FROM org_units WHERE code IN ('N1', 'N9') AND updated_by = 2 AND updated_at > now() - interval '1 minute'";
    assert_eq!(app.db.number(written), 2);
}

#[test]
fn p6_a_refusal_says_where_nesting_would_help_and_only_there() {
    let app = TestApp::start();
    app.db.give(group::CASHIERS, "OrgUnitArchive", unit::TOP, true);
    app.db.run("DELETE FROM memberships WHERE account_id = 101; UPDATE access_state SET version = version + 1; INSERT INTO access_changes (version, kind, key) SELECT version, 'group', 101 FROM access_state");
    let mona = keeper(&app, MANAGER_NORTH);
    let before = app.db.fingerprint(TRACES);
    let page = crate::memberships::add(&mona, 205, group::CASHIERS, unit::AALBORG);
    let advice = "The recommended set-up puts Store managers into Cashiers in Aalborg";
    assert!(page.status == 403 && page.says(advice), "{}", page.text("main"));
    app.db.assert_same(&before);
    app.db.give(201, "OrgUnitArchive", unit::NORTH, false);
    let page = crate::memberships::add(&mona, 205, group::CASHIERS, unit::AALBORG);
    assert!(
        page.status == 403 && !page.says("recommended"),
        "a Deny would win: {}",
        page.text("main")
    );
}

#[test]
fn p6_the_advice_followed_makes_the_addition_possible() {
    let app = TestApp::start();
    app.db.give(group::CASHIERS, "OrgUnitArchive", unit::TOP, true);
    app.db.run("DELETE FROM memberships WHERE account_id = 101; UPDATE access_state SET version = version + 1; INSERT INTO access_changes (version, kind, key) SELECT version, 'group', 101 FROM access_state");
    let mona = keeper(&app, MANAGER_NORTH);
    assert_eq!(
        crate::memberships::add(&mona, 205, group::CASHIERS, unit::AALBORG).status,
        403
    );
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(
        crate::memberships::add(&admin, group::STORE_MANAGERS, group::CASHIERS, unit::AALBORG).status,
        303
    );
    assert_eq!(
        crate::memberships::add(&mona, 205, group::CASHIERS, unit::AALBORG).status,
        303
    );
}
