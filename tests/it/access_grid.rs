//! Cast × right × place through HTTP for the screens of access administration (SPEC P-6, P-12, P-14, P-26): who has which
//! right where, what they do where, and what the server answers. What is refused changes nothing.
use crate::memberships::TRACES;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_NORTH, MANAGER_SOUTH, Person, group, unit};
use crate::support::{TestApp, client::Client};

/// An action: the right it needs, its name, and how it is tried in a unit. Answers the status.
type Action = (&'static str, &'static str, fn(&Client, i64) -> u16);

const ACTIONS: [Action; 6] = [
    ("MembershipAdd", "add a member", |client, place| {
        crate::memberships::add(client, 205, group::CASHIERS, place).status
    }),
    ("OrgUnitCreate", "create a unit", |client, place| {
        let fields = [
            ("parent", &*place.to_string()),
            ("name", "Annex"),
            ("code", &format!("ANX{place}")),
        ];
        client.post("/org-units/new", &fields).status
    }),
    ("OrgUnitArchive", "archive a unit", |client, place| {
        client.get(&format!("/org-units/{place}/archive")).status
    }),
    ("CheckRights", "check rights", |client, place| {
        client.get(&format!("/check-rights?right=EditUser&unit={place}")).status
    }),
    ("PermissionSet", "set a cell", |client, place| {
        let fields = [("seen", ""), ("p8", "allow")];
        client.post(&format!("/entities/102?unit={place}"), &fields).status
    }),
    ("CreateUser", "create a user", |client, place| {
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
    }),
];

const PEOPLE: [Person; 4] = [ADMINISTRATOR, MANAGER_NORTH, CASHIER_NORTH, MANAGER_SOUTH];
const PLACES: [i64; 4] = [unit::AALBORG, unit::SKAGEN, unit::SOUTH, unit::ODENSE];

/// Where each has Access in the cast.
fn sees(person: Person, place: i64) -> bool {
    match person.id {
        201 => [unit::AALBORG, unit::SKAGEN].contains(&place),
        202 => place == unit::AALBORG,
        203 => [unit::SOUTH, unit::ODENSE].contains(&place),
        _ => true,
    }
}

/// With the right in Aalborg and nothing else beside the cast: done there, refused or unknown elsewhere.
#[test]
fn each_right_opens_its_action_where_it_holds_and_nowhere_else() {
    let mut wrong = Vec::new();
    for (right, action, act) in ACTIONS {
        let app = TestApp::start();
        // What the cast has of itself would blur the picture.
        app.db.run("DELETE FROM grants WHERE account_id = 101 AND permission_id NOT IN (SELECT id FROM permissions WHERE key IN ('OrgUnitAccess'))
            AND scope = 'org_unit'; UPDATE access_state SET version = version + 1;
            INSERT INTO access_changes (version, kind, key) SELECT version, 'grant', 101 FROM access_state");
        for person in [MANAGER_NORTH, CASHIER_NORTH] {
            app.db.give(person.id, right, unit::AALBORG, true);
        }
        for person in PEOPLE {
            let client = app.log_in(person);
            for place in PLACES {
                let holds = person == ADMINISTRATOR || ([201, 202].contains(&person.id) && place == unit::AALBORG);
                let before = app.db.fingerprint(TRACES);
                let status = act(&client, place);
                let unchanged = app.db.fingerprint(TRACES) == before;
                let fine = match (holds, sees(person, place)) {
                    (true, _) => [200, 303, 403, 409, 422].contains(&status),
                    // A fact out of sight does not exist; whoever may not open the screen at all learns that first.
                    (false, false) => [403, 404].contains(&status) && unchanged,
                    (false, true) => status == 403 && unchanged,
                };
                if !fine {
                    wrong.push(format!(
                        "{} {action} in {place}: {status}, unchanged: {unchanged}",
                        person.login
                    ));
                }
            }
        }
        let client = app.log_in(ADMINISTRATOR);
        assert_ne!(act(&client, 999_999), 303, "{action} in no unit");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
