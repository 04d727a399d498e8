//! Cast × right × place through HTTP for the screens of access administration (SPEC P-6, P-12, P-14, P-26): who has which
//! right where, what they do where, and what the server answers. What is refused changes nothing.
use crate::memberships::TRACES;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, LOCKED, MANAGER_NORTH, MANAGER_SOUTH, Person, group, unit};
use crate::support::{TestApp, client::Client};

/// An action: the right it needs, its name, how it is tried in a unit, and the status that says it was done.
type Action = (&'static str, &'static str, fn(&TestApp, &Client, i64) -> u16, u16);

const ACTIONS: [Action; 6] = [
    (
        "MembershipAdd",
        "add a member",
        |_, client, place| crate::memberships::add(client, LOCKED.id, group::CASHIERS, place).status,
        303,
    ),
    (
        "OrgUnitCreate",
        "create a unit",
        |_, client, place| annex(client, place, "NEW"),
        303,
    ),
    (
        "OrgUnitArchive",
        "archive a unit",
        |app, client, place| {
            let code = format!("'anx{place}'");
            let unit = app.db.number(&format!(
                "SELECT coalesce(max(id), {place}) FROM org_units WHERE code_key = {code}"
            ));
            let form = [("version", "1")];
            client.post(&format!("/org-units/{unit}/archive"), &form).status
        },
        303,
    ),
    (
        "CheckRights",
        "check rights",
        |_, client, place| client.get(&format!("/check-rights?right=EditUser&unit={place}")).status,
        200,
    ),
    (
        "PermissionSet",
        "set a cell",
        |app, client, place| {
            let access = app.db.number("SELECT id FROM permissions WHERE key = 'OrgUnitAccess'");
            let fields = [("seen", ""), (&*format!("p{access}"), "allow")];
            client.post(&format!("/entities/102?unit={place}"), &fields).status
        },
        303,
    ),
    (
        "CreateUser",
        "create a user",
        |_, client, place| {
            let secret = "marker Sesam 5511 en helt ny";
            let place_text = place.to_string();
            let fields = [
                ("name", &*format!("new{place}")),
                ("display_name", "New"),
                ("email", ""),
                ("unit", &place_text),
                ("password", secret),
                ("again", secret),
            ];
            client.post("/users/new", &fields).status
        },
        303,
    ),
];

const PEOPLE: [Person; 4] = [ADMINISTRATOR, MANAGER_NORTH, CASHIER_NORTH, MANAGER_SOUTH];
const PLACES: [i64; 4] = [unit::AALBORG, unit::SKAGEN, unit::SOUTH, unit::ODENSE];

fn annex(client: &Client, place: i64, code: &str) -> u16 {
    let fields = [
        ("parent", &*place.to_string()),
        ("name", "Annex"),
        ("code", &format!("{code}{place}")),
    ];
    client.post("/org-units/new", &fields).status
}

/// Where each has Access in the cast.
fn sees(person: Person, place: i64) -> bool {
    match person.id {
        201 => [unit::AALBORG, unit::SKAGEN].contains(&place),
        202 => place == unit::AALBORG,
        203 => [unit::SOUTH, unit::ODENSE].contains(&place),
        _ => true,
    }
}

/// The cast without what its managers have of themselves, which would blur the picture; Lone, in no group, in Aalborg, where
/// everybody who may do something sees her; and below every place a unit that can be archived.
fn scene(right: &str) -> TestApp {
    let app = TestApp::start();
    app.db.run(
        "DELETE FROM grants WHERE account_id = 101 AND scope = 'org_unit'
            AND permission_id NOT IN (SELECT id FROM permissions WHERE key = 'OrgUnitAccess');
         DELETE FROM memberships WHERE account_id = 205; UPDATE user_words SET unit_id = 4 WHERE user_id = 205;
         UPDATE users SET unit_id = 4 WHERE id = 205;
         UPDATE access_state SET version = version + 1;
         INSERT INTO access_changes (version, kind, key) SELECT version, 'grant', 101 FROM access_state",
    );
    for person in [MANAGER_NORTH, CASHIER_NORTH] {
        app.db.give(person.id, right, unit::AALBORG, true);
    }
    let administrator = app.log_in(ADMINISTRATOR);
    for place in PLACES {
        assert_eq!(annex(&administrator, place, "ANX"), 303);
    }
    app
}

/// With the right in Aalborg and nothing else beside the cast: done there; refused where the place is known (P-26), unknown
/// where it is not (P-12), and closed altogether to somebody with none of the screen's rights (P-14). SECURITY AC2.
#[test]
fn each_right_opens_its_action_where_it_holds_and_nowhere_else() {
    let mut wrong = Vec::new();
    for (right, action, act, done) in ACTIONS {
        for person in PEOPLE {
            let app = scene(right);
            let client = app.log_in(person);
            let nowhere = act(&app, &client, 999_999);
            assert!([403, 404].contains(&nowhere), "{action} in no unit: {nowhere}");
            for place in PLACES {
                let opens = [2, 201, 202].contains(&person.id);
                let holds = person == ADMINISTRATOR || (opens && place == unit::AALBORG);
                let expected = match (holds, opens, sees(person, place)) {
                    (true, ..) => done,
                    (false, true, false) => 404,
                    (false, _, true) => 403,
                    // A screen may be closed before a unit is looked for; what is answered tells nothing of the unit.
                    (false, false, false) => nowhere,
                };
                let before = app.db.fingerprint(TRACES);
                let status = act(&app, &client, place);
                let unchanged = app.db.fingerprint(TRACES) == before;
                if status != expected || unchanged != (expected != 303) {
                    let login = person.login;
                    wrong.push(format!(
                        "{login} {action} in {place}: {status}, not {expected}; unchanged: {unchanged}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_is_done_in_no_unit_is_done_nowhere() {
    let app = scene("OrgUnitAccess");
    let administrator = app.log_in(ADMINISTRATOR);
    for (_, action, act, _) in ACTIONS {
        let before = app.db.fingerprint(TRACES);
        assert_eq!(act(&app, &administrator, 999_999), 404, "{action} in no unit");
        app.db.assert_same(&before);
    }
}

#[test]
fn p12_the_forms_offer_no_unit_where_the_right_stands_without_access() {
    let app = TestApp::start();
    for right in [
        "MembershipAdd",
        "CreateUser",
        "EditUser",
        "OrgUnitCreate",
        "CheckRights",
        "PermissionSet",
    ] {
        app.db.give(MANAGER_NORTH.id, right, unit::CHAIN, true);
    }
    let mona = app.log_in(MANAGER_NORTH);
    for (path, field) in [
        ("/users/new", "unit"),
        ("/users/202", "unit"),
        ("/memberships/new", "unit"),
        ("/org-units/new", "parent"),
        ("/check-rights", "unit"),
        ("/users/move?id=202", "into"),
    ] {
        let page = mona.get(path);
        let offered = page.attrs(&format!("[name={field}]"), "value");
        assert!(
            page.status == 200 && offered.contains(&"4".to_owned()),
            "{path}: {offered:?}"
        );
        for hidden in ["1", "2", "6", "7"] {
            assert!(!offered.contains(&hidden.to_owned()), "{path} offers {hidden}");
        }
        assert!(!page.body.contains("Odense"), "{path}");
    }
}
