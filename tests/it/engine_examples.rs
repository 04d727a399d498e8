//! The examples SPEC gives for P-5, P-6, P-9, P-10 and P-11, on the grid's chain.

use chrono::{Duration, TimeZone, Utc};
use chrono_tz::Tz;
use keyholder::access::escalation::{Account, Change, Effect, Lacks, check};
use keyholder::access::evaluate::{evaluate, holds, is_administrator};
use keyholder::access::explain::{Reading, explain, full_label};
use keyholder::access::fixed::{ADMINISTRATOR, ADMINISTRATORS, TOP};
use keyholder::access::logins::controls_login;
use keyholder::access::period::Period;
use keyholder::access::permission::{CATEGORIES, Catalogue, Permission, category_id};
use keyholder::access::snapshot::{Grant, Membership, Reach, Snapshot, Subject};
use keyholder::web::i18n::{Language, Texts};

use crate::engine_grid::*;

const M: i64 = 300;

fn add_to<'a>(account: Account<'a>, group: i64, unit: i64) -> Change<'a> {
    Change::Membership {
        account,
        group,
        unit,
        before: None,
        after: Some(Period::ALWAYS),
    }
}

fn cell(account: Account<'_>, permission: Permission, unit: i64, allow: bool) -> Change<'_> {
    let after = Some(Effect {
        allow,
        period: Period::ALWAYS,
    });
    Change::Cell {
        account,
        permission,
        unit,
        before: None,
        after,
    }
}

fn may(snapshot: &Snapshot, principal: &Subject, change: Change<'_>) -> Result<(), Lacks> {
    check(snapshot, principal, &[change], now())
}

fn lacks(permission: Permission, unit: i64) -> Result<(), Lacks> {
    Err(Lacks::Right { permission, unit })
}

#[test]
fn p6_a_manager_adds_to_a_group_only_where_they_hold_what_it_gives() {
    let grants = [
        allow(M, Permission::EDIT_USER, NORTH),
        deny(M, Permission::EDIT_USER, STORE_7),
    ];
    let (snapshot, m, somebody) = (snapshot(&grants), user(M, &[]), user(301, &[]));
    let somebody = Account::User(&somebody);
    assert_eq!(may(&snapshot, &m, add_to(somebody, EDITORS, AARHUS)), Ok(()));
    assert_eq!(
        may(&snapshot, &m, add_to(somebody, EDITORS, NORTH)),
        lacks(Permission::EDIT_USER, STORE_7)
    );
    assert_eq!(
        may(&snapshot, &m, add_to(somebody, EDITORS, SOUTH)),
        lacks(Permission::EDIT_USER, SOUTH)
    );
}

#[test]
fn a_manager_cannot_reach_more_through_nesting() {
    let (snapshot, m) = (snapshot(&[allow(M, Permission::ORG_UNIT_ACCESS, CHAIN)]), user(M, &[]));
    let nest = add_to(Account::Group(CASHIERS), EDITORS, AARHUS);
    assert_eq!(may(&snapshot, &m, nest), lacks(Permission::EDIT_USER, AARHUS));
    let join = add_to(Account::Group(EDITORS), CASHIERS, AARHUS);
    assert_eq!(may(&snapshot, &m, join), Ok(()));
}

#[test]
fn nobody_gives_for_longer_than_they_hold() {
    let until = Utc.with_ymd_and_hms(2026, 12, 24, 0, 0, 0).unwrap();
    let own = Grant {
        to: Some(until),
        ..allow(M, Permission::EDIT_USER, NORTH)
    };
    let (snapshot, m) = (snapshot(&[own]), user(M, &[]));
    let give = |period| Change::Cell {
        account: Account::Group(CASHIERS),
        permission: Permission::EDIT_USER,
        unit: AARHUS,
        before: None,
        after: Some(Effect { allow: true, period }),
    };
    assert_eq!(may(&snapshot, &m, give(Period::new(None, Some(until)))), Ok(()));
    assert_eq!(
        may(&snapshot, &m, give(Period::ALWAYS)),
        Err(Lacks::Longer {
            permission: Permission::EDIT_USER,
            unit: AARHUS
        })
    );
}

#[test]
fn a_deny_is_lifted_only_by_who_holds_the_right() {
    let (snapshot, m) = (snapshot(&[]), user(M, &[(NORTH, MANAGERS)]));
    let deny = Some(Effect {
        allow: false,
        period: Period::ALWAYS,
    });
    let lift = |permission| Change::Cell {
        account: Account::Group(CASHIERS),
        permission,
        unit: STORE_7,
        before: deny,
        after: None,
    };
    assert_eq!(may(&snapshot, &m, lift(Permission::EDIT_USER)), Ok(()));
    assert_eq!(
        may(&snapshot, &m, lift(Permission::DELETE_USER)),
        lacks(Permission::DELETE_USER, STORE_7)
    );
}

#[test]
fn a_deny_is_refused_against_an_account_that_holds_more_there() {
    let snapshot = snapshot(&[allow(301, Permission::CHECK_RIGHTS, AARHUS)]);
    let (m, stronger, weaker) = (user(M, &[(NORTH, MANAGERS)]), user(301, &[]), user(302, &[]));
    let denied = |account| may(&snapshot, &m, cell(account, Permission::EDIT_USER, AARHUS, false));
    assert_eq!(denied(Account::User(&weaker)), Ok(()));
    assert_eq!(
        denied(Account::User(&stronger)),
        Err(Lacks::Outranked {
            permission: Permission::CHECK_RIGHTS,
            unit: AARHUS
        })
    );
    assert_eq!(
        denied(Account::User(&user(303, &[(TOP, ADMINISTRATORS)]))),
        Err(Lacks::Administrators)
    );
}

#[test]
fn only_administrators_make_administrators() {
    let (snapshot, office, somebody) = (snapshot(&[]), user(M, &[(TOP, HEAD_OFFICE)]), user(301, &[]));
    let promote = add_to(Account::User(&somebody), ADMINISTRATORS, TOP);
    assert_eq!(may(&snapshot, &office, promote), Err(Lacks::Administrators));
    assert_eq!(may(&snapshot, &user(ADMINISTRATOR, &[]), promote), Ok(()));
}

#[test]
fn a_unit_moves_only_below_whom_the_mover_could_have_given_it() {
    let snapshot = snapshot(&[allow(301, Permission::DELETE_USER, NORTH)]);
    let moving = Change::Move {
        unit: SOUTH,
        parent: NORTH,
        joined: &[(NORTH, MANAGERS)],
    };
    let access = [(CHAIN, HEAD_OFFICE), (SOUTH, MANAGERS)];
    assert_eq!(
        may(&snapshot, &user(M, &access), moving),
        lacks(Permission::DELETE_USER, SOUTH)
    );
}

#[test]
fn p10_a_login_is_controlled_only_by_who_holds_its_sensitive_rights() {
    let snapshot = snapshot(&[]);
    let (manager, administrator) = (user(M, &[(NORTH, MANAGERS)]), user(301, &[(TOP, ADMINISTRATORS)]));
    let control = |principal: &Subject, other: &Subject| controls_login(&snapshot, principal, other, now());
    assert_eq!(
        control(&manager, &user(302, &[(AARHUS, CASHIERS), (SOUTH, CASHIERS)])),
        Ok(())
    );
    assert_eq!(
        control(&manager, &user(302, &[(SOUTH, MANAGERS)])),
        lacks(Permission::EDIT_USER, SOUTH)
    );
    assert_eq!(
        control(&manager, &user(302, &[(TOP, HEAD_OFFICE)])),
        lacks(Permission::DELETE_USER, TOP)
    );
    assert_eq!(control(&manager, &administrator), Err(Lacks::Administrators));
    assert_eq!(control(&administrator, &user(ADMINISTRATOR, &[])), Ok(()));
}

#[test]
fn a_login_is_controlled_only_by_who_will_hold_what_it_comes_to_hold_later() {
    let (begins, ends) = (now() + Duration::days(7), now() + Duration::days(3));
    let from = |begins| Membership {
        from: Some(begins),
        ..Membership::always(SOUTH, MANAGERS)
    };
    let snapshot = snapshot(&[]);
    let manager = user(M, &[(NORTH, MANAGERS)]);
    let other = Subject::new(302, vec![from(begins)], Reach::Everything);
    let control = |principal: &Subject, other: &Subject| controls_login(&snapshot, principal, other, now());
    assert_eq!(control(&manager, &other), lacks(Permission::EDIT_USER, SOUTH));
    let administrator = Membership {
        from: Some(begins),
        ..Membership::always(TOP, ADMINISTRATORS)
    };
    let boss = Subject::new(303, vec![administrator], Reach::Everything);
    assert_eq!(control(&manager, &boss), Err(Lacks::Administrators));
    let both = user(M, &[(NORTH, MANAGERS), (SOUTH, MANAGERS)]);
    assert_eq!(control(&both, &other), Ok(()), "who holds it then, too");
    let briefly = Membership {
        to: Some(ends),
        ..Membership::always(SOUTH, MANAGERS)
    };
    let briefly = Subject::new(M, vec![briefly], Reach::Everything);
    assert_eq!(
        control(&briefly, &other),
        lacks(Permission::EDIT_USER, SOUTH),
        "no longer then"
    );
    assert_eq!(
        control(&briefly, &user(302, &[(SOUTH, MANAGERS)])),
        Ok(()),
        "what is held by both now"
    );
}

#[test]
fn a_denial_that_ends_gives_later_what_the_login_does_not_hold_now() {
    let mut denied = deny(302, Permission::EDIT_USER, SOUTH);
    denied.to = Some(now() + Duration::days(1));
    let snapshot = snapshot(&[allow(302, Permission::EDIT_USER, SOUTH), denied]);
    let refused = controls_login(&snapshot, &user(M, &[(NORTH, MANAGERS)]), &user(302, &[]), now());
    assert_eq!(refused, lacks(Permission::EDIT_USER, SOUTH));
}

#[test]
fn a_global_right_alone_keeps_a_weaker_user_from_the_login() {
    let snapshot = snapshot(&[allow(301, Permission::SETUP_MANAGE, TOP)]);
    let refused = controls_login(&snapshot, &user(M, &[(NORTH, MANAGERS)]), &user(301, &[]), now());
    assert_eq!(refused, lacks(Permission::SETUP_MANAGE, TOP));
}

#[test]
fn p9_administrators_lower_down_are_none() {
    let snapshot = snapshot(&[]);
    assert!(is_administrator(&snapshot, &user(M, &[(TOP, ADMINISTRATORS)]), now()));
    assert!(!is_administrator(
        &snapshot,
        &user(M, &[(CHAIN, ADMINISTRATORS)]),
        now()
    ));
}

#[test]
fn p11_a_dated_membership_counts_from_its_start_and_no_longer_at_its_end() {
    let (from, to) = (now(), now() + Duration::days(1));
    let dated = Membership {
        from: Some(from),
        to: Some(to),
        ..Membership::always(NORTH, MANAGERS)
    };
    let (snapshot, subject) = (snapshot(&[]), Subject::new(M, vec![dated], Reach::Everything));
    let held = |at| holds(&snapshot, &subject, Permission::EDIT_USER, AARHUS, at);
    let moments = [
        from - Duration::microseconds(1),
        from,
        to - Duration::microseconds(1),
        to,
    ];
    assert_eq!(moments.map(held), [false, true, true, false]);
    let decision = evaluate(&snapshot, &subject, Permission::EDIT_USER, AARHUS, from);
    assert_eq!(decision.because[0].until, Some(to));
}

#[test]
fn p5_a_decision_says_who_says_what_and_where() {
    let snapshot = snapshot(&[deny(M, Permission::EDIT_USER, STORE_7)]);
    let words = Texts::new(Language::En, Tz::UTC);
    let manager = user(M, &[(NORTH, MANAGERS)]);
    let told = |right, unit| {
        explain(
            &words,
            &snapshot,
            Reading::ALL,
            (right, unit),
            &evaluate(&snapshot, &manager, right, unit, now()),
        )
    };
    assert_eq!(
        told(Permission::ORG_UNIT_ACCESS, AARHUS).sentence,
        "Allowed, because group Cashiers is allowed it in Top (member of Store managers in North › Cashiers in North)"
    );
    let denied = told(Permission::EDIT_USER, STORE_7);
    assert_eq!(denied.sentence, "Not allowed, because it is denied on this user here");
    assert_eq!(
        denied.trail[1],
        "overruled: because group Store managers is allowed it in Top (member of Store managers in North)"
    );
    assert_eq!(
        told(Permission::GROUP_MANAGE, TOP).sentence,
        "Not allowed, because nothing allows it"
    );
}

#[test]
fn every_right_and_category_has_a_label_in_both_languages() {
    for language in Language::ALL {
        let texts = Texts::new(language, Tz::UTC);
        for entry in Catalogue::builtin().entries() {
            assert!(texts.has(&entry.label_id()), "{}", entry.label_id());
        }
        assert!(CATEGORIES.iter().all(|category| texts.has(&category_id(category))));
    }
    let (en, snapshot) = (Texts::new(Language::En, Tz::UTC), snapshot(&[]));
    assert_eq!(
        full_label(&en, &snapshot, Permission::ORG_UNIT_EDIT),
        "Organizational unit: Edit"
    );
}
