//! API tokens on the screens (SPEC U-53, U-54, U-9, SECURITY TK1, TK10). What they open is `api.rs`'.
use crate::support::cast::{self, unit};
use crate::support::page::Page;
use crate::support::{TestApp, client::Client};

const FORM: &str = "main form[method=post]";
const MADE: &str = ".code-line code";

fn make(client: &Client, path: &str, name: &str) -> Page {
    let form = client.get(path).form(FORM);
    form.fill("name", name).choose("scope", "read").submit()
}

/// Here the tokens themselves must stay as they are.
fn traces() -> Vec<&'static str> {
    let all = crate::security::TRACES.iter().copied();
    all.filter(|table| *table != "api_tokens").collect()
}

fn tokens(app: &TestApp) -> i64 {
    app.db.number("SELECT count(*) FROM api_tokens")
}

#[test]
fn everybody_makes_tokens_of_their_own_and_sees_the_value_once() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let page = make(&carl, "/account/tokens/new", "Till 3");
    let value = page.text(MADE);
    let parts: Vec<&str> = value.split('_').collect();
    assert_eq!(
        (page.status, parts[0], parts[1].len(), parts[2].len()),
        (200, "khp", 12, 64)
    );
    let row = &app.db.rows("SELECT * FROM api_tokens")[0];
    assert_eq!(
        (&row["name"], &row["scope"], &row["user_id"]),
        (&"Till 3".into(), &"read".into(), &202.into())
    );
    assert_eq!(row["public_id"], format!("khp_{}", parts[1]));
    let days = "SELECT extract(day FROM expires_at - created_at)::int FROM api_tokens";
    assert_eq!(app.db.number(days), 90);
    let list = carl.get("/account/tokens");
    assert!(list.text(".session").contains("Till 3") && list.text(".session").contains("never used"));
    assert!(!list.body.contains(parts[2]));
}

/// SECURITY TK1, U-54.
#[test]
fn only_the_hash_of_a_token_is_kept_and_nothing_of_it_reaches_log_or_activity() {
    let app = TestApp::start();
    let value = make(&app.log_in(cast::CASHIER_NORTH), "/account/tokens/new", "Till").text(MADE);
    let secret = value.rsplit('_').next().unwrap();
    assert_eq!(
        app.db.number(&format!(
            "SELECT count(*) FROM api_tokens WHERE secret_hash = sha256('{value}')"
        )),
        1
    );
    for table in ["api_tokens", "activity", "activity_personal"] {
        let found = format!("SELECT count(*) FROM {table} t WHERE t::text LIKE '%{secret}%'");
        assert_eq!(app.db.number(&found), 0, "{table}");
    }
    assert!(!crate::support::app::log().contains(secret));
    let entry = &app
        .db
        .rows("SELECT details FROM activity WHERE type = 'api_token.created'")[0]["details"];
    assert!(entry["token"].as_str().unwrap().starts_with("khp_") && entry["scope"] == "read");
}

#[test]
fn a_token_is_revoked_after_a_question() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    make(&carl, "/account/tokens/new", "Till");
    let ask = carl.get("/account/tokens").click(".session a.btn");
    assert!(ask.text(".dlg-body").contains("Till stops working"));
    assert_eq!(tokens(&app), 1);
    let done = ask.form(FORM).submit();
    assert_eq!(
        (done.status, done.location(), tokens(&app)),
        (303, "/account/tokens", 0)
    );
    assert_eq!(ask.form(FORM).submit().status, 404);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'api_token.revoked'"),
        1
    );
}

#[test]
fn a_name_is_needed_and_other_choices_than_those_offered_are_refused() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let page = carl.get("/account/tokens/new");
    for name in ["", "   ", &"x".repeat(101), "a\nb"] {
        let again = page.form(FORM).fill("name", name).submit();
        assert_eq!((again.status, again.count(".err")), (422, 1), "{name:?}");
    }
    for (field, value) in [
        ("scope", "admin"),
        ("scope", ""),
        ("days", "36500"),
        ("days", "-1"),
        ("days", "x"),
    ] {
        let mut fields = vec![("name", "Till"), ("scope", "read"), ("days", "30")];
        fields.iter_mut().find(|(name, _)| *name == field).unwrap().1 = value;
        assert_eq!(carl.post("/account/tokens/new", &fields).status, 400, "{field} {value}");
    }
    // AC5: whose it is, is not for the form to say (CVE-2024-37905).
    let forged = page.form(FORM).fill("name", "Till").forge("user_id", "2");
    assert_eq!((forged.submit().status, tokens(&app)), (400, 0));
}

#[test]
fn there_is_an_end_to_how_many_tokens_a_user_has() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO api_tokens (user_id, name, public_id, secret_hash, scope)
         SELECT 202, 'n', 'khp_' || n, sha256(n::text::bytea), 'read' FROM generate_series(1, 50) n",
    );
    let page = make(&app.log_in(cast::CASHIER_NORTH), "/account/tokens/new", "One more");
    assert_eq!((page.status, tokens(&app)), (422, 50));
    assert!(page.text(".err").contains("at most 50"));
}

#[test]
fn administrators_make_tokens_for_others_and_managers_see_and_revoke_them() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let made = make(&admin, "/users/202/links/tokens/new", "Back office");
    assert!(made.text(MADE).starts_with("khp_"));
    let mona = app.log_in(cast::MANAGER_NORTH);
    let list = mona.get("/users/202/links");
    assert!(list.text(".session").contains("Back office"));
    assert!(
        list.text("#create-token-why").contains("administrators"),
        "{}",
        list.text("main")
    );
    let ask = list.click(".session a.btn");
    assert_eq!((ask.form(FORM).submit().status, tokens(&app)), (303, 0));
    let entry = &app
        .db
        .rows("SELECT user_id, subject_id, unit_id FROM activity WHERE type = 'api_token.revoked'")[0];
    assert_eq!(
        (&entry["user_id"], &entry["subject_id"], &entry["unit_id"]),
        (&201.into(), &202.into(), &4.into())
    );
}

#[test]
fn nobody_but_administrators_makes_a_token_for_somebody_else() {
    let app = TestApp::start();
    let form = app
        .log_in(cast::ADMINISTRATOR)
        .get("/users/202/links/tokens/new")
        .form(FORM)
        .fill("name", "x");
    let before = app.db.fingerprint(&traces());
    for (who, status) in [(cast::MANAGER_NORTH, 403), (cast::MANAGER_SOUTH, 404)] {
        let client = app.log_in(who);
        assert_eq!(
            client.get("/users/202/links/tokens/new").status,
            status,
            "{}",
            who.login
        );
        assert_eq!(form.clone().by(&client).submit().status, status, "{}", who.login);
    }
    app.db.assert_same(&before);
}

/// P-10 and P-24.
#[test]
fn tokens_of_who_holds_more_or_stands_elsewhere_are_not_ones_to_see_or_revoke() {
    let app = TestApp::start();
    let token = |user: i64| {
        let sql = "INSERT INTO api_tokens (user_id, name, public_id, secret_hash, scope) VALUES";
        app.db.run(&format!(
            "{sql} ({user}, 'marker', 'khp_{user}', sha256('{user}'), 'read')"
        ));
        app.db
            .number(&format!("SELECT id FROM api_tokens WHERE user_id = {user}"))
    };
    app.db
        .give(cast::CASHIER_NORTH.id, "MembershipAdd", unit::AALBORG, true);
    let ids = [(202, 403), (2, 404), (1, 404), (203, 404), (999_999, 404)];
    let tokens: Vec<i64> = [202, 2, 203].map(token).to_vec();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let before = app.db.fingerprint(&traces());
    for (user, status) in ids {
        let page = mona.get(&format!("/users/{user}/links"));
        assert_eq!((page.status, page.body.contains("marker")), (status, false), "{user}");
        for token in &tokens {
            let revoke = format!("/users/{user}/links/tokens/revoke?token={token}");
            assert_eq!(mona.post(&revoke, &[]).status, status, "{user}");
        }
    }
    // The token of one user at the address of another.
    let other = format!("/users/205/links/tokens/revoke?token={}", tokens[0]);
    assert_eq!((mona.get(&other).status, mona.post(&other, &[]).status), (404, 404));
    assert_eq!(
        mona.post(&format!("/account/tokens/revoke?token={}", tokens[0]), &[])
            .status,
        404
    );
    app.db.assert_same(&before);
}

#[test]
fn the_token_of_administrator_is_made_by_itself_alone() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (1, 3, 201)");
    let mona = app.log_in(cast::MANAGER_NORTH);
    assert_eq!(mona.get("/users/2/links/tokens/new").status, 403);
    assert_eq!(
        mona.post(
            "/users/2/links/tokens/new",
            &[("name", "x"), ("scope", "read"), ("days", "")]
        )
        .status,
        403
    );
    let own = make(&app.log_in(cast::ADMINISTRATOR), "/account/tokens/new", "Own");
    assert_eq!((own.status, tokens(&app)), (200, 1));
}

/// U-9 and DP1.
#[test]
fn tokens_stay_with_a_deactivated_user_and_go_with_a_deleted_one() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    make(&admin, "/users/202/links/tokens/new", "Till marker");
    let form = |deed: &str| admin.get(&format!("/users/{deed}?id=202")).form(FORM);
    assert_eq!((form("deactivate").submit().status, tokens(&app)), (303, 1));
    assert!(admin.get("/users/202/links").text(".note").contains("deactivated"));
    let delete = form("delete").fill("confirm", "carl").submit();
    assert_eq!((delete.status, tokens(&app)), (303, 0));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity_personal p WHERE p::text LIKE '%Till marker%'"),
        0
    );
}
