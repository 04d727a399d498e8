//! Settings of a user on the support screen (SPEC C-8).
use crate::security::TRACES;
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::{TestApp, cast, unit};

const PATH: &str = "/support/users/202/settings";

fn helper(app: &TestApp) -> Client {
    let rights = ["OrgUnitAccess", "ManageUserSettings", "navigation.access.cloud.users"];
    app.db.allow(cast::MANAGER_SOUTH.id, &rights, unit::CHAIN);
    app.log_in(cast::MANAGER_SOUTH)
}

fn add(client: &Client, key: &str, value: &str) -> Page {
    let form = client.get(&format!("{PATH}/new")).form("#dialog form");
    form.fill("key", key).fill("value", value).submit()
}

#[test]
fn c8_a_setting_is_added_found_edited_and_deleted_and_each_is_an_entry() {
    let app = TestApp::start();
    let sune = helper(&app);
    let page = add(&sune, "till.layout", "{\"rows\": 1.10}").follow();
    assert!(page.says("till.layout has been added."), "{}", page.text("#toasts"));
    assert_eq!(add(&sune, "printer", "\"A4\"").status, 303);
    assert_eq!(sune.get(PATH).texts(".settings b"), ["printer", "till.layout"]);
    let found = sune.get(&format!("{PATH}?key=LAY"));
    assert_eq!(found.texts(".settings b"), ["till.layout"]);
    let edit = found.click("[id^='edit-']");
    assert_eq!(edit.form("#dialog form").value("value").trim(), "{\"rows\": 1.10}");
    assert_eq!(edit.form("#dialog form").fill("value", "[1,2]").submit().status, 303);
    assert_eq!(
        app.db
            .text("SELECT value::text FROM user_settings WHERE key = 'till.layout'"),
        "[1,2]"
    );
    let delete = sune.get(&format!("{PATH}?key=printer")).click("[id^='delete-']");
    assert_eq!(delete.form("#dialog form").submit().status, 303);
    let entries = "SELECT string_agg(type || ' ' || (details->>'key'), '; ' ORDER BY id) FROM activity WHERE type LIKE 'user.setting%'";
    assert_eq!(
        app.db.text(entries),
        "user.setting_added till.layout; user.setting_added printer; user.setting_changed till.layout; user.setting_deleted printer"
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE details::text LIKE '%A4%'"),
        0,
        "values are not in the log"
    );
}

#[test]
fn c8_format_json_puts_it_in_order_and_saves_nothing() {
    let app = TestApp::start();
    let sune = helper(&app);
    let before = app.db.fingerprint(TRACES);
    let form = sune.get(&format!("{PATH}/new")).form("#dialog form");
    let page = form.fill("value", "{\"b\":1.10,\"a\":[]}").press("Format Json");
    assert_eq!(page.status, 200);
    assert_eq!(
        page.form("#dialog form").value("value").trim(),
        "{\n  \"b\": 1.10,\n  \"a\": []\n}"
    );
    let wrong = page
        .form("#dialog form")
        .fill("value", "{\n  \"a\": tru\n}")
        .press("Format Json");
    assert!(
        wrong.status == 422 && wrong.text("#value-error").contains("Line 2, column 11"),
        "{}",
        wrong.text("#dialog")
    );
    assert_eq!(
        wrong.form("#dialog form").value("value").trim(),
        "{\n  \"a\": tru\n}",
        "nothing typed is lost"
    );
    app.db.assert_same(&before);
}

#[test]
fn c8_what_is_no_json_too_long_or_twice_is_told_at_its_field() {
    let app = TestApp::start();
    let sune = helper(&app);
    assert_eq!(add(&sune, "a", "1").status, 303);
    let before = app.db.fingerprint(TRACES);
    for (key, value, at) in [
        ("a", "2", "#key-error"),
        ("", "2", "#key-error"),
        (&*"k".repeat(101), "2", "#key-error"),
        ("b", "", "#value-error"),
        ("b", "{", "#value-error"),
        ("b", "{'a': 1}", "#value-error"),
        ("b", &format!("\"{}\"", "x".repeat(65_536)), "#value-error"),
        ("b", &"[".repeat(5_000), "#value-error"),
    ] {
        let page = add(&sune, key, value);
        assert!(
            page.status == 422 && page.has(at),
            "{key} {}: {}",
            value.len(),
            page.status
        );
    }
    app.db.assert_same(&before);
    for (key, value) in [
        ("long", format!("\"{}\"", "x".repeat(65_534))),
        ("nul", "\"\\u0000\"".into()),
        ("big", "1e400".into()),
    ] {
        assert_eq!(add(&sune, key, &value).status, 303, "{key}");
    }
}

#[test]
fn c8_of_two_who_edit_a_setting_the_second_is_told() {
    let app = TestApp::start();
    let sune = helper(&app);
    add(&sune, "a", "1");
    let edit = sune.get(PATH).click("[id^='edit-']");
    assert_eq!(edit.form("#dialog form").fill("value", "2").submit().status, 303);
    let page = edit.form("#dialog form").fill("value", "3").submit();
    assert_eq!(
        (page.status, page.form("#dialog form").value("value").trim().to_owned()),
        (409, "3".into())
    );
    assert_eq!(app.db.text("SELECT value::text FROM user_settings"), "2");
    assert_eq!(page.form("#dialog form").submit().status, 303, "a second save decides");
}

#[test]
fn c8_without_the_right_settings_are_absent_refused_and_unchanged() {
    let app = TestApp::start();
    add(&helper(&app), "a", "1");
    let id = app.db.text("SELECT id::text FROM user_settings");
    app.db
        .allow(cast::MANAGER_NORTH.id, &["navigation.access.cloud.users"], unit::TOP);
    let (mona, other) = (app.log_in(cast::MANAGER_NORTH), app.log_in(cast::DENIED));
    assert_eq!((mona.get(PATH).status, other.get(PATH).status), (403, 403));
    let before = app.db.fingerprint(TRACES);
    for deed in [
        "new".to_owned(),
        format!("edit?setting={id}"),
        format!("delete?setting={id}"),
    ] {
        let fields: &[(&str, &str)] = match deed.starts_with("delete") {
            true => &[],
            false => &[("key", "b"), ("value", "2"), ("version", "1")],
        };
        assert_eq!(mona.post(&format!("{PATH}/{deed}"), fields).status, 403, "{deed}");
    }
    // A setting of somebody else is none of this user's.
    app.db
        .allow(cast::MANAGER_SOUTH.id, &["ManageUserSettings"], unit::CHAIN);
    let sune = app.log_in(cast::MANAGER_SOUTH);
    let theirs = format!("/support/users/201/settings/delete?setting={id}");
    assert_eq!(sune.post(&theirs, &[]).status, 404);
    app.db.assert_same(&before);
}

#[test]
fn c8_the_users_own_screen_has_the_tab_for_whoever_may_change_settings() {
    let app = TestApp::start();
    let sune = helper(&app);
    app.db
        .allow(cast::MANAGER_SOUTH.id, &["navigation.access.security.users"], unit::TOP);
    app.db
        .allow(cast::MANAGER_NORTH.id, &["navigation.access.security.users"], unit::TOP);
    add(&sune, "till.layout", "1");
    let page = sune.get("/users/202?from=%2Fusers%3Fq%3Dcarl");
    let tab = page.click("nav a[href^='/users/202/settings']");
    assert_eq!(
        (tab.text("h1"), tab.texts(".settings b")),
        ("Carl Aagaard".into(), vec!["till.layout".to_owned()])
    );
    let form = tab.click("main a[href*='/settings/new']").form("#dialog form");
    let page = form.fill("key", "printer").fill("value", "2").submit().follow();
    assert!(
        page.path.starts_with("/users/202/settings") && page.path.contains("from="),
        "{}",
        page.path
    );
    assert_eq!(page.texts(".settings b"), ["printer", "till.layout"]);
    let found = page.form("main form.bar").fill("key", "lay").submit();
    assert_eq!(found.texts(".settings b"), ["till.layout"]);
    let mona = app.log_in(cast::MANAGER_NORTH);
    assert!(!mona.get("/users/202").has("nav a[href^='/users/202/settings']"));
    assert_eq!(mona.get("/users/202/settings").status, 403);
}

#[test]
fn dp1_settings_go_with_the_user() {
    let app = TestApp::start();
    add(&helper(&app), "a", "1");
    let page = app.log_in(cast::ADMINISTRATOR).get("/users/delete?id=202");
    assert_eq!(page.form("#dialog form").fill("confirm", "carl").submit().status, 303);
    assert_eq!(app.db.number("SELECT count(*) FROM user_settings"), 0);
}
