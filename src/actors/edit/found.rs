//! Units for the field of an actor: those where the actor may be, and GET /actors/units where there are too many for a
//! page.
use crate::access::Access;
use crate::access::actor_roles::Deed;
use crate::access::fixed::TOP;
use crate::access::permission::Permission;
use crate::access::ranges::Ranges;
use crate::error::Result;
use crate::org_units::found;
use crate::org_units::tree::{self, Choices};
use crate::web::answer::Answer;
use crate::web::request::Query;
use crate::web::visit::View;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    find: String,
    /// Ids of the actor's roles.
    #[serde(default)]
    role: Vec<i64>,
    /// `1` for a new actor; otherwise the actor is moved.
    #[serde(default)]
    new: String,
}

/// Returns the units the reader sees and where an actor with these roles may be created, or moved to.
pub fn units(access: &Access, roles: &[i64], deed: Deed) -> Ranges {
    let known = access.snapshot().actor_roles();
    let rights = roles.iter().filter_map(|id| known.get(*id)?.right(deed));
    let rights: Vec<Permission> = rights.collect();
    if rights.is_empty() && !access.holds(Permission::ACTOR_SETUP_MANAGE, TOP) {
        return Ranges::NONE;
    }
    let all = access.scope();
    rights
        .into_iter()
        .fold(all, |units, right| units.and(&access.ranges(right)))
}

/// Returns those units for the field, with `chosen` marked. `words` is the search, without scripts.
pub fn choices(access: &Access, (roles, deed): (&[i64], Deed), chosen: Option<i64>, words: &str) -> Choices {
    let within = units(access, roles, deed);
    tree::choices(access, &within, chosen).found(access, &within, url(roles, deed), words)
}

/// Returns the address at which the field asks for more units.
fn url(roles: &[i64], deed: Deed) -> String {
    let mut query = Serializer::new(String::new());
    for role in roles {
        query.append_pair("role", &role.to_string());
    }
    if deed == Deed::Create {
        query.append_pair("new", "1");
    }
    format!("/actors/units?{}", query.finish())
}

/// GET /actors/units: only units where the form would be accepted.
pub fn found(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let access = &view.visit.access;
    crate::actors::some_screen(access)?;
    let deed = if asked.new == "1" { Deed::Create } else { Deed::Edit };
    let within = units(access, &asked.role, deed);
    found::answer(view, &within, "unit", &asked.find)
}
