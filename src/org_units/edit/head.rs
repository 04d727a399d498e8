//! The head of a unit's screen: where it stands, and what can be done (SPEC P-26).
use super::Back;
use crate::access::fixed::TOP;
use crate::access::{Access, Refusal};
use crate::activity_log::{self, About};
use crate::org_units::{ArchiveUnit, CreateUnit, Kind, MoveUnit, OrgUnit, PATH, UnarchiveUnit, tree};
use crate::web::visit::Visit;

/// A button leading to where it is done.
pub struct Act {
    pub id: &'static str,
    pub label: String,
    pub url: String,
    pub icon: &'static str,
    /// Why not, if not.
    pub reason: Option<String>,
    /// Asked in a dialog where scripts run.
    pub dialog: bool,
}

pub struct Head {
    pub back: String,
    pub name: String,
    pub icon: &'static str,
    /// Kind and way from the highest unit that the reader sees.
    pub place: String,
    pub archived: bool,
    /// The log of this unit, for readers who may open the log.
    pub log_url: Option<String>,
    pub acts: Vec<Act>,
}

impl Head {
    pub(super) fn of(visit: &Visit, unit: &OrgUnit, back: &Back) -> Self {
        let (t, access) = (&visit.t, &visit.access);
        let place = [t.get(unit.kind.label()), tree::way(access, unit.id)];
        let place: Vec<String> = place.into_iter().filter(|part| !part.is_empty()).collect();
        Self {
            back: super::target(back, unit.id, unit.archived_at.is_some()),
            name: unit.name.clone(),
            icon: match unit.kind {
                Kind::Top => "sitemap",
                Kind::Customer => "building",
                Kind::Unit => "building-store",
            },
            place: place.join(" · "),
            archived: unit.archived_at.is_some(),
            log_url: activity_log::url_of(access, About::Unit(unit.id)),
            acts: acts(visit, unit, back),
        }
    }
}

/// **Create unit below**, **Move**, and **Archive** or **Unarchive**: one replaces the other.
fn acts(visit: &Visit, unit: &OrgUnit, back: &Back) -> Vec<Act> {
    let (t, access) = (&visit.t, &visit.access);
    let here = back.keep(&format!("{PATH}/{}", unit.id));
    let act = |id: &'static str, icon: &'static str, url: String, allowed: Result<(), Refusal>| Act {
        id,
        label: t.get(&format!("org-unit-act-{id}")),
        url,
        icon,
        reason: allowed.err().map(|refusal| visit.why_not(&refusal)),
        dialog: id.ends_with("archive"),
    };
    let page = |word: &str| super::with_from(&format!("{PATH}/{}/{word}", unit.id), &here);
    let create = act(
        "create",
        "plus",
        super::create::url(Some(unit.id)),
        may_create(access, unit),
    );
    let relocate = act("move", "arrow-right", page("move"), access.allows::<MoveUnit>(unit));
    let state = match unit.archived_at {
        None => act("archive", "folder", page("archive"), access.allows::<ArchiveUnit>(unit)),
        Some(_) => act(
            "unarchive",
            "rotate",
            page("unarchive"),
            access.allows::<UnarchiveUnit>(unit),
        ),
    };
    if unit.id == TOP {
        return vec![create];
    }
    vec![create, relocate, state]
}

fn may_create(access: &Access, unit: &OrgUnit) -> Result<(), Refusal> {
    match unit.archived_at {
        Some(_) => Err(Refusal::Archived),
        None => access.allows::<CreateUnit>(&unit.place()),
    }
}
