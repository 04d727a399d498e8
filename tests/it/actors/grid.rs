//! Person × right × actor (SPEC A-5): a store manager with one right of one role in one store, and everybody else.
use super::*;
use crate::security::TRACES;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH};

/// What is tried on an actor. Answers the status.
type Deed = (&'static str, &'static str, fn(&Client, i64) -> u16);

const DEEDS: [Deed; 4] = [
    ("edit", "change the name", |client, id| {
        let page = client.get(&format!("/actors/{id}"));
        match page.status {
            200 if page.has(&format!("{FORM} [name=name]")) => {
                page.form(FORM).fill("name", format!("Changed {id}")).submit().status
            }
            _ => {
                client
                    .post(
                        &format!("/actors/{id}"),
                        &[
                            ("version", "1"),
                            ("kind", "person"),
                            ("name", "Forged"),
                            ("number", ""),
                            ("roles", "1"),
                            ("role", "1"),
                        ],
                    )
                    .status
            }
        }
    }),
    ("archive", "archive", |client, id| {
        client.post(&format!("/actors/archive?id={id}"), &[]).status
    }),
    ("delete", "delete", |client, id| {
        client
            .post(&format!("/actors/delete?id={id}"), &[("confirm", &format!("K{id}"))])
            .status
    }),
    ("create", "make another there", |client, id| {
        let unit = ALL.iter().find(|party| party.id == id).map_or(0, |party| party.unit);
        let fields = [
            ("kind", "person"),
            ("name", "Newcomer"),
            ("unit", &*unit.to_string()),
            ("roles", "1"),
            ("role", "1"),
            ("enabled", "1"),
        ];
        client.post("/actors/new?role=customer", &fields).status
    }),
];

/// With one right of customers in Aalborg and nothing else: done to Aksel, refused or unknown elsewhere.
#[test]
fn a5_a_right_of_a_role_in_one_store_reaches_that_role_in_that_store_and_nothing_else() {
    let mut wrong = Vec::new();
    for (right, what, act) in DEEDS {
        let app = start();
        app.db.allow(
            CASHIER_NORTH.id,
            &[&format!("actor.customer.{right}"), "OrgUnitAccess"],
            unit::AALBORG,
        );
        app.db.allow(CASHIER_NORTH.id, &["OrgUnitAccess"], unit::NORTH);
        // The link would be in the way of deleting and archiving oneself.
        app.db.run("UPDATE actors SET user_id = NULL WHERE id = 504");
        let carl = app.log_in(CASHIER_NORTH);
        for party in [BENTE, CYKLER, CARL, DINA, ERIK, AKSEL] {
            let before = app.db.fingerprint(TRACES);
            let status = act(&carl, party.id);
            let unchanged = app.db.fingerprint(TRACES) == before;
            let there = party.unit == unit::AALBORG;
            let done = match right {
                "create" => there,
                _ => party.id == AKSEL.id,
            };
            let fine = if done {
                status == 303 && !unchanged
            } else {
                matches!(status, 403 | 404) && unchanged
            };
            if !fine {
                wrong.push(format!("{what}, {}: {status}, unchanged: {unchanged}", party.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a5_several_roles_take_the_right_of_each_and_none_takes_actor_setup() {
    let app = start();
    let mona = mona(
        &app,
        &[
            "actor.customer.edit",
            "actor.customer.archive",
            "actor.customer.delete",
            "OrgUnitAccess",
        ],
    );
    let before = app.db.fingerprint(TRACES);
    assert!(!mona.get("/actors/505").has(&format!("{FORM} [name=name]")));
    assert_eq!(mona.post("/actors/archive?id=505", &[]).status, 403);
    assert_eq!(mona.post("/actors/delete?id=505", &[("confirm", "K505")]).status, 403);
    assert_eq!(app.db.fingerprint(TRACES), before);
    app.db.allow(
        MANAGER_NORTH.id,
        &["actor.employee.edit", "actor.employee.archive", "actor.employee.delete"],
        unit::NORTH,
    );
    assert!(mona.get("/actors/505").has(&format!("{FORM} [name=name]")));
    assert_eq!(mona.post("/actors/archive?id=505", &[]).status, 303);
    assert_eq!(mona.get("/actors/506").status, 404);
    app.db.allow(MANAGER_NORTH.id, &["OrgUnitAccess"], unit::CHAIN);
    assert_eq!(mona.get("/actors/506").status, 403);
    app.db.allow(MANAGER_NORTH.id, &["ActorSetupManage"], unit::TOP);
    // A Global right counts through memberships at the top or cells of one's own.
    assert_eq!(
        mona.get("/actors/506")
            .form(FORM)
            .fill("name", "Erik Elm")
            .submit()
            .status,
        303
    );
}

#[test]
fn administrators_hold_the_rights_of_every_role() {
    let app = start();
    let admin = app.log_in(ADMINISTRATOR);
    for party in ALL {
        let page = admin.get(&format!("/actors/{}", party.id));
        assert_eq!(
            page.form(FORM)
                .fill("name", format!("{} X", party.name))
                .submit()
                .status,
            303,
            "{}",
            party.name
        );
    }
}
