//! The buttons over the list (SPEC A-1): what the selection allows, and otherwise why not (P-26).
use super::Filter;
use crate::access::fixed::TOP;
use crate::access::permission::Permission;
use crate::actors::actions::{Archive, Delete, Unarchive};
use crate::actors::{Actor, MergeActor, PATH};
use crate::db::Read;
use crate::error::Result;
use crate::files::Table;
use crate::imports;
use crate::web::list_state::ListState;
use crate::web::several::toolbar::{Button, Picked, Toolbar};
use crate::web::visit::Visit;

/// Reads the selection and asks the rules about it.
pub fn toolbar(db: &mut impl Read, visit: &Visit, filter: &Filter) -> Result<Toolbar> {
    let picked = Picked::<Actor>::read(db, visit, &filter.selected)?;
    let filter = filter.selecting(&picked.ids());
    let t = &visit.t;
    // One button or the other is shown: **Unarchive** if all selected are archived.
    let all_off = !picked.rows.is_empty() && picked.rows.iter().all(Actor::is_archived);
    let archive = match all_off {
        true => picked.act::<Unarchive>(),
        false => picked.act::<Archive>(),
    };
    Ok(Toolbar {
        list: PATH,
        label: t.get("actors-toolbar"),
        selected: picked.said(),
        count: picked.rows.len(),
        // Leads to the actor's page, which says itself what can be changed.
        edit: picked.edit(|id| filter.row_url(id), |_| None),
        buttons: merge(visit, &picked.rows)
            .into_iter()
            .chain([archive, picked.act::<Delete>()])
            .collect(),
        more: Vec::new(),
        export: filter.at("/actors/export"),
        export_label: match picked.rows.len() {
            0 => t.get("actors-export"),
            count => t.one("actors-export-selected", "count", count),
        },
        export_all: (filter.selecting(&[]).at("/actors/export"), t.get("actors-export")),
        import: imports::link(&visit.access, Table::Actors),
        clear: filter.selecting(&[]).url(),
        from: filter.url(),
    })
}

/// Returns **Merge**, which is absent without the right (P-26). The page it leads to compares the two.
fn merge(visit: &Visit, actors: &[Actor]) -> Option<Button> {
    if !visit.access.holds(Permission::MERGE_ACTORS, TOP) {
        return None;
    }
    let verdict = |one: &Actor| visit.access.allows::<MergeActor>(one).err();
    let why = match actors.len() {
        2 => actors.iter().find_map(verdict).map(|refusal| visit.why_not(&refusal)),
        _ => Some(visit.t.get("actors-select-two")),
    };
    Some(Button {
        id: "actor-merge",
        label: visit.t.get("actor-merge"),
        url: "/actors/merge".to_owned(),
        why,
        symbol: "git-merge",
        class: "btn-quiet",
        dialog: false,
    })
}
