//! Every row needs the rights its form would need (SPEC A-5, L-5), asked of the rules of that form.
use super::owners::Owners;
use crate::access::{Target, TargetActor, rules};
use crate::actors::{Kind, RoleChange};
use crate::error::Result;
use crate::files::import::Report;
use crate::files::import::gate::Gate;
use crate::files::store::actors::Actor;

/// Notes what is not allowed. `row`: its line, as it was, as it shall be, whether the national id number changes.
pub(super) fn ask(
    row: (u64, Option<&Actor>, &Actor, bool),
    owners: &Owners,
    gate: &mut Gate<'_>,
    report: &mut Report,
) -> Result<()> {
    if gate.is_open() {
        return Ok(());
    }
    let (line, old, new, numbered) = row;
    match old {
        None => {
            let create = gate.ask_actor(|access| rules::create_actor(access, &Target::unit(new.unit)));
            report.unless(create, line, "unit_code");
            let roles = gate.ask_actor(|access| RoleChange::of_new(access, new.unit, &new.roles).map(drop));
            report.unless(roles, line, "roles");
        }
        Some(old) => changed(line, old, new, numbered, gate, report)?,
    }
    let before = old.and_then(|old| old.user);
    if before != new.user {
        if let Some(old) = old {
            let target = target(old.unit, old);
            report.unless(
                gate.ask_actor(|access| rules::link_actor(access, &target)),
                line,
                "user_login",
            );
        }
        for user in [before, new.user].into_iter().flatten() {
            let unit = owners
                .account(user)
                .and_then(|account| account.unit)
                .unwrap_or_default();
            report.unless(gate.ask_about(rules::link_user, unit, Some(user)), line, "user_login");
        }
    }
    Ok(())
}

fn changed(line: u64, old: &Actor, new: &Actor, numbered: bool, gate: &Gate<'_>, report: &mut Report) -> Result<()> {
    let (here, there) = (target(old.unit, old), target(new.unit, old));
    let kept = Actor {
        unit: new.unit,
        roles: new.roles.clone(),
        user: new.user,
        archived: new.archived,
        ..old.clone()
    };
    if kept != *new {
        report.unless(gate.ask_actor(|access| rules::edit_actor(access, &here)), line, "name");
    }
    if numbered {
        report.unless(gate.ask_actor(|access| rules::edit_cpr(access, &here)), line, "cpr");
    }
    if old.unit != new.unit {
        report.unless(
            gate.ask_actor(|access| rules::edit_actor(access, &here)),
            line,
            "unit_code",
        );
        report.unless(
            gate.ask_actor(|access| rules::receive_actor(access, &there)),
            line,
            "unit_code",
        );
    }
    if old.roles != new.roles {
        let known = known(old)?;
        let change = |access: &_| RoleChange::of(access, &known, new.unit, &new.roles).map(drop);
        report.unless(gate.ask_actor(change), line, "roles");
    }
    Ok(())
}

pub(super) fn target(unit: i64, actor: &Actor) -> Target {
    let (roles, user) = (actor.roles.clone(), actor.user);
    Target::actor(unit, TargetActor { roles, user })
}

/// Returns the actor as its form knows it.
fn known(actor: &Actor) -> Result<crate::actors::Actor> {
    Ok(crate::actors::Actor {
        id: actor.id,
        kind: Kind::stored(&actor.kind)?,
        name: actor.name.clone(),
        number: actor.number.clone(),
        unit: actor.unit,
        roles: actor.roles.clone(),
        user: actor.user,
        enabled: true,
        archived_at: None,
        merged_into: None,
        remarks: String::new(),
        image: None,
        version: actor.version,
    })
}
