//! The card **Roles** of the page, and the search for its units: GET /users/role-units, a fragment.
use super::form::{self, OWN};
use super::{Held, Offered, Roles, fixed_place, role_name, said};
use crate::access::Access;
use crate::access::fixed::ADMINISTRATORS;
use crate::access::ranges::Ranges;
use crate::error::Result;
use crate::memberships::{dates, find};
use crate::org_units::{found as units_found, tree};
use crate::web::answer::Answer;
use crate::web::field::Field;
use crate::web::group_name::role_text;
use crate::web::menu;
use crate::web::request::Query;
use crate::web::tree::{Look, TreeNode, choose};
use crate::web::visit::{View, Visit};
use serde::Deserialize;

/// Most units in a role's tree. Each role has its own tree; units beyond these are found by searching.
const MOST: usize = 60;

/// The card.
pub struct Card {
    pub held: Vec<Line>,
    pub offered: Vec<Choice>,
}

/// A role that the user has.
pub struct Line {
    pub text: String,
    /// From when until when the role is held, and what its tick does.
    pub hint: String,
    pub tick: Field,
    pub why: Option<String>,
}

/// A role that may be given.
pub struct Choice {
    pub name: String,
    pub about: String,
    pub tick: Field,
    pub place: Place,
}

/// Where the role may be given.
pub enum Place {
    Fixed(String),
    Chosen {
        label: String,
        field: Field,
        nodes: Vec<TreeNode>,
        path: String,
        find: String,
        look: Option<Look>,
    },
}

impl Card {
    pub fn is_empty(&self) -> bool {
        self.held.is_empty() && self.offered.is_empty()
    }
}

impl Roles {
    /// Returns the card, ready for the page.
    pub fn card(&self, visit: &Visit) -> Card {
        let within = find::addable(&visit.access);
        let is_held = |group: i64| self.held.iter().any(|held| held.row.group.id == group);
        // A role with a fixed place can be held once.
        let offered = self
            .offered
            .iter()
            .filter(|role| fixed_place(&role.group).is_none() || !is_held(role.group.id));
        Card {
            held: self.held.iter().map(|held| line(visit, held)).collect(),
            offered: offered.map(|role| choice(visit, &within, role)).collect(),
        }
    }
}

fn line(visit: &Visit, held: &Held) -> Line {
    let (t, dates) = (&visit.t, held.row.dates);
    let words = [
        dates::state(t, dates, visit.access.now()).unwrap_or_default(),
        dates::said(t, dates),
        held.why.clone().unwrap_or_default(),
    ];
    let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
    Line {
        text: said(visit, &held.row.group, held.row.unit),
        hint: words.join(" · "),
        tick: held.tick.clone(),
        why: held.why.clone(),
    }
}

fn choice(visit: &Visit, within: &Ranges, role: &Offered) -> Choice {
    let t = &visit.t;
    let name = role_name(t, &role.group);
    Choice {
        about: role_text(t, role.group.id, ""),
        tick: role.tick.clone(),
        place: match fixed_place(&role.group) {
            Some(top) => Place::Fixed(tree::path(&visit.access, top)),
            None => chosen(visit, within, role, t.one("user-role-unit", "role", &name)),
        },
        name,
    }
}

/// Returns the tree of units, with the user's own unit first.
fn chosen(visit: &Visit, within: &Ranges, role: &Offered, label: String) -> Place {
    let id = role.unit.value.parse().unwrap_or(OWN);
    let other = Some(id).filter(|id| *id != OWN);
    let units = tree::few(&visit.access, within, other, MOST);
    let own = TreeNode {
        icon: "user",
        ..TreeNode::new(OWN, visit.t.get("user-role-own-unit"))
    };
    let look = tree::look(&visit.access, within, &units, &role.find);
    let mut nodes = vec![own];
    nodes.extend(units.nodes);
    let path = match other {
        Some(_) => units.path,
        None => choose(&mut nodes, OWN).concat(),
    };
    Place::Chosen {
        label,
        field: role.unit.clone(),
        nodes,
        path,
        look,
        find: if units.whole {
            String::new()
        } else {
            format!("/users/role-units?role={}", role.group.id)
        },
    }
}

#[derive(Deserialize)]
pub struct Asked {
    role: Option<i64>,
    #[serde(default)]
    find: String,
}

/// GET /users/role-units: finds units in which the reader may add members.
pub fn found(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let access: &Access = &view.visit.access;
    menu::MEMBERSHIPS.enter(access)?;
    let name = form::unit(asked.role.unwrap_or(ADMINISTRATORS));
    units_found::answer(view, &find::addable(access), &name, &asked.find)
}
