//! The lists of allowed and blocked addresses.
use super::{FORM, SHOP, WORLD, admin, app, list, login};
use crate::security::TRACES;
use crate::support::cast::{ADMINISTRATOR, MANAGER_NORTH};
use crate::support::unit;

#[test]
fn n10_a_range_is_listed_with_note_expiry_and_by_whom_and_stands_in_the_log() {
    let app = app();
    let admin = admin(&app);
    let form = admin.get("/login-security/blocked/new").form(FORM);
    let form = form.fill("range", "2001:DB8::/32").fill("note", "Scanner");
    let page = form.fill("expires", "2099-12-31T23:59").submit().follow();
    assert!(page.says("2001:db8::/32 is on the list."), "{}", page.text("#toasts"));
    let cells = page.texts("tbody tr:first-child :is(th, td)");
    assert_eq!(
        cells[..4],
        ["2001:db8::/32", "Scanner", "31-12-2099 23:59", "Administrator"]
    );
    let entry = app
        .db
        .value("SELECT details FROM activity WHERE type = 'address.blocked'");
    assert_eq!(
        (&entry["range"], &entry["note"]),
        (&"2001:db8::/32".into(), &"Scanner".into())
    );
}

#[test]
fn ac15_what_is_no_address_or_no_range_is_told_at_its_field_and_kept() {
    let app = app();
    let admin = admin(&app);
    let before = app.db.fingerprint(TRACES);
    for (typed, told) in [
        ("127.1", "Enter an IP address"),
        ("10.0.0.0/33", "Enter an IP address"),
        ("10.0.0.5/8", "enter 10.0.0.0/8"),
        ("", "Enter an IP address"),
    ] {
        let form = admin.get("/login-security/allowed/new").form(FORM);
        let page = form.fill("range", typed).fill("note", "Till").submit();
        assert_eq!(page.status, 422, "{typed}");
        assert!(
            page.text("#range-error").contains(told),
            "{typed}: {}",
            page.text("#range-error")
        );
        assert_eq!(
            (page.attr("#range", "value"), page.attr("#note", "value")),
            (typed.into(), "Till".into())
        );
    }
    let form = admin.get("/login-security/allowed/new").form(FORM).fill("range", WORLD);
    let page = form.fill("expires", "2001-01-01T00:00").submit();
    assert_eq!((page.status, page.count(".err")), (422, 1));
    app.db.assert_same(&before);
}

#[test]
fn a_range_stands_on_a_list_once_and_one_that_is_over_makes_place() {
    let app = app();
    let admin = admin(&app);
    assert_eq!(list(&admin, "allowed", WORLD).status, 303);
    let page = list(&admin, "allowed", WORLD);
    assert_eq!(page.status, 422);
    assert!(page.text("#range-error").contains("already"));
    app.db.run("UPDATE address_rules SET expires_at = now()");
    assert!(admin.get("/login-security/allowed").says("Expired"));
    assert_eq!(list(&admin, "allowed", WORLD).status, 303);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM address_rules WHERE expires_at IS NULL"),
        1
    );
}

#[test]
fn rules_are_found_by_address_range_and_note_and_come_in_pages() {
    let app = app();
    let admin = admin(&app);
    app.db.run(
        "INSERT INTO address_rules (list, range, note) SELECT 'blocked', ('10.0.' || n || '.0/24')::cidr, 'Office ' || n FROM generate_series(1, 120) n",
    );
    let found = |q: &str| {
        admin
            .get(&format!("/login-security/blocked?q={q}"))
            .texts("tbody tr th")
    };
    assert_eq!(found("10.0.7.99"), ["10.0.7.0/24"], "the range an address is in");
    assert_eq!(found("office+119"), ["10.0.119.0/24"]);
    assert_eq!(found("10.0.0.0/16").len(), 50);
    app.db
        .run("UPDATE address_rules SET note = 'Århus branch office', created_by = 201 WHERE range = '10.0.5.0/24'");
    for (typed, count) in [
        ("%22branch+office%22", 1),
        ("%22office+branch%22", 0),
        ("aarhus+-office", 0),
        ("note:aarhus", 1),
        ("by:mona", 1),
        ("note:mona", 0),
        ("range:%2210.0.5.0%22", 1),
        ("ranch", 0),
    ] {
        assert_eq!(found(typed).len(), count, "{typed}");
    }
    let first = admin.get("/login-security/blocked");
    let second = first.click("a[rel=next]");
    let third = second.click("a[rel=next]");
    assert_eq!(
        (
            first.count("tbody tr"),
            second.count("tbody tr"),
            third.count("tbody tr")
        ),
        (50, 50, 20)
    );
    assert!(!third.has("a[rel=next]"));
    assert_eq!(
        third.click("a[rel=prev]").texts("tbody tr th"),
        second.texts("tbody tr th")
    );
    assert_eq!(
        second.click("a[rel=prev]").texts("tbody tr th"),
        first.texts("tbody tr th")
    );
}

#[test]
fn l2_rules_are_narrowed_by_when_they_expire_and_who_put_them_there() {
    let app = app();
    app.db.run(
        "INSERT INTO address_rules (list, range, expires_at, automatic) VALUES ('blocked', '198.51.100.1', now() + interval '1 hour', true),
            ('blocked', '198.51.100.2', now() - interval '1 hour', true), ('blocked', '198.51.100.3', NULL, false)",
    );
    let admin = admin(&app);
    let found = |query: &str| {
        let page = admin.get(&format!("/login-security/blocked?{query}"));
        let ranges = page.texts("tbody .code");
        ranges
            .iter()
            .map(|range| range.rsplit('.').next().unwrap().to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(found(""), "3 2 1");
    assert_eq!(
        (found("expires=later"), found("expires=over"), found("expires=never")),
        ("1".into(), "2".into(), "3".into())
    );
    assert_eq!((found("by=automatic"), found("by=hand")), ("2 1".into(), "3".into()));
    assert_eq!(
        (
            found("by=automatic&expires=over&q=198.51"),
            found("by=hand&expires=over")
        ),
        ("2".into(), String::new())
    );
    let form = admin.get("/login-security/blocked").form("form[role=search]");
    let page = form.choose("expires", "over").submit();
    assert_eq!(
        (page.count("tbody tr"), page.attr("option[selected]", "value")),
        (1, "over".into())
    );
}

#[test]
fn n10_nobody_shuts_themselves_out_without_saying_so() {
    let app = app();
    let admin = admin(&app);
    let before = app.db.fingerprint(TRACES);
    let page = list(&admin, "blocked", "198.51.100.0/24");
    assert_eq!(page.status, 422);
    assert!(page.says(SHOP) && page.has("#shut_out"), "{}", page.text("main"));
    app.db.assert_same(&before);
    assert_eq!(admin.get("/users").status, 200);
    assert_eq!(page.form(FORM).tick("shut_out").submit().status, 303);
    assert_eq!(admin.get("/users").status, 403);
    assert_eq!(admin.at(WORLD).get("/users").status, 200);
}

/// Everything at once, by the form: it asks whoever is in it, and nobody else.
#[test]
fn ac15_blocking_every_address_asks_whoever_has_one_of_them() {
    let app = app();
    let admin = admin(&app);
    let elsewhere = app.visitor().at("2001:db8::7");
    assert_eq!(login(&elsewhere, ADMINISTRATOR).status, 303);
    let before = app.db.fingerprint(TRACES);
    for (who, range) in [
        (&admin, "0.0.0.0/0"),
        (&elsewhere, "::/0"),
        (&admin, "::ffff:0.0.0.0/96"),
    ] {
        let page = list(who, "blocked", range);
        assert_eq!((page.status, page.has("#shut_out")), (422, true), "{range}");
    }
    app.db.assert_same(&before);
    assert_eq!(list(&admin, "blocked", "::/0").status, 303, "it is no address of IPv4");
    assert_eq!((admin.get("/users").status, elsewhere.get("/users").status), (200, 403));
}

#[test]
fn n10_nor_by_taking_an_allowed_address_away() {
    let app = app();
    let admin = admin(&app);
    super::method(&admin, "allow");
    let page = admin.get("/login-security/allowed").click("a[href$='/remove']");
    let page = page.form(FORM).submit();
    assert_eq!((page.status, page.has("#shut_out")), (422, true));
    assert_eq!(admin.get("/users").status, 200);
    assert_eq!(page.form(FORM).tick("shut_out").submit().status, 303);
    assert_eq!(admin.get("/users").status, 403);
}

#[test]
fn p14_the_menu_right_shows_and_manage_block_ip_writes() {
    let app = app();
    let mona = app.visitor().at(SHOP);
    assert_eq!(login(&mona, MANAGER_NORTH).status, 303);
    assert_eq!(list(&admin(&app), "blocked", WORLD).status, 303);
    let paths = ["", "/allowed", "/blocked", "/settings"];
    for path in paths {
        assert_eq!(mona.get(&format!("/login-security{path}")).status, 403, "{path}");
    }
    app.db
        .give(MANAGER_NORTH.id, "navigation.access.security.blockip", unit::TOP, true);
    for path in paths {
        let page = mona.get(&format!("/login-security{path}"));
        assert_eq!((page.status, page.says("Manage Block IP")), (200, true), "{path}");
    }
    let rule = app.db.number("SELECT id FROM address_rules");
    let before = app.db.fingerprint(TRACES);
    let remove = format!("/login-security/blocked/{rule}/remove");
    for (path, fields) in [
        ("/login-security/allowed/new", &[("range", WORLD)][..]),
        (&remove, &[]),
        ("/login-security/settings", &[("version", "1"), ("method", "off")]),
        ("/login-security/approve?id=1", &[]),
    ] {
        let page = mona.post(path, fields);
        assert_eq!((page.status, page.says("Manage Block IP")), (403, true), "{path}");
    }
    assert_eq!(mona.get("/login-security/blocked/new").status, 403);
    app.db.assert_same(&before);
    app.db.give(MANAGER_NORTH.id, "ManageBlockIp", unit::TOP, true);
    assert_eq!(mona.post(&remove, &[]).status, 303);
}
