//! What buttons and pages say of several users before and after an action (SPEC U-3, U-4, P-26).
use crate::support::cast::{CASHIER_NORTH, LOCKED, MANAGER_NORTH};
use crate::support::explain::Explainer;
use crate::support::{TestApp, TestDb, unit};

/// Rights that Mona does not hold.
const RIGHTS: [&str; 5] = [
    "GroupManage",
    "ManageCustomers",
    "ManageSecurityRoles",
    "ActorSetupManage",
    "ManageBlockIp",
];

/// Five times as many users of Skagen as there are rights, each of whom holds one of them.
pub fn holders(app: &TestApp) -> Vec<i64> {
    app.db.run(&format!(
        "INSERT INTO accounts (id, kind, name, name_key) SELECT i, 'user', 'h' || i, 'h' || i FROM generate_series(301, 325) i;
         INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, state)
            SELECT i, {}, 'Holder ' || i, 'holder ' || i, 'h' || i, 'active' FROM generate_series(301, 325) i;
         INSERT INTO user_clock (user_id) SELECT generate_series(301, 325)",
        unit::SKAGEN
    ));
    let ids: Vec<i64> = (301..=325).collect();
    for (id, right) in ids.iter().zip(RIGHTS.iter().cycle()) {
        app.db.allow(*id, &[right], unit::TOP);
    }
    ids
}

#[test]
fn u4_where_a_message_has_no_room_a_page_names_everybody_who_was_skipped_with_the_reason() {
    let app = TestApp::start();
    let holders = holders(&app);
    let mona = app.log_in(MANAGER_NORTH);
    let ids: String = holders.iter().map(|id| format!("id={id}&")).collect();
    let asked = mona.get(&format!(
        "/users/require-new-password?id=202&{ids}from=%2Fusers%3Fq%3Dx"
    ));
    assert_eq!(asked.count(".note li"), 5, "{}", asked.text("main"));
    let page = asked.form("main form").submit();
    assert_eq!(page.status, 200, "{}", page.text("main"));
    assert_eq!(
        page.text("#report .note p"),
        "Carl Aagaard must choose a new password at the next login."
    );
    assert!(page.says("25 were skipped"));
    assert_eq!(page.count("#report h3"), 5, "a reason each");
    let mut named = page.texts("#report li");
    named.sort();
    let all: Vec<String> = holders.iter().map(|id| format!("Holder {id}")).collect();
    assert_eq!(named, all);
    assert_eq!(page.attr("#report-back", "href"), "/users?q=x");
    assert_eq!(
        app.db
            .text("SELECT string_agg(id::text, ' ') FROM users WHERE must_change_password"),
        "202"
    );
}

#[test]
fn u22_all_buttons_and_the_page_itself_count_the_same_users_for_a_new_password() {
    let app = TestApp::start();
    app.db
        .run("UPDATE users SET must_change_password = true WHERE id = 202");
    let mona = app.log_in(MANAGER_NORTH);
    let why = "The user must choose a new password at the next login already.";
    let toolbar = |ids: &str| mona.get(&format!("/users/toolbar?{ids}&from=%2Fusers"));
    assert_eq!(toolbar("id=202").text("#users-ask-password-why"), why);
    let page = mona.get(&format!("/users/{}", CASHIER_NORTH.id));
    assert_eq!(page.text("#require-new-password-why"), why);
    let asked = mona.get("/users/require-new-password?id=202");
    assert!(
        !asked.has("main form button:not([hidden])"),
        "there is nothing to press"
    );
    assert_eq!(
        toolbar(&format!("id=202&id={}", LOCKED.id)).text("#users-ask-password"),
        "Require new password at next login",
        "one of the two"
    );
}

/// SECURITY EX6: a hundred users in as many units, none of whom the reader may do anything to.
#[test]
fn ex6_of_hundreds_of_refusals_it_is_looked_up_for_some_who_could_help() {
    let db = TestDb::new();
    db.run(
        "UPDATE org_units SET last = 107 WHERE id IN (1, 2);
         INSERT INTO org_units (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, pos, last)
            SELECT i, 'unit', 2, 'customer', 'U' || i, 'u' || i, 'Unit ' || i, 'unit ' || i, '{unit}', i - 992, i - 992 FROM generate_series(1000, 1099) i;
         INSERT INTO accounts (id, kind, name, name_key) SELECT i, 'user', 'h' || i, 'h' || i FROM generate_series(3000, 3099) i;
         INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, state)
            SELECT i, i - 2000, 'Holder ' || i, 'holder ' || i, 'h' || i, 'active' FROM generate_series(3000, 3099) i;
         INSERT INTO user_clock (user_id) SELECT generate_series(3000, 3099)",
    );
    db.allow(202, &["OrgUnitAccess", "navigation.access.security.users"], unit::TOP);
    let mut explainer = Explainer::new(&db);
    let app = TestApp::with(db, &[("KEYHOLDER_POOL_SIZE", "1")]);
    let carl = app.log_in(CASHIER_NORTH);
    let ids: String = (3000..3100).map(|id| format!("id={id}&")).collect();
    explainer.plans();
    let page = carl.get(&format!("/users/deactivate?{ids}"));
    assert_eq!(
        (page.status, page.count(".note li")),
        (200, 100),
        "{}",
        page.text("main")
    );
    let statements = explainer.of_request().len();
    assert!((20..100).contains(&statements), "{statements} statements");
}
