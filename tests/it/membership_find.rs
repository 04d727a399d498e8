//! Finding the group and the account of a membership (SPEC 3.3, P-12, L-3).
use crate::memberships::{TRACES, keeper, membership};
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_NORTH, group, unit};
use crate::support::client::Client;

#[test]
fn an_exact_login_finds_somebody_elsewhere_in_the_customer_by_display_name_only() {
    let app = TestApp::start();
    let mona = keeper(&app, MANAGER_NORTH);
    let find = |words: &str| mona.get(&format!("/memberships/accounts?account_find={words}"));
    assert_eq!(find("sun").count("input"), 0, "the beginning of a login is not enough");
    let found = find("SUNE");
    assert_eq!(found.attrs("input", "value"), ["@sune"]);
    assert_eq!(found.text("label"), "Sune Sørensenin another org. unit");
    app.db.run("UPDATE org_units SET parent_id = 1, parent_kind = 'top', kind = 'customer', customer_number = '2' WHERE id = 6;
        UPDATE access_state SET version = version + 1; INSERT INTO access_changes (version, kind, key) SELECT version, 'unit', 6 FROM access_state");
    assert_eq!(find("sune").count("input"), 0, "another customer");
    let before = app.db.fingerprint(TRACES);
    for account in ["203", "@sune", "999999", "@nobody"] {
        let page = mona.post(
            "/memberships/new",
            &[("account", account), ("group", "102"), ("unit", "4")],
        );
        assert_eq!(
            (page.status, page.text("#account-error")),
            (422, "Choose an account.".into())
        );
    }
    assert_eq!(app.db.fingerprint(TRACES), before);
}

/// SPEC 3.3: a login is for adding; who adds nobody, and who looks through the list, does not learn whether there is one.
#[test]
fn p12_a_login_out_of_sight_is_answered_like_an_unknown_one_unless_it_is_to_be_added() {
    let app = TestApp::start();
    let (mona, screen) = (keeper(&app, MANAGER_NORTH), "navigation.access.security.memberships");
    app.db.allow(CASHIER_NORTH.id, &[screen], unit::TOP);
    let carl = app.log_in(CASHIER_NORTH);
    let alike = |client: &Client, path: &str| {
        let answers = ["sune", "nobody"].map(|login| {
            let page = client.get(&format!("{path}{login}"));
            let values = page.attrs("input[type=radio]", "value");
            (page.status, page.text("body").replace(login, "LOGIN"), values)
        });
        assert_eq!(answers[0].0, 200, "{path}");
        assert_eq!(answers[0], answers[1], "{path}");
    };
    for path in [
        "/memberships/accounts?seen=1&account_find=",
        "/memberships/authors?by_find=",
        "/memberships?account=@",
        "/memberships?account_find=",
        "/memberships?by=@",
        "/memberships?by_find=",
    ] {
        alike(&carl, path);
        alike(&mona, path);
    }
    alike(&carl, "/memberships/accounts?account_find=");
    let found = mona.get("/memberships/accounts?account_find=sune");
    assert_eq!(found.attrs("input", "value"), ["@sune"]);
}

#[test]
fn finding_shows_users_in_sight_by_the_beginnings_of_their_names() {
    let app = TestApp::start();
    let (mona, admin) = (keeper(&app, MANAGER_NORTH), app.log_in(ADMINISTRATOR));
    let find = |client: &Client, words: &str| {
        let page = client.get(&format!("/memberships/accounts?account_find={words}"));
        page.texts("label .cut")
    };
    assert_eq!(find(&mona, "s"), ["Store manager", "Store managers", "Support"]);
    assert_eq!(find(&admin, "s+so"), ["Sune Sørensen"]);
    assert_eq!(find(&admin, "aagaard+ca"), ["Carl Aagaard"]);
    assert_eq!(find(&mona, "lo"), ["Lone Lund"]);
    let groups = admin.get("/memberships/groups?group_find=cash").texts("label .cut");
    assert_eq!(groups, ["Cashiers"]);
}

#[test]
fn without_scripts_the_form_is_asked_for_again_with_what_was_found() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.get("/memberships/new?account_find=carl&group_find=store&valid_to=2036-01-01T00%3A00&unit=5");
    let form = page.form("main form");
    assert_eq!(
        (form.value("valid_to"), form.value("unit")),
        ("2036-01-01T00:00".into(), "5".into())
    );
    let done = form
        .choose("account", 202)
        .choose("group", group::STORE_MANAGERS)
        .submit();
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(membership(&app.db, 202, 101, unit::SKAGEN) > 0);
}
