//! The catalogue of rights (SPEC 2.3): the built-in rights as constants, and the full catalogue from the table
//! `permissions`, which also has rights made at run time.

use std::sync::Arc;

use super::ids::Ids;

/// A right, by its id in the table `permissions`. Built-in rights are below 1000, rights made at run time from
/// 1000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permission(pub i32);

/// Where a right holds (SPEC 2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// In a unit and below it.
    OrgUnit,
    /// Everywhere. Cells are at the top only, and count only through memberships at the top.
    Global,
    /// Shows a screen's menu entry. Cells are at the top only, and count through any membership.
    Menu,
    /// Shows part of a screen; like `Menu`.
    Ui,
}

impl Scope {
    /// The code in the table `permissions`.
    pub const fn code(self) -> &'static str {
        match self {
            Scope::OrgUnit => "org_unit",
            Scope::Global => "global",
            Scope::Menu => "menu",
            Scope::Ui => "ui",
        }
    }

    /// The scope with this code.
    pub fn from_code(code: &str) -> Option<Scope> {
        [Scope::OrgUnit, Scope::Global, Scope::Menu, Scope::Ui]
            .into_iter()
            .find(|scope| scope.code() == code)
    }
}

/// A right that exists in every installation.
#[derive(Clone, Copy, Debug)]
pub struct Builtin {
    /// Its id.
    pub permission: Permission,
    /// Stable and case-sensitive.
    pub key: &'static str,
    /// Where it holds.
    pub scope: Scope,
    /// Category and sub-category, as in `navigation/security`.
    pub category: &'static str,
}

macro_rules! builtins {
    ($($name:ident = $id:literal, $key:literal, $scope:ident, $category:literal;)+) => {
        impl Permission {
            $(#[doc = concat!("`", $key, "`")] pub const $name: Permission = Permission($id);)+
        }

        /// Every built-in right, in the order of SPEC 2.3.
        pub const BUILTINS: &[Builtin] = &[$(Builtin {
            permission: Permission::$name, key: $key, scope: Scope::$scope, category: $category,
        },)+];
    };
}

builtins! {
    // Users
    CREATE_USER = 1, "CreateUser", OrgUnit, "users";
    EDIT_USER = 2, "EditUser", OrgUnit, "users";
    ENABLE_DISABLE_USER = 3, "EnableDisableUser", OrgUnit, "users";
    DELETE_USER = 4, "DeleteUser", OrgUnit, "users";
    ENABLE_DISABLE_OTHER_USER_TWO_FA = 5, "EnableDisableOtherUserTwoFa", OrgUnit, "users";
    CHANGE_OTHER_USER_PASSWORD = 6, "ChangeOtherUserPassword", OrgUnit, "users";
    // Organizational unit
    ORG_UNIT_ACCESS = 21, "OrgUnitAccess", OrgUnit, "org-unit";
    ORG_UNIT_CREATE = 22, "OrgUnitCreate", OrgUnit, "org-unit";
    ORG_UNIT_EDIT = 23, "OrgUnitEdit", OrgUnit, "org-unit";
    ORG_UNIT_ARCHIVE = 24, "OrgUnitArchive", OrgUnit, "org-unit";
    // Memberships
    MEMBERSHIP_ADD = 41, "MembershipAdd", OrgUnit, "memberships";
    MEMBERSHIP_REMOVE = 42, "MembershipRemove", OrgUnit, "memberships";
    // Permissions
    PERMISSION_SET = 51, "PermissionSet", OrgUnit, "permissions";
    GROUP_MANAGE = 52, "GroupManage", Global, "permissions";
    CHECK_RIGHTS = 53, "CheckRights", OrgUnit, "permissions";
    // Cloud accounts
    MANAGE_USER_LICENCE = 61, "ManageUserLicence", OrgUnit, "cloud";
    CANCEL_USER_SESSION = 62, "CancelUserSession", OrgUnit, "cloud";
    MANAGE_USER_SETTINGS = 63, "ManageUserSettings", OrgUnit, "cloud";
    MANAGE_SECURITY_ROLES = 64, "ManageSecurityRoles", Global, "cloud";
    MANAGE_CUSTOMERS = 65, "ManageCustomers", Global, "cloud";
    // Block IP
    MANAGE_BLOCK_IP = 81, "ManageBlockIp", Global, "block-ip";
    // UI permissions
    UI_USER_PERMISSION_SETUP = 91, "UIPermissionsAllowUserPermissionSetup", Ui, "ui";
    // Actors
    ACTOR_CPR_VIEW = 101, "ActorCprView", Global, "actors";
    ACTOR_CPR_EDIT = 102, "ActorCprEdit", Global, "actors";
    MERGE_ACTORS = 103, "MergeActors", Global, "actors";
    ACTOR_SETUP_MANAGE = 104, "ActorSetupManage", Global, "actors";
    // Documents and notes
    NOTES_EDIT_OTHERS = 121, "NotesEditOthers", Global, "documents";
    NOTES_DELETE_OTHERS = 122, "NotesDeleteOthers", Global, "documents";
    // Setup
    SETUP_MANAGE = 131, "SetupManage", Global, "setup";
    // Security navigation
    NAVIGATE_USERS = 201, "navigation.access.security.users", Menu, "navigation/security";
    NAVIGATE_GROUPS = 202, "navigation.access.security.groups", Menu, "navigation/security";
    NAVIGATE_BLOCK_IP = 203, "navigation.access.security.blockip", Menu, "navigation/security";
    NAVIGATE_MEMBERSHIPS = 204, "navigation.access.security.memberships", Menu, "navigation/security";
    NAVIGATE_ORG_UNITS = 205, "navigation.access.security.orgunits", Menu, "navigation/security";
    NAVIGATE_ENTITIES = 206, "navigation.access.security.entities", Menu, "navigation/security";
    NAVIGATE_ACTIVITY_LOG = 207, "navigation.access.event.log", Menu, "navigation/security";
    // Actors
    NAVIGATE_ACTOR_DIRECTORY = 221, "navigation.access.actors.directory", Menu, "navigation/actors";
    NAVIGATE_ATTACHMENT_TYPES = 222, "navigation.access.actors.attachmenttypes", Menu, "navigation/actors";
    NAVIGATE_ACTORS_SETUP = 223, "navigation.access.actors.setup", Menu, "navigation/actors";
    NAVIGATE_ACTORS_METADATA = 224, "navigation.access.actors.metadata", Menu, "navigation/actors";
    // Support
    NAVIGATE_CLOUD_USERS = 241, "navigation.access.cloud.users", Menu, "navigation/support";
    NAVIGATE_CLOUD_CUSTOMERS = 242, "navigation.access.cloud.customers", Menu, "navigation/support";
    // Setup
    NAVIGATE_SETUP = 261, "navigation.access.setup", Menu, "navigation/setup";
}

/// The tree of categories in the order of SPEC 2.3; the last four are below `navigation`.
pub const CATEGORIES: &[&str] = &[
    "users",
    "org-unit",
    "memberships",
    "permissions",
    "cloud",
    "block-ip",
    "ui",
    "actors",
    "documents",
    "setup",
    "navigation",
    "navigation/security",
    "navigation/actors",
    "navigation/support",
    "navigation/setup",
];

/// Categories whose rights all give power over a login's owner or its rights (P-10).
const SENSITIVE: &[&str] = &[
    "users",
    "org-unit",
    "memberships",
    "permissions",
    "cloud",
    "block-ip",
    "setup",
];

/// One right of the running installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub permission: Permission,
    /// Stable and case-sensitive.
    pub key: Arc<str>,
    /// Where it holds.
    pub scope: Scope,
    /// Category and sub-category, as in `navigation/security`.
    pub category: Arc<str>,
    /// The label of a right made at run time. Built-in rights have none; `label_id` gives the text to translate.
    pub label: Option<Arc<str>>,
    /// Order within the catalogue.
    pub place: i32,
}

impl Entry {
    /// Whether controlling a login that holds this right requires holding the right oneself (P-10).
    pub fn is_sensitive(&self) -> bool {
        self.scope == Scope::Global
            || (SENSITIVE.contains(&&*self.category) && self.permission != Permission::ORG_UNIT_ACCESS)
    }

    /// Fluent id of the label.
    pub fn label_id(&self) -> String {
        format!("permission-{}", self.key.replace('.', "-"))
    }

    /// For a right that belongs to a role of actors: the role's system name and the deed. The label is the role's
    /// name.
    pub fn of_actor_role(&self) -> Option<(&str, &str)> {
        self.label.as_ref()?;
        self.key.strip_prefix(ACTOR_ROLE_PREFIX)?.rsplit_once('.')
    }

    /// Fluent id of the category's label.
    pub fn category_id(&self) -> String {
        category_id(&self.category)
    }
}

/// Prefix of the key of every right that belongs to a role of actors, such as `actor.customer.edit`.
pub const ACTOR_ROLE_PREFIX: &str = "actor.";

/// Fluent id of the label of a category of `CATEGORIES`.
pub fn category_id(category: &str) -> String {
    format!("permission-category-{}", category.replace('/', "-"))
}

/// All rights that exist now.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    entries: Vec<Entry>,
    by_id: Ids,
}

impl Catalogue {
    /// Makes the catalogue of these rights. They are ordered by category as in SPEC 2.3, other programs' categories
    /// last, and by place within a category.
    pub fn new(mut entries: Vec<Entry>) -> Self {
        let category = |entry: &Entry| CATEGORIES.iter().position(|known| **known == *entry.category);
        entries.sort_by_cached_key(|entry| {
            let known = category(entry).unwrap_or(CATEGORIES.len());
            (known, entry.category.clone(), entry.place, entry.permission)
        });
        let by_id = entries.iter().map(|entry| i64::from(entry.permission.0)).collect();
        Self { entries, by_id }
    }

    /// Makes the catalogue of a new installation: only the built-in rights.
    pub fn builtin() -> Self {
        let entry = |(place, builtin): (i32, &Builtin)| Entry {
            permission: builtin.permission,
            key: builtin.key.into(),
            scope: builtin.scope,
            category: builtin.category.into(),
            label: None,
            place: place * 10,
        };
        Self::new((1..).zip(BUILTINS).map(entry).collect())
    }

    /// All rights in the order they are shown.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The right with this id.
    pub fn get(&self, permission: Permission) -> Option<&Entry> {
        self.by_id
            .get(i64::from(permission.0))
            .map(|at| &self.entries[at as usize])
    }

    /// The right with this key (case-sensitive).
    pub fn by_key(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| &*entry.key == key)
    }

    /// Where the right holds.
    pub fn scope(&self, permission: Permission) -> Option<Scope> {
        self.get(permission).map(|entry| entry.scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_keys_of_the_catalogue_are_unique_and_below_a_thousand() {
        let catalogue = Catalogue::builtin();
        for builtin in BUILTINS {
            assert!((1..1000).contains(&builtin.permission.0), "{}", builtin.key);
            assert_eq!(catalogue.get(builtin.permission).map(|e| &*e.key), Some(builtin.key));
            assert_eq!(
                catalogue.by_key(builtin.key).map(|e| e.permission),
                Some(builtin.permission)
            );
            assert!(CATEGORIES.contains(&builtin.category), "{}", builtin.category);
        }
    }

    #[test]
    fn sensitive_are_the_rights_p_10_names() {
        let catalogue = Catalogue::builtin();
        let sensitive = |key: &str| catalogue.by_key(key).is_some_and(Entry::is_sensitive);
        assert!(sensitive("EditUser") && sensitive("OrgUnitArchive") && sensitive("ActorCprView"));
        assert!(!sensitive("OrgUnitAccess") && !sensitive("navigation.access.setup"));
        assert!(!sensitive("UIPermissionsAllowUserPermissionSetup"));
    }
}
