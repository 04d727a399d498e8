//! SECURITY AC3, AC7, AC13: things of others, by forms that would succeed.
use crate::actors::{self, BENTE, Party};
use crate::security::access::{FORM, forms, seen};
use crate::security::{SENT, TRACES};
use crate::support::cast::{self, ADMINISTRATOR, MANAGER_NORTH, MANAGER_SOUTH, group, unit};
use crate::support::client::Client;
use crate::support::{TestApp, TestDb};
use keyholder::web::visit::Guard;

/// Every right that has a place, in North and below, and every other one.
fn everything_in_north(db: &TestDb, account: i64) {
    db.run(&format!(
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
            SELECT {account}, id, scope, CASE scope WHEN 'org_unit' THEN 3 ELSE 1 END, true FROM permissions ON CONFLICT DO NOTHING;
         UPDATE access_state SET version = version + 1;
         INSERT INTO access_changes (version, kind, key) SELECT version, 'grant', {account} FROM access_state"
    ));
}

/// The forms an administrator sees of somebody in South, sent by who may do all of it in North.
#[test]
fn ac3_forms_about_what_is_outside_access_are_answered_as_about_nothing() {
    let app = actors::start();
    everything_in_north(&app.db, MANAGER_NORTH.id);
    let mona = app.log_in(MANAGER_NORTH);
    let before = app.db.fingerprint(TRACES);
    let mut tried = 0;
    for (id, name) in [(MANAGER_SOUTH.id, "Sune"), (BENTE.id, "Bente")] {
        for (place, page) in forms(&app, id).filter(|(place, _)| place.guard == Guard::Full) {
            let form = page.form(FORM).by(&mona);
            if !form.action().contains(&id.to_string()) {
                continue;
            }
            let nobodys = form.action().replace(&id.to_string(), "999999");
            let (there, nowhere) = (form.clone().submit(), form.to(&nobodys).submit());
            assert_eq!(seen(&there, id), seen(&nowhere, 999_999), "{place}");
            assert!(!there.body.contains(name), "{place}");
            assert!(matches!(there.status, 403 | 404), "{place}: {}", there.status);
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
    app.db.assert_same(&before);
}

#[test]
fn ac3_memberships_and_exports_outside_access_are_those_of_nobody() {
    let app = actors::start();
    everything_in_north(&app.db, MANAGER_NORTH.id);
    let mona = app.log_in(MANAGER_NORTH);
    let theirs = app
        .db
        .number("SELECT id FROM memberships WHERE account_id = 203 AND unit_id = 6");
    let before = app.db.fingerprint(TRACES);
    for (path, fields) in [
        ("/memberships/remove?id=ID", &[][..]),
        (
            "/memberships/dates?id=ID",
            &[("version", "1"), ("valid_to", "2099-01-01T12:00")],
        ),
    ] {
        let answer = |id: i64| mona.post(&path.replace("ID", &id.to_string()), fields);
        assert_eq!(seen(&answer(theirs), theirs), seen(&answer(999_999), 999_999), "{path}");
        assert!(matches!(answer(theirs).status, 303 | 403 | 404), "{path}");
    }
    for (account, group) in [(203, group::CASHIERS), (group::CASHIERS, group::STORE_MANAGERS)] {
        let fields = [
            ("account", account.to_string()),
            ("group", group.to_string()),
            ("unit", unit::SOUTH.to_string()),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert!(matches!(mona.post("/memberships/new", &fields).status, 403 | 404 | 422));
    }
    for (path, id) in [
        ("/users/export?id=ID", 203),
        ("/actors/export?role=customer&id=ID", BENTE.id),
    ] {
        let body = |id: i64| mona.get(&path.replace("ID", &id.to_string())).body;
        assert_eq!(body(id), body(999_999), "{path}");
    }
    let file = mona.get("/memberships/export").body;
    assert!(file.contains("mona") && !file.contains("sune"), "{file}");
    app.db.assert_same(&before);
}

/// Administrator's actor, as a customer whom Mona may edit.
const BOSS: Party = Party {
    user: Some(ADMINISTRATOR.id),
    ..actors::party(602, "Boss", unit::AALBORG, &[actors::CUSTOMER, actors::EMPLOYEE])
};

/// Mona holds every right there is, everywhere, and is no administrator.
fn all_but_one(app: &TestApp) -> Client {
    app.db.run(
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT 201, id, scope, 1, true FROM permissions ON CONFLICT DO NOTHING",
    );
    app.db.reach_everything(MANAGER_NORTH.id);
    app.db.allow(MANAGER_NORTH.id, &["OrgUnitAccess"], unit::TOP);
    app.log_in(MANAGER_NORTH)
}

#[test]
fn ac7_who_holds_every_right_changes_nothing_of_administrator_by_any_other_screen() {
    let app = actors::start();
    actors::insert(&app.db, &BOSS);
    let mona = all_but_one(&app);
    let own = app
        .db
        .number("SELECT id FROM memberships WHERE account_id = 2 AND group_id = 3");
    app.db.run("UPDATE actors SET enabled = false WHERE id = 501");
    let before = app.db.fingerprint(TRACES);
    let boss_off = [
        ("survivor_version", "1"),
        ("other_version", "1"),
        ("take-enabled", "other"),
    ];
    let remove = format!("/memberships/remove?id={own}");
    let dates = format!("/memberships/dates?id={own}");
    let tries: [(&str, &[(&str, &str)]); 10] = [
        (&remove, &[]),
        (&dates, &[("version", "1"), ("valid_to", "2030-01-01T12:00")]),
        ("/memberships/new", &[("account", "201"), ("group", "3"), ("unit", "1")]),
        ("/memberships/new", &[("account", "102"), ("group", "3"), ("unit", "1")]),
        (
            "/groups/3",
            &[("version", "1"), ("display_name", "Mine"), ("access_minutes", "1")],
        ),
        ("/groups/3/delete", &[]),
        ("/groups/3/permissions?unit=1", &[("seen", ""), ("p2", "deny")]),
        ("/support/users/2", &[("assigned", "false")]),
        ("/actors/merge?id=501&id=602&survivor=602", &boss_off),
        (
            "/setup/email",
            &[
                ("version", "1"),
                ("host", "evil.test"),
                ("port", "25"),
                ("tls", "none"),
                ("login", ""),
                ("password", ""),
                ("sender", "a@b.example"),
            ],
        ),
    ];
    for (path, fields) in tries {
        let page = mona.post(path, fields);
        assert!(matches!(page.status, 400..500), "{path}: {}", page.status);
    }
    app.db.assert_same(&before);
}

#[test]
fn ac7_who_holds_every_right_changes_nothing_of_administrator_by_a_file() {
    let app = actors::start();
    let mona = all_but_one(&app);
    let before = app.db.fingerprint(&[TRACES, SENT].concat());
    for (kind, file) in [
        ("users", "login,display_name,unit_code\nAdministrator,Mine,TOP\n"),
        (
            "memberships",
            "unit_code,group,account_kind,account\n,Administrators,user,carl\n",
        ),
        (
            "grants",
            "account_kind,account,permission,unit_code,effect\nuser,Administrator,EditUser,,deny\n",
        ),
    ] {
        let page = mona.check_file(kind, file);
        assert!(!page.says("Ready to apply"), "{kind}: {}", page.text("main"));
    }
    app.db.assert_same(&before);
}

/// Whichever comes first, the second has lost the right to.
#[test]
fn ac13_of_two_administrators_who_take_each_other_out_one_stays() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (1, 3, 201), (1, 3, 203)");
    let membership = |account: i64| {
        app.db.number(&format!(
            "SELECT id FROM memberships WHERE account_id = {account} AND group_id = 3"
        ))
    };
    let forms = [(MANAGER_NORTH, 203), (MANAGER_SOUTH, 201)].map(|(who, other)| {
        let page = app
            .log_in(who)
            .get(&format!("/memberships/remove?id={}", membership(other)));
        page.form("main form")
    });
    let threads = forms.map(|form| std::thread::spawn(|| form.submit().status));
    let mut statuses = threads.map(|thread| thread.join().unwrap());
    statuses.sort_unstable();
    assert!(matches!(statuses, [303, 403 | 404]), "{statuses:?}");
    let left = "SELECT count(*) FROM memberships WHERE group_id = 3";
    assert_eq!(app.db.number(left), 2, "Administrator and one of the two");
}

#[test]
fn ac13_no_deny_takes_anything_from_administrators() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (1, 3, 201)");
    let keys = app.db.rows("SELECT key FROM permissions");
    let keys: Vec<&str> = keys.iter().filter_map(|row| row["key"].as_str()).collect();
    for account in [ADMINISTRATOR.id, MANAGER_NORTH.id, 4, group::STORE_MANAGERS] {
        app.db.deny(account, &keys, unit::TOP);
    }
    for (who, name) in [(ADMINISTRATOR, "By one"), (MANAGER_NORTH, "By the other")] {
        let client = app.log_in(who);
        let form = client.get("/users/202").form("form[data-guard]");
        assert_eq!(form.fill("display_name", name).submit().status, 303, "{name}");
        let cells = client.get("/groups/4/permissions?unit=1");
        assert!(cells.status == 200 && cells.has("form"), "{name}");
    }
    assert_eq!(app.log_in(cast::CASHIER_NORTH).get("/org-units").status, 403);
}
