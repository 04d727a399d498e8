//! What prevents a merge, apart from missing rights, each as a sentence.
use super::Side;
use crate::actors::{PATH, excluded};
use crate::web::i18n::Texts;

/// Why two actors cannot become one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// This actor was merged into another already.
    Merged { name: String, survivor: i64 },
    /// A person and an organization.
    Kinds,
    /// A customer and a supplier.
    Roles,
    /// Each has a linked user.
    Users,
    /// The linked user of the other actor is outside the reader's Access.
    Unseen,
}

impl Hindrance {
    pub fn say(&self, t: &Texts) -> String {
        match self {
            Hindrance::Merged { name, .. } => t.one("actor-merge-merged", "name", name),
            Hindrance::Kinds => t.get("actor-merge-kinds"),
            Hindrance::Roles => t.get("actor-merge-roles"),
            Hindrance::Users => t.get("actor-merge-users"),
            Hindrance::Unseen => t.get("actor-merge-unseen"),
        }
    }

    /// Returns the address of the page that shows more about it.
    pub fn url(&self) -> Option<String> {
        match self {
            Hindrance::Merged { survivor, .. } => Some(format!("{PATH}/{survivor}")),
            _ => None,
        }
    }
}

/// Returns everything about the two actors that prevents a merge. `Unseen` depends on the reader and is not among it.
pub fn hindrances(survivor: &Side, other: &Side) -> Vec<Hindrance> {
    let merged = [survivor, other].into_iter().filter_map(|side| {
        Some(Hindrance::Merged {
            name: side.actor.name.clone(),
            survivor: side.actor.merged_into?,
        })
    });
    let both = [&survivor.actor.roles[..], &other.actor.roles[..]].concat();
    let others = [
        (survivor.actor.kind != other.actor.kind, Hindrance::Kinds),
        (excluded(&both), Hindrance::Roles),
        (
            survivor.actor.user.is_some() && other.actor.user.is_some(),
            Hindrance::Users,
        ),
    ];
    let others = others.into_iter().filter(|(stands, _)| *stands);
    merged.chain(others.map(|(_, hindrance)| hindrance)).collect()
}
