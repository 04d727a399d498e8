//! Nobody gives more than they hold, by whatever way a membership comes about (P-6, P-20, SECURITY AC5, AC6).
//! Each refusal names the right, the place and whom to ask, and nothing has changed.
use crate::memberships::{TRACES, add, keeper, make_group, membership, nest};
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_NORTH, MANAGER_SOUTH, group, unit};
use crate::support::client::Client;
use crate::support::page::Page;

/// A group that allows what no manager holds.
pub const AUDITORS: i64 = 110;

/// Mona may set memberships in North; the group gives Edit (of units), which she does not hold. Sune could give it there.
pub fn scene() -> (TestApp, Client) {
    let app = TestApp::start();
    make_group(&app.db, AUDITORS, "auditors");
    app.db.allow(AUDITORS, &["OrgUnitEdit"], unit::TOP);
    app.db
        .allow(203, &["OrgUnitEdit", "PermissionSet", "OrgUnitAccess"], unit::NORTH);
    let mona = keeper(&app, MANAGER_NORTH);
    app.db.allow(201, &["OrgUnitAccess"], unit::SOUTH);
    (app, mona)
}

#[track_caller]
fn refused(app: &TestApp, before: &[(String, String)], page: &Page, right: &str, place: &str) {
    assert_eq!(page.status, 403, "{}", page.body);
    assert!(page.says(right) && page.says(place), "{}", page.text("main"));
    assert_eq!(app.db.fingerprint(TRACES), before);
}

#[test]
fn ac5_adding_another_gives_no_more_than_the_adder_holds() {
    let (app, mona) = scene();
    let before = app.db.fingerprint(TRACES);
    let page = add(&mona, 202, AUDITORS, unit::AALBORG);
    refused(
        &app,
        &before,
        &page,
        "That would give Organizational unit: Edit in Aalborg",
        "Aalborg",
    );
    assert!(page.says("Sune Sørensen"), "who could give it: {}", page.text("main"));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'access.denied' AND details->>'right' = 'OrgUnitEdit'"),
        1
    );
}

#[test]
fn nobody_adds_themselves_whatever_the_group_gives() {
    let (app, mona) = scene();
    let before = app.db.fingerprint(TRACES);
    for group in [group::CASHIERS, AUDITORS] {
        let page = add(&mona, MANAGER_NORTH.id, group, unit::AALBORG);
        refused(&app, &before, &page, "Nobody may do this to their own user", "");
    }
    let tab = mona.get("/users/201/groups");
    assert!(tab.text("#add-to-group-why").contains("own user"));
}

#[test]
fn nobody_removes_their_own_membership_but_an_administrator() {
    let (app, mona) = scene();
    let before = app.db.fingerprint(TRACES);
    let own = membership(&app.db, 201, 101, unit::NORTH);
    let page = mona.post(&format!("/memberships/remove?id={own}"), &[]);
    refused(&app, &before, &page, "Nobody may do this to their own user", "");
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 102, 2)");
    let of_admin = membership(&app.db, 2, 102, unit::AALBORG);
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(
        admin.post(&format!("/memberships/remove?id={of_admin}"), &[]).status,
        303
    );
}

#[test]
fn both_sides_of_the_form_are_measured_alike() {
    let (app, mona) = scene();
    let before = app.db.fingerprint(TRACES);
    let from_user = mona.get("/memberships/new?for_account=202&group_find=audit");
    let page = from_user.form("main form").choose("group", AUDITORS).submit();
    refused(&app, &before, &page, "Edit", "Aalborg");
    let from_group = mona.get(&format!(
        "/memberships/new?for_group={AUDITORS}&account_find=carl&unit=4"
    ));
    let page = from_group.form("main form").choose("account", 202).submit();
    refused(&app, &before, &page, "Edit", "Aalborg");
}

#[test]
fn nesting_a_group_is_a_grant_to_everybody_in_it() {
    let (app, mona) = scene();
    make_group(&app.db, 111, "helpers");
    let before = app.db.fingerprint(TRACES);
    refused(
        &app,
        &before,
        &add(&mona, 111, AUDITORS, unit::AALBORG),
        "Edit",
        "Aalborg",
    );
    // Re-parenting: a group that gives nothing itself, but is in one that does.
    nest(&app.db, 111, AUDITORS, unit::TOP);
    let before = app.db.fingerprint(TRACES);
    refused(&app, &before, &add(&mona, 202, 111, unit::AALBORG), "Edit", "Aalborg");
    refused(
        &app,
        &before,
        &add(&mona, group::CASHIERS, 111, unit::AALBORG),
        "Edit",
        "Aalborg",
    );
}

#[test]
fn a_deny_of_ones_own_below_the_place_refuses_and_is_named() {
    let (app, mona) = scene();
    app.db.deny(201, &["DeleteUser"], unit::SKAGEN);
    let before = app.db.fingerprint(TRACES);
    let page = add(&mona, 202, group::STORE_MANAGERS, unit::NORTH);
    refused(&app, &before, &page, "Delete user", "Skagen");
    assert_eq!(add(&mona, 202, group::STORE_MANAGERS, unit::AALBORG).status, 303);
}

#[test]
fn removing_a_membership_that_denies_needs_what_it_denies() {
    let (app, mona) = scene();
    make_group(&app.db, 112, "restricted");
    app.db.deny(112, &["OrgUnitEdit"], unit::TOP);
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 112, 202)");
    let id = membership(&app.db, 202, 112, unit::AALBORG);
    let before = app.db.fingerprint(TRACES);
    let page = mona.post(&format!("/memberships/remove?id={id}"), &[]);
    refused(&app, &before, &page, "Edit", "Aalborg");
    let page = mona.post(
        &format!("/memberships/dates?id={id}"),
        &[("version", "1"), ("valid_to", "2030-01-01T00:00")],
    );
    refused(&app, &before, &page, "Edit", "Aalborg");
    app.db.allow(201, &["OrgUnitEdit"], unit::NORTH);
    assert_eq!(mona.post(&format!("/memberships/remove?id={id}"), &[]).status, 303);
}

#[test]
fn a_group_that_denies_is_not_put_on_somebody_who_holds_more() {
    let (app, mona) = scene();
    make_group(&app.db, 112, "restricted");
    app.db.deny(112, &["EditUser"], unit::TOP);
    app.db.allow(202, &["OrgUnitArchive"], unit::AALBORG);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(add(&mona, 202, 112, unit::AALBORG).status, 403);
    assert_eq!(app.db.fingerprint(TRACES), before);
    assert_eq!(
        add(&mona, 205, 112, unit::SKAGEN).status,
        303,
        "who holds no more may be denied"
    );
}

#[test]
fn nothing_is_given_for_longer_than_it_is_held() {
    let (app, mona) = scene();
    app.db
        .run("UPDATE memberships SET valid_to = '2036-01-01' WHERE account_id = 201");
    app.db.run("UPDATE access_state SET version = version + 1; INSERT INTO access_changes (version, kind, key) SELECT version, 'none', 0 FROM access_state");
    let add_until = |until: &str| {
        let fields = [("account", "202"), ("group", "101"), ("unit", "4"), ("valid_to", until)];
        mona.post("/memberships/new", &fields)
    };
    let before = app.db.fingerprint(TRACES);
    let refused = add_until("");
    assert!(
        refused.status == 403 && refused.says("only for a time. What you give cannot last longer."),
        "{}",
        refused.text("main")
    );
    assert_eq!(add_until("2036-06-01T00:00").status, 403, "beyond her own end");
    assert_eq!(app.db.fingerprint(TRACES), before);
    assert_eq!(add_until("2035-12-31T00:00").status, 303);
    let id = membership(&app.db, 202, 101, unit::AALBORG);
    let longer = [("version", "1"), ("valid_to", "2037-01-01T00:00")];
    assert_eq!(
        mona.post(&format!("/memberships/dates?id={id}"), &longer).status,
        403,
        "nor afterwards"
    );
}

#[test]
fn a_place_or_an_account_out_of_sight_is_as_if_it_did_not_exist() {
    let app = TestApp::start();
    let mona = keeper(&app, MANAGER_NORTH);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(add(&mona, 202, group::CASHIERS, unit::ODENSE).status, 404);
    assert_eq!(add(&mona, 202, group::CASHIERS, 99_999).status, 404);
    assert_eq!(add(&mona, MANAGER_SOUTH.id, group::CASHIERS, unit::AALBORG).status, 422);
    assert_eq!(add(&mona, 202, 99_999, unit::AALBORG).status, 422);
    for path in [
        "for_account=203",
        "for_account=99999",
        "for_group=99999",
        "for_group=202",
    ] {
        assert_eq!(mona.get(&format!("/memberships/new?{path}")).status, 404, "{path}");
    }
    assert_eq!(app.db.fingerprint(TRACES), before);
}

#[test]
fn a_right_taken_away_between_page_and_post_counts() {
    let (app, mona) = scene();
    let page = mona.get("/memberships/new?for_account=202&group_find=store");
    app.db.deny(201, &["MembershipAdd"], unit::NORTH);
    let before = app.db.fingerprint(TRACES);
    let page = page.form("main form").choose("group", group::STORE_MANAGERS).submit();
    refused(&app, &before, &page, "Add", "");
    let carl = app.log_in(CASHIER_NORTH);
    assert_eq!(add(&carl, 205, group::CASHIERS, unit::AALBORG).status, 403);
}

#[test]
fn an_administrator_for_a_time_is_told_so_and_a_membership_in_administrators_is_not_moved_along() {
    let app = TestApp::start();
    app.db.run("INSERT INTO memberships (unit_id, group_id, account_id, valid_to) VALUES (1, 3, 201, '2090-01-01'), (1, 3, 203, NULL)");
    let (mona, before) = (app.log_in(MANAGER_NORTH), app.db.fingerprint(TRACES));
    let refused = add(&mona, 202, 3, unit::TOP);
    assert!(
        refused.status == 403 && refused.says("You are an administrator only for a time."),
        "{}",
        refused.text("main")
    );
    let cell = mona.post("/users/202/permissions?unit=4", &[("seen", ""), ("p53", "allow")]);
    assert!(
        cell.status == 403 && cell.says("You hold Check rights of others in Aalborg only for a time."),
        "{}",
        cell.text("main")
    );
    app.db.assert_same(&before);
    app.db.run("UPDATE users SET unit_id = 1 WHERE id = 203");
    let admin = app.log_in(ADMINISTRATOR);
    let moved = admin.post("/users/move?id=203", &[("into", "4"), ("along", "1")]);
    assert!(
        moved.says("possible at the top only, so it cannot be moved along"),
        "{} {}",
        moved.status,
        moved.body
    );
}
