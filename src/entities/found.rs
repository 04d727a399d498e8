//! Finds a unit when the tree is too large for the page: GET /entities/units, a fragment of links.
use crate::access::{Target, rules};
use crate::error::Result;
use crate::org_units::found;
use crate::web::answer::Answer;
use crate::web::request::{Query, local_path};
use crate::web::visit::View;
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    find: String,
    /// The page that the links lead to, for the unit chosen.
    to: String,
}

/// GET /entities/units: units the reader has Access to, each as a link to the page `to` in that unit.
pub fn found(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let access = &view.visit.access;
    rules::see_permissions(access, &Target::unit(access.principal()?.unit))?;
    let to = local_path(&asked.to, "/entities");
    let join = if to.contains('?') { '&' } else { '?' };
    found::links(view, &access.scope(), &asked.find, |unit| {
        format!("{to}{join}unit={unit}")
    })
}
