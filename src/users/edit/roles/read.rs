//! Which roles the form shows.
use super::form::{self, OWN, Typed};
use super::{Held, Offered, Roles};
use crate::access::fixed::ADMINISTRATORS;
use crate::access::snapshot;
use crate::access::{Access, Target, rules};
use crate::db::Read;
use crate::error::Result;
use crate::memberships::{self, Group, Membership, find, verbs};
use crate::users::User;
use crate::web::field::Field;
use crate::web::visit::Visit;

impl Roles {
    /// Returns the roles that may be given to a user who is yet to be created.
    pub fn of_new(access: &Access) -> Self {
        let offered = match find::addable(access).is_empty() {
            true => Vec::new(),
            false => offered(access),
        };
        Self {
            held: Vec::new(),
            offered,
        }
    }

    /// Returns the roles the user has, and those that may be given. Nobody may give roles to themselves (P-20);
    /// `rules::join_group` decides that.
    pub fn of(db: &mut impl Read, visit: &Visit, user: &User) -> Result<Self> {
        let access = &visit.access;
        let rows = memberships::of_account(db, user.id)?.into_iter();
        let held = rows.filter(|row| is_role(access, row.group.id) && access.finds(&row.target()));
        let may_join = rules::join_group(access, &user.target()).is_ok();
        Ok(Self {
            held: held.map(|row| self::held(visit, row)).collect(),
            offered: if may_join { offered(access) } else { Vec::new() },
        })
    }

    /// Changes the roles so that they can only be read.
    pub fn only_read(mut self) -> Self {
        self.offered.clear();
        for held in &mut self.held {
            held.why = Some(String::new());
        }
        self
    }

    /// Sets the fields to what was typed.
    pub fn with(mut self, typed: &Typed) -> Self {
        for held in &mut self.held {
            if let Some(stays) = typed.held.get(&held.row.id) {
                held.tick = Field::tick(held.tick.name.clone(), *stays);
            }
        }
        for role in &mut self.offered {
            let id = role.group.id;
            role.tick = Field::tick(role.tick.name.clone(), typed.given.contains(&id));
            role.unit.value = typed.unit_of(id).to_string();
            role.find = typed.find.get(&id).cloned().unwrap_or_default();
        }
        self
    }
}

/// Whether the group is a predefined role whose module is on, or Administrators.
pub(super) fn is_role(access: &Access, group: i64) -> bool {
    let counts = |group: &snapshot::Group| group.predefined && !group.off;
    group == ADMINISTRATORS || access.snapshot().groups().get(group).is_some_and(counts)
}

fn held(visit: &Visit, row: Membership) -> Held {
    let why = verbs::may_remove(&visit.access, &row).err();
    Held {
        tick: Field::tick(form::held(row.id), true),
        why: why.map(|refusal| visit.why_not(&refusal)),
        row,
    }
}

/// Returns every role whose module is on. Administrators comes first, if the reader may add members to it.
fn offered(access: &Access) -> Vec<Offered> {
    let groups = access.snapshot().groups();
    let mut roles: Vec<&snapshot::Group> = groups.predefined().filter(|group| !group.off).collect();
    roles.sort_unstable_by_key(|group| group.id);
    let top = Target::membership(crate::access::fixed::TOP, ADMINISTRATORS, None);
    let administrators = groups
        .get(ADMINISTRATORS)
        .filter(|_| rules::add_membership(access, &top).is_ok());
    let offer = |group: &snapshot::Group| Offered {
        group: Group {
            id: group.id,
            name: group.name.to_string(),
            display_name: group.display_name.to_string(),
        },
        tick: Field::tick(form::given(group.id), false),
        unit: Field::new(form::unit(group.id), OWN.to_string()),
        find: String::new(),
    };
    administrators.into_iter().chain(roles).map(offer).collect()
}
