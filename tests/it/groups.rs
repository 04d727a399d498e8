//! Groups: the list, details, copy, delete, members (SPEC G-1 to G-3, N-4, P-6, P-25).
use crate::memberships::TRACES;
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_NORTH, PASSWORD, group, unit};
use crate::support::client::Client;
use crate::support::page::Page;

/// Mona manages groups: a Global right, so it counts by a cell of her own at the top.
pub fn keeper(app: &TestApp) -> Client {
    app.db
        .allow(201, &["GroupManage", "navigation.access.security.groups"], unit::TOP);
    app.log_in(MANAGER_NORTH)
}

pub fn create(client: &Client, name: &str, display_name: &str) -> Page {
    let form = client.get("/groups/new").form("form[data-guard]");
    form.fill("name", name).fill("display_name", display_name).submit()
}

pub fn id_of(app: &TestApp, name: &str) -> i64 {
    app.db.number(&format!("SELECT id FROM accounts WHERE name = '{name}'"))
}

#[test]
fn a_group_is_made_and_found_by_the_beginnings_of_words() {
    let app = TestApp::start();
    let mona = keeper(&app);
    let page = create(&mona, "night-shift", "Night shift Ærø").follow();
    assert!(page.says("Night shift Ærø has been created.") && page.text("h1") == "Night shift Ærø");
    let found = |words: &str| mona.get(&format!("/groups?q={words}")).texts("tbody .who a");
    assert_eq!(found("aero+nig"), ["Night shift Ærø"]);
    assert_eq!(found("-cash+-night+-store+-user+-all+-aud"), ["Administrators"]);
    assert_eq!(found("zz").len(), 0);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'group.created'"),
        1
    );
}

#[test]
fn g1_the_list_is_by_display_name_and_columns_are_chosen_per_reader() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let names = admin.get("/groups").texts("tbody .who a");
    assert_eq!(
        names,
        [
            "Actor manager",
            "Administrators",
            "All",
            "Auditor",
            "Cashiers",
            "Store manager",
            "Store managers",
            "Support",
            "User administrator",
            "Users"
        ]
    );
    let form = admin
        .get("/groups")
        .form("#columns form")
        .tick_value("column", "members")
        .tick_value("column", "id");
    let page = form.submit().follow();
    assert_eq!(page.texts("thead th").len(), 4);
    let cells = page.texts("tbody tr:nth-child(5) td");
    assert_eq!(
        &cells[..2],
        ["4", "102"],
        "two users, and Store managers in North and South"
    );
    let reset = page.form("#columns form").press("Use default").follow();
    assert_eq!(reset.texts("thead th").len(), 2);
}

#[test]
fn members_are_counted_only_where_the_reader_sees_them() {
    let app = TestApp::start();
    let mona = keeper(&app);
    let form = mona
        .get("/groups")
        .form("#columns form")
        .tick_value("column", "members");
    let page = form.submit().follow();
    let cells = page.texts("tbody tr:nth-child(5) td");
    assert_eq!(cells[0], "3", "South is not hers to see");
    assert!(mona.get("/groups/102/info").says("Members3"));
}

#[test]
fn more_groups_than_a_page_holds_are_paged_there_and_back() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO accounts (id, kind, name, name_key) SELECT i, 'group', 'g' || i, 'g' || i FROM generate_series(301, 420) i;
         INSERT INTO groups (id, display_name, sort_name) SELECT i, 'G' || i, 'g' || i FROM generate_series(301, 420) i",
    );
    let admin = app.log_in(ADMINISTRATOR);
    let first = admin.get("/groups");
    let second = first.click("a[rel=next]");
    let third = second.click("a[rel=next]");
    assert_eq!(
        (
            first.count("tbody tr"),
            second.count("tbody tr"),
            third.count("tbody tr")
        ),
        (50, 50, 30)
    );
    assert!(!third.has("a[rel=next]") && !first.has("a[rel=prev]"));
    let back = third.click("a[rel=prev]");
    assert_eq!(back.texts("tbody .who"), second.texts("tbody .who"));
    let found = admin.get("/groups?q=g4");
    assert_eq!(found.count("tbody tr"), 21);
}

#[test]
fn p25_a_name_is_unique_among_groups_and_users_and_some_are_reserved() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    for (name, said) in [
        ("MONA", "This name is taken."),
        ("Cashiers", "This name is taken."),
        ("users", "This name is reserved."),
        ("Role.manager", "This name is reserved."),
        ("", "This is required."),
    ] {
        let page = create(&admin, name, "New");
        assert_eq!((page.status, page.text("#name-error").as_str()), (422, said), "{name}");
    }
    assert_eq!(app.db.fingerprint(TRACES), before);
}

#[test]
fn a_save_says_what_changed_and_of_two_the_second_sees_both_versions() {
    let app = TestApp::start();
    let (one, other) = (app.log_in(ADMINISTRATOR), keeper(&app));
    let (first, second) = (one.get("/groups/102"), other.get("/groups/102"));
    let page = first
        .form("form[data-guard]")
        .fill("display_name", "Tills")
        .fill("name", "tills")
        .submit()
        .follow();
    assert!(
        page.text("#toasts")
            .contains("Name: cashiers → tills; Display name: Cashiers → Tills")
    );
    let page = second.form("form[data-guard]").fill("display_name", "Kasser").submit();
    assert_eq!(
        (page.status, page.texts(".versions td").concat()),
        (409, "tillscashiersTillsKasser".into())
    );
    assert_eq!(app.db.text("SELECT display_name FROM groups WHERE id = 102"), "Tills");
    assert_eq!(page.form("form[data-guard]").submit().status, 303);
    assert_eq!(
        app.db.text("SELECT key FROM account_keys WHERE account_id = 102"),
        "cashiers"
    );
}

/// A browser drops a cookie that is too large, and then the next page says nothing at all.
#[test]
fn u7_what_changed_is_told_even_of_a_very_long_description() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let save = |letter: &str| {
        let form = admin.get("/groups/102").form("form[data-guard]");
        form.fill("description", letter.repeat(1_000)).submit()
    };
    assert_eq!(save("ø").status, 303);
    let saved = save("å");
    let cookie = saved
        .headers("set-cookie")
        .into_iter()
        .find(|cookie| cookie.contains("-said="));
    assert!(cookie.is_some_and(|cookie| cookie.len() < 4_096), "{cookie:?}");
    let said = saved.follow().text("#toasts");
    assert!(said.contains("øøø") && said.contains('…'), "{said}");
}

#[test]
fn the_names_of_system_groups_are_fixed_and_they_are_neither_copied_nor_deleted() {
    let app = TestApp::start();
    let (admin, mona) = (app.log_in(ADMINISTRATOR), keeper(&app));
    let page = admin.get("/groups/4");
    assert!(!page.has("[name=name]") && page.text("#delete-why").contains("belong to every installation"));
    let form = page.form("form[data-guard]").fill("display_name", "Everybody");
    assert_eq!(form.clone().forge("name", "others").submit().status, 400);
    assert_eq!(form.submit().status, 303);
    let before = app.db.fingerprint(TRACES);
    for id in [3, 4, 5] {
        assert_eq!(
            admin.post(&format!("/groups/{id}/delete"), &[("emptying", "1")]).status,
            403
        );
        let copy = [("name", "x"), ("display_name", "X")];
        assert_eq!(admin.post(&format!("/groups/{id}/copy"), &copy).status, 403);
    }
    let admins = [("version", "1"), ("display_name", "X"), ("access_minutes", "1")];
    assert_eq!(
        mona.post("/groups/3", &admins).status,
        403,
        "their sessions are theirs to shorten"
    );
    assert_eq!(app.db.fingerprint(TRACES), before);
}

/// N-4, U-32: what is set on the groups of everybody, or of administrators, is set for everybody.
#[test]
fn the_periods_of_everybody_and_of_administrators_are_for_administrators_to_set() {
    let app = TestApp::start();
    let mona = keeper(&app);
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (1, 3, 102)");
    let before = app.db.fingerprint(TRACES);
    for group in [3, 4, 5, 102] {
        let path = format!("/groups/{group}");
        assert!(mona.get(&path).says("Only administrators may do this."), "{group}");
        for fields in [
            ("access_minutes", "1"),
            ("refresh_minutes", "9999"),
            ("description", "X"),
        ] {
            let typed = [("version", "1"), ("display_name", "X"), fields];
            assert_eq!(mona.post(&path, &typed).status, 403, "{group} {fields:?}");
        }
    }
    assert_eq!(app.db.fingerprint(TRACES), before);
}

#[test]
fn who_takes_the_duty_of_two_factor_off_a_group_is_asked_for_the_password() {
    let app = TestApp::start();
    crate::memberships::make_group(&app.db, 110, "night-shift");
    app.db.run("UPDATE groups SET require_two_factor = true WHERE id = 110");
    let mona = keeper(&app);
    app.db
        .run("UPDATE sessions SET proof_at = proof_at - interval '16 minutes'");
    let form = mona.get("/groups/110").form("form[data-guard]");
    assert_eq!(form.clone().fill("description", "X").submit().status, 303);
    let form = mona
        .get("/groups/110")
        .form("form[data-guard]")
        .untick("require_two_factor");
    let asked = form.submit();
    assert!(
        asked.status == 403 && asked.has("[name=proof_form]"),
        "{}",
        asked.text("main")
    );
    let required = || {
        app.db
            .number("SELECT require_two_factor::int FROM groups WHERE id = 110")
    };
    assert_eq!(required(), 1);
    let done = asked.form("main form").fill("proof_password", PASSWORD).submit();
    assert_eq!((done.status, required()), (303, 0));
}

#[test]
fn g2_of_all_token_periods_of_ones_groups_the_shortest_counts_at_the_next_login() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let set = |group: i64, access: &str, refresh: &str| {
        let form = admin.get(&format!("/groups/{group}")).form("form[data-guard]");
        form.fill("access_minutes", access)
            .fill("refresh_minutes", refresh)
            .submit()
    };
    assert_eq!(set(group::CASHIERS, "30", "600").status, 303);
    assert_eq!(set(group::STORE_MANAGERS, "45", "120").status, 303);
    let minutes = |login: &str| {
        app.log_in_as(login, PASSWORD);
        let row = &app.db.rows(
            "SELECT round(extract(epoch FROM access_expires_at - created_at) / 60)::bigint AS access,
                round(extract(epoch FROM expires_at - created_at) / 60)::bigint AS refresh FROM sessions ORDER BY id DESC LIMIT 1",
        )[0];
        (row["access"].as_i64().unwrap(), row["refresh"].as_i64().unwrap())
    };
    assert_eq!(minutes("carl"), (30, 600));
    assert_eq!(
        minutes("mona"),
        (30, 120),
        "Store managers directly, Cashiers through them"
    );
    assert_eq!(set(group::CASHIERS, "60", "59").status, 422);
    assert_eq!(set(group::CASHIERS, "", "").status, 303);
    assert_eq!(minutes("carl"), (60, 1440));
}

#[test]
fn the_tab_of_members_shows_those_in_sight_and_adds_from_the_groups_side() {
    let app = TestApp::start();
    let mona = keeper(&app);
    app.db.allow(201, &["MembershipAdd", "MembershipRemove"], unit::NORTH);
    let page = mona.get("/groups/102/members");
    let members = page.texts("tbody .who");
    assert_eq!(members.len(), 3, "{members:?}");
    assert!(!page.body.contains("South"));
    let add = page.click("#add-member");
    assert_eq!(add.text("h1"), "Add a member to Cashiers");
    let found = mona.get(&format!("{}&account_find=dora&unit=4", add.path));
    let done = found.form("main form").choose("account", 204).submit().follow();
    assert_eq!(done.path, "/groups/102/members");
    assert_eq!(done.count("tbody tr"), 4);
    let remove = done.form("#rows").tick_value(
        "id",
        app.db
            .number("SELECT id FROM memberships WHERE account_id = 204 AND group_id = 102"),
    );
    let asked = remove.press("Remove");
    assert_eq!(asked.texts(".triples li"), ["Dora Dahl Cashiers in North / Aalborg"]);
    assert_eq!(asked.form("main form").submit().follow().count("tbody tr"), 3);
}

#[test]
fn who_lacks_the_right_reads_groups_and_changes_nothing() {
    let app = TestApp::start();
    app.db.allow(201, &["navigation.access.security.groups"], unit::TOP);
    let (mona, carl) = (app.log_in(MANAGER_NORTH), app.log_in(CASHIER_NORTH));
    let page = mona.get("/groups/102");
    assert!(page.says("You need Manage groups") && !page.has(".savebar"));
    assert!(mona.get("/groups").text("#create-why").contains("Manage groups"));
    let before = app.db.fingerprint(TRACES);
    let details = [("version", "1"), ("name", "x"), ("display_name", "X")];
    for (path, status) in [
        ("/groups/102", 403),
        ("/groups/new", 403),
        ("/groups/102/copy", 403),
        ("/groups/102/delete", 403),
    ] {
        let fields: &[(&str, &str)] = if path.ends_with("delete") { &[] } else { &details };
        assert_eq!(
            (mona.post(path, fields).status, carl.post(path, fields).status),
            (status, 403),
            "{path}"
        );
    }
    for path in ["/groups", "/groups/102", "/groups/102/members", "/groups/102/info"] {
        assert_eq!(carl.get(path).status, 403, "{path}");
    }
    assert_eq!(app.db.fingerprint(TRACES), before);
}

#[test]
fn no_text_about_groups_is_missing_in_either_language() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    for language in ["en", "da"] {
        app.db
            .run(&format!("UPDATE users SET language = '{language}' WHERE id = 2"));
        for path in [
            "/groups",
            "/groups?q=zz",
            "/groups/new",
            "/groups/4",
            "/groups/5",
            "/groups/102",
            "/groups/4/members",
            "/groups/102/members",
            "/groups/102/info",
            "/groups/102/copy",
            "/groups/102/delete",
        ] {
            let page = admin.get(path);
            assert!(
                page.status == 200 && !page.text("main").contains('['),
                "{path}: {}",
                page.text("main")
            );
        }
    }
}
