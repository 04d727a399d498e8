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
    /// Of somebody who is yet to be created: what may be given.
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

    /// Of a user: what is there, and what may be given. Nobody gives roles to themselves (P-20): that is the rule's to say.
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

    /// The same for reading only.
    pub fn only_read(mut self) -> Self {
        self.offered.clear();
        for held in &mut self.held {
            held.why = Some(String::new());
        }
        self
    }

    /// As typed.
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

/// A predefined role whose module is on, or Administrators.
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

/// All roles there are, for whoever may add members somewhere.
fn offered(access: &Access) -> Vec<Offered> {
    let groups = access.snapshot().groups();
    let mut roles: Vec<&snapshot::Group> = groups.predefined().filter(|group| !group.off).collect();
    roles.sort_unstable_by_key(|group| group.id);
    let top = Target::membership(crate::access::fixed::TOP, ADMINISTRATORS, None);
    let administrators = groups
        .get(ADMINISTRATORS)
        .filter(|_| access.is_administrator() && rules::add_membership(access, &top).is_ok());
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
