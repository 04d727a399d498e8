//! One user's own screen: creating, details, facts, sessions (SPEC 3.2, 3.3).
pub mod activity;
pub mod api_tokens;
pub mod cloud;
pub mod copy;
pub mod create;
mod employee;
pub mod find;
mod form;
pub mod groups;
mod head;
pub mod info;
pub mod links;
pub mod on_behalf;
mod origin;
pub mod pages;
pub mod permissions;
pub mod rename;
pub mod roles;
pub mod sessions;
pub mod settings;
mod store;

pub use crate::web::back::Back;

use crate::access::{Access, Refusal};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::users::{
    self, ChangeEmail, ChangePassword, EditUser, EnableDisableUser, MoveUser, SeeUserInfo, SwitchTwoFactor,
};
use crate::users::{PreventRenewal, RenameUser, User};
use crate::web::menu;
use store::Record;

/// The address of the list.
const LIST: &str = users::list::PATH;

/// Reads a user for a reader who may open the screen (P-14) and has Access to the user (P-12). It needs no right to
/// change anything.
fn opened(access: &Access, db: &mut impl Read, id: i64) -> Result<(User, Record)> {
    menu::USERS.enter(access)?;
    let user = users::store::one(db, id)?.ok_or(Error::NotFound)?;
    if !access.sees(user.unit) {
        return Err(Error::NotFound);
    }
    let record = store::record(db, id)?;
    Ok((user, record))
}

/// Why the reader may not do each of these, if not. The same rules decide again when the form arrives.
#[derive(Debug, Clone)]
struct May {
    edit: Option<Refusal>,
    password: Option<Refusal>,
    email: bool,
    leave: bool,
    enable: bool,
    prevent_renewal: bool,
    two_factor: bool,
    rename: bool,
    info: bool,
}

impl May {
    fn of(access: &Access, user: &User) -> Self {
        let edit = access.allows::<EditUser>(user).err();
        let may = |allowed: bool| edit.is_none() && allowed;
        Self {
            email: may(access.allows::<ChangeEmail>(user).is_ok()),
            leave: may(access.allows::<MoveUser>(user).is_ok()),
            enable: may(access.allows::<EnableDisableUser>(user).is_ok()),
            prevent_renewal: may(access.allows::<PreventRenewal>(user).is_ok()),
            two_factor: may(access.allows::<SwitchTwoFactor>(user).is_ok()),
            rename: access.allows::<RenameUser>(user).is_ok(),
            info: access.allows::<SeeUserInfo>(user).is_ok(),
            password: access.allows::<ChangePassword>(user).err(),
            edit,
        }
    }
}
