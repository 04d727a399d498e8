//! Required fields of actors (SPEC A-6). A file has no columns for these fields, so a required one must already be
//! filled in: without it, the form would not save the actor either.
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

/// All required fields, and which of the stored actors have them filled in.
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

    /// Notes required fields that are missing. `row` has the line, the actor before and after, and whether the national
    /// id number changes.
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

/// Whether the change is one that the form with these fields makes. Archiving and linking a user are not.
fn saves_form(old: &Actor, new: &Actor) -> bool {
    let besides = Actor {
        user: new.user,
        archived: new.archived,
        ..old.clone()
    };
    besides != *new
}

/// Whether the form would ask for this field: if its role is newly given, or if the importer may write the field.
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
