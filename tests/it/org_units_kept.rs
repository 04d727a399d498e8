//! What is kept on archived units: it can be taken away, and nothing is added to it (SPEC O-1, P-26).
use crate::groups::id_of;
use crate::memberships::{TRACES, add, keeper, make_group, membership, nest};
use crate::org_units_archive::archived;
use crate::support::cast::{ADMINISTRATOR, MANAGER_NORTH, MANAGER_SOUTH, group, unit};
use crate::support::{TestApp, TestDb};

/// A group with a cell on Aalborg and a membership of its own there.
fn kept(db: &TestDb) {
    make_group(db, 110, "deputies");
    nest(db, 110, group::CASHIERS, unit::AALBORG);
    nest(db, 110, group::CASHIERS, unit::SKAGEN);
    db.allow(110, &["EditUser"], unit::AALBORG);
    db.allow(110, &["EditUser"], unit::SKAGEN);
}

#[test]
fn a_membership_on_an_archived_unit_is_taken_away_and_none_is_added_there() {
    let app = TestApp::start();
    archived(&app);
    let (mona, sune) = (keeper(&app, MANAGER_NORTH), keeper(&app, MANAGER_SOUTH));
    app.db.deny(MANAGER_NORTH.id, &["MembershipRemove"], unit::AALBORG);
    let admin = app.log_in(ADMINISTRATOR);
    let id = membership(&app.db, 202, group::CASHIERS, unit::AALBORG);
    for page in [admin.get("/users/202/groups"), admin.get("/memberships")] {
        assert!(
            page.says("This unit is archived") && !page.says("You need"),
            "{}",
            page.text("main")
        );
    }
    let before = app.db.fingerprint(TRACES);
    assert_eq!(add(&admin, 202, group::STORE_MANAGERS, unit::AALBORG).status, 404);
    let later = [("version", "1"), ("valid_to", "2090-01-01T00:00")];
    let refused = admin.post(&format!("/memberships/dates?id={id}"), &later);
    assert!(
        refused.status == 403 && refused.says("This unit is archived") && !refused.says("You need"),
        "{}",
        refused.text("main")
    );
    let lacking = mona.post(&format!("/memberships/remove?id={id}"), &[]);
    assert_eq!(lacking.status, 403, "denied there, also should the unit come back");
    assert_eq!(sune.post(&format!("/memberships/remove?id={id}"), &[]).status, 404);
    app.db.assert_same(&before);
    app.db.allow(MANAGER_NORTH.id, &["MembershipRemove"], unit::AALBORG);
    let page = mona.get("/users/202/groups").click(&format!("#remove-{id}"));
    assert_eq!(page.form("main form").press("Remove membership").status, 303);
    assert_eq!(membership(&app.db, 202, group::CASHIERS, unit::AALBORG), 0);
}

#[test]
fn a_group_with_something_on_an_archived_unit_is_deleted_with_it() {
    let app = TestApp::start();
    kept(&app.db);
    archived(&app);
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.get("/groups/110").click("#delete");
    assert!(!page.says("You need") && page.says("Aalborg"), "{}", page.text("main"));
    assert_eq!(page.form("main form").tick("emptying").submit().status, 303);
    assert_eq!(app.db.number("SELECT count(*) FROM grants WHERE account_id = 110"), 0);
}

#[test]
fn cells_on_an_archived_unit_are_taken_away_and_none_are_set_there() {
    let app = TestApp::start();
    kept(&app.db);
    archived(&app);
    let admin = app.log_in(ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    let seen = app.db.text("SELECT id FROM permissions WHERE key = 'EditUser'");
    let fields = [("seen", &*format!("{seen}.allow..")), (&*format!("p{seen}"), "deny")];
    assert_ne!(admin.post("/groups/110/permissions?unit=4", &fields).status, 303);
    app.db.assert_same(&before);
    let page = admin.get("/entities/110?unit=4").click("#entities-minus");
    assert_eq!(page.form("main form").submit().status, 303);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM grants WHERE account_id = 110 AND unit_id = 4"),
        0
    );
}

#[test]
fn a_copy_leaves_out_what_stands_on_archived_units_and_says_so() {
    let app = TestApp::start();
    kept(&app.db);
    archived(&app);
    let admin = app.log_in(ADMINISTRATOR);
    let form = admin.get("/groups/110").click("#copy").form("main form");
    let done = form.fill("name", "others").fill("display_name", "Others").submit();
    let said = done.follow().text("#toasts");
    assert!(
        said.contains("2 permissions and memberships on archived units were left out"),
        "{said}"
    );
    let copy = id_of(&app, "others");
    let units = |what: &str| {
        app.db
            .text(&format!("SELECT string_agg(unit_id::text, ',') FROM {what} = {copy}"))
    };
    assert_eq!(units("grants WHERE account_id"), unit::SKAGEN.to_string());
    assert_eq!(units("memberships WHERE account_id"), unit::SKAGEN.to_string());
}
