//! Cloud accounts (SPEC 4): licences, reach, customers and organisations.
mod agents;
mod files;
mod licences;
mod moves;
mod organisations;
mod pools;
mod reach;
mod screens;
mod users_list;

use crate::support::{TestApp, TestDb};

/// Another customer beside the chain: unit 21 below 20, and Olga in it. Names and numbers are marks to look for.
const OTHER: &str = "
INSERT INTO org_units (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, customer_number, pos, last) VALUES
    (20, 'customer', 1, 'top', 'ZQ1', 'zq1', 'Zebraquist', 'zebraquist', '{zebraquist,zq1}', '7707', 8, 9),
    (21, 'unit', 20, 'customer', 'ZQ2', 'zq2', 'Zebraquist Shop', 'zebraquist shop', '{zebraquist,shop,zq2}', NULL, 9, 9);
INSERT INTO unit_words (word, unit_id) SELECT unnest(words), id FROM org_units WHERE id IN (20, 21) ON CONFLICT DO NOTHING;
UPDATE org_units SET last = 9 WHERE id = 1;
INSERT INTO accounts (id, kind, name, name_key) VALUES (206, 'user', 'zebraquist.olga', 'zebraquist.olga');
INSERT INTO account_keys (key, account_id, is_name, is_email) VALUES ('zebraquist.olga', 206, true, false);
INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, state, password_hash, created_by, updated_by)
    SELECT 206, 21, 'Olga Zebraquist', 'olga zebraquist', 'zebraquist.olga', 'active', password_hash, 1, 1 FROM users WHERE id = 201;
INSERT INTO user_clock (user_id) VALUES (206);
INSERT INTO user_words (word, sort_name, user_id, unit_id, active) VALUES
    ('olga', 'olga zebraquist', 206, 21, true), ('zebraquist', 'olga zebraquist', 206, 21, true);
INSERT INTO memberships (unit_id, group_id, account_id) VALUES (21, 102, 206);
INSERT INTO login_audit (user_id, unit_id, address, first_login, last_success, successes) VALUES (206, 21, '10.7.7.7', now(), now(), 1);
INSERT INTO activity (type, unit_id, subject_kind, subject_id, user_id, request_id, details)
    VALUES ('user.moved', 21, 'user', 206, 206, gen_random_uuid(), '{\"fields\": {\"unit\": {\"old\": \"Zebraquist\", \"new\": \"Zebraquist Shop\"}}}');
INSERT INTO organisations (id, name, name_key, sort_name, words) VALUES (7, 'Zebraquist Group', 'zebraquist group', 'zebraquist group', '{zebraquist,group}');
INSERT INTO organisation_customers VALUES (7, 20);
UPDATE access_state SET version = version + 1;
INSERT INTO access_changes (version, kind, key) SELECT version, 'unit', 20 FROM access_state;
";

pub fn with_other() -> TestApp {
    let db = TestDb::new();
    db.run(OTHER);
    TestApp::on(db)
}

/// Every right there is, at the top.
fn give_everything(db: &TestDb, account: i64) {
    db.run(&format!(
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT {account}, id, scope, 1, true FROM permissions
            ON CONFLICT DO NOTHING;
         UPDATE access_state SET version = version + 1;
         INSERT INTO access_changes (version, kind, key) SELECT version, 'grant', {account} FROM access_state"
    ));
}
