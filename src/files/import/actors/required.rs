//! What a role asks for (SPEC A-6). A file has no columns for the fields of roles, so a required one must be filled in already:
//! the form would not save the actor either.
use super::rights::target;
use crate::access::actor_roles::Deed;
use crate::access::rules;
use crate::actor_setup::fields::{self, ActorField};
use crate::db::Tx;
use crate::error::Result;
use crate::files::import::Report;
use crate::files::import::gate::Gate;
use crate::files::store::actors::{self as store, Actor};
use crate::web::message::Message;
use std::collections::{HashMap, HashSet};

/// The required fields there are, and which of the stored actors have them filled in.
pub(super) struct Required {
    fields: Vec<ActorField>,
    filled: HashSet<(i64, i64)>,
}

impl Required {
    pub(super) fn load(tx: &mut Tx<'_>, stored: &HashMap<String, Actor>) -> Result<Self> {
        let mut fields = fields::all(tx)?;
        fields.retain(|field| field.required);
        let actors: Vec<i64> = stored.values().map(|actor| actor.id).collect();
        let ids: Vec<i64> = fields.iter().map(|field| field.id).collect();
        Ok(Self {
            filled: store::filled(tx, &actors, &ids)?,
            fields,
        })
    }

    /// Notes what is missing. `row`: its line, as the actor was, as it shall be, whether the national id number changes.
    pub(super) fn ask(&self, row: (u64, Option<&Actor>, &Actor, bool), gate: &Gate<'_>, report: &mut Report) {
        let (line, old, new, numbered) = row;
        if !numbered && old.is_some_and(|old| !saves_form(old, new)) {
            return;
        }
        for field in &self.fields {
            let is_filled = old.is_some_and(|old| self.filled.contains(&(old.id, field.id)));
            if is_filled || !is_asked(field, old, new, gate) {
                continue;
            }
            let reason = Message::new("import-actor-field")
                .with("field", field.label.as_str())
                .with("reason", Message::new("field-required"));
            report.refuse(line, if field.role.is_some() { "roles" } else { "name" }, reason);
        }
    }
}

/// Archiving and linking are no matter of the form with the fields.
fn saves_form(old: &Actor, new: &Actor) -> bool {
    let besides = Actor {
        user: new.user,
        archived: new.archived,
        ..old.clone()
    };
    besides != *new
}

/// As in the form: of a role that is newly given, and of one whose fields may be written.
fn is_asked(field: &ActorField, old: Option<&Actor>, new: &Actor, gate: &Gate<'_>) -> bool {
    let target = target(new.unit, new);
    match (field.role, old) {
        (Some(role), _) if !new.roles.contains(&role) => false,
        (Some(role), Some(old)) if old.roles.contains(&role) => gate
            .ask_actor(|access| rules::actor_role(access, &target, role, Deed::Edit, Deed::Edit))
            .is_ok(),
        (None, Some(_)) => gate.ask_actor(|access| rules::edit_actor(access, &target)).is_ok(),
        (_, None) | (Some(_), Some(_)) => true,
    }
}
