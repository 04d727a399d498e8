//! The screens of the menu: what shows and opens each.
//!
//! A screen opens for every right that one of its tabs or buttons asks for. A test walks through the catalogue, so that
//! no right is forgotten.
use crate::access::fixed::TOP;
use crate::access::permission::Permission;
use crate::access::{Access, Refusal};

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
        // The tab Group membership.
        Permission::MEMBERSHIP_ADD,
        Permission::MEMBERSHIP_REMOVE,
        // The tabs Cloud account and Settings.
        Permission::MANAGE_USER_LICENCE,
        Permission::CANCEL_USER_SESSION,
        Permission::MANAGE_USER_SETTINGS,
        Permission::MANAGE_SECURITY_ROLES,
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

/// Lists of actors: the rights to deeds on the page of an actor of any role, besides those of its roles (P-14).
pub const ACTOR_DEEDS: &[Permission] = &[
    Permission::MERGE_ACTORS,
    Permission::ACTOR_CPR_VIEW,
    Permission::ACTOR_CPR_EDIT,
    Permission::NOTES_EDIT_OTHERS,
    Permission::NOTES_DELETE_OTHERS,
];

/// Setup → the checklist of a new installation, while it is open (SPEC S-3).
pub(super) const CHECKLIST: Screen = Screen {
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
pub(super) const DOMAINS: Screen = Screen {
    label: "menu-domains",
    url: "/setup/domains",
    icon: "world",
    ..INSTALLATION
};

impl Screen {
    /// Whether the reader may open the screen: with its Menu right, or with any of its action rights anywhere
    /// (P-14).
    pub fn opens(&self, access: &Access) -> bool {
        access.holds(self.menu, TOP) || self.actions.iter().any(|right| !access.ranges(*right).is_empty())
    }

    /// The gate of the screen, which every page and every form of it asks first.
    ///
    /// # Errors
    /// `NoScreen` for readers who may not open it (P-14).
    pub fn enter(&self, access: &Access) -> Result<(), Refusal> {
        match self.opens(access) {
            true => Ok(()),
            false => Err(Refusal::NoScreen { right: self.menu }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::permission::{BUILTINS, Scope};
    use crate::web::menu::MENU;

    #[test]
    fn p14_every_right_to_do_something_opens_a_screen() {
        let screens = || MENU.iter().flat_map(|(_, screens)| *screens);
        let opens = |right: Permission| screens().any(|screen| screen.actions.contains(&right));
        let shows = |scope: Scope| matches!(scope, Scope::Menu | Scope::Ui);
        for right in BUILTINS.iter().filter(|right| !shows(right.scope)) {
            // Access filters what every screen shows, and is no deed.
            let known = right.permission == Permission::ORG_UNIT_ACCESS || ACTOR_DEEDS.contains(&right.permission);
            assert!(known || opens(right.permission), "{}", right.key);
        }
    }
}
