//! "May this user do this here?", as programs ask it (SPEC 12, P-8).
use crate::addresses::{change_own, confirm};
use crate::api::{Program, assert_problem, body};
use crate::mail::with_mail;
use crate::support::TestApp;
use crate::support::cast::{self, unit};
use std::time::Duration;

#[test]
fn ones_own_rights_are_always_answered() {
    let app = TestApp::start();
    let carl = Program::of(&app, cast::CASHIER_NORTH);
    assert_eq!(carl.decision("carl", "OrgUnitAccess", "N1"), "allow");
    assert_eq!(carl.decision("CARL", "EditUser", "n1"), "none");
    assert_eq!(carl.decision("carl", "navigation.access.security.users", ""), "none");
    assert_eq!(carl.decision("carl", "EditUser", ""), "404");
    let page = body(&carl.can("carl", "OrgUnitAccess", "N1"));
    assert!(
        page.get("reasons").is_none(),
        "reasons are for those who may check rights: {page}"
    );
    for unit in ["N2", "S1", "nowhere"] {
        assert_eq!(carl.decision("carl", "EditUser", unit), "404", "{unit}");
    }
    let dora = Program::of(&app, cast::DENIED);
    assert_eq!(dora.decision("dora", "EditUser", "N1"), "deny");
}

#[test]
fn others_are_answered_to_who_may_check_rights_there() {
    let app = TestApp::start();
    let mona = Program::of(&app, cast::MANAGER_NORTH);
    let refused = mona.can("carl", "OrgUnitAccess", "N1");
    assert_problem(&refused, 403);
    assert!(
        body(&refused)["detail"].as_str().unwrap().contains("Check rights"),
        "{}",
        refused.body
    );
    // Whether there is such a user is not told to who may not ask.
    assert_eq!(mona.decision("nobody", "OrgUnitAccess", "N1"), "403");
    app.db.give(cast::MANAGER_NORTH.id, "CheckRights", unit::NORTH, true);
    std::thread::sleep(Duration::from_millis(120));
    let page = body(&mona.can("carl", "OrgUnitAccess", "N1"));
    assert_eq!((&page["decision"], &page["allowed"]), (&"allow".into(), &true.into()));
    assert!(page["reasons"][0].as_str().unwrap().contains("Cashiers"), "{page}");
    assert_eq!(mona.decision("dora", "EditUser", "NORTH"), "deny");
    for (login, unit) in [
        ("carl", "S1"),
        ("sune", "N1"),
        ("nobody", "N1"),
        ("carl", "nowhere"),
        ("carl", ""),
    ] {
        assert_eq!(mona.decision(login, "OrgUnitAccess", unit), "404", "{login} {unit}");
    }
    assert_eq!(mona.decision("carl", "NoSuchRight", "N1"), "400");
    app.db.run("UPDATE users SET state = 'deactivated' WHERE id = 202");
    app.db.give(cast::LOCKED.id, "EditUser", unit::SKAGEN, true);
    std::thread::sleep(Duration::from_millis(120));
    assert_eq!(mona.decision("carl", "OrgUnitAccess", "N1"), "none");
    assert_eq!(
        mona.decision("lone", "EditUser", "N2"),
        "allow",
        "a timed lock does not matter"
    );
}

/// P-8: the answer may lag by 100 ms, not by more, and not at all behind a request that comes later.
#[test]
fn a_change_is_answered_a_moment_later_also_from_memory() {
    let app = TestApp::start();
    let program = Program::of(&app, cast::ADMINISTRATOR);
    for round in 0..6 {
        let allow = round % 2 == 0;
        app.db.give(cast::CASHIER_NORTH.id, "EditUser", unit::AALBORG, allow);
        std::thread::sleep(Duration::from_millis(110));
        for _ in 0..5 {
            let expected = if allow { "allow" } else { "deny" };
            assert_eq!(program.decision("carl", "EditUser", "N1"), expected, "round {round}");
        }
    }
    let admin = app.log_in(cast::ADMINISTRATOR);
    let renamed = admin
        .get("/users/202/rename")
        .form("main form")
        .fill("name", "karl")
        .submit();
    assert_eq!(renamed.status, 303);
    std::thread::sleep(Duration::from_millis(110));
    assert_eq!(program.decision("carl", "EditUser", "N1"), "404");
    assert_eq!(program.decision("karl", "EditUser", "N1"), "deny");
    let off = admin.get("/users/deactivate?id=202").form("main form").submit();
    assert_eq!(off.status, 303);
    std::thread::sleep(Duration::from_millis(110));
    assert_eq!(program.decision("karl", "EditUser", "N1"), "none");
}

/// P-8, C-5: whoever confirms an address may count as Support Agent no more, and nobody has changed a right.
#[test]
fn p8_an_agent_who_confirms_an_address_is_answered_anew_on_every_node() {
    let (app, smtp) = with_mail();
    app.db.run(
        "INSERT INTO internal_email_domains (domain) VALUES ('chain.example'), ('new.example');
         UPDATE users SET security_roles = '{support_agent}', email_confirmed_at = now() WHERE id = 202",
    );
    let (_node, address) = app.second_node();
    let program = Program::of(&app, cast::ADMINISTRATOR);
    let there = program.at(address);
    let decisions = || {
        std::thread::sleep(Duration::from_millis(110));
        [&program, &there].map(|program| program.decision("carl", "OrgUnitAccess", "N1"))
    };
    change_own(&app.log_in(cast::CASHIER_NORTH), "carl@new.example");
    let path = smtp
        .wait_for_words("carl@new.example", "confirm it")
        .path("/confirm-email");
    app.db
        .run("DELETE FROM internal_email_domains WHERE domain = 'new.example'");
    assert_eq!(decisions(), ["allow", "allow"], "the address before counts");
    confirm(&app.visitor(), &path);
    assert_eq!(decisions(), ["none", "none"]);
}

#[test]
fn the_api_and_the_command_line_say_the_same() {
    let app = TestApp::start();
    let program = Program::of(&app, cast::ADMINISTRATOR);
    for (login, right, unit, expected) in [
        ("mona", "EditUser", "N1", "allow"),
        ("mona", "EditUser", "S1", "none"),
        ("dora", "EditUser", "N2", "deny"),
        ("Administrator", "SetupManage", "", "allow"),
        ("System", "EditUser", "N1", "none"),
        ("carl", "GroupManage", "N1", "none"),
    ] {
        assert_eq!(program.decision(login, right, unit), expected, "{login} {right} {unit}");
    }
}
