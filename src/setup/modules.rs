//! Setup → **Modules**: GET and POST /setup/modules (SPEC G-4).
use super::{ManageSetup, store, why_read_only};
use crate::access::escalation::Change;
use crate::activity::{self, Entry, Event, Subject};
use crate::db::Changed;
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome};
use crate::web::group_name::{group_name, role_text};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::Form;
use crate::web::right_name;
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "setup/modules.html")]
struct ModulesPage {
    shell: Shell,
    t: Texts,
    modules: Vec<Module>,
    read_only: Option<String>,
}

struct Module {
    key: String,
    label: String,
    enabled: bool,
    /// Such as "3 memberships do not count while it is off."
    assigned: String,
    roles: Vec<Role>,
}

struct Role {
    name: String,
    description: String,
    /// Pairs of a category and its rights, as text.
    rights: Vec<(String, String)>,
}

/// The form of a module's switch.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    module: String,
    on: bool,
}

/// GET /setup/modules.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    menu::INSTALLATION.enter(&view.visit.access)?;
    let stored = store::modules(&mut view.db)?;
    let visit = &view.visit;
    let mut modules = Vec::with_capacity(stored.len());
    for module in stored {
        let roles = store::roles(&mut view.db, &module.key)?;
        let assigned = usize::try_from(module.memberships).unwrap_or_default();
        let said = if module.enabled {
            "setup-module-assigned"
        } else {
            "setup-module-dormant"
        };
        modules.push(Module {
            label: visit.t.get(&format!("module-{}", module.key)),
            assigned: visit.t.one(said, "count", assigned),
            roles: roles.into_iter().map(|role| described(visit, role)).collect(),
            key: module.key,
            enabled: module.enabled,
        });
    }
    Answer::page(&ModulesPage {
        shell: visit.shell()?,
        t: visit.t,
        modules,
        read_only: why_read_only(visit),
    })
}

/// Describes a role, with its rights by category in the catalogue's order.
fn described(visit: &Visit, role: store::Role) -> Role {
    let snapshot = visit.access.snapshot();
    let given: Vec<_> = snapshot.cells_of(role.id).iter().map(|cell| cell.permission).collect();
    let mut rights: Vec<(String, String)> = Vec::new();
    for entry in snapshot.catalogue().entries().iter() {
        if !given.contains(&entry.permission) {
            continue;
        }
        let category = visit.t.get(&entry.category_id());
        let label = right_name::value(entry).say(&visit.t);
        match rights.last_mut().filter(|(last, _)| *last == category) {
            Some((_, labels)) => *labels = format!("{labels}, {label}"),
            None => rights.push((category, label)),
        }
    }
    Role {
        name: group_name(&visit.t, role.id, &role.display_name),
        description: role_text(&visit.t, role.id, &role.description),
        rights,
    }
}

/// POST /setup/modules. Switching a module on brings back what its roles allow wherever they are assigned. Switching it
/// off removes what they deny there. P-6 checks both against what the principal holds.
pub fn switch(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Switch>) -> Result<Outcome> {
    menu::INSTALLATION.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageSetup>(ctx.tx)?;
    let known = store::modules(ctx.tx)?
        .into_iter()
        .find(|module| module.key == typed.module);
    let module = known.ok_or_else(|| Error::BadRequest("unknown module".into()))?;
    let roles: Vec<i64> = store::roles(ctx.tx, &module.key)?.iter().map(|role| role.id).collect();
    let joined = store::joined(ctx.tx, &roles)?;
    let change = Change::Count {
        joined: &joined,
        counts: typed.on,
    };
    ctx.visit.access.may_change(&[change])?;
    if module.enabled != typed.on {
        store::switch(ctx.tx, &can, &module.key, typed.on)?;
        let changed: Vec<Changed> = roles.into_iter().map(Changed::Group).collect();
        ctx.tx.access_changed_all(&changed)?;
        let entry = Entry::new(
            &ctx.visit.author(),
            Event::SetupModuleSwitched,
            Subject::Installation,
            None,
        )
        .fact("module", module.key.as_str())
        .diff("enabled", module.enabled, typed.on);
        activity::record(ctx.tx, entry)?;
    }
    let said = if typed.on {
        "setup-module-is-on"
    } else {
        "setup-module-is-off"
    };
    let label = ctx.visit.t.get(&format!("module-{}", module.key));
    let said = ctx.visit.t.one(said, "module", label);
    Ok(Outcome::Commit(Answer::see_other("/setup/modules").saying(said)))
}
