//! Somebody else's second factor: required or taken away, never seen (SPEC U-31, U-32, SECURITY OT7).
use super::is_in;
use crate::security::TRACES;
use crate::support::TestApp;
use crate::support::cast::{self, group, unit};
use crate::support::client::Client;
use crate::support::console::Terminal;
use crate::support::page::Page;
use crate::support::phone::Phone;

fn ask(who: &Client, ids: &[i64], what: &str) -> Page {
    let ids: Vec<String> = ids.iter().map(|id| format!("id={id}")).collect();
    let page = who.get(&format!("/users/two-factor?{}", ids.join("&")));
    page.form("main form").choose("what", what).submit()
}

const RIGHT: &str = "EnableDisableOtherUserTwoFa";

#[test]
fn a_manager_with_the_right_removes_a_lost_factor_and_its_sessions() {
    let app = TestApp::start();
    let (mona, carl) = (app.log_in(cast::MANAGER_NORTH), app.log_in(cast::CASHIER_NORTH));
    Phone::set_up(&app, &carl);
    assert_eq!(mona.get("/users/two-factor?id=202").status, 403);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(mona.post("/users/two-factor?id=202", &[("what", "remove")]).status, 403);
    assert_eq!(mona.post("/users/two-factor?id=202", &[("what", "keep")]).status, 400);
    app.db.assert_same(&before);
    app.db.give(group::STORE_MANAGERS, RIGHT, unit::TOP, true);
    let page = mona.get("/users/two-factor?id=202");
    assert!(!page.body.contains("otpauth") && !page.has(".qr"));
    assert_eq!(
        page.form("main form").submit().status,
        422,
        "nothing is chosen for anybody"
    );
    assert_eq!(ask(&mona, &[202], "remove").status, 303);
    assert!(!is_in(&carl) && is_in(&app.log_in(cast::CASHIER_NORTH)));
    let log =
        "SELECT count(*) FROM activity WHERE type = 'user.two_factor_removed' AND user_id = 201 AND subject_id = 202";
    assert_eq!(
        (app.db.number(log), app.db.number("SELECT count(*) FROM recovery_codes")),
        (1, 0)
    );
}

#[test]
fn requiring_it_of_several_skips_whom_one_may_not_touch() {
    let app = TestApp::start();
    app.db.give(group::STORE_MANAGERS, RIGHT, unit::TOP, true);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let done = ask(&mona, &[202, 205, 203, 201], "require").follow();
    assert!(
        done.says("Done for 2 users") && done.says("1 skipped"),
        "{}",
        done.text("body")
    );
    let required = "SELECT string_agg(id::text, ' ' ORDER BY id) FROM users WHERE two_factor_required";
    assert_eq!(app.db.text(required), "202 205");
    assert_eq!(app.log_in(cast::CASHIER_NORTH).get("/").location(), "/login/two-factor");
}

/// OT7: an administrator's own goes by password and code, and the page says so before anything is done.
#[test]
fn ot7_removing_it_of_several_leaves_out_oneself_and_says_so_before() {
    let app = TestApp::start();
    let (admin, carl) = (app.log_in(cast::ADMINISTRATOR), app.log_in(cast::CASHIER_NORTH));
    Phone::set_up(&app, &carl);
    Phone::set_up(&app, &admin);
    let page = admin.get("/users/two-factor?id=2&id=202");
    let own = cast::ADMINISTRATOR.display_name;
    assert!(page.says(&format!("Not removed: {own}: ")), "{}", page.text("main"));
    let done = ask(&admin, &[2, 202], "remove").follow();
    assert!(done.says("1 skipped") && done.says(own), "{}", done.text("body"));
    let kept = "SELECT string_agg(user_id::text, ' ') FROM two_factor";
    assert_eq!(app.db.text(kept), "2");
    assert!(is_in(&admin) && !is_in(&carl));
    let own = admin.post("/users/two-factor?id=2", &[("what", "remove")]);
    assert_eq!((own.status, app.db.text(kept).as_str()), (403, "2"));
    let required = ask(&admin, &[2, 202], "require").follow();
    assert!(required.says("Done for 2 users"), "{}", required.text("body"));
}

/// P-10, P-24: nobody's who holds more, and Administrator's only itself.
#[test]
fn nobody_switches_it_of_who_holds_more_or_of_administrator() {
    let app = TestApp::start();
    app.db.give(group::STORE_MANAGERS, RIGHT, unit::TOP, true);
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (6, 101, 202), (1, 3, 203)");
    let (mona, second) = (app.log_in(cast::MANAGER_NORTH), app.log_in(cast::MANAGER_SOUTH));
    let before = app.db.fingerprint(TRACES);
    for what in ["require", "remove"] {
        assert_eq!(mona.post("/users/two-factor?id=202", &[("what", what)]).status, 403);
        assert_eq!(second.post("/users/two-factor?id=2", &[("what", what)]).status, 403);
        assert_eq!(mona.post("/users/two-factor?id=203", &[("what", what)]).status, 404);
        let own = second.post("/users/two-factor?id=203", &[("what", "remove")]);
        assert_eq!(own.status, 403, "one's own goes by password and code");
    }
    app.db.assert_same(&before);
}

#[test]
fn the_tick_on_the_form_and_the_column_of_the_list_tell_how_it_stands() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let form = admin.get("/users/202").form("form[data-guard]");
    assert_eq!(form.tick("two_factor_required").submit().status, 303);
    let page = admin.get("/users/202");
    let glance = page.text("aside");
    assert!(glance.contains("Off") && glance.contains("Not verified"), "{glance}");
    let column = || {
        app.db.run("UPDATE users SET columns = '{two-factor}' WHERE id = 2");
        admin.get("/users?q=carl").texts("#list tbody td").join(" ")
    };
    assert!(column().contains("Required"));
    let carl = app.log_in(cast::CASHIER_NORTH);
    let page = carl.get("/login/two-factor");
    let code = Phone::scan(&page).code(&app);
    assert_eq!(page.form("main form").fill("code", code).submit().status, 200);
    let glance = admin.get("/users/202").text("aside");
    assert!(column().contains("On") && !glance.contains("Not verified") && glance.contains("Verified"));
    let form = admin.get("/users/202").form("form[data-guard]");
    assert_eq!(form.untick("two_factor_required").submit().status, 303);
    let mona = app.log_in(cast::MANAGER_NORTH).get("/users/202");
    assert!(!mona.has("[name=two_factor_required]"), "no field without the right");
}

#[test]
fn groups_and_the_installation_require_it_by_their_forms() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let form = admin
        .get("/groups/102")
        .form("form[data-guard]")
        .tick("require_two_factor");
    assert_eq!(form.submit().status, 303);
    assert_eq!(app.log_in(cast::CASHIER_NORTH).get("/").location(), "/login/two-factor");
    assert_eq!(
        app.log_in(cast::DENIED).get("/").location(),
        "/login/two-factor",
        "through a group in it"
    );
    assert!(
        admin
            .get("/groups/102")
            .form("form[data-guard]")
            .value("require_two_factor")
            == "1"
    );
    let form = admin
        .get("/login-security/settings")
        .form("form[data-guard]")
        .tick("require_two_factor");
    assert_eq!(form.submit().status, 303);
    assert_eq!(app.log_in(cast::ADMINISTRATOR).get("/").location(), "/login/two-factor");
}

/// U-21: where a second factor is enforced, eight characters are enough.
#[test]
fn beside_an_enforced_factor_a_password_may_be_short() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let change = |new: &str| {
        let form = carl.get("/account/password").form("main form");
        form.fill("current_password", cast::PASSWORD)
            .fill("new_password", new)
            .fill("again", new)
            .submit()
    };
    assert_eq!(change("Kv4s-Tog!").status, 422);
    app.db.run("UPDATE users SET two_factor_required = true WHERE id = 202");
    assert_eq!(change("Kv4s-To").status, 422);
    assert_eq!(change("Kv4s-Tog!").status, 303);
}

#[test]
fn files_carry_who_needs_one_and_ask_the_rule_of_the_form() {
    let app = TestApp::start();
    let terminal = Terminal::at(&app.db);
    let users = "login,display_name,unit_code,two_factor_required\ncarl,Carl Aagaard,N1,yes\n";
    assert_eq!(
        terminal.imported("users", users),
        "0 added, 1 changed, 0 removed, 0 unchanged"
    );
    let groups = "name,display_name,two_factor_required\ncashiers,Cashiers,yes\n";
    assert_eq!(
        terminal.imported("groups", groups),
        "0 added, 1 changed, 0 removed, 0 unchanged"
    );
    let exported = terminal.exported("users");
    assert_eq!(
        terminal.imported("users", &exported),
        "0 added, 0 changed, 0 removed, 5 unchanged"
    );
    assert_eq!(
        app.db
            .text("SELECT string_agg(id::text, ' ') FROM users WHERE two_factor_required"),
        "202"
    );
    assert_eq!(app.log_in(cast::CASHIER_NORTH).get("/").location(), "/login/two-factor");
}

/// P-7: the way back in when the phone and the codes are gone.
#[test]
fn recovering_an_administrator_may_take_the_factor_away() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    Phone::set_up(&app, &admin);
    app.db
        .run("INSERT INTO code_counters (user_id, method, failed, touched_at) VALUES (2, 'app', 5, now()) ON CONFLICT DO NOTHING");
    let terminal = Terminal::at(&app.db);
    let said = terminal.run(&["admin", "recover"]);
    assert_eq!(
        app.db.number("SELECT count(*) FROM code_counters"),
        0,
        "from the command line"
    );
    assert!(said.code == 0 && !said.out.contains("Two-factor"), "{}", said.out);
    assert_eq!(app.db.number("SELECT count(*) FROM two_factor"), 1);
    app.db.run("UPDATE mail_server SET host = 'mail.example'; UPDATE users SET email = 'a@chain.example', sort_email = 'a' WHERE id = 2");
    let said = terminal.run(&["admin", "recover", "--reset-two-factor"]);
    assert!(
        said.code == 0 && said.out.contains("Two-factor removed"),
        "{}",
        said.out
    );
    assert_eq!(app.db.number("SELECT count(*) FROM two_factor"), 0);
    let told =
        "SELECT string_agg(contents->>'change' || ' ' || (contents->>'by_other'), ', ') FROM mails WHERE user_id = 2";
    assert_eq!(app.db.text(told), "off true");
}

/// AU9, N-6: every change is told to the owner by mail, and who made it.
#[test]
fn the_owner_is_told_by_mail() {
    let app = TestApp::start();
    app.db.run("UPDATE mail_server SET host = 'mail.example'");
    let (admin, carl) = (app.log_in(cast::ADMINISTRATOR), app.log_in(cast::CASHIER_NORTH));
    let (phone, _) = Phone::set_up(&app, &carl);
    let form = carl.get("/account/two-factor/codes").form("main form");
    assert_eq!(form.fill("code", phone.code(&app)).submit().status, 200);
    ask(&admin, &[202], "require");
    ask(&admin, &[202], "remove");
    let form = admin
        .get("/users/202")
        .form("form[data-guard]")
        .untick("two_factor_required");
    assert_eq!(form.submit().status, 303);
    let told = "SELECT string_agg(contents->>'change' || ' ' || (contents->>'by_other'), ', ' ORDER BY id) FROM mails WHERE kind = 'two-factor-changed' AND user_id = 202";
    let expected = "on false, new-recovery-codes false, required true, off true, not-required true";
    assert_eq!(app.db.text(told), expected);
}
