//! The roles of an actor and the fields that come with them. The ticks of roles say why the reader cannot change them,
//! where that is so (SPEC A-5). Each role has a card of typed fields.
use super::form::FIELD_PREFIX;
use crate::access::actor_roles::{ActorRole, Deed};
use crate::access::{Access, Refusal, Target, rules};
use crate::actor_setup::fields::{ActorField, Kind};
use crate::web::field::{Choice, Field, Mistake};
use crate::web::group_name::role_name;
use crate::web::i18n::Texts;
use crate::web::versions::Compared;
use crate::web::visit::Visit;
use std::collections::HashMap;

/// A role that can be given or taken away.
pub struct Tick {
    pub id: i64,
    pub label: String,
    pub ticked: bool,
    /// Why it cannot be changed.
    pub why: Option<String>,
}

/// Returns ticks for the enabled roles and those the actor has. `has` are the actor's roles, in the unit of `target`.
pub fn ticks(visit: &Visit, target: &Target, has: &[i64], wanted: &[i64]) -> Vec<Tick> {
    let access = &visit.access;
    let offered = access.snapshot().actor_roles().all().iter();
    let offered = offered.filter(|role| role.enabled || has.contains(&role.id));
    let tick = |role: &ActorRole| Tick {
        id: role.id,
        label: role_name(&visit.t, role),
        ticked: wanted.contains(&role.id),
        why: {
            let deed = if has.contains(&role.id) {
                Deed::Delete
            } else {
                Deed::Create
            };
            let verdict = rules::actor_role(access, target, role.id, deed, Deed::Edit);
            verdict.err().map(|refusal| visit.why_not(&refusal))
        },
    };
    offered.map(tick).collect()
}

/// Like [`ticks`], for a new actor, whose unit is not chosen yet. A role is locked if the reader may give it nowhere.
pub fn ticks_of_new(visit: &Visit, unit: i64, wanted: &[i64]) -> Vec<Tick> {
    let access = &visit.access;
    let roles = access.snapshot().actor_roles();
    let offered = roles.all().iter().filter(|role| role.enabled);
    let tick = |role: &ActorRole| Tick {
        id: role.id,
        label: role_name(&visit.t, role),
        ticked: wanted.contains(&role.id),
        why: match role.right(Deed::Create) {
            Some(right) if access.ranges(right).and(&access.scope()).is_empty() => {
                Some(visit.why_not(&Refusal::Lacks { right, unit }))
            }
            _ => None,
        },
    };
    offered.map(tick).collect()
}

/// A field of a role as the page shows it.
pub struct Shown {
    pub field: Field,
    pub label: String,
    pub kind: Kind,
    pub required: bool,
    pub choices: Vec<Choice>,
    /// The value as text, for readers who may only see it.
    pub said: String,
}

/// The fields of one role, or those of every actor.
pub struct Group {
    pub title: String,
    /// Why they can only be looked at.
    pub why: Option<String>,
    pub fields: Vec<Shown>,
}

/// All fields of an actor with certain roles: stored values, typed values and mistakes.
pub struct RoleFields {
    all: Vec<ActorField>,
    stored: HashMap<i64, String>,
    typed: HashMap<i64, String>,
    wrong: HashMap<i64, String>,
}

impl RoleFields {
    pub fn new(all: Vec<ActorField>, stored: HashMap<i64, String>, typed: &[(i64, String)]) -> Self {
        Self {
            all,
            stored,
            typed: typed.iter().cloned().collect(),
            wrong: HashMap::new(),
        }
    }

    /// Checks the fields the reader may write, and all that were posted. Sets mistakes at the fields, and returns the
    /// values that differ from the stored ones. `added`: the roles that are being given. A required field that was not on the form is checked too: its role has
    /// just been given.
    pub fn check(
        &mut self,
        access: &Access,
        t: &Texts,
        target: &Target,
        added: &[i64],
    ) -> Vec<(ActorField, Option<String>)> {
        let mut changed = Vec::new();
        for field in &self.all {
            let before = self.stored.get(&field.id).map(String::as_str);
            if refused(access, target, added, field.role).is_some() && !self.typed.contains_key(&field.id) {
                continue;
            }
            let on_form = self.typed.get(&field.id);
            let kept = before.map(|before| field.typed(t, before));
            let typed = on_form.map(String::as_str).or(kept.as_deref()).unwrap_or_default();
            match field.check(t.language(), typed, before) {
                Ok(value) if value.as_deref() != before => changed.push((field.clone(), value)),
                Ok(_) => {}
                Err(message) => {
                    self.wrong.insert(field.id, message.say(t));
                }
            }
        }
        changed
    }

    /// Returns one card per role, in the order of the fields.
    pub fn groups(&self, visit: &Visit, target: &Target, added: &[i64]) -> Vec<Group> {
        let mut groups: Vec<(Option<i64>, Group)> = Vec::new();
        for field in &self.all {
            let shown = self.shown(&visit.t, field);
            if let Some((_, group)) = groups.iter_mut().find(|(role, _)| *role == field.role) {
                group.fields.push(shown);
                continue;
            }
            let refusal = refused(&visit.access, target, added, field.role);
            let group = Group {
                title: title(visit, field.role),
                why: refusal.map(|refusal| visit.why_not(&refusal)),
                fields: vec![shown],
            };
            groups.push((field.role, group));
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }

    fn shown(&self, t: &Texts, field: &ActorField) -> Shown {
        let stored = self.stored.get(&field.id).map_or("", String::as_str);
        let typed = self.typed.get(&field.id).cloned();
        let typed = typed.unwrap_or_else(|| {
            if stored.is_empty() {
                String::new()
            } else {
                field.typed(t, stored)
            }
        });
        let mut box_ = Field::new(format!("{FIELD_PREFIX}{}", field.id), typed);
        if let Some(wrong) = self.wrong.get(&field.id) {
            box_.refuse(wrong);
        }
        let choices = match field.kind {
            Kind::Choice => field
                .offered(stored)
                .into_iter()
                .map(|choice| Choice::new(&choice, &choice))
                .collect(),
            Kind::YesNo => vec![
                Choice::new("yes", t.get("actor-field-yes")),
                Choice::new("no", t.get("actor-field-no")),
            ],
            _ => Vec::new(),
        };
        Shown {
            field: box_,
            label: field.label.clone(),
            kind: field.kind,
            required: field.required,
            choices,
            said: if stored.is_empty() {
                String::new()
            } else {
                field.shown(t, stored)
            },
        }
    }

    /// Compares what was typed with what is stored now. Returns the fields that differ.
    pub fn compared(&self, t: &Texts) -> Vec<Compared> {
        let shown = |text: String| if text.is_empty() { "–".to_owned() } else { text };
        let row = |field: &ActorField| {
            let stored = self.stored.get(&field.id).map(|stored| field.typed(t, stored));
            Some(Compared {
                label: field.label.clone(),
                yours: shown(self.typed.get(&field.id)?.clone()),
                theirs: shown(stored.unwrap_or_default()),
            })
        };
        let rows = self.all.iter().filter_map(row);
        rows.filter(|row| row.theirs != row.yours).collect()
    }

    /// Returns the mistakes, in the order of the page.
    pub fn mistakes(&self) -> Vec<Mistake> {
        let wrong = |field: &ActorField| {
            let text = self.wrong.get(&field.id)?;
            Some(Mistake {
                field: format!("{FIELD_PREFIX}{}", field.id),
                text: format!("{}: {text}", field.label),
            })
        };
        self.all.iter().filter_map(wrong).collect()
    }
}

/// Returns why the reader may not write the fields of this role. Those of a role that is just being given may be
/// written.
fn refused(access: &Access, target: &Target, added: &[i64], role: Option<i64>) -> Option<Refusal> {
    match role {
        Some(role) if added.contains(&role) => None,
        Some(role) => rules::actor_role(access, target, role, Deed::Edit, Deed::Edit).err(),
        None if !added.is_empty() && target.actor.as_ref().is_some_and(|actor| actor.roles == added) => None,
        None => rules::edit_actor(access, target).err(),
    }
}

fn title(visit: &Visit, role: Option<i64>) -> String {
    let roles = visit.access.snapshot().actor_roles();
    match role.and_then(|role| roles.get(role)) {
        Some(role) => visit.t.one("actor-fields-of", "role", role_name(&visit.t, role)),
        None => visit.t.get("actor-fields-of-all"),
    }
}
