//! Copying and deleting groups (SPEC G-1, G-4, P-6, SECURITY AC5).
use crate::groups::{create, id_of, keeper};
use crate::memberships::{TRACES, make_group, nest};
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, PASSWORD, group, unit};

#[test]
fn a_copy_takes_permissions_and_groups_along_but_no_members() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.get("/groups/101").click("#copy").form("main form");
    let done = page
        .fill("name", "deputies")
        .fill("display_name", "Deputies")
        .submit()
        .follow();
    assert!(done.says("Store managers has been copied to Deputies."));
    let copy = id_of(&app, "deputies");
    let count = |what: &str| app.db.number(&format!("SELECT count(*) FROM {what}"));
    assert_eq!(count(&format!("grants WHERE account_id = {copy}")), 7);
    assert_eq!(
        count(&format!("memberships WHERE account_id = {copy} AND group_id = 102")),
        2
    );
    assert_eq!(count(&format!("memberships WHERE group_id = {copy}")), 0);
    assert_eq!(app.log_in_as("carl", PASSWORD).get("/users").status, 403);
}

#[test]
fn a_predefined_role_is_locked_and_there_to_be_copied() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.get("/groups/12");
    assert!(page.says("Predefined role") && page.says("Copy it into a group of your own"));
    assert!(!page.has("[name=name]") && !page.has("[name=display_name]"));
    let form = admin.get("/groups/12/copy").form("main form");
    let done = form
        .fill("name", "shop-managers")
        .fill("display_name", "Shop managers")
        .submit();
    assert_eq!(done.status, 303);
    let own = admin
        .get(done.location())
        .form("form[data-guard]")
        .fill("display_name", "Shops");
    assert_eq!(own.submit().status, 303);
    app.db.run("UPDATE modules SET enabled = false WHERE key = 'access'");
    assert!(
        !admin.get("/groups").says("Store manager "),
        "its module is off: it is not offered"
    );
}

#[test]
fn g4_a_role_whose_module_is_off_is_not_copied() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let form = admin.get("/groups/12/copy").form("main form");
    let off = admin.get("/setup/modules").form("main form").submit();
    assert_eq!(off.status, 303);
    let before = app.db.fingerprint(TRACES);
    let page = admin.get("/groups/12");
    assert!(!page.has("a#copy"), "{}", page.text("main"));
    assert_eq!(admin.get("/groups/12/copy").status, 403);
    let form = form.fill("name", "shop-managers").fill("display_name", "Shop managers");
    let refused = form.submit();
    assert!(
        refused.status == 403 && refused.says("The module of this role is off."),
        "{}",
        refused.text("main")
    );
    app.db.assert_same(&before);
}

#[test]
fn a_copy_gives_no_more_than_the_copier_holds() {
    let app = TestApp::start();
    let mona = keeper(&app);
    make_group(&app.db, 110, "auditors");
    app.db.allow(110, &["OrgUnitEdit"], unit::NORTH);
    app.db
        .allow(201, &["PermissionSet", "MembershipAdd", "OrgUnitAccess"], unit::TOP);
    app.db.reach_everything(201);
    let before = app.db.fingerprint(TRACES);
    let copy = |extra: &[(&str, &str)]| {
        let fields = [&[("name", "mine"), ("display_name", "Mine")], extra].concat();
        mona.post("/groups/110/copy", &fields)
    };
    let page = copy(&[("permissions", "1")]);
    assert!(
        page.status == 403 && page.says("Edit") && page.says("North"),
        "{}",
        page.body
    );
    assert_eq!(app.db.fingerprint(TRACES), before);
    nest(&app.db, 110, group::STORE_MANAGERS, unit::TOP);
    let before_nested = app.db.fingerprint(TRACES);
    let page = copy(&[("memberships", "1")]);
    assert!(
        page.status == 403,
        "as a member it would give what is held in North only: {}",
        page.body
    );
    assert_eq!(app.db.fingerprint(TRACES), before_nested);
    assert_eq!(copy(&[]).status, 303, "a name alone gives nothing");
}

#[test]
fn a_group_in_use_is_deleted_only_with_what_is_in_it_named_first() {
    let app = TestApp::start();
    let (admin, carl) = (app.log_in(ADMINISTRATOR), app.log_in(CASHIER_NORTH));
    let page = admin.get("/groups/102").click("#delete");
    assert!(
        page.texts(".bullets li")
            .iter()
            .any(|line| line == "Carl Aagaard in North / Aalborg")
    );
    assert!(
        page.texts(".bullets li")
            .iter()
            .any(|line| line == "Organizational unit: Access in Top"),
        "{:?}",
        page.texts(".bullets li")
    );
    let before = app.db.fingerprint(TRACES);
    let refused = page.form("main form").submit();
    assert_eq!((refused.status, refused.count("#emptying-error")), (422, 1));
    assert_eq!(app.db.fingerprint(TRACES), before);
    let done = refused.form("main form").tick("emptying").submit();
    assert_eq!(done.location(), "/groups");
    assert!(done.follow().says("Cashiers has been deleted."));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM memberships WHERE 102 IN (group_id, account_id)"),
        0
    );
    assert_eq!(admin.get("/groups/102").status, 404);
    assert_eq!(carl.get("/account").status, 200);
    assert_eq!(
        create(&admin, "cashiers", "Cashiers").status,
        303,
        "the name is free again"
    );
}

#[test]
fn emptying_a_group_needs_every_right_that_doing_it_one_by_one_would() {
    let app = TestApp::start();
    let mona = keeper(&app);
    make_group(&app.db, 112, "restricted");
    app.db.deny(112, &["OrgUnitEdit"], unit::NORTH);
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 112, 202)");
    let delete = || mona.post("/groups/112/delete", &[("emptying", "1")]);
    let before = app.db.fingerprint(TRACES);
    assert!(
        delete().says("Remove") && delete().status == 403,
        "no right to remove members"
    );
    assert_eq!(app.db.fingerprint(TRACES), before);
    app.db.allow(201, &["MembershipRemove", "PermissionSet"], unit::NORTH);
    let before = app.db.fingerprint(TRACES);
    let page = delete();
    assert!(
        page.status == 403 && page.says("Edit"),
        "it would lift a Deny she does not hold: {}",
        page.body
    );
    let shown = mona.get("/groups/112/delete");
    assert!(shown.says("you may not remove what is in it") && !shown.has("[name=emptying]"));
    assert_eq!(app.db.fingerprint(TRACES), before);
    app.db.allow(201, &["OrgUnitEdit"], unit::NORTH);
    assert_eq!(delete().status, 303);
}
