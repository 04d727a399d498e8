//! The screen **Check rights**: who can do what where, and why, within Access (SPEC G-7, P-5, P-12).
use crate::support::app::seal;
use crate::support::cast::group;
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::{TestApp, TestDb, cast, unit};
use crate::users_edit::TRACES;
use keyholder::access::evaluate::holds;
use keyholder::access::permission::Permission;
use keyholder::access::snapshot::Subject;
use keyholder::access::snapshots::Snapshots;
use keyholder::access::{Access, subjects_of};
use keyholder::check_rights::who::{PAGE, who_can};
use keyholder::db::{End, Read, Tx, now, run_command};
use keyholder::error::Result;
use keyholder::generate::{Size, generate, settle};
use keyholder::web::i18n::{Language, Texts};

fn mona(app: &TestApp) -> Client {
    app.db.give(group::STORE_MANAGERS, "CheckRights", unit::TOP, true);
    app.log_in(cast::MANAGER_NORTH)
}

fn ask(client: &Client, user: &str, right: &str, unit: i64) -> Page {
    let page = client.get(&format!("/check-rights?unit={unit}"));
    page.form("main form")
        .fill("user_find", user)
        .choose("right", right)
        .submit()
}

fn able(page: &Page) -> Vec<String> {
    page.texts("#able tbody th a")
}

#[test]
fn g7_whether_somebody_can_is_answered_with_the_reason() {
    let app = TestApp::start();
    let mona = mona(&app);
    let page = ask(&mona, "carl", "EditUser", unit::AALBORG);
    assert!(
        page.text("#verdict").contains("Not allowed") && page.text("#verdict").contains("because nothing allows it")
    );
    let page = ask(&mona, "DORA", "EditUser", unit::AALBORG);
    assert!(
        page.text("#verdict h2")
            .contains("Dora Dahl: “Users: Edit user” in Aalborg")
    );
    assert!(
        page.text("#verdict .why")
            .contains("because it is denied on this user in North")
    );
    assert!(
        page.text("#verdict .trail")
            .contains("overruled: because group Store managers is allowed it in a unit above")
    );
    app.db
        .run("UPDATE users SET state = 'deactivated', deactivated_at = now() WHERE id = 202");
    let page = ask(&mona, "carl", "OrgUnitAccess", unit::AALBORG);
    assert!(page.text("#verdict").contains("because the user is deactivated"));
}

#[test]
fn who_can_lists_everybody_whom_something_allows_and_nothing_denies() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    assert_eq!(
        able(&ask(&admin, "", "EditUser", unit::AALBORG)),
        ["Administrator", "Mona Nørgaard"]
    );
    assert_eq!(
        able(&ask(&admin, "", "EditUser", unit::ODENSE)),
        ["Administrator", "Sune Sørensen"]
    );
    let access = ask(&admin, "", "OrgUnitAccess", unit::SKAGEN);
    assert_eq!(
        able(&access),
        ["Administrator", "Dora Dahl", "Lone Lund", "Mona Nørgaard"]
    );
    let lone = access.texts("#able tbody tr:nth-child(3) td");
    assert_eq!(
        lone[1],
        "because group Cashiers is allowed it in Top (member of Cashiers in Skagen)"
    );
    assert_eq!(able(&ask(&admin, "", "SetupManage", unit::AALBORG)), ["Administrator"]);
}

#[test]
fn it_ends_at_the_border_of_access() {
    let app = TestApp::start();
    let mona = mona(&app);
    let page = ask(&mona, "sune", "EditUser", unit::AALBORG);
    assert!(page.text("#user-error").contains("There is no such user") && !page.has("#verdict"));
    assert_eq!(
        able(&page),
        ["Mona Nørgaard"],
        "Administrator stands where Mona sees nothing"
    );
    assert_eq!(mona.get("/check-rights?right=EditUser&unit=7").status, 404);
    assert_eq!(mona.get("/check-rights?right=EditUser&unit=1").status, 404);
    assert!(!page.text("main").contains("Top") && !page.has("#unit-tree input[value='7']"));
}

#[test]
fn without_check_rights_there_one_asks_nothing() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let before = app.db.fingerprint(TRACES);
    let answer = mona.get("/check-rights?right=EditUser&unit=4");
    assert!(answer.status == 403 && answer.says("Check rights of others"));
    app.db.assert_same(&before);
    app.db.give(202, "CheckRights", unit::AALBORG, true);
    let carl = app.log_in(cast::CASHIER_NORTH);
    assert_eq!(carl.get("/check-rights?right=EditUser&unit=4").status, 200);
    app.db.give(202, "OrgUnitAccess", unit::SKAGEN, true);
    assert_eq!(carl.get("/check-rights?right=EditUser&unit=5").status, 403);
}

#[test]
fn a_right_of_everybody_is_walked_page_by_page_there_and_back() {
    let app = TestApp::start();
    app.db.run("INSERT INTO accounts (id, kind, name, name_key) SELECT n, 'user', 'u' || n, 'u' || n FROM generate_series(5001, 5120) n;
        INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, state) SELECT n, 4, 'User ' || n, 'user ' || n, 'u' || n, 'active' FROM generate_series(5001, 5120) n;
        INSERT INTO user_clock (user_id) SELECT n FROM generate_series(5001, 5120) n");
    app.db.give(4, "ManageUserSettings", unit::TOP, true);
    app.db.give(5001, "ManageUserSettings", unit::TOP, false);
    let admin = app.log_in(cast::ADMINISTRATOR);
    let first = ask(&admin, "", "ManageUserSettings", unit::AALBORG);
    let second = first.click("#able a[rel=next]");
    let third = second.click("#able a[rel=next]");
    let pages = [able(&first), able(&second), able(&third)];
    assert_eq!(
        pages.each_ref().map(Vec::len),
        [50, 50, 25],
        "125 with the cast, less one who is denied"
    );
    assert!(!third.has("#able a[rel=next]") && !pages.concat().contains(&"User 5001".to_owned()));
    assert_eq!(able(&third.click("#able a[rel=prev]")), pages[1]);
}

/// The list is made by a query, the answer about one user by the engine: on a generated chain they say the same.
#[test]
fn the_query_and_the_engine_agree() {
    let db = generated();
    let ids: Vec<i64> = db
        .rows("SELECT id FROM users WHERE state = 'active' AND id > 1")
        .iter()
        .map(|row| row["id"].as_i64().unwrap())
        .collect();
    let work = |tx: &mut Tx<'_>| {
        let (snapshot, now) = (Snapshots::new().at_least(tx.conn(), 0)?, now(tx)?);
        let access = Access::system(snapshot.clone(), now);
        let subjects: Vec<Subject> = subjects_of(tx, &ids)?.all().cloned().collect();
        let mut found = 0;
        for right in [
            Permission::EDIT_USER,
            Permission::ORG_UNIT_ACCESS,
            Permission::GROUP_MANAGE,
            Permission::NAVIGATE_USERS,
        ] {
            for unit in snapshot.units().in_order().step_by(7).map(|unit| unit.id) {
                let able = |subject: &&Subject| holds(&snapshot, subject, right, unit, now);
                let mut expected: Vec<i64> = subjects.iter().filter(able).map(|subject| subject.user).collect();
                expected.sort_unstable();
                assert_eq!(listed(&access, tx, (right, unit))?, expected, "{right:?} in {unit}");
                found += expected.len();
            }
        }
        assert!(found > 20, "{found}");
        Ok(End::Rollback(()))
    };
    run_command(db.owner(), work).unwrap();
}

fn generated() -> TestDb {
    let db = TestDb::without_cast();
    let size = Size {
        users: 400,
        units: 40,
        groups: 30,
        actors: 0,
        seed: 7,
    };
    run_command(db.owner(), |tx| generate(tx, &seal(), &size).map(End::Commit)).unwrap();
    settle(&mut db.owner()).unwrap();
    db
}

/// Every page of the list.
fn listed(access: &Access, tx: &mut Tx<'_>, question: (Permission, i64)) -> Result<Vec<i64>> {
    let t = Texts::new(Language::En, chrono_tz::UTC);
    let (mut listed, mut cursor) = (Vec::new(), None);
    loop {
        let page = who_can(access, &t, tx, question, cursor.as_ref())?;
        assert!(
            page.next.is_none() || page.rows.len() == PAGE,
            "the query lists somebody to whom the engine says no"
        );
        listed.extend(page.rows.iter().map(|able| able.id));
        cursor = page.next;
        if cursor.is_none() {
            listed.sort_unstable();
            return Ok(listed);
        }
    }
}

#[test]
fn whom_one_asks_about_is_found_by_name_within_access() {
    let app = TestApp::start();
    let mona = mona(&app);
    let part = mona.get("/check-rights/users?user_find=aagaard");
    assert_eq!(part.attrs("input[name=user]", "value"), ["carl"]);
    assert!(!mona.get("/check-rights/users?user_find=sune").has("input[name=user]"));
    assert!(
        !mona.get("/check-rights/users?user_find=store").has("input[name=user]"),
        "users only"
    );
    let page = mona.get("/check-rights?right=EditUser&unit=4&user_find=aagaard");
    assert!(
        page.has("input[name=user][value=carl]") && !page.has("#verdict"),
        "without scripts it is chosen there"
    );
    let form = page.form("form.card").choose("user", "carl");
    assert!(form.submit().text("#verdict").contains("Carl Aagaard"));
    let page = mona.get("/check-rights?right=EditUser&unit=4&user_find=Carl");
    assert!(
        page.text("#verdict").contains("Carl Aagaard"),
        "an exact login is as good as chosen"
    );
    assert_eq!(
        app.log_in(cast::CASHIER_NORTH)
            .get("/check-rights/users?user_find=carl")
            .status,
        403
    );
}

#[test]
fn whoever_may_only_check_rights_finds_the_screen_and_begins_there() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let entry = "#menu a[href='/check-rights']";
    assert!(!carl.get("/account").has(entry));
    app.db.allow(202, &["CheckRights"], unit::AALBORG);
    let home = carl.get("/").follow();
    assert_eq!((home.path.as_str(), home.status), ("/check-rights", 200));
    assert_eq!(home.text(&format!("{entry}[aria-current]")), "Check rights");
    app.db.allow(202, &["navigation.access.event.log"], unit::TOP);
    assert_eq!(carl.get("/").location(), "/activity", "another screen comes first");
    assert!(app.log_in(cast::ADMINISTRATOR).get("/users").has(entry));
}

#[test]
fn p26_who_cannot_open_users_is_led_to_none_of_them() {
    let app = TestApp::start();
    app.db.give(202, "CheckRights", unit::AALBORG, true);
    let carl = app.log_in(cast::CASHIER_NORTH);
    assert_eq!(carl.get("/users/202").status, 403);
    let page = ask(&carl, "carl", "OrgUnitAccess", unit::AALBORG);
    assert!(page.text("#verdict").contains("Carl Aagaard"), "{}", page.text("main"));
    assert!(page.text("#able").contains("Carl Aagaard"), "{}", page.text("main"));
    assert!(!page.has("#verdict a") && !page.has("#able a[href^='/users/']"));
    let page = ask(&mona(&app), "carl", "OrgUnitAccess", unit::AALBORG);
    assert!(page.has("#verdict a[href^='/users/202']") && page.has("#able a[href^='/users/202']"));
}
