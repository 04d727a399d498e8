//! The pool of a customer is true after every statement, whoever made it (SPEC C-3).
use crate::support::{TestDb, cast};

/// What the customers' counters say, and what is counted anew.
#[track_caller]
fn assert_true(db: &TestDb) {
    let wrong = db.rows(
        "WITH counted AS (SELECT customer_of(unit_id) AS id, count(*) AS taken FROM users
            WHERE state = 'active' AND licensed AND needs_licence(id, unit_id, is_agent) GROUP BY 1)
         SELECT o.id, l.taken, c.taken AS counted FROM org_units o LEFT JOIN customer_licences l ON l.customer_id = o.id
            LEFT JOIN counted c ON c.id = o.id WHERE o.kind = 'customer' AND l.taken IS DISTINCT FROM coalesce(c.taken, 0)",
    );
    assert!(wrong.is_empty(), "{wrong:?}");
}

fn taken(db: &TestDb) -> i64 {
    assert_true(db);
    db.number("SELECT taken FROM customer_licences WHERE customer_id = 2")
}

#[test]
fn c3_every_user_there_was_has_a_licence_and_the_pool_follows_every_statement() {
    let db = TestDb::new();
    assert_eq!(
        (taken(&db), db.text("SELECT pool::text FROM customer_licences")),
        (5, String::new())
    );
    for (statement, left) in [
        ("UPDATE users SET state = 'deactivated' WHERE id = 202", 4),
        ("UPDATE users SET licensed = false WHERE id IN (202, 203)", 3),
        ("UPDATE users SET state = 'active', licensed = true WHERE id > 2", 5),
        ("UPDATE users SET unit_id = 1 WHERE id = 203", 4),
        (
            "UPDATE users SET security_roles = '{customer,support_agent}', email = 'd@chain.example', sort_email = 'd', email_confirmed_at = now() WHERE id = 204",
            4,
        ),
        ("INSERT INTO internal_email_domains VALUES ('chain.example')", 3),
        ("UPDATE users SET email_confirmed_at = NULL WHERE id = 204", 4),
        ("UPDATE users SET email_confirmed_at = now() WHERE id = 204", 3),
        ("DELETE FROM internal_email_domains", 4),
        ("INSERT INTO internal_email_domains VALUES ('chain.example')", 3),
        (
            "UPDATE users SET unit_id = 2, security_roles = '{customer}' WHERE id IN (203, 204)",
            5,
        ),
        ("UPDATE users SET display_name = 'Same' WHERE id = 203", 5),
    ] {
        db.run(statement);
        assert_eq!(taken(&db), left, "{statement}");
    }
}

#[test]
fn c3_units_take_their_licences_along_to_another_customer() {
    let db = TestDb::new();
    db.run(
        "INSERT INTO org_units (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, customer_number, pos, last)
         VALUES (20, 'customer', 1, 'top', 'B', 'b', 'B', 'b', '{b}', '20', 8, 8)",
    );
    assert_true(&db);
    db.run("UPDATE org_units SET parent_id = 20 WHERE id = 3");
    assert_true(&db);
    assert_eq!(
        db.number("SELECT taken FROM customer_licences WHERE customer_id = 20"),
        4
    );
    db.run("UPDATE users SET unit_id = 7 WHERE id = 202");
    assert_true(&db);
}

#[test]
fn c3_no_statement_takes_more_than_there_are() {
    let db = TestDb::new();
    db.run("UPDATE customer_licences SET pool = 5 WHERE customer_id = 2");
    db.run("UPDATE users SET unit_id = 1 WHERE id = 203");
    db.run("UPDATE customer_licences SET pool = 4 WHERE customer_id = 2");
    let refused = |statement: &str| {
        use diesel::connection::SimpleConnection;
        let error = db.owner().batch_execute(statement).unwrap_err();
        assert!(error.to_string().contains("customer_licences_taken"), "{error}");
    };
    refused("UPDATE users SET unit_id = 6 WHERE id = 203");
    refused("UPDATE customer_licences SET pool = 3 WHERE customer_id = 2");
    db.run("UPDATE users SET licensed = false WHERE id = 204; UPDATE users SET unit_id = 6 WHERE id = 203");
    refused("UPDATE users SET licensed = true WHERE id = 204");
    assert_eq!(taken(&db), 4);
    assert_eq!(cast::DENIED.id, 204);
}

#[test]
fn c3_whoever_loses_the_licence_has_no_session_left() {
    let db = TestDb::new();
    db.run(
        "INSERT INTO sessions (user_id, secret_hash, stage, login_option, expires_at, access_expires_at, proof_at, address, device)
         SELECT id, sha256(id::text::bytea), 'full', 'password', now() + interval '1 day', now() + interval '1 hour', now(), '10.0.0.1', 'x'
         FROM users WHERE id > 200",
    );
    db.run("UPDATE users SET licensed = false WHERE id IN (202, 203)");
    db.run("UPDATE users SET licensed = false, unit_id = 1 WHERE id = 204");
    let ended =
        "SELECT string_agg(user_id || ' ' || ended_how, ',' ORDER BY user_id) FROM sessions WHERE ended_at IS NOT NULL";
    assert_eq!(db.text(ended), "202 unlicensed,203 unlicensed");
    db.run("UPDATE users SET unit_id = 3 WHERE id = 204");
    assert_eq!(db.text(ended), "202 unlicensed,203 unlicensed,204 unlicensed");
}
