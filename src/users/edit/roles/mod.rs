//! **Roles** on the form of a user (SPEC 3.2, G-4): predefined roles, each with its unit, saved with the other fields.
//!
//! A role is a group, and to have it is a membership in that group. So the verbs of `memberships` give and take it, by
//! the same rights and P-6 as everywhere. The form leaves out memberships in units the reader does not see (P-12) and
//! roles whose module is off; Save keeps both. **Administrator** is the group Administrators, whatever modules are on.
//! It is given in the top unit, by administrators (P-9).
mod card;
mod form;
mod read;
mod save;

pub use card::{Card, Place, found};
pub use form::{Typed, WithRoles};
pub use save::Wanted;

use crate::access::fixed::{ADMINISTRATORS, TOP};
use crate::access::snapshot::Subject;
use crate::memberships::{Account, Group, Membership, Who};
use crate::org_units::tree;
use crate::users::User;
use crate::web::field::{Field, Mistake};
use crate::web::group_name::group_name;
use crate::web::i18n::Texts;
use crate::web::visit::Visit;

/// The id of a user who is not created yet.
const NEW: i64 = i64::MAX;

/// Returns a user who is yet to be created, as a member.
pub fn newcomer(unit: i64) -> Account {
    Account {
        id: NEW,
        name: String::new(),
        display_name: String::new(),
        who: Who::User {
            unit,
            rights: Subject::by_id(NEW),
        },
    }
}

/// Returns a user as a member.
pub fn member(user: &User) -> Account {
    Account {
        id: user.id,
        name: user.login.clone(),
        display_name: user.display_name.clone(),
        who: Who::User {
            unit: user.unit,
            rights: user.rights.clone(),
        },
    }
}

/// A role that the user has.
#[derive(Clone)]
struct Held {
    row: Membership,
    tick: Field,
    /// Why it cannot be taken away.
    why: Option<String>,
}

/// A role that may be given.
#[derive(Clone)]
struct Offered {
    group: Group,
    tick: Field,
    /// The id of the unit, or [`form::OWN`] for the user's own.
    unit: Field,
    /// Words of a unit that is searched for, in a browser without scripts.
    find: String,
}

/// The roles on a form, as stored or as typed.
#[derive(Clone, Default)]
pub struct Roles {
    held: Vec<Held>,
    offered: Vec<Offered>,
}

impl Roles {
    /// Returns the mistakes in the order of the page, each with the role's name before it.
    pub fn mistakes(&self, t: &Texts) -> Vec<Mistake> {
        let held = self.held.iter().map(|held| (&held.row.group, [Some(&held.tick), None]));
        let offered = self
            .offered
            .iter()
            .map(|role| (&role.group, [Some(&role.tick), Some(&role.unit)]));
        let fields = held.chain(offered).flat_map(|(group, fields)| {
            let of = move |field| (group, field);
            fields.into_iter().flatten().map(of)
        });
        let wrong = fields.filter_map(|(group, field)| {
            let error = field.error.as_ref()?;
            Some(Mistake {
                field: field.name.to_string(),
                text: format!("{}: {error}", role_name(t, group)),
            })
        });
        wrong.collect()
    }
}

/// Returns the name of the role; that of Administrators is **Administrator**.
fn role_name(t: &Texts, group: &Group) -> String {
    match group.id {
        ADMINISTRATORS => t.get("user-role-administrator"),
        id => group_name(t, id, &group.display_name),
    }
}

/// Returns for example "Store manager in Aalborg".
fn said(visit: &Visit, group: &Group, unit: i64) -> String {
    let t = &visit.t;
    let place = tree::path(&visit.access, unit);
    t.two("membership-in-place", "group", role_name(t, group), "unit", place)
}

/// Returns the only unit the role can be given in, if there is only one (P-9).
fn fixed_place(group: &Group) -> Option<i64> {
    (group.id == ADMINISTRATORS).then_some(TOP)
}
