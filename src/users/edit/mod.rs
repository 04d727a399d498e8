//! One user's own screen: create, details, the facts about it, its sessions (SPEC 3.2, 3.3).
pub mod activity;
pub mod cloud;
pub mod copy;
pub mod create;
mod employee;
pub mod find;
mod form;
pub mod groups;
pub mod handed_over;
mod head;
pub mod info;
pub mod links;
pub mod on_behalf;
mod origin;
pub mod pages;
pub mod permissions;
pub mod rename;
pub mod roles;
pub mod settings;
mod store;
pub mod tokens;

use crate::access::{Access, Refusal};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::users::{
    self, ChangeEmail, ChangePassword, EditUser, EnableDisableUser, MoveUser, SeeUserInfo, SwitchTwoFactor,
};
use crate::users::{PreventRenewal, RenameUser, User};
use crate::web::menu;
use crate::web::request::local_path;
use serde::Deserialize;
use store::Record;

/// Where the list is.
const LIST: &str = "/users";

/// The way back to the list as it was (SPEC U-7): its address, checked where it is used.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Back {
    #[serde(default)]
    pub from: String,
}

impl Back {
    /// Where Cancel leads.
    pub fn target(&self) -> &str {
        local_path(&self.from, LIST)
    }

    /// Another page of this user, with the way back kept.
    pub fn keep(&self, path: &str) -> String {
        match self.target() {
            LIST => path.to_owned(),
            target => {
                let join = if path.contains('?') { '&' } else { '?' };
                format!("{path}{join}{}", query("from", target))
            }
        }
    }
}

/// `name=value`, escaped.
pub(super) fn query(name: &str, value: &str) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    pairs.append_pair(name, value).finish()
}

/// Whoever may open the screen (P-14).
fn screen(access: &Access) -> Result<()> {
    if menu::USERS.opens(access) {
        Ok(())
    } else {
        let right = menu::USERS.menu;
        Err(Refusal::NoScreen { right }.into())
    }
}

/// A user as the reader may open it: the screen (P-14) and Access (P-12), no right to change anything.
fn opened(access: &Access, db: &mut impl Read, id: i64) -> Result<(User, Record)> {
    screen(access)?;
    let user = users::store::one(db, id)?.ok_or(Error::NotFound)?;
    if !access.sees(user.unit) {
        return Err(Error::NotFound);
    }
    let record = store::record(db, id)?;
    Ok((user, record))
}

/// What the reader may do here; the same rules decide again when the form arrives.
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

#[cfg(test)]
mod tests {
    use super::Back;

    fn back(from: &str) -> Back {
        Back { from: from.into() }
    }

    #[test]
    fn the_way_back_to_the_list_is_kept_as_it_was() {
        assert_eq!(back("/users?q=a%20b").target(), "/users?q=a%20b");
        let kept = back("/users?q=a%20b").keep("/users/19");
        assert_eq!(kept, "/users/19?from=%2Fusers%3Fq%3Da%2520b");
        assert_eq!(back("").keep("/users/19"), "/users/19");
    }

    #[test]
    fn a_way_back_never_leads_off_this_site() {
        assert_eq!(back("https://evil.test/").target(), "/users");
        assert_eq!(back("//evil.test").keep("/users/19"), "/users/19");
    }
}
