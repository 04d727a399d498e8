//! The menu: the screens the reader may open (SPEC 1, P-14), in SPEC's order.
mod screens;
pub use screens::*;

use super::group_name::role_list_name;
use super::shell::{MenuEntry, MenuGroup};
use super::visit::Visit;
use crate::access::Access;
use crate::access::actor_roles::ActorRole;
use crate::access::fixed::{CUSTOMER, EMPLOYEE, SUPPLIER, TOP};
use crate::access::permission::Permission;
use url::form_urlencoded;

/// The group Actors: the lists of roles come first, then these screens.
const ACTORS: &str = "menu-actors";

/// Headings with their screens, in the order of SPEC 1.
const MENU: &[(&str, &[&Screen])] = &[
    (
        "menu-security",
        &[
            &USERS,
            &GROUPS,
            &MEMBERSHIPS,
            &ORG_UNITS,
            &ENTITIES,
            &CHECK_RIGHTS,
            &LOGIN_SECURITY,
        ],
    ),
    (
        ACTORS,
        &[
            &ACTOR_ROLES,
            &ACTOR_GROUPS,
            &ATTACHMENT_TYPES,
            &ACTORS_METADATA,
            &ACTORS_SETUP,
        ],
    ),
    ("menu-support", &[&SUPPORT_USERS, &CUSTOMERS, &ORGANISATIONS]),
    ("menu-log", &[&ACTIVITY]),
    (
        "menu-setup",
        &[
            &CHECKLIST,
            &INSTALLATION,
            &EMAIL,
            &MODULES,
            &ORIGINS,
            &LOCATIONS,
            &DOMAINS,
        ],
    ),
];

/// Whether the reader may open this role's list: with the right to the directories, with any of the role's own rights
/// anywhere, or with the right to a deed on every actor's page (P-14).
pub fn opens_directory(access: &Access, role: &ActorRole) -> bool {
    let mut rights = role.rights.iter().flatten().chain(ACTOR_DEEDS);
    access.holds(Permission::NAVIGATE_ACTOR_DIRECTORY, TOP) || rights.any(|right| !access.ranges(*right).is_empty())
}

/// Returns the roles whose lists are in the reader's menu: enabled directories that the reader may open.
pub fn directories(access: &Access) -> impl Iterator<Item = &ActorRole> {
    let roles = access.snapshot().actor_roles().directories();
    roles.filter(|role| role.enabled && opens_directory(access, role))
}

/// Returns the address of a role's list.
pub fn directory_url(role: &ActorRole) -> String {
    format!("/actors?role={}", role.name)
}

/// Address of the list of actors without a directory role, for readers who set up actors.
const OTHERS_URL: &str = "/actors?role=-";

/// Screens that are only chosen as the start page if there is no other.
const LAST: [&str; 2] = [CHECKLIST.url, CHECK_RIGHTS.url];

/// Returns the first screen the reader may open. Readers without one start on their own account (P-23).
pub fn home(access: &Access) -> String {
    for (label, screens) in MENU {
        if *label == ACTORS
            && let Some(role) = directories(access).next()
        {
            return directory_url(role);
        }
        let mut open = screens
            .iter()
            .filter(|screen| !LAST.contains(&screen.url) && screen.opens(access));
        if let Some(screen) = open.next() {
            return screen.url.to_owned();
        }
    }
    let last = if CHECK_RIGHTS.opens(access) {
        CHECK_RIGHTS.url
    } else {
        "/account"
    };
    last.to_owned()
}

pub(super) fn menu(visit: &Visit) -> Vec<MenuGroup> {
    // One screen's address may be below another's. The page belongs to the longest that matches.
    let path = &visit.request.path;
    let within = |screen: &&&Screen| *path == screen.url || path.starts_with(&format!("{}/", screen.url));
    let all = MENU.iter().flat_map(|(_, screens)| *screens);
    let current = all.filter(within).map(|screen| screen.url).max_by_key(|url| url.len());
    let entry = |screen: &&Screen| MenuEntry {
        label: visit.t.get(screen.label),
        url: screen.url.to_owned(),
        icon: screen.icon,
        current: current == Some(screen.url),
        count: None,
    };
    let group = |(label, screens): &(&str, &[&Screen])| {
        let fixed = screens
            .iter()
            .filter(|screen| screen.opens(&visit.access) && (visit.setting_up || screen.url != CHECKLIST.url));
        let lists = if *label == ACTORS { lists(visit) } else { Vec::new() };
        MenuGroup {
            label: visit.t.get(label),
            entries: lists.into_iter().chain(fixed.map(entry)).collect(),
        }
    };
    MENU.iter().map(group).collect()
}

/// Returns the menu entries for the lists of actors.
fn lists(visit: &Visit) -> Vec<MenuEntry> {
    let (t, access, shown) = (&visit.t, &visit.access, shown_list(visit));
    let entry = |label: String, url: String, icon| MenuEntry {
        current: shown.as_deref() == Some(&url),
        label,
        url,
        icon,
        count: None,
    };
    let icon = |role: &ActorRole| match role.id {
        CUSTOMER => "friends",
        SUPPLIER => "truck",
        EMPLOYEE => "id",
        _ => "address-book",
    };
    let lists = directories(access).map(|role| entry(role_list_name(t, role), directory_url(role), icon(role)));
    let others = access.holds(Permission::ACTOR_SETUP_MANAGE, TOP);
    let others = others.then(|| entry(t.get("menu-actors-other"), OTHERS_URL.to_owned(), "address-book"));
    lists.chain(others).collect()
}

/// Returns the address of the list that is shown, or that the reader came from.
fn shown_list(visit: &Visit) -> Option<String> {
    let request = &visit.request;
    if request.path != "/actors" && !request.path.starts_with("/actors/") {
        return None;
    }
    let value = |query: &str, wanted: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    let from = || value(&request.query, "from").and_then(|from| value(from.split_once('?')?.1, "role"));
    let role = value(&request.query, "role").or_else(from)?;
    Some(format!("/actors?role={role}"))
}
