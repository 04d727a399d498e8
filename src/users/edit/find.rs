//! Finding a unit where the tree is too large for the page: GET /users/units, a fragment.
use crate::access::Access;
use crate::access::permission::Permission;
use crate::access::ranges::Ranges;
use crate::error::{Error, Result};
use crate::org_units::found;
use crate::org_units::tree::Choices;
use crate::web::answer::Answer;
use crate::web::request::Query;
use crate::web::visit::View;
use serde::Deserialize;

/// What the unit is chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Create,
    Edit,
    /// For moving several users at once, where the field has another name.
    Move,
}

#[derive(Deserialize)]
pub struct Asked {
    purpose: Option<Purpose>,
    #[serde(default)]
    find: String,
}

/// Returns the units where the reader may edit users and which the reader sees.
pub fn editable(access: &Access) -> Ranges {
    access.ranges(Permission::EDIT_USER).and(&access.scope())
}

/// Returns the units where the reader may create users and which the reader sees.
pub fn creatable(access: &Access) -> Ranges {
    access.ranges(Permission::CREATE_USER).and(&access.scope())
}

/// Returns the address at which a field asks for more units. Empty if the field already has them all.
pub fn url(choices: &Choices, purpose: Purpose) -> &'static str {
    match (choices.whole, purpose) {
        (true, _) => "",
        (false, Purpose::Create) => "/users/units?purpose=create",
        (false, Purpose::Edit) => "/users/units?purpose=edit",
        (false, Purpose::Move) => "/users/units?purpose=move",
    }
}

/// GET /users/units: only units where the form would be accepted.
pub fn found(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let access = &view.visit.access;
    let (within, name) = match asked.purpose.ok_or(Error::NotFound)? {
        Purpose::Create => (creatable(access), "unit"),
        Purpose::Edit => (editable(access), "unit"),
        Purpose::Move => (editable(access), "into"),
    };
    found::answer(view, &within, name, &asked.find)
}
