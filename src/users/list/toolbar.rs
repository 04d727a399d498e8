//! The buttons over the list (SPEC U-3): what the selection allows, and otherwise why not (P-26).
use super::{Filter, PATH};
use crate::db::Read;
use crate::error::Result;
use crate::files::Table;
use crate::imports;
use crate::users::actions::join::AddToGroup;
use crate::users::actions::relocate::Move;
use crate::users::actions::two_factor::TwoFactor;
use crate::users::actions::{Activate, AskPassword, Deactivate, Delete, LogOut, Reset, SendActivation, SendReset};
use crate::users::edit::create;
use crate::users::{EditUser, Selected, State};
use crate::web::list_state::ListState;
use crate::web::several::Bulk;
use crate::web::several::toolbar::{Button, Picked, Toolbar};
use crate::web::visit::Visit;

/// Reads the selection and asks the rules about it.
pub fn toolbar(db: &mut impl Read, visit: &Visit, filter: &Filter) -> Result<Toolbar> {
    let picked = Picked::<Selected>::read(db, visit, &filter.selected)?;
    let filter = filter.selecting(&picked.ids());
    let may_edit = |one: &Selected| {
        let refused = visit.access.allows::<EditUser>(&one.user).err();
        refused.map(|refusal| visit.why_not(&refusal))
    };
    Ok(Toolbar {
        list: PATH,
        label: visit.t.get("users-toolbar"),
        selected: picked.said(),
        count: picked.rows.len(),
        edit: picked.edit(|id| filter.row_url(id), may_edit),
        buttons: buttons(visit, &picked),
        more: vec![
            picked.act::<Move>(),
            picked.act::<AddToGroup>(),
            copy(visit, &picked),
            picked.act::<AskPassword>(),
            picked.act::<TwoFactor>(),
            picked.act::<SendActivation>(),
            picked.act::<SendReset>(),
        ],
        export: filter.at("/users/export"),
        export_label: match picked.rows.len() {
            0 => visit.t.get("users-export"),
            count => visit.t.one("users-export-selected", "count", count),
        },
        export_all: (filter.selecting(&[]).at("/users/export"), visit.t.get("users-export")),
        import: imports::link(&visit.access, Table::Users),
        clear: filter.selecting(&[]).url(),
        from: filter.url(),
    })
}

/// Returns the buttons that stand on the bar itself.
fn buttons(visit: &Visit, picked: &Picked<'_, Selected>) -> Vec<Button> {
    let mut buttons = vec![picked.act::<Reset>()];
    if LogOut::offered(&visit.access).is_ok() {
        buttons.push(picked.act::<LogOut>());
    }
    let is_off = |one: &Selected| one.user.state == State::Deactivated;
    let all_off = !picked.rows.is_empty() && picked.rows.iter().all(is_off);
    buttons.push(match all_off {
        true => picked.act::<Activate>(),
        false => picked.act::<Deactivate>(),
    });
    buttons.push(picked.act::<Delete>());
    buttons
}

/// Returns **Copy**, for one selected user. The unit of the new user is chosen on the form.
fn copy(visit: &Visit, picked: &Picked<'_, Selected>) -> Button {
    let may = |one: &Selected| {
        let refused = create::possible(&visit.access, one.user.unit).err();
        refused.map(|refusal| visit.why_not(&refusal))
    };
    Button {
        id: "users-copy",
        label: visit.t.get("users-copy"),
        url: "/users/copy".to_owned(),
        why: picked.unless_one(may),
        symbol: "copy",
        class: "btn-quiet",
        dialog: true,
    }
}
