//! The policies: method, automatic block, lockout, passwords.
use super::{FORM, SHOP, WORLD, admin, app, list, login};
use crate::security::TRACES;
use crate::support::cast::{ADMINISTRATOR, MANAGER_NORTH, PASSWORD, unit};
use crate::support::phone::Phone;
use crate::support::program::Place;

#[test]
fn n10_the_policies_are_saved_together_and_each_change_is_in_the_log() {
    let app = app();
    let admin = admin(&app);
    let form = admin.get("/login-security/settings").form(FORM);
    let form = form
        .choose("method", "log")
        .fill("block_after", 20)
        .fill("lock_after", 3);
    let page = form
        .fill("lock_minutes", 7)
        .tick("require_two_factor")
        .submit()
        .follow();
    assert!(page.says("Saved."), "{}", page.text("#toasts"));
    let details = app
        .db
        .value("SELECT details FROM activity WHERE type = 'login_security.changed'");
    assert_eq!(details["address_method"]["new"], "log");
    assert_eq!(
        (&details["lock_after"]["old"], &details["lock_after"]["new"]),
        (&"5".into(), &"3".into())
    );
    assert_eq!(page.attr("#block_after", "value"), "20");
    assert_eq!(details["require_two_factor"]["new"], true);
    // From the next login on (SPEC U-32).
    assert_eq!(
        login(&app.visitor().at(SHOP), MANAGER_NORTH).location(),
        "/login/two-factor"
    );
}

#[test]
fn numbers_out_of_bounds_are_told_all_at_once_and_nothing_is_saved() {
    let app = app();
    let admin = admin(&app);
    let before = app.db.fingerprint(TRACES);
    let form = admin.get("/login-security/settings").form(FORM);
    let form = form
        .fill("lock_after", 2)
        .fill("password_min", 7)
        .fill("block_minutes", "soon");
    let page = form.submit();
    assert_eq!((page.status, page.count(".field .err")), (422, 3));
    assert_eq!(page.attr("#block_minutes", "value"), "soon");
    app.db.assert_same(&before);
}

#[test]
fn two_people_do_not_overwrite_each_other() {
    let app = app();
    let admin = admin(&app);
    let form = admin.get("/login-security/settings").form(FORM);
    assert_eq!(form.clone().fill("lock_after", 10).submit().status, 303);
    assert_eq!(form.fill("lock_after", 20).submit().status, 409);
    assert_eq!(app.db.number("SELECT lock_after FROM login_policy"), 10);
}

#[test]
fn n10_nobody_shuts_themselves_out_by_the_method_without_saying_so() {
    let app = app();
    let admin = admin(&app);
    let form = admin
        .get("/login-security/settings")
        .form(FORM)
        .choose("method", "allow");
    let page = form.submit();
    assert_eq!((page.status, page.has("#shut_out")), (422, true));
    assert_eq!(app.db.text("SELECT method FROM login_policy"), "off");
    assert_eq!(page.form(FORM).tick("shut_out").submit().status, 303);
    assert_eq!(admin.get("/users").status, 403);
}

#[test]
fn n10_nobody_shuts_every_other_administrator_out_without_saying_so_and_they_are_told() {
    let app = app();
    assert_eq!(login(&app.visitor().at(WORLD), ADMINISTRATOR).status, 303);
    app.db.run(
        "UPDATE mail_server SET host = 'localhost';
         UPDATE users SET email = 'admin@chain.example', sort_email = 'admin@chain.example' WHERE id = 2",
    );
    app.db.allow(MANAGER_NORTH.id, &["ManageBlockIp"], unit::TOP);
    let mona = app.visitor().at(SHOP);
    assert_eq!(login(&mona, MANAGER_NORTH).status, 303);
    assert_eq!(
        list(&mona, "allowed", SHOP).status,
        303,
        "that changes nothing for anybody"
    );
    let form = mona
        .get("/login-security/settings")
        .form(FORM)
        .choose("method", "allow");
    let before = app.db.fingerprint(TRACES);
    let page = form.submit();
    assert!(
        page.status == 422 && page.says("no other administrator can log in"),
        "{}",
        page.text("main")
    );
    app.db.assert_same(&before);
    assert_eq!(page.form(FORM).tick("shut_out").submit().status, 303);
    let told = "SELECT string_agg(recipient || ' ' || kind, ',') FROM mails";
    assert_eq!(app.db.text(told), "admin@chain.example policies-changed");
    // It is so now: what else is set asks no more.
    let form = mona.get("/login-security/settings").form(FORM).fill("lock_after", 9);
    assert_eq!(form.submit().status, 303);
}

#[test]
fn n10_to_block_the_address_of_every_other_administrator_asks_too() {
    let app = app();
    assert_eq!(login(&app.visitor().at(WORLD), ADMINISTRATOR).status, 303);
    app.db.allow(MANAGER_NORTH.id, &["ManageBlockIp"], unit::TOP);
    let mona = app.visitor().at(SHOP);
    assert_eq!(login(&mona, MANAGER_NORTH).status, 303);
    let page = list(&mona, "blocked", WORLD);
    assert!(page.status == 422 && page.has("#shut_out"), "{}", page.text("main"));
    assert_eq!(app.db.number("SELECT count(*) FROM address_rules"), 0);
}

#[test]
fn c6_the_numbers_of_the_lockout_hold() {
    let app = app();
    app.db.run("UPDATE login_policy SET lock_after = 3, lock_minutes = 42");
    let visitor = app.visitor().at(SHOP);
    for _ in 0..3 {
        visitor.post("/login", &[("name", "mona"), ("password", "wrong wrong wrong")]);
    }
    let page = login(&visitor, MANAGER_NORTH);
    assert!(page.status == 422 && page.says("After 3 failed attempts in a row a login is locked for 42 minutes."));
    let minutes =
        "SELECT round(extract(epoch FROM locked_until - now()) / 60)::bigint FROM login_counters WHERE user_id = 201";
    assert_eq!(app.db.number(minutes), 42);
}

/// LO5: each has a counter of its own. Of codes no more are allowed than usual, however many the setting says.
#[test]
fn c6_the_numbers_of_the_lockout_hold_for_passwords_asked_again_and_for_codes() {
    let app = app();
    let mona = app.visitor().at(SHOP);
    assert_eq!(login(&mona, MANAGER_NORTH).status, 303);
    app.db.run("UPDATE login_policy SET lock_after = 3, lock_minutes = 42");
    let change = || {
        let form = mona.get("/account/password").form(FORM);
        let new = "kvist blæst knokle støvregn";
        let form = form.fill("current_password", "wrong wrong wrong");
        let page = form.fill("new_password", new).fill("again", new).submit();
        page.text("#current_password-error")
    };
    for _ in 0..3 {
        let told = change();
        assert!(told.contains("not your current password"), "{told}");
    }
    let told = change();
    assert!(told.contains("Too many wrong passwords"), "{told}");
    let minutes = |counters: &str| {
        app.db.number(&format!(
            "SELECT round(extract(epoch FROM locked_until - now()) / 60)::bigint FROM {counters}"
        ))
    };
    assert_eq!(minutes("proof_counters"), 42);
    let entry =
        "SELECT details->>'locked_minutes' FROM activity WHERE type = 'password.proof_failed' ORDER BY id DESC LIMIT 1";
    assert_eq!(app.db.text(entry), "42");

    app.db.run("DELETE FROM proof_counters");
    Phone::set_up(&app, &mona);
    for (set, allowed) in [(3, 3), (20, 5)] {
        app.db.run(&format!(
            "DELETE FROM code_counters; UPDATE login_policy SET lock_after = {set}"
        ));
        let carl = app.visitor().at(SHOP);
        assert_eq!(login(&carl, MANAGER_NORTH).location(), "/login/code");
        let mut wrong = 0;
        while !carl
            .post("/login/code", &[("code", "000000")])
            .says("Too many wrong codes")
        {
            wrong += 1;
            assert!(wrong <= allowed, "{set}");
        }
        assert_eq!((wrong, minutes("code_counters")), (allowed, 42), "{set}");
    }
}

#[test]
fn u21_the_policy_of_passwords_holds_where_one_is_set() {
    let app = app();
    app.db
        .run("UPDATE login_policy SET password_min = 30, password_classes = 3");
    let mona = app.visitor().at(SHOP);
    assert_eq!(login(&mona, MANAGER_NORTH).status, 303);
    let change = |new: &str| {
        let form = mona.get("/account/password").form(FORM);
        let form = form.fill("current_password", PASSWORD).fill("new_password", new);
        form.fill("again", new).submit()
    };
    let page = change("kvist blæst knokle støvregn");
    assert_eq!(page.status, 422);
    let told = page.text("#new_password-error");
    assert!(told.contains("30") && told.contains('3'), "{told}");
    assert_eq!(change("Kvist blæst knokle 42 og en støvregn").status, 303);
}

#[test]
fn the_console_lets_every_address_in_again_where_everybody_was_shut_out() {
    let app = app();
    app.db.run("UPDATE login_policy SET method = 'allow'; INSERT INTO address_rules (list, range) VALUES ('blocked', '0.0.0.0/0'), ('blocked', '::/0')");
    let visitor = app.visitor().at(SHOP);
    assert_eq!(visitor.get("/login").status, 403);
    let place = Place::new();
    let mut command = place.command(&["admin", "recover", "--reset-address-rules"]);
    command
        .env("DATABASE_URL", app.db.app_url())
        .env("DATABASE_OWNER_URL", app.db.owner_url());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("2 addresses or ranges unblocked"), "{said}");
    assert_eq!(login(&visitor, MANAGER_NORTH).status, 303);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'login_security.opened'"),
        1
    );
}
