//! SECURITY AC5: each right of the catalogue that the giver lacks, by every way there is to give it.
use crate::permissions::{CELLS, carl_in};
use crate::security::{SENT, TRACES};
use crate::support::cast::{MANAGER_NORTH, unit};
use crate::support::client::Client;
use crate::support::files::problems;
use crate::support::page::Page;
use crate::support::{TestApp, TestDb};

/// Groups with one right each have the right's id, so many higher.
const GROUPS: i64 = 5_000;

/// A right that Mona does not hold in Aalborg.
struct Lacked {
    id: i64,
    key: String,
    scope: String,
}

/// A group for each of them.
fn lacked(db: &TestDb) -> Vec<Lacked> {
    let rows = db.rows(
        "SELECT id, key, scope FROM permissions WHERE id NOT IN (SELECT permission_id FROM grants WHERE account_id IN (101, 102, 201)) ORDER BY id",
    );
    db.run(&format!(
        "INSERT INTO accounts (id, kind, name, name_key) SELECT {GROUPS} + id, 'group', 'has-' || id, 'has-' || id FROM permissions;
         INSERT INTO account_keys (key, account_id, is_name, is_email) SELECT 'has-' || id, {GROUPS} + id, true, false FROM permissions;
         INSERT INTO groups (id, display_name, sort_name) SELECT {GROUPS} + id, 'has-' || id, 'has-' || id FROM permissions;
         INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT {GROUPS} + id, id, scope, 1, true FROM permissions"
    ));
    let text = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap().to_owned();
    rows.iter()
        .map(|row| Lacked {
            id: row["id"].as_i64().unwrap(),
            key: text(row, "key"),
            scope: text(row, "scope"),
        })
        .collect()
}

/// Mona sets memberships and permissions in North.
fn start() -> (TestApp, Vec<Lacked>, Client) {
    let db = TestDb::new();
    db.allow(
        MANAGER_NORTH.id,
        &["MembershipAdd", "MembershipRemove", "PermissionSet"],
        unit::NORTH,
    );
    db.allow(MANAGER_NORTH.id, &["UIPermissionsAllowUserPermissionSetup"], unit::TOP);
    let lacked = lacked(&db);
    assert!(lacked.len() > 30, "{}", lacked.len());
    let app = TestApp::on(db);
    let mona = app.log_in(MANAGER_NORTH);
    (app, lacked, mona)
}

/// A Global right holds through memberships at the top alone: one in Aalborg gives nothing of it.
fn gives_in_aalborg(right: &Lacked) -> bool {
    right.scope != "global"
}

#[test]
fn ac5_a_membership_gives_no_right_that_the_giver_lacks() {
    let (app, lacked, mona) = start();
    let before = app.db.fingerprint(&[TRACES, SENT].concat());
    let tried: Vec<&Lacked> = lacked.iter().filter(|right| gives_in_aalborg(right)).collect();
    for right in &tried {
        let group = (GROUPS + right.id).to_string();
        let fields = [("account", "202"), ("group", &group), ("unit", "4")];
        let page = mona.post("/memberships/new", &fields);
        assert!(matches!(page.status, 403 | 422), "{}: {}", right.key, page.status);
    }
    let rows: String = tried
        .iter()
        .map(|right| format!("N1,has-{},user,carl\n", right.id))
        .collect();
    let page = mona.check_file("memberships", format!("unit_code,group,account_kind,account\n{rows}"));
    all_refused(&page, tried.len());
    app.db.assert_same(&before);
}

#[test]
fn ac5_a_cell_gives_no_right_that_the_giver_lacks() {
    let (app, lacked, mona) = start();
    let before = app.db.fingerprint(&[TRACES, SENT].concat());
    let page = carl_in(&mona, unit::AALBORG);
    for right in &lacked {
        let form = page.form(CELLS).forge(&format!("p{}", right.id), "allow");
        let answer = form.submit();
        assert!(
            matches!(answer.status, 400 | 403 | 422),
            "{}: {}",
            right.key,
            answer.status
        );
    }
    let rows: String = lacked
        .iter()
        .map(|right| format!("user,carl,{},N1,allow\n", right.key))
        .collect();
    let page = mona.check_file(
        "grants",
        format!("account_kind,account,permission,unit_code,effect\n{rows}"),
    );
    all_refused(&page, lacked.len());
    app.db.assert_same(&before);
}

/// Predefined roles, one after the other, by the ticks of a user's form.
#[test]
fn ac5_a_role_gives_no_right_that_the_giver_lacks() {
    let (app, _, mona) = start();
    let roles = app.db.rows(
        "SELECT DISTINCT g.id FROM groups g JOIN grants c ON c.account_id = g.id
         WHERE g.module IS NOT NULL AND c.permission_id NOT IN (SELECT permission_id FROM grants WHERE account_id IN (101, 102, 201)) ORDER BY 1",
    );
    assert!(roles.len() > 3, "{roles:?}");
    let before = app.db.fingerprint(TRACES);
    for role in roles.iter().filter_map(|row| row["id"].as_i64()) {
        let form = mona.get("/users/202").form("form[data-guard]");
        let page = form.tick(&format!("role_{role}")).submit();
        assert!(
            page.status == 403 && page.has(&format!("#role_{role}-error")),
            "{role}: {} {}",
            page.status,
            page.text("main")
        );
    }
    app.db.assert_same(&before);
}

/// Every row of the file has its problem, as far as the page names them.
fn all_refused(page: &Page, rows: usize) {
    let told = problems(page);
    assert!(
        !page.says("Ready to apply") && told.len() >= rows.min(20),
        "{rows}: {told:?}"
    );
}
