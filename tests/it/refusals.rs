//! A form that is refused comes back with what was typed, the reason and whom to ask; nothing has changed (SPEC P-6, P-26,
//! U-8). Without a form there is a way back.
use crate::groups;
use crate::membership_paths::{AUDITORS, scene};
use crate::memberships::{TRACES, keeper, make_group, membership};
use crate::permissions::{CELLS, carl_in, mona};
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, DENIED, MANAGER_NORTH, group, unit};
use crate::support::page::Page;

/// Refused in its own page, for this reason, with one entry.
#[track_caller]
fn refused(app: &TestApp, before: &[(String, String)], page: &Page, told: &[&str]) {
    assert_eq!(page.status, 403, "{}", page.body);
    let said = page.text("#denied");
    assert!(said.starts_with("Access denied: "), "{said}");
    for words in told {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(app.db.fingerprint(TRACES), before);
    let entries = "SELECT count(*) FROM activity WHERE type = 'access.denied'";
    assert_eq!(app.db.number(entries), 1, "one entry");
}

#[test]
fn a_refused_membership_keeps_what_was_chosen_and_says_who_could_add_it() {
    let (app, mona) = scene();
    let before = app.db.fingerprint(TRACES);
    let page = mona.get("/memberships/new?for_account=202&from=%2Fusers%2F202%2Fgroups");
    let form = page.form("main form").choose("group", AUDITORS);
    let page = form.fill("valid_to", "2036-01-01T10:00").submit();
    let told = [
        "Organizational unit: Edit in Aalborg",
        "Sune Sørensen can give you this right",
    ];
    refused(&app, &before, &page, &told);
    let form = page.form("main form");
    assert_eq!(
        [form.value("group"), form.value("unit"), form.value("valid_to")],
        [
            AUDITORS.to_string(),
            unit::AALBORG.to_string(),
            "2036-01-01T10:00".into()
        ]
    );
    let again = form
        .choose("group", group::CASHIERS)
        .choose("unit", unit::SKAGEN)
        .submit();
    assert_eq!(again.location(), "/users/202/groups", "{}", again.body);
}

#[test]
fn refused_dates_stay_in_their_form() {
    let (app, mona) = scene();
    app.db.run(&format!(
        "INSERT INTO memberships (unit_id, group_id, account_id, valid_to) VALUES (4, {AUDITORS}, 202, now() - interval '1 day')"
    ));
    let before = app.db.fingerprint(TRACES);
    let id = membership(&app.db, 202, AUDITORS, unit::AALBORG);
    let page = mona.get(&format!("/memberships/dates?id={id}&from=%2Fmemberships"));
    let form = page.form("main form").fill("valid_from", "2030-01-01T00:00");
    let page = form.fill("valid_to", "2036-01-01T10:00").submit();
    refused(
        &app,
        &before,
        &page,
        &["Organizational unit: Edit in Aalborg", "Sune Sørensen"],
    );
    let form = page.form("main form");
    assert_eq!(
        (form.value("valid_from"), form.value("valid_to")),
        ("2030-01-01T00:00".into(), "2036-01-01T10:00".into())
    );
}

#[test]
fn of_many_refused_cells_none_is_saved_and_all_stay_chosen() {
    let app = TestApp::start();
    let page = carl_in(&mona(&app), unit::AALBORG);
    let before = app.db.fingerprint(TRACES);
    let form = page.form(CELLS).choose("p2", "allow").choose("p3", "deny");
    let page = form.forge("p5", "allow").submit();
    refused(
        &app,
        &before,
        &page,
        &["Enable/disable two-factor for other users in Aalborg", "administrator"],
    );
    let form = page.form(CELLS);
    assert_eq!((form.value("p2"), form.value("p3")), ("allow".into(), "deny".into()));
    assert!(page.has("form[data-guard][data-dirty]"), "leaving asks");
    assert_eq!(form.submit().status, 303, "without the one that is not theirs to give");
}

#[test]
fn a_refused_tick_shows_what_is_stored() {
    let app = TestApp::start();
    let mona = mona(&app);
    let before = app.db.fingerprint(TRACES);
    let page = mona.post("/entities/202?unit=4", &[("seen", ""), ("p5", "allow")]);
    refused(&app, &before, &page, &["Enable/disable two-factor for other users"]);
    assert!(!page.has("#ticks [aria-pressed=true]"), "{}", page.text("#ticks"));
}

#[test]
fn a_refused_copy_of_a_group_keeps_its_names() {
    let app = TestApp::start();
    let mona = groups::keeper(&app);
    make_group(&app.db, AUDITORS, "auditors");
    app.db.allow(AUDITORS, &["OrgUnitEdit"], unit::NORTH);
    app.db.allow(201, &["PermissionSet"], unit::TOP);
    let before = app.db.fingerprint(TRACES);
    let page = mona.get(&format!("/groups/{AUDITORS}/copy"));
    let form = page.form("main form").fill("name", "mine").fill("display_name", "Mine");
    let page = form.untick("memberships").submit();
    refused(&app, &before, &page, &["Organizational unit: Edit in North"]);
    let form = page.form("main form");
    assert_eq!(
        [
            form.value("name"),
            form.value("display_name"),
            form.value("permissions"),
            form.value("memberships")
        ],
        ["mine", "Mine", "1", ""]
    );
    assert_eq!(form.untick("permissions").submit().status, 303);
}

#[test]
fn a_group_that_may_not_be_emptied_says_why_and_who_could() {
    let app = TestApp::start();
    let mona = groups::keeper(&app);
    make_group(&app.db, AUDITORS, "auditors");
    app.db.run(&format!(
        "INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, {AUDITORS}, 202)"
    ));
    app.db.allow(203, &["MembershipRemove", "PermissionSet"], unit::NORTH);
    app.db.allow(201, &["OrgUnitAccess"], unit::SOUTH);
    let before = app.db.fingerprint(TRACES);
    let page = mona.get(&format!("/groups/{AUDITORS}/delete"));
    let why = "You need Memberships: Remove in Aalborg. Sune Sørensen could do it.";
    assert!(page.says(why), "{}", page.text("main"));
    let page = mona.post(&format!("/groups/{AUDITORS}/delete"), &[("emptying", "1")]);
    assert!(page.status == 403 && page.says(why), "{}", page.text("main"));
    assert_eq!(app.db.fingerprint(TRACES), before);
}

#[test]
fn lines_that_are_left_out_say_who_could_do_them() {
    let app = TestApp::start();
    let mona = keeper(&app, MANAGER_NORTH);
    make_group(&app.db, AUDITORS, "auditors");
    app.db.deny(AUDITORS, &["OrgUnitEdit"], unit::TOP);
    app.db.run(&format!(
        "INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, {AUDITORS}, 202)"
    ));
    app.db.allow(203, &["OrgUnitEdit", "PermissionSet"], unit::NORTH);
    app.db.allow(201, &["OrgUnitAccess"], unit::SOUTH);
    let (deny, plain) = (
        membership(&app.db, 202, AUDITORS, unit::AALBORG),
        membership(&app.db, 205, group::CASHIERS, unit::SKAGEN),
    );
    let page = mona.get(&format!("/memberships/remove?id={deny}&id={plain}"));
    assert!(
        page.text(".triples .is-off").contains("Sune Sørensen could do it."),
        "{}",
        page.text("main")
    );
    let done = page.form("main form").submit().follow();
    let said = done.text("#toasts");
    assert!(
        said.contains("Lone Lund is no longer in Cashiers") && said.contains("1 skipped: Carl Aagaard: "),
        "{said}"
    );
    assert!(
        said.contains("Organizational unit: Edit in Aalborg") && said.contains("Sune Sørensen could do it."),
        "{said}"
    );
}

#[test]
fn the_way_back_from_a_refusal_leads_where_one_came_from() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let back = |page: Page| {
        assert_eq!(page.status, 403, "{}", page.body);
        page.attr(".trouble a.btn", "href")
    };
    let asked = |shown: &str| mona.request("GET", "/activity").header("hx-current-url", shown).send();
    assert_eq!(back(asked(&mona.url("/users?q=carl"))), "/users?q=carl");
    assert_eq!(back(asked(&mona.url("/activity"))), "/", "not to itself");
    for evil in [
        "https://evil.test//evil.test/",
        "javascript:alert(1)",
        "data:text/html,x",
        "/users",
    ] {
        assert_eq!(back(asked(evil)), "/", "{evil}");
    }
    let id = membership(&app.db, 202, group::CASHIERS, unit::AALBORG);
    let remove = |from: &str| mona.post(&format!("/memberships/remove?id={id}&from={from}"), &[]);
    assert_eq!(
        back(remove("%2Fusers%2F202%2Fgroups")),
        "/users/202/groups",
        "without scripts"
    );
    assert_eq!(back(remove("%2F%2Fevil.test")), "/");
    assert_eq!(back(mona.get("/activity")), "/");
}

#[test]
fn p12_the_tab_and_the_deletion_of_a_group_tell_nothing_of_what_is_out_of_sight() {
    let app = TestApp::start();
    let (mona, admin) = (groups::keeper(&app), app.log_in(ADMINISTRATOR));
    let maybe = "There may be more in org. units you have no access to.";
    let tab = |id: i64| {
        mona.get(&format!("/users/{id}/groups"))
            .texts(".hint")
            .concat()
            .contains(maybe)
    };
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (7, 102, 202)");
    assert!(tab(CASHIER_NORTH.id) && tab(DENIED.id), "whether or not there is more");
    assert!(!admin.get("/users/202/groups").says(maybe));
    make_group(&app.db, AUDITORS, "auditors");
    app.db.run(&format!(
        "INSERT INTO memberships (unit_id, group_id, account_id, created_at)
         SELECT 7, {AUDITORS}, id, now() - interval '1 day' FROM accounts WHERE kind = 'user' AND id > 2 UNION ALL
         SELECT 6, {AUDITORS}, id, now() - interval '1 day' FROM accounts WHERE kind = 'user' AND id > 2 UNION ALL
         SELECT 4, {AUDITORS}, 202, now()"
    ));
    app.db.allow(201, &["MembershipRemove", "PermissionSet"], unit::NORTH);
    let page = mona.get(&format!("/groups/{AUDITORS}/delete"));
    assert_eq!(
        page.texts(".bullets li"),
        ["Carl Aagaard in North / Aalborg"],
        "nothing is counted"
    );
    assert!(page.says("There is more that you do not see.") && !page.has("[name=emptying]"));
    app.db.run(&format!(
        "DELETE FROM memberships WHERE unit_id IN (6, 7) AND {AUDITORS} IN (group_id, account_id)"
    ));
    let page = mona.get(&format!("/groups/{AUDITORS}/delete"));
    assert!(
        !page.says("more that you do not see") && page.has("[name=emptying]"),
        "{}",
        page.text("main")
    );
}

#[test]
fn a_group_that_was_deleted_meanwhile_is_told_at_its_field_and_the_rest_stays() {
    let app = TestApp::start();
    let (mona, admin) = (keeper(&app, MANAGER_NORTH), app.log_in(ADMINISTRATOR));
    make_group(&app.db, AUDITORS, "auditors");
    let page = mona.get("/memberships/new?for_account=202");
    let form = page.form("main form").choose("group", AUDITORS);
    let form = form.fill("valid_to", "2036-01-01T10:00");
    assert_eq!(admin.post(&format!("/groups/{AUDITORS}/delete"), &[]).status, 303);
    let before = app.db.fingerprint(TRACES);
    let page = form.submit();
    assert_eq!(
        (page.status, page.text("#group-error")),
        (422, "Choose a group.".into())
    );
    assert_eq!(page.form("main form").value("valid_to"), "2036-01-01T10:00");
    assert_eq!(app.db.fingerprint(TRACES), before);
    let tab = mona.post(
        &format!("/groups/{AUDITORS}"),
        &[("version", "1"), ("display_name", "A")],
    );
    assert!(matches!(tab.status, 403 | 404), "{}", tab.status);
}

#[test]
fn a_member_who_was_deleted_meanwhile_is_told_at_the_field_and_the_rest_stays() {
    let app = TestApp::start();
    let (mona, admin) = (keeper(&app, MANAGER_NORTH), app.log_in(ADMINISTRATOR));
    let page = mona.get("/memberships/new?for_group=102&account_find=carl");
    let form = page.form("main form").choose("account", CASHIER_NORTH.id);
    let form = form.choose("unit", unit::SKAGEN).fill("valid_to", "2036-01-01T10:00");
    let id = membership(&app.db, 202, group::CASHIERS, unit::AALBORG);
    let dates = mona.get(&format!("/memberships/dates?id={id}")).form("main form");
    let gone = admin
        .get("/users/delete?id=202")
        .form("main form")
        .fill("confirm", "carl");
    assert_eq!(gone.submit().status, 303);
    let before = app.db.fingerprint(TRACES);
    let page = form.submit();
    assert_eq!(
        (page.status, page.text("#account-error")),
        (422, "Choose an account.".into())
    );
    let form = page.form("main form");
    assert_eq!(
        (form.value("unit"), form.value("valid_to")),
        (unit::SKAGEN.to_string(), "2036-01-01T10:00".into())
    );
    let page = dates.fill("valid_to", "2036-01-01T10:00").submit();
    assert!(
        page.status == 404 && page.says("Not found"),
        "the membership went with the member"
    );
    assert_eq!(app.db.fingerprint(TRACES), before);
}

#[test]
fn a_cell_that_was_emptied_meanwhile_is_shown_beside_what_was_chosen() {
    let app = TestApp::start();
    let (mona, admin) = (mona(&app), app.log_in(ADMINISTRATOR));
    app.db.give(202, "EditUser", unit::AALBORG, true);
    let form = carl_in(&mona, unit::AALBORG)
        .form(CELLS)
        .choose("p2", "deny")
        .choose("p3", "allow");
    let emptied = carl_in(&admin, unit::AALBORG).form(CELLS).choose("p2", "");
    assert_eq!(emptied.submit().status, 303);
    let before = app.db.fingerprint(TRACES);
    let page = form.submit();
    assert_eq!(page.status, 409, "{}", page.body);
    assert_eq!(page.texts(".versions tbody tr"), ["Edit userEmptyDeny"]);
    let form = page.form(CELLS);
    assert_eq!((form.value("p2"), form.value("p3")), ("deny".into(), "allow".into()));
    assert_eq!(app.db.fingerprint(TRACES), before);
}
