//! Memberships: the tab of a user, adding, removing, dates (SPEC 3.3, P-7, P-11, P-15, P-20, P-25, G-3).
pub use crate::security::TRACES;
use crate::support::cast::{self, ADMINISTRATOR, CASHIER_NORTH, DENIED, MANAGER_NORTH, Person, group, unit};
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::{TestApp, TestDb};

/// A group without cells or members.
pub fn make_group(db: &TestDb, id: i64, name: &str) {
    db.run(&format!(
        "INSERT INTO accounts (id, kind, name, name_key) VALUES ({id}, 'group', '{name}', '{name}');
         INSERT INTO account_keys (key, account_id, is_name, is_email) VALUES ('{name}', {id}, true, false);
         INSERT INTO groups (id, display_name, sort_name) VALUES ({id}, '{name}', '{name}');
         UPDATE access_state SET version = version + 1;
         INSERT INTO access_changes (version, kind, key) SELECT version, 'group', {id} FROM access_state"
    ));
}

/// One group in another, as an administrator long ago put it there.
pub fn nest(db: &TestDb, member: i64, group: i64, unit: i64) {
    db.run(&format!(
        "INSERT INTO memberships (unit_id, group_id, account_id) VALUES ({unit}, {group}, {member});
         UPDATE access_state SET version = version + 1;
         INSERT INTO access_changes (version, kind, key) SELECT version, 'group', {member} FROM access_state"
    ));
}

/// A browser of a manager who may also set memberships in North and below.
pub fn keeper(app: &TestApp, who: Person) -> Client {
    app.db
        .allow(who.id, &["MembershipAdd", "MembershipRemove"], unit::NORTH);
    app.log_in(who)
}

pub fn membership(db: &TestDb, account: i64, group: i64, unit: i64) -> i64 {
    db.number(&format!(
        "SELECT coalesce(max(id), 0) FROM memberships WHERE account_id = {account} AND group_id = {group} AND unit_id = {unit}"
    ))
}

/// The page that adds, filled in.
pub fn add(client: &Client, account: i64, group: i64, unit: i64) -> Page {
    client.post(
        "/memberships/new",
        &[
            ("account", &account.to_string()),
            ("group", &group.to_string()),
            ("unit", &unit.to_string()),
        ],
    )
}

#[test]
fn a_user_is_added_to_a_group_from_the_tab_and_the_right_holds_at_the_next_click() {
    let app = TestApp::start();
    let (admin, carl) = (app.log_in(ADMINISTRATOR), app.log_in(CASHIER_NORTH));
    assert_eq!(carl.get("/users").status, 403);
    let page = admin.get("/users/202/groups").click("#add-to-group");
    let form = page.form("main form");
    assert_eq!(form.value("unit"), unit::AALBORG.to_string(), "the user's own unit");
    let done = form.choose("group", group::STORE_MANAGERS).submit().follow();
    assert_eq!(done.path, "/users/202/groups");
    assert!(done.says("Carl Aagaard is in Store managers in North / Aalborg now."));
    assert_eq!(carl.get("/users").status, 200);
    let entry = &app
        .db
        .rows("SELECT details, unit_id FROM activity WHERE type = 'membership.added'")[0];
    assert_eq!(
        (&entry["unit_id"], &entry["details"]["group"]),
        (&4.into(), &"store-managers".into())
    );
}

#[test]
fn the_tab_shows_direct_groups_and_those_through_others_with_the_way() {
    let app = TestApp::start();
    let page = app.log_in(ADMINISTRATOR).get("/users/201/groups");
    assert_eq!(page.texts("tbody tr").len(), 2, "{}", page.text("main"));
    let rows = page.texts("tbody tr");
    assert!(rows[0].starts_with("Store managers North No limit"), "{}", rows[0]);
    assert!(
        rows[1].starts_with("Cashiers North Store managers in North › Cashiers in North"),
        "{}",
        rows[1]
    );
    assert!(page.says("Users , All") || page.says("Users, All"));
}

#[test]
fn memberships_in_units_out_of_sight_are_not_shown_and_cannot_be_touched() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (7, 102, 202)");
    let (mona, hidden) = (keeper(&app, MANAGER_NORTH), membership(&app.db, 202, 102, unit::ODENSE));
    let page = mona.get("/users/202/groups");
    assert!(!page.body.contains("Odense") && page.says("There may be more"));
    let before = app.db.fingerprint(TRACES);
    for page in ["remove", "dates"] {
        let address = format!("/memberships/{page}?id={hidden}");
        assert_eq!(mona.get(&address).status, 404, "{page}");
        let fields: &[(&str, &str)] = if page == "dates" { &[("version", "1")] } else { &[] };
        assert_eq!(mona.post(&address, fields).status, 404, "{page}");
    }
    assert_eq!(app.db.fingerprint(TRACES), before);
}

#[test]
fn a_membership_is_removed_after_reading_all_three_names() {
    let app = TestApp::start();
    let mona = keeper(&app, MANAGER_NORTH);
    let id = membership(&app.db, 202, 102, unit::AALBORG);
    let page = mona.get("/users/202/groups").click(&format!("#remove-{id}"));
    assert_eq!(page.texts(".triples li"), ["Carl Aagaard Cashiers in North / Aalborg"]);
    let done = page.form("main form").press("Remove membership").follow();
    assert!(done.says("Carl Aagaard is no longer in Cashiers in North / Aalborg."));
    assert_eq!(membership(&app.db, 202, 102, unit::AALBORG), 0);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'membership.removed'"),
        1
    );
}

#[test]
fn without_the_right_the_buttons_are_there_with_the_reason_and_lead_nowhere() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let page = mona.get("/users/202/groups");
    assert!(
        page.text("#add-to-group-why")
            .contains("You need Memberships: Add in Aalborg")
    );
    let before = app.db.fingerprint(TRACES);
    let refused = add(&mona, 202, group::CASHIERS, unit::SKAGEN);
    assert_eq!(refused.status, 403);
    assert!(refused.says("Add") && refused.says("Skagen"));
    let id = membership(&app.db, 202, 102, unit::AALBORG);
    assert_eq!(mona.post(&format!("/memberships/remove?id={id}"), &[]).status, 403);
    assert_eq!(app.db.fingerprint(TRACES), before);
}

#[test]
fn dates_are_typed_in_the_units_zone_and_shown_in_the_readers() {
    let app = TestApp::start();
    app.db.run("UPDATE org_units SET time_zone = 'Atlantic/Faroe' WHERE id = 3; UPDATE users SET time_zone = 'Europe/Copenhagen' WHERE id = 2");
    let admin = app.log_in(ADMINISTRATOR);
    let id = membership(&app.db, 202, 102, unit::AALBORG);
    let page = admin.get("/users/202/groups").click(&format!("#dates-{id}"));
    assert!(page.says("Atlantic/Faroe"));
    let done = page
        .form("main form")
        .fill("valid_to", "2036-12-31T12:00")
        .submit()
        .follow();
    assert!(done.says("until 31-12-2036 13:00"), "{}", done.text("main"));
    assert_eq!(
        app.db.text(&format!(
            "SELECT valid_to AT TIME ZONE 'UTC' FROM memberships WHERE id = {id}"
        )),
        "2036-12-31T12:00:00"
    );
}

#[test]
fn a_membership_counts_between_its_dates_and_the_trail_says_until_when() {
    let app = TestApp::start();
    let carl = app.log_in(CASHIER_NORTH);
    app.db.run("INSERT INTO memberships (unit_id, group_id, account_id, valid_to) VALUES (4, 101, 202, now() + interval '1 hour')");
    assert_eq!(carl.get("/users").status, 200);
    app.db
        .run("UPDATE memberships SET valid_to = now() - interval '1 second' WHERE account_id = 202 AND group_id = 101");
    assert_eq!(
        carl.get("/users").status,
        403,
        "it has ended, without anybody doing anything"
    );
    let tab = app.log_in(ADMINISTRATOR).get("/users/202/groups");
    assert_eq!(tab.texts("td .tag"), ["Ended"]);
}

#[test]
fn what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.get("/memberships/new?for_account=202");
    let form = page.form("main form").fill("valid_from", "2030-01-01T00:00");
    let page = form.fill("valid_to", "2029-01-01T00:00").submit();
    assert_eq!(page.status, 422);
    assert_eq!(page.count("#group-error"), 1);
    assert_eq!(page.text("#valid_to-error"), "The end must come after the start.");
    assert_eq!(page.form("main form").value("valid_from"), "2030-01-01T00:00");
    let far = page.form("main form").fill("valid_to", "+200000-01-01T00:00").submit();
    assert_eq!(far.text("#valid_to-error"), "Give a year from 1900 to 9999.");
    let again = page.form("main form").fill("valid_to", "").fill("valid_from", "");
    let page = again.choose("group", group::CASHIERS).submit();
    assert_eq!(
        (page.status, page.text("#group-error")),
        (422, "Is in Cashiers in Aalborg already.".into())
    );
}

#[test]
fn of_two_who_change_the_same_dates_the_second_is_told() {
    let app = TestApp::start();
    let (one, other) = (app.log_in(ADMINISTRATOR), keeper(&app, MANAGER_NORTH));
    let id = membership(&app.db, 202, 102, unit::AALBORG);
    let address = format!("/memberships/dates?id={id}");
    let (first, second) = (one.get(&address), other.get(&address));
    first.form("main form").fill("valid_to", "2036-01-01T00:00").submit();
    let page = second.form("main form").fill("valid_to", "2037-01-01T00:00").submit();
    assert_eq!(page.status, 409);
    assert!(page.says("until 01-01-2036") && page.form("main form").value("valid_to") == "2037-01-01T00:00");
    assert_eq!(page.form("main form").submit().status, 303);
}

/// SPEC L-4, U-7.
#[test]
fn l4_saving_dates_that_nobody_changed_says_that_nothing_had_changed() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let id = membership(&app.db, 202, 102, unit::AALBORG);
    let done = admin
        .get(&format!("/memberships/dates?id={id}"))
        .form("main form")
        .submit();
    assert_eq!(done.follow().text("#toasts"), "Saved. Nothing had changed.");
}

#[test]
fn nobody_can_be_put_into_users_or_all_nor_below_the_top_into_administrators() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    for (account, group, place, field) in [
        (202, 4, 1, "group"),
        (202, 5, 4, "group"),
        (4, 102, 4, "account"),
        (5, 102, 4, "account"),
        (202, 3, 4, "unit"),
        (102, 102, 4, "group"),
    ] {
        let page = add(&admin, account, group, place);
        assert_eq!(
            (page.status, page.count(&format!("#{field}-error"))),
            (422, 1),
            "{account} in {group}"
        );
    }
    assert_eq!(app.db.fingerprint(TRACES), before);
}

#[test]
fn groups_are_never_in_each_other_and_the_refusal_shows_the_way() {
    let app = TestApp::start();
    make_group(&app.db, 103, "helpers");
    nest(&app.db, 102, 103, unit::SKAGEN);
    let before = app.db.fingerprint(TRACES);
    let page = add(&app.log_in(ADMINISTRATOR), 103, group::STORE_MANAGERS, unit::ODENSE);
    assert_eq!(page.status, 422);
    assert_eq!(
        page.text("#group-error"),
        "Groups would be in each other: helpers → Store managers → Cashiers → helpers."
    );
    assert_eq!(app.db.fingerprint(TRACES), before);
}

#[test]
fn administrator_stays_in_administrators_and_who_else_is_there_is_for_its_members_to_say() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (1, 3, 203)");
    for right in ["MembershipAdd", "MembershipRemove", "OrgUnitAccess"] {
        app.db.allow(201, &[right], unit::TOP);
    }
    app.db.reach_everything(201);
    let (admin, mona) = (app.log_in(ADMINISTRATOR), app.log_in(MANAGER_NORTH));
    let (own, other) = (membership(&app.db, 2, 3, 1), membership(&app.db, 203, 3, 1));
    let before = app.db.fingerprint(TRACES);
    let page = admin.post(&format!("/memberships/remove?id={own}"), &[]);
    assert!(page.status == 403 && page.says("Administrator is always a member"));
    let dates = [("version", "1"), ("valid_to", "2031-01-01T08:00")];
    assert_eq!(
        admin.post(&format!("/memberships/dates?id={own}"), &dates).status,
        403,
        "P-11"
    );
    let page = mona.post(&format!("/memberships/remove?id={other}"), &[]);
    assert!(page.status == 403 && page.says("Only administrators"));
    assert_eq!(app.db.fingerprint(TRACES), before);
    assert_eq!(admin.post(&format!("/memberships/remove?id={other}"), &[]).status, 303);
}

#[test]
fn what_a_group_allows_only_at_the_top_is_said_where_that_does_not_count() {
    let app = TestApp::start();
    app.db.allow(102, &["GroupManage"], unit::TOP);
    let admin = app.log_in(ADMINISTRATOR);
    let done = add(&admin, 204, group::CASHIERS, unit::AALBORG).follow();
    assert!(
        done.says("Counts only at the top, not here: Manage groups."),
        "{}",
        done.body
    );
    assert!(admin.get("/users/204/groups").says("Counts only at the top"));
}

#[test]
fn no_text_about_memberships_is_missing_in_either_language() {
    let app = TestApp::start();
    let id = membership(&app.db, 202, 102, unit::AALBORG);
    app.db
        .run("UPDATE memberships SET valid_from = now() + interval '1 day' WHERE account_id = 202");
    let admin = app.log_in(ADMINISTRATOR);
    for language in ["en", "da"] {
        app.db
            .run(&format!("UPDATE users SET language = '{language}' WHERE id = 2"));
        for path in [
            "/users/202/groups",
            "/users/1/groups",
            "/memberships/new?group_find=zz",
            "/memberships/new?for_account=202",
            "/memberships/new?for_group=102",
            &format!("/memberships/remove?id={id}"),
            &format!("/memberships/dates?id={id}"),
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

#[test]
fn a_person_without_rights_reaches_none_of_these_pages() {
    let app = TestApp::start();
    let id = membership(&app.db, 205, 102, unit::SKAGEN);
    let carl = app.log_in(cast::CASHIER_NORTH);
    for path in ["new", "groups", "accounts", "units"] {
        assert_eq!(carl.get(&format!("/memberships/{path}")).status, 403, "{path}");
    }
    assert_eq!(carl.get(&format!("/memberships/remove?id={id}")).status, 403);
    assert_eq!(
        app.log_in(DENIED).get(&format!("/memberships/dates?id={id}")).status,
        403
    );
}
