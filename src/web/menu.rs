//! The menu: the screens the reader may open (SPEC 1, P-14), in SPEC's order.
use super::shell::{MenuEntry, MenuGroup};
use super::visit::Visit;
use crate::access::Access;
use crate::access::permission::Permission;

/// A screen of the menu: its Menu right shows it, any of its action rights opens it (P-14).
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

/// Security → Login security (SPEC 5.2).
pub const LOGIN_SECURITY: Screen = Screen {
    label: "menu-login-security",
    url: "/login-security",
    icon: "shield-lock",
    menu: Permission::NAVIGATE_BLOCK_IP,
    actions: &[Permission::MANAGE_BLOCK_IP],
};

/// Activity log. Reading needs no right but this one.
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

/// Heading and screens, in the order of SPEC 1.
const MENU: &[(&str, &[&Screen])] = &[
    (
        "menu-security",
        &[&USERS, &GROUPS, &MEMBERSHIPS, &ORG_UNITS, &ENTITIES, &LOGIN_SECURITY],
    ),
    ("menu-log", &[&ACTIVITY]),
    ("menu-setup", &[&CHECKLIST, &INSTALLATION, &EMAIL, &MODULES]),
];

impl Screen {
    /// Whether the screen opens: its Menu right, or any action right of it anywhere (P-14).
    pub fn opens(&self, access: &Access) -> bool {
        access.holds(self.menu, 1) || self.actions.iter().any(|right| !access.ranges(*right).is_empty())
    }
}

/// The first screen the reader may open; without any they land on their own account (P-23).
pub fn home(access: &Access) -> &'static str {
    MENU.iter()
        .flat_map(|(_, screens)| *screens)
        .find(|screen| screen.url != CHECKLIST.url && screen.opens(access))
        .map_or("/account", |screen| screen.url)
}

pub(super) fn menu(visit: &Visit) -> Vec<MenuGroup> {
    let entry = |screen: &&Screen| MenuEntry {
        label: visit.t.get(screen.label),
        url: screen.url.to_owned(),
        icon: screen.icon,
        current: visit.request.path == screen.url || visit.request.path.starts_with(&format!("{}/", screen.url)),
        count: None,
    };
    MENU.iter()
        .map(|(label, screens)| MenuGroup {
            label: visit.t.get(label),
            entries: screens
                .iter()
                .filter(|screen| screen.opens(&visit.access) && (visit.setting_up || screen.url != CHECKLIST.url))
                .map(entry)
                .collect(),
        })
        .collect()
}
