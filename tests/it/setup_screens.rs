//! Setup: installation and modules (SPEC 9, G-4).
use crate::security::TRACES;
use crate::support::client::Client;
use crate::support::console::Console;
use crate::support::{TestApp, cast, unit};

const FORM: &str = "form[data-guard]";

/// Lets somebody manage Setup: cells of their own at the top.
fn may_set_up(app: &TestApp, user: i64) {
    app.db.give(user, "SetupManage", unit::TOP, true);
}

fn switch(client: &Client, on: bool) -> u16 {
    let page = client.get("/setup/modules").form("main form");
    assert_eq!(page.value("on"), on.to_string());
    page.submit().status
}

#[test]
fn s1_an_administrator_names_the_installation_and_the_change_is_in_the_log() {
    let app = TestApp::start();
    let page = app.log_in(cast::ADMINISTRATOR).get("/setup/installation");
    let form = page.form(FORM).fill("name", "Nordkæden").choose("language", "da");
    let page = form.choose("time_zone", "Europe/Berlin").submit().follow();
    assert!(
        page.says("Nordkæden") && page.says("Saved."),
        "{}",
        page.text("#toasts")
    );
    let details = app
        .db
        .value("SELECT details FROM activity WHERE type = 'setup.changed'");
    assert_eq!(details["name"]["new"], "Nordkæden");
    assert_eq!(details["time_zone"]["old"], "Europe/Copenhagen");
}

#[test]
fn s1_a_name_that_is_too_long_is_told_at_its_field_and_two_people_do_not_overwrite_each_other() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let form = admin.get("/setup/installation").form(FORM);
    let page = form.clone().fill("name", "x".repeat(101)).submit();
    assert_eq!((page.status, page.count(".err")), (422, 1));
    assert_eq!(form.clone().fill("name", "First").submit().status, 303);
    let page = form.fill("name", "Second").submit();
    assert_eq!((page.status, page.attr("#name", "value")), (409, "Second".into()));
    assert_eq!(app.db.text("SELECT name FROM installation"), "First");
}

/// How many minutes the newest link of a kind works.
fn minutes(app: &TestApp, purpose: &str) -> i64 {
    app.db.number(&format!("SELECT round(extract(epoch FROM expires_at - created_at) / 60)::int FROM links WHERE purpose = '{purpose}' ORDER BY id DESC LIMIT 1"))
}

/// SECURITY TK3: what is set is what is shown and what holds, from the next link on.
#[test]
fn how_long_links_work_is_a_setting() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let make = |purpose: &str| {
        let fields = [("purpose", purpose), ("deed", "create")];
        assert_eq!(admin.post("/users/202/links", &fields).status, 303);
        admin.get("/users/202/links")
    };
    make("reset");
    assert_eq!(minutes(&app, "reset"), 60);
    let form = admin.get("/setup/installation").form(FORM);
    let bad = form.clone().fill("reset_minutes", "4").fill("activation_days", "61");
    let wrong = bad.fill("confirm_hours", "").submit();
    assert_eq!((wrong.status, wrong.count(".err")), (422, 3));
    let form = form.fill("reset_minutes", "30").fill("activation_days", "2");
    assert_eq!(form.fill("confirm_hours", "48").submit().status, 303);
    assert_eq!(minutes(&app, "reset"), 60, "links that were made keep their time");
    let page = make("reset");
    assert!(
        page.says("for 30 minutes, until the next login"),
        "{}",
        page.text("main")
    );
    app.db.run("UPDATE users SET password_hash = NULL WHERE id = 202");
    let page = make("activation");
    assert!(page.says("Works once, for 2 days"), "{}", page.text("main"));
    assert_eq!((minutes(&app, "reset"), minutes(&app, "activation")), (30, 2 * 1440));
    app.db.run(
        "UPDATE mail_server SET host = '127.0.0.1', port = 1, tls = 'none', sender = 'k@chain.example';
        UPDATE users SET email = 'a@chain.example', sort_email = 'a' WHERE id = 2",
    );
    assert_eq!(admin.post("/account/confirm-email", &[]).status, 303);
    assert_eq!(minutes(&app, "email"), 48 * 60);
    let forgot = app.visitor().post("/forgot-password", &[("name", "x")]);
    assert!(forgot.says("It works for 30 minutes."), "{}", forgot.text("main"));
}

#[test]
fn s1_without_the_right_setup_is_absent_refused_and_unchanged() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    assert!(!mona.get("/users").has("a[href='/setup/installation']"));
    let before = app.db.fingerprint(TRACES);
    let fields = [
        ("version", "1"),
        ("name", "Mine"),
        ("language", "en"),
        ("time_zone", "UTC"),
    ];
    assert_eq!(mona.post("/setup/installation", &fields).status, 403);
    assert_eq!(
        mona.post("/setup/modules", &[("module", "access"), ("on", "false")])
            .status,
        403
    );
    assert_eq!(mona.get("/setup/modules").status, 403);
    app.db.assert_same(&before);
}

#[test]
fn s1_who_may_only_open_setup_reads_it() {
    let app = TestApp::start();
    app.db
        .give(cast::MANAGER_NORTH.id, "navigation.access.setup", unit::TOP, true);
    let mona = app.log_in(cast::MANAGER_NORTH);
    assert!(mona.get("/users").has("a[href='/setup/installation']"));
    let page = mona.get("/setup/installation");
    assert_eq!((page.status, page.count("main button.btn-primary")), (200, 0));
    assert!(page.says("Setup"), "names the right: {}", page.body);
}

#[test]
fn g4_the_predefined_roles_hold_what_the_specification_says() {
    let app = TestApp::start();
    let rights = |role: &str| {
        app.db.text(&format!(
            "SELECT string_agg(p.key, ' ' ORDER BY p.id) FROM grants g JOIN permissions p ON p.id = g.permission_id
             JOIN accounts a ON a.id = g.account_id WHERE a.name = '{role}' AND g.allow AND g.unit_id = 1"
        ))
    };
    let users = "CreateUser EditUser EnableDisableUser";
    let more = "EnableDisableOtherUserTwoFa ChangeOtherUserPassword OrgUnitAccess MembershipAdd MembershipRemove";
    let navigation = "navigation.access.security";
    assert_eq!(
        rights("role.user-administrator"),
        format!("{users} DeleteUser {more} {navigation}.users {navigation}.groups {navigation}.memberships")
    );
    assert_eq!(
        rights("role.store-manager"),
        format!("{users} {more} {navigation}.users")
    );
    let support = "EnableDisableUser OrgUnitAccess ManageUserLicence CancelUserSession ManageUserSettings";
    assert_eq!(
        rights("role.support"),
        format!("{support} navigation.access.cloud.users")
    );
    let auditor = rights("role.auditor");
    assert!(auditor.starts_with("OrgUnitAccess CheckRights navigation.") && !auditor.contains("access.setup"));
}

#[test]
fn g4_a_role_counts_only_while_its_module_is_on_and_at_the_next_request_of_every_node() {
    let app = TestApp::start();
    let (_node, other) = app.second_node();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 12, 202)");
    let carl = app.log_in(cast::CASHIER_NORTH).copy_at(other);
    let admin = app.log_in(cast::ADMINISTRATOR);
    assert_eq!(carl.get("/users/202").status, 200);
    assert_eq!(switch(&admin, false), 303);
    assert_eq!(carl.get("/users/202").status, 403);
    assert!(
        admin
            .get("/setup/modules")
            .says("One assignment of its roles, which does not count now")
    );
    assert_eq!(switch(&admin, true), 303);
    assert_eq!(carl.get("/users/202").status, 200);
    let entries = "SELECT count(*) FROM activity WHERE type = 'setup.module_switched'";
    assert_eq!(app.db.number(entries), 2);
}

#[test]
fn g4_roles_are_offered_only_while_their_module_is_on() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let offered = || admin.get("/memberships/groups?group_find=audit").texts("label .cut");
    assert_eq!(offered(), ["Auditor"]);
    assert_eq!(switch(&admin, false), 303);
    assert!(offered().is_empty());
}

#[test]
fn p6_a_module_is_switched_on_only_by_who_holds_what_its_roles_give_where_they_are_assigned() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (7, 12, 202)");
    assert_eq!(switch(&app.log_in(cast::ADMINISTRATOR), false), 303);
    may_set_up(&app, cast::MANAGER_NORTH.id);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(switch(&mona, true), 403);
    app.db.assert_same(&before);
}

#[test]
fn g4_no_file_changes_the_rights_of_a_predefined_role() {
    let console = Console::new();
    let before = console.db.fingerprint(TRACES);
    let file = "account_kind,account,permission,unit_code,effect\ngroup,role.auditor,EditUser,,allow\n";
    let said = console.import("grants", file, &[]);
    assert_eq!(said.code, 1, "{said:?}");
    console.db.assert_same(&before);
}

#[test]
fn s1_people_are_told_whom_to_ask_where_they_cannot_go_on() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    assert!(!app.visitor().get("/login").says("Help:"));
    let form = admin.get("/setup/installation").form(FORM);
    assert_eq!(form.fill("support_contact", "Ida, 12 34 56 78").submit().status, 303);
    assert!(app.visitor().get("/login").says("Help: Ida, 12 34 56 78"));
    let carl = app.log_in(cast::CASHIER_NORTH);
    for page in [carl.get("/users"), carl.get("/account"), carl.get("/nowhere")] {
        assert!(
            page.says("Help: Ida, 12 34 56 78"),
            "{}: {}",
            page.path,
            page.text("main")
        );
    }
    let long = admin
        .get("/setup/installation")
        .form(FORM)
        .fill("support_contact", "x".repeat(201));
    assert_eq!(long.submit().status, 422);
}

#[test]
fn s1_only_languages_that_are_offered_are_spoken_and_offered() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let form = admin.get("/setup/installation").form(FORM);
    assert_eq!(
        form.clone()
            .choose("language", "da")
            .untick("languages")
            .submit()
            .status,
        303
    );
    let page = app
        .visitor()
        .request("GET", "/login")
        .header("accept-language", "en")
        .send();
    assert!(page.says("Log ind") && !page.has("nav.lang"), "{}", page.text("body"));
    assert!(app.visitor().get("/login?language=en").says("Log ind"));
    assert!(!admin.get("/account").has("#me [name=language]"));
    let stale = form.clone().submit();
    assert_eq!(stale.status, 409);
    let form = admin.get("/setup/installation").form(FORM);
    let wrong = form.clone().choose("language", "en").submit();
    assert!(wrong.status == 422 && wrong.has("#language-error"));
}

#[test]
fn n20_how_long_the_log_is_kept_is_a_setting_of_at_least_a_month() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let form = || admin.get("/setup/installation").form(FORM);
    let before = app.db.fingerprint(TRACES);
    for wrong in ["1", "29", "0", "-5", "abc", "99999"] {
        let page = form().fill("activity_days", wrong).submit();
        assert!(
            page.status == 422 && page.has("#activity_days-error"),
            "{wrong}: {}",
            page.status
        );
    }
    app.db.assert_same(&before);
    assert_eq!(form().fill("activity_days", "90").submit().status, 303);
    assert_eq!(app.db.number("SELECT activity_days FROM installation"), 90);
    assert_eq!(form().fill("activity_days", "").submit().status, 303);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM installation WHERE activity_days IS NULL"),
        1
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'setup.changed'"),
        2
    );
}

#[test]
fn s1_the_public_address_stands_on_the_screen_and_is_not_changed_there() {
    let app = TestApp::start();
    let page = app.log_in(cast::ADMINISTRATOR).get("/setup/installation");
    assert!(page.says("Public address") && page.says("KEYHOLDER_PUBLIC_URL"));
    assert_eq!(
        page.form(FORM)
            .forge("public_address", "http://evil.test")
            .submit()
            .status,
        400
    );
}

#[test]
fn c5_internal_domains_are_kept_in_setup() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let add = |domain: &str| {
        admin
            .get("/setup/domains")
            .form("main form")
            .fill("domain", domain)
            .submit()
    };
    let page = add("@Chain.Example").follow();
    assert_eq!(page.texts("tbody th"), ["chain.example"]);
    let before = app.db.fingerprint(TRACES);
    for wrong in ["chain.example", "chain", "", "a@b.example"] {
        let page = add(wrong);
        assert!(
            page.status == 422 && page.has("#domain-error"),
            "{wrong}: {}",
            page.status
        );
    }
    app.db.assert_same(&before);
    let removed = page.click("[id^='delete-']").form("#dialog form").submit();
    assert_eq!(
        (
            removed.status,
            app.db.number("SELECT count(*) FROM internal_email_domains")
        ),
        (303, 0)
    );
    let kinds = "SELECT string_agg(type || ' ' || (details->>'domain'), '; ' ORDER BY id) FROM activity WHERE type LIKE 'setup.domain%'";
    assert_eq!(
        app.db.text(kinds),
        "setup.domain_added chain.example; setup.domain_removed chain.example"
    );
}

/// P-6: whoever adds one may make somebody reach everything, themselves among others.
#[test]
fn p6_internal_domains_are_for_administrators_to_keep() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO internal_email_domains (domain) VALUES ('chain.example')");
    app.db.give(cast::MANAGER_NORTH.id, "SetupManage", unit::TOP, true);
    app.db
        .run("UPDATE users SET security_roles = '{customer,support_agent}', email_confirmed_at = now() WHERE id = 201");
    let mona = app.log_in(cast::MANAGER_NORTH);
    let before = app.db.fingerprint(TRACES);
    let read = mona.get("/setup/domains");
    assert!(read.says("Only administrators may do this.") && !read.has("#domain"));
    assert!(
        !read.has("#list td.dim"),
        "counted over everything, so for administrators only"
    );
    assert_eq!(mona.post("/setup/domains", &[("domain", "evil.test")]).status, 403);
    assert_eq!(mona.post("/setup/domains/remove?domain=chain.example", &[]).status, 403);
    app.db.assert_same(&before);
}
