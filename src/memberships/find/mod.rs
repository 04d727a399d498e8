//! Finds the group and the account of a membership: GET /memberships/groups and /memberships/accounts, which are
//! fragments. What a form sends back is believed only as far as the reader could have found it.
mod store;

use super::{Account, Group, Who};
use crate::access::Access;
use crate::access::fixed::{ALL, USERS};
use crate::access::permission::Permission;
use crate::access::ranges::Ranges;
use crate::db::Read;
use crate::error::Result;
use crate::org_units::found as units_found;
use crate::text::{name_key, words};
use crate::web::answer::Answer;
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::picker::{Found, Picker};
use crate::web::request::Query;
use crate::web::visit::View;
use serde::Deserialize;
use store::Offer;

/// How many are offered at once.
const OFFERED: usize = 20;
/// The address of the search for the unit of a membership.
pub const UNITS: &str = "/memberships/units";
/// Stands before the login name of a user outside the reader's Access (SPEC 3.3).
const BY_LOGIN: char = '@';

/// Whom a field for an account finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// Groups, and users whom the reader sees.
    Seen,
    /// Whoever can be added to a group. If the reader may add anybody, that is also the user with exactly the login
    /// typed, as long as the reader sees something of that user's customer (SPEC 3.3).
    Joining,
}

/// What a box for finding sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Not empty if only users whom the reader sees are looked for.
    seen: String,
    group: String,
    group_find: String,
    account: String,
    account_find: String,
    by: String,
    by_find: String,
}

/// GET /memberships/groups.
pub fn groups(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    menu::MEMBERSHIPS.enter(&view.visit.access)?;
    let picker = group_picker(
        &mut view.db,
        &view.visit.t,
        &asked.group_find,
        Field::new("group", asked.group),
    )?;
    picker.part(&view.visit.t)
}

/// GET /memberships/accounts.
pub fn accounts(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let View { db, visit } = view;
    menu::MEMBERSHIPS.enter(&visit.access)?;
    let field = Field::new("account", asked.account);
    let whom = if asked.seen.is_empty() {
        Whom::Joining
    } else {
        Whom::Seen
    };
    let picker = account_picker(db, &visit.access, &visit.t, &asked.account_find, field, whom)?;
    picker.part(&visit.t)
}

/// GET /memberships/authors.
pub fn authors(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let View { db, visit } = view;
    menu::MEMBERSHIPS.enter(&visit.access)?;
    let picker = author_picker(db, &visit.access, &asked.by_find, Field::new("by", asked.by))?;
    picker.part(&visit.t)
}

/// Returns the field for the user who made something.
pub fn author_picker(db: &mut impl Read, access: &Access, find: &str, field: Field) -> Result<Picker> {
    user_picker(db, access, find, field, "/memberships/authors")
}

/// The words typed to find a unit.
#[derive(Debug, Deserialize)]
pub struct AskedUnit {
    #[serde(default)]
    find: String,
}

/// GET /memberships/units: units where the reader may add members.
pub fn units(view: &mut View, Query(asked): Query<AskedUnit>) -> Result<Answer> {
    let access = &view.visit.access;
    menu::MEMBERSHIPS.enter(access)?;
    units_found::answer(view, &addable(access), "unit", &asked.find)
}

/// Returns the units where the reader may add members, of those the reader sees.
pub fn addable(access: &Access) -> Ranges {
    access.ranges(Permission::MEMBERSHIP_ADD).and(&access.scope())
}

/// Returns the field for a group. Users and All are not offered.
pub fn group_picker(db: &mut impl Read, t: &Texts, find: &str, field: Field) -> Result<Picker> {
    let chosen = chosen_group(db, &field.value)?;
    let rows = store::groups(db, t, &words(find), OFFERED + 2)?;
    let others = rows
        .into_iter()
        .filter(|group| ![USERS, ALL].contains(&group.id) && chosen.as_ref().is_none_or(|one| one.id != group.id));
    let all: Vec<Group> = chosen.clone().into_iter().chain(others).collect();
    Ok(Picker {
        field,
        find: find.to_owned(),
        url: "/memberships/groups".to_owned(),
        more: all.len() > OFFERED,
        found: all.iter().take(OFFERED).map(|one| group(t, one)).collect(),
    })
}

fn group(t: &Texts, group: &Group) -> Found {
    Found {
        value: group.id.to_string(),
        label: group.shown(t),
        hint: group.name.clone(),
        icon: "users-group",
        ..Found::default()
    }
}

/// Returns how many groups are offered beside this many users: neither crowds out the other.
fn share(users: usize) -> usize {
    OFFERED.saturating_sub(users).max(OFFERED / 2)
}

/// Returns the field for an account. It offers groups and users.
pub fn account_picker(
    db: &mut impl Read,
    access: &Access,
    t: &Texts,
    find: &str,
    field: Field,
    whom: Whom,
) -> Result<Picker> {
    let (mut found, mut more): (Vec<Found>, bool) = (Vec::new(), false);
    if let Some(account) = chosen_account(db, access, &field.value, whom)? {
        found.push(account_found(access, t, &account.into(), &field.value));
    }
    if !find.trim().is_empty() {
        let exact = chosen_account(db, access, &format!("{BY_LOGIN}{}", find.trim()), whom)?;
        found.extend(exact.map(|account| account_found(access, t, &account.into(), "")));
        let mut groups = store::groups(db, t, &words(find), OFFERED + 1)?;
        groups.retain(|one| ![USERS, ALL].contains(&one.id));
        let users = store::users(db, &access.scope(), &words(find), OFFERED + 1)?;
        more = users.more || groups.len() + users.ids.len() > OFFERED;
        groups.truncate(share(users.ids.len()));
        found.extend(groups.iter().map(|one| group(t, one)));
        let users = store::accounts(db, &users.ids)?;
        found.extend(users.iter().map(|user| account_found(access, t, user, "")));
    }
    let mut values = Vec::new();
    found.retain(|one| {
        let is_new = !values.contains(&one.value);
        values.push(one.value.clone());
        is_new
    });
    more |= found.len() > OFFERED;
    found.truncate(OFFERED);
    Ok(Picker {
        field,
        find: find.to_owned(),
        url: match whom {
            Whom::Seen => "/memberships/accounts?seen=1",
            Whom::Joining => "/memberships/accounts",
        }
        .to_owned(),
        found,
        more,
    })
}

/// Returns the field for a user whom the reader sees. `url` is the address its box asks.
pub fn user_picker(db: &mut impl Read, access: &Access, find: &str, field: Field, url: &str) -> Result<Picker> {
    let (mut ids, mut more): (Vec<i64>, bool) = (field.value.parse().into_iter().collect(), false);
    if !find.trim().is_empty() {
        let users = store::users(db, &access.scope(), &words(find), OFFERED + 1)?;
        ids.extend(users.ids);
        more = users.more;
    }
    let mut found: Vec<Found> = Vec::new();
    for user in store::accounts(db, &ids)? {
        let Some(unit) = user.unit.and_then(|unit| access.seen_unit(unit)) else {
            continue;
        };
        found.push(Found {
            value: user.id.to_string(),
            hint: format!("{} · {}", user.name, unit.name),
            label: user.display_name,
            icon: "user",
            ..Found::default()
        });
    }
    more |= found.len() > OFFERED;
    found.truncate(OFFERED);
    Ok(Picker {
        field,
        find: find.to_owned(),
        url: url.to_owned(),
        found,
        more,
    })
}

/// Returns an account as the field offers it. Of a user outside the reader's Access only the display name is shown.
fn account_found(access: &Access, t: &Texts, account: &Offer, chosen: &str) -> Found {
    let Some(unit) = account.unit else {
        return group(
            t,
            &Group {
                id: account.id,
                name: account.name.clone(),
                display_name: account.display_name.clone(),
            },
        );
    };
    let seen_unit = access.seen_unit(unit);
    let value = match seen_unit {
        Some(_) if chosen.starts_with(BY_LOGIN) => chosen.to_owned(),
        Some(_) => account.id.to_string(),
        None => format!("{BY_LOGIN}{}", account.name),
    };
    Found {
        value,
        label: account.display_name.clone(),
        hint: match seen_unit {
            Some(unit) => format!("{} · {}", account.name, unit.name),
            None => t.get("membership-elsewhere"),
        },
        icon: "user",
        ..Found::default()
    }
}

/// Returns a field that sends names. It offers users the reader sees and, if `groups`, groups: first the one with
/// exactly the name chosen or typed, then those who have the words of `find`.
pub fn by_name(
    db: &mut impl Read,
    access: &Access,
    t: &Texts,
    find: &str,
    field: Field,
    groups: bool,
) -> Result<Picker> {
    let (mut accounts, mut more): (Vec<Offer>, bool) = (Vec::new(), false);
    for name in [field.value.as_str(), find] {
        let account = named(db, access, name)?.filter(|account| groups || !account.is_group());
        accounts.extend(account.map(Offer::from));
    }
    if !find.trim().is_empty() {
        let users = store::users(db, &access.scope(), &words(find), OFFERED + 1)?;
        let groups = match groups {
            true => store::groups(db, t, &words(find), OFFERED + 1)?,
            false => Vec::new(),
        };
        more = users.more || groups.len() + users.ids.len() > OFFERED;
        let groups = groups.iter().take(share(users.ids.len())).map(|group| group.id);
        let ids: Vec<i64> = groups.chain(users.ids.iter().copied()).collect();
        accounts.extend(store::accounts(db, &ids)?);
    }
    let mut ids = Vec::new();
    accounts.retain(|account| {
        let is_new = !ids.contains(&account.id);
        ids.push(account.id);
        is_new
    });
    let found = accounts.iter().take(OFFERED).map(|account| Found {
        value: account.name.clone(),
        ..account_found(access, t, account, "")
    });
    Ok(Picker {
        field,
        find: find.to_owned(),
        found: found.collect(),
        more: more || accounts.len() > OFFERED,
        ..Picker::default()
    })
}

/// Returns the account with exactly this name, if the reader sees it.
pub fn named(db: &mut impl Read, access: &Access, name: &str) -> Result<Option<Account>> {
    let Some(id) = store::id_of_name(db, &name_key(name.trim()))? else {
        return Ok(None);
    };
    let seen = |account: &Account| match &account.who {
        Who::Group => true,
        Who::User { unit, .. } => access.sees(*unit) || access.is(account.id),
    };
    Ok(super::account(db, id)?.filter(seen))
}

/// Returns the group that a form sends, if there is one.
pub fn chosen_group(db: &mut impl Read, value: &str) -> Result<Option<Group>> {
    match value.parse() {
        Ok(id) => super::group(db, id),
        Err(_) => Ok(None),
    }
}

/// Returns the account that a form sends, as the id of what the reader sees or as `@` and a login.
pub fn chosen_account(db: &mut impl Read, access: &Access, value: &str, whom: Whom) -> Result<Option<Account>> {
    let by_login = value.strip_prefix(BY_LOGIN);
    let id = match by_login {
        Some(login) => store::id_of_login(db, &name_key(login))?,
        None => value.parse().ok(),
    };
    let Some(account) = id.map(|id| super::account(db, id)).transpose()?.flatten() else {
        return Ok(None);
    };
    let by_login = by_login.is_some() && whom == Whom::Joining && !addable(access).is_empty();
    let is_open = match &account.who {
        Who::Group => true,
        Who::User { unit, .. } => {
            access.sees(*unit) || access.is(account.id) || (by_login && shares_customer(access, *unit))
        }
    };
    Ok(is_open.then_some(account))
}

/// Whether the reader sees anything of the customer this unit belongs to.
fn shares_customer(access: &Access, unit: i64) -> bool {
    let customer = access.snapshot().units().customer(unit);
    customer.is_some_and(|customer| {
        let whole = Ranges::of(vec![customer.interval()]);
        !access.scope().and(&whole).is_empty()
    })
}
