//! The menu: the screens the reader may open (SPEC 1, P-14), in SPEC's order.
use super::group_name::role_list_name;
use super::shell::{MenuEntry, MenuGroup};
use super::visit::Visit;
use crate::access::Access;
use crate::access::actor_roles::ActorRole;
use crate::access::fixed::{CUSTOMER, EMPLOYEE, SUPPLIER, TOP};
use crate::access::permission::Permission;
use url::form_urlencoded;

/// A screen of the menu. Its Menu right shows it, and any of its action rights opens it (P-14).
pub struct Screen {
    pub label: &'static str,
    pub url: &'static str,
    pub icon: &'static str,
    pub menu: Permission,
    pub actions: &'static [Permission],
}

/// Security → Users.
pub const USERS: Screen = Screen {
    label: "menu-users",
    url: "/users",
    icon: "users",
    menu: Permission::NAVIGATE_USERS,
    actions: &[
        Permission::CREATE_USER,
        Permission::EDIT_USER,
        Permission::ENABLE_DISABLE_USER,
        Permission::DELETE_USER,
        Permission::ENABLE_DISABLE_OTHER_USER_TWO_FA,
        Permission::CHANGE_OTHER_USER_PASSWORD,
    ],
};

/// Security → Groups (SPEC 6).
pub const GROUPS: Screen = Screen {
    label: "menu-groups",
    url: "/groups",
    icon: "users-group",
    menu: Permission::NAVIGATE_GROUPS,
    actions: &[Permission::GROUP_MANAGE],
};

/// Security → Memberships (SPEC G-5).
pub const MEMBERSHIPS: Screen = Screen {
    label: "menu-memberships",
    url: "/memberships",
    icon: "link",
    menu: Permission::NAVIGATE_MEMBERSHIPS,
    actions: &[Permission::MEMBERSHIP_ADD, Permission::MEMBERSHIP_REMOVE],
};

/// Security → Organizational units.
pub const ORG_UNITS: Screen = Screen {
    label: "menu-org-units",
    url: "/org-units",
    icon: "sitemap",
    menu: Permission::NAVIGATE_ORG_UNITS,
    actions: &[
        Permission::ORG_UNIT_CREATE,
        Permission::ORG_UNIT_EDIT,
        Permission::ORG_UNIT_ARCHIVE,
    ],
};

/// Security → Entity explorer.
pub const ENTITIES: Screen = Screen {
    label: "menu-entities",
    url: "/entities",
    icon: "list-tree",
    menu: Permission::NAVIGATE_ENTITIES,
    actions: &[Permission::PERMISSION_SET],
};

/// Security → Check rights (SPEC G-7). It has no Menu right: everybody who may check rights somewhere may open it.
pub const CHECK_RIGHTS: Screen = Screen {
    label: "check-rights-title",
    url: "/check-rights",
    icon: "question-mark",
    menu: Permission::CHECK_RIGHTS,
    actions: &[Permission::CHECK_RIGHTS],
};

/// Security → Login security (SPEC 5.2).
pub const LOGIN_SECURITY: Screen = Screen {
    label: "menu-login-security",
    url: "/login-security",
    icon: "shield-lock",
    menu: Permission::NAVIGATE_BLOCK_IP,
    actions: &[Permission::MANAGE_BLOCK_IP],
};

/// Actors → Actor roles (SPEC A-6).
pub const ACTOR_ROLES: Screen = Screen {
    label: "menu-actor-roles",
    url: "/setup/actors/roles",
    icon: "user-cog",
    menu: Permission::NAVIGATE_ACTORS_SETUP,
    actions: &[Permission::ACTOR_SETUP_MANAGE],
};

/// Actors → Attachment types.
pub const ATTACHMENT_TYPES: Screen = Screen {
    label: "menu-attachment-types",
    url: "/setup/actors/attachment-types",
    icon: "paperclip",
    menu: Permission::NAVIGATE_ATTACHMENT_TYPES,
    ..ACTOR_ROLES
};

/// Actors → Actors setup.
pub const ACTORS_SETUP: Screen = Screen {
    label: "menu-actors-setup",
    url: "/setup/actors",
    icon: "settings",
    ..ACTOR_ROLES
};

/// Actors → Actor groups.
pub const ACTOR_GROUPS: Screen = Screen {
    label: "menu-actor-groups",
    url: "/setup/actors/groups",
    icon: "friends",
    ..ACTOR_ROLES
};

/// Actors → Metadata records.
pub const ACTORS_METADATA: Screen = Screen {
    label: "menu-actors-metadata",
    url: "/setup/actors/metadata",
    icon: "tag",
    menu: Permission::NAVIGATE_ACTORS_METADATA,
    ..ACTOR_ROLES
};

/// Support → Users (SPEC C-1).
pub const SUPPORT_USERS: Screen = Screen {
    label: "menu-users",
    url: "/support/users",
    icon: "help",
    menu: Permission::NAVIGATE_CLOUD_USERS,
    actions: &[
        Permission::MANAGE_USER_LICENCE,
        Permission::CANCEL_USER_SESSION,
        Permission::MANAGE_USER_SETTINGS,
    ],
};

/// Support → Customers (SPEC C-9).
pub const CUSTOMERS: Screen = Screen {
    label: "menu-customers",
    url: "/support/customers",
    icon: "building-store",
    menu: Permission::NAVIGATE_CLOUD_CUSTOMERS,
    actions: &[Permission::MANAGE_CUSTOMERS],
};

/// Support → Organisations.
pub const ORGANISATIONS: Screen = Screen {
    label: "menu-organisations",
    url: "/support/organisations",
    icon: "building-skyscraper",
    ..CUSTOMERS
};

/// Activity log. Reading it needs no other right.
pub const ACTIVITY: Screen = Screen {
    label: "menu-activity",
    url: "/activity",
    icon: "history",
    menu: Permission::NAVIGATE_ACTIVITY_LOG,
    actions: &[],
};

/// Setup → Installation.
pub const INSTALLATION: Screen = Screen {
    label: "menu-installation",
    url: "/setup/installation",
    icon: "settings",
    menu: Permission::NAVIGATE_SETUP,
    actions: &[Permission::SETUP_MANAGE],
};

/// Setup → the checklist of a new installation, while it is open (SPEC S-3).
const CHECKLIST: Screen = Screen {
    label: "menu-checklist",
    url: "/setup/checklist",
    icon: "list-details",
    menu: Permission::SETUP_MANAGE,
    actions: &[],
};

/// Setup → Email.
pub const EMAIL: Screen = Screen {
    label: "menu-email",
    url: "/setup/email",
    icon: "mail",
    ..INSTALLATION
};

/// Setup → Modules.
pub const MODULES: Screen = Screen {
    label: "menu-modules",
    url: "/setup/modules",
    icon: "plug",
    ..INSTALLATION
};

/// Setup → Origins.
pub const ORIGINS: Screen = Screen {
    label: "menu-origins",
    url: "/setup/origins",
    icon: "building",
    ..INSTALLATION
};

/// Setup → Locations.
pub const LOCATIONS: Screen = Screen {
    label: "menu-locations",
    url: "/setup/locations",
    icon: "map-pin",
    ..INSTALLATION
};

/// Setup → Internal email domains.
const DOMAINS: Screen = Screen {
    label: "menu-domains",
    url: "/setup/domains",
    icon: "world",
    ..INSTALLATION
};

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

impl Screen {
    /// Whether the reader may open the screen: with its Menu right, or with any of its action rights anywhere
    /// (P-14).
    pub fn opens(&self, access: &Access) -> bool {
        access.holds(self.menu, TOP) || self.actions.iter().any(|right| !access.ranges(*right).is_empty())
    }
}

/// Whether the reader may open this role's list: with the right to the directories, or with any of the role's own
/// rights anywhere (P-14).
pub fn opens_directory(access: &Access, role: &ActorRole) -> bool {
    let mut rights = role.rights.iter().flatten();
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
