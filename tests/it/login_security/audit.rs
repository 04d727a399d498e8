//! The audit: who logged in from where.
use super::{FORM, SHOP, WORLD, admin, app, login};
use crate::security::TRACES;
use crate::support::cast::{CASHIER_NORTH, MANAGER_NORTH, MANAGER_SOUTH};
use crate::support::page::Page;
use crate::support::{TestApp, unit};

/// Mona from two places, Carl and Sune from the shop, one of them with a wrong password.
fn some_logins(app: &TestApp) {
    for (who, place) in [
        (MANAGER_NORTH, WORLD),
        (MANAGER_NORTH, SHOP),
        (CASHIER_NORTH, SHOP),
        (MANAGER_SOUTH, SHOP),
    ] {
        assert_eq!(login(&app.visitor().at(place), who).status, 303);
    }
    app.visitor()
        .at(WORLD)
        .post("/login", &[("name", "carl"), ("password", "wrong wrong wrong")]);
}

/// User and address of each row.
fn rows(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 200, "{}", page.body);
    let addresses = page.texts("tbody td:nth-child(5) .code");
    let users = page.texts("tbody th");
    users
        .iter()
        .zip(addresses)
        .map(|(user, address)| format!("{user} {address}"))
        .collect()
}

#[test]
fn n10_each_user_address_and_unit_is_a_row_newest_first() {
    let app = app();
    let admin = admin(&app);
    some_logins(&app);
    let page = admin.get("/login-security");
    let names = rows(&page);
    assert_eq!(names[0], format!("{} {WORLD}", CASHIER_NORTH.display_name));
    assert_eq!(names.len(), 6);
    let heads = page.texts("thead th");
    for label in [
        "Organizational unit",
        "User",
        "Email",
        "IP addresses",
        "Date of first login",
        "Date of last blocked login attempt",
        "Number of blocked attempts",
        "Date of last successful login",
        "Successful logins",
    ] {
        assert!(heads.iter().any(|head| head == label), "{label}: {heads:?}");
    }
    let most = admin.get("/login-security?sort=blocked");
    assert_eq!(rows(&most), [format!("{} {WORLD}", CASHIER_NORTH.display_name)]);
}

#[test]
fn n10_every_column_narrows_the_list() {
    let app = app();
    let admin = admin(&app);
    some_logins(&app);
    let found = |query: &str| rows(&admin.get(&format!("/login-security?{query}"))).len();
    for (query, count) in [
        ("q=mona", 2),
        ("q=no-such-person", 0),
        ("q=mona+-203.0.113.9", 1),
        ("q=user:mona+address:203.0.113.9", 1),
        ("q=%22mona%22", 2),
        ("q=%22mon%22", 0),
        ("q=unit:odense", 0),
        ("q=unit:south", 1),
        ("q=-mona", 4),
        ("q=email:carl", 2),
        ("q=email:aagaard", 0),
        ("unit=6", 1),
        ("address=203.0.113.0/24", 2),
        ("address=198.51", 4),
        ("attempts=1", 1),
        ("logins=1", 5),
        ("logins=2", 0),
        ("first_from=2001-01-01", 5),
        ("first_to=2001-01-01", 0),
        ("blocked_from=2001-01-01", 1),
        ("success_to=2001-01-01", 0),
        ("q=mona&address=203.0.113.9", 1),
    ] {
        assert_eq!(found(query), count, "{query}");
    }
    assert_eq!(admin.get("/login-security?unit=99").status, 404);
}

#[test]
fn pages_lead_there_and_back() {
    let app = app();
    let admin = admin(&app);
    app.db.run(
        "INSERT INTO login_audit (user_id, unit_id, address, first_login, last_success, successes)
         SELECT 202, 4, ('10.1.' || n / 250 || '.' || n % 250)::inet, now(), now() - n * interval '1 minute', 1 FROM generate_series(1, 120) n",
    );
    let first = admin.get("/login-security");
    let second = first.click("a[rel=next]");
    let third = second.click("a[rel=next]");
    assert_eq!(
        (
            first.count("tbody tr"),
            second.count("tbody tr"),
            third.count("tbody tr")
        ),
        (50, 50, 21)
    );
    assert_eq!(rows(&third.click("a[rel=prev]")), rows(&second));
    assert_eq!(rows(&second.click("a[rel=prev]")), rows(&first));
}

#[test]
fn p12_rows_of_units_the_reader_does_not_see_are_not_there() {
    let app = app();
    some_logins(&app);
    app.db.give(MANAGER_NORTH.id, "ManageBlockIp", unit::TOP, true);
    let mona = app.visitor().at(SHOP);
    assert_eq!(login(&mona, MANAGER_NORTH).status, 303);
    let page = mona.get("/login-security");
    assert!(
        rows(&page).iter().all(|row| !row.contains(MANAGER_SOUTH.display_name)),
        "{:?}",
        rows(&page)
    );
    assert_eq!(rows(&page).len(), 4);
    assert_eq!(rows(&mona.get("/login-security?q=sune")).len(), 0);
    let hidden = app.db.number("SELECT id FROM login_audit WHERE unit_id IN (6, 7)");
    let before = app.db.fingerprint(TRACES);
    assert_eq!(mona.get(&format!("/login-security/approve?id={hidden}")).status, 404);
    assert_eq!(
        mona.post(&format!("/login-security/approve?id={hidden}"), &[]).status,
        404
    );
    app.db.assert_same(&before);
    // Who has moved out of sight keeps the row; it tells the name and nothing else.
    app.db.run("UPDATE users SET unit_id = 7, email = 'carl@example.test', sort_email = 'carl' WHERE id = 202; UPDATE access_state SET version = version + 1; INSERT INTO access_changes (version, kind, key) SELECT version, 'none', 0 FROM access_state");
    let page = mona.get("/login-security");
    assert!(page.says(CASHIER_NORTH.display_name) && !page.says("carl@example.test"));
    assert!(!page.has("a[href^='/users/202']"));
}

#[test]
fn n10_an_approved_address_is_an_allowed_one() {
    let app = app();
    let admin = admin(&app);
    some_logins(&app);
    let ids: Vec<String> = admin.get("/login-security").attrs("tbody input[name=id]", "value");
    let query: String = ids.iter().map(|id| format!("id={id}&")).collect();
    let page = admin.get(&format!("/login-security/approve?{query}from=/login-security"));
    assert!(page.says(SHOP) && page.says(WORLD));
    let page = page.form(FORM).submit().follow();
    assert!(page.says("2 addresses are allowed now."), "{}", page.text("#toasts"));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM address_rules WHERE list = 'allowed'"),
        2
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM login_audit WHERE approved_at IS NULL"),
        0
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'address.allowed'"),
        2
    );
    assert_eq!(page.count(".tag-ok"), 6);
}

/// Approved is for good, and for nothing where the address is blocked: that is said before.
#[test]
fn n10_approving_ends_an_expiry_and_says_which_addresses_stay_blocked() {
    let app = app();
    let admin = admin(&app);
    some_logins(&app);
    app.db.run(&format!(
        "INSERT INTO address_rules (list, range, note, expires_at) VALUES
            ('allowed', '{SHOP}', 'The fair', now() + interval '1 hour'), ('blocked', '{WORLD}', '', NULL)"
    ));
    let ids: Vec<String> = admin.get("/login-security").attrs("tbody input[name=id]", "value");
    let query: String = ids.iter().map(|id| format!("id={id}&")).collect();
    let page = admin.get(&format!("/login-security/approve?{query}from=/login-security"));
    assert!(
        page.says(&format!("{WORLD} is on the list of blocked addresses, too")),
        "{}",
        page.text("main")
    );
    let page = page.form(FORM).submit().follow();
    assert!(page.says("2 addresses are allowed now."), "{}", page.text("#toasts"));
    let allowed = format!(
        "SELECT note || ' ' || coalesce(expires_at::text, 'for good') FROM address_rules WHERE list = 'allowed' AND range = '{SHOP}'"
    );
    assert_eq!(app.db.text(&allowed), "The fair for good");
}

#[test]
fn l2_the_audit_says_what_it_is_narrowed_by_and_each_is_taken_off_by_itself() {
    let app = app();
    let admin = admin(&app);
    some_logins(&app);
    let page = admin.get("/login-security?q=mona&address=203.0.113.0%2F24&success_from=2001-01-01&logins=1");
    assert_eq!(
        page.texts(".filter-chips .tag"),
        [
            "IP addresses: 203.0.113.0/24",
            "Date of last successful login: 01-01-2001 –",
            "Successful logins, at least: 1"
        ]
    );
    assert_eq!(rows(&page).len(), 1);
    let page = page.click(".filter-chips .tag:first-child a");
    assert_eq!(page.path, "/login-security?q=mona&success_from=2001-01-01&logins=1");
    assert_eq!(rows(&page).len(), 2);
    assert!(admin.get("/login-security?q=mona").has("#chips[hidden]"));
}

#[test]
fn l2_the_columns_of_the_audit_are_the_readers_choice_for_whoever_has_the_screen() {
    let app = app();
    let admin = admin(&app);
    some_logins(&app);
    let all = admin.get("/login-security").attrs("#columns [checked]", "value");
    assert_eq!(all.len(), 9, "{all:?}");
    let choice = [
        ("column", "email"),
        ("column", "attempts"),
        ("column", "nonsense"),
        ("from", "/login-security?q=carl"),
    ];
    let page = admin.post("/login-security/columns", &choice).follow();
    assert_eq!(page.path, "/login-security?q=carl");
    assert_eq!(
        page.texts("thead th")[1..],
        ["User", "Email", "Number of blocked attempts"]
    );
    assert_eq!(page.texts("tbody tr:first-child td")[1..], ["carl@chain.example", "1"]);
    let usual = admin.post(
        "/login-security/columns",
        &[("reset", "1"), ("from", "/login-security")],
    );
    assert_eq!(usual.follow().count("thead th"), 10);
    let mona = app.visitor().at(SHOP);
    assert_eq!(login(&mona, MANAGER_NORTH).status, 303);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(mona.post("/login-security/columns", &choice).status, 403);
    app.db.assert_same(&before);
}
