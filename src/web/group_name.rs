//! What groups and roles of actors that every installation has are called: by the reader's language, as long as nobody
//! has renamed them.
use super::i18n::Texts;
use crate::access::actor_roles::ActorRole;
use crate::access::fixed::{
    ACTOR_MANAGER, ADMINISTRATORS, ALL, AUDITOR, STORE_MANAGER, SUPPORT, USER_ADMINISTRATOR, USERS,
};
use crate::text::sort_key;

/// Groups that every installation has: id, display name as delivered, text of what they are called.
const DELIVERED: [(i64, &str, &str); 8] = [
    (ADMINISTRATORS, "Administrators", "group-name-administrators"),
    (USERS, "Users", "group-name-users"),
    (ALL, "All", "group-name-all"),
    (
        USER_ADMINISTRATOR,
        "User administrator",
        "group-name-user-administrator",
    ),
    (STORE_MANAGER, "Store manager", "group-name-store-manager"),
    (AUDITOR, "Auditor", "group-name-auditor"),
    (ACTOR_MANAGER, "Actor manager", "group-name-actor-manager"),
    (SUPPORT, "Support", "group-name-support"),
];

/// The text of a system group or a predefined role with this id, if it is still called as it was delivered.
pub fn group_key(id: i64, stored: &str) -> Option<&'static str> {
    let known = DELIVERED
        .iter()
        .find(|(known, name, _)| (*known, *name) == (id, stored));
    known.map(|(_, _, key)| *key)
}

/// The groups that the reader knows by another name than the stored one, as long as nobody has renamed them: id, stored
/// display name, and what they are sorted by instead. Lists of groups are sorted by what is shown.
pub fn sorted_otherwise(t: &Texts) -> Vec<(i64, &'static str, String)> {
    let said = DELIVERED.iter().map(|(id, stored, key)| (*id, *stored, t.get(key)));
    let other = said.filter(|(_, stored, said)| said != stored);
    other.map(|(id, stored, said)| (id, stored, sort_key(&said))).collect()
}

/// The display name of a group, to be shown.
pub fn group_name(t: &Texts, id: i64, stored: &str) -> String {
    group_key(id, stored).map_or_else(|| stored.to_owned(), |key| t.get(key))
}

/// The text of a delivered role of actors with this system name, if it is still called as it was delivered.
pub fn role_key(name: &str, stored: &str) -> Option<&'static str> {
    Some(match (name, stored) {
        ("customer", "Customer") => "actor-role-customer",
        ("supplier", "Supplier") => "actor-role-supplier",
        ("employee", "Employee") => "actor-role-employee",
        _ => return None,
    })
}

/// What a role of actors is called, to be shown.
pub fn role_name(t: &Texts, role: &ActorRole) -> String {
    role_key(&role.name, &role.display_name).map_or_else(|| role.display_name.to_string(), |key| t.get(key))
}

/// What the list of a role of actors is called: several of it, where the product knows the word.
pub fn role_list_name(t: &Texts, role: &ActorRole) -> String {
    match role_key(&role.name, &role.display_name) {
        Some("actor-role-customer") => t.get("actor-roles-customer"),
        Some("actor-role-supplier") => t.get("actor-roles-supplier"),
        Some("actor-role-employee") => t.get("actor-roles-employee"),
        _ => role.display_name.to_string(),
    }
}

/// What a predefined role is for, to be shown. Its description is its module's, so nobody can have changed it (SPEC
/// G-4).
pub fn role_text(t: &Texts, id: i64, stored: &str) -> String {
    match id {
        ADMINISTRATORS => t.get("group-text-administrators"),
        USER_ADMINISTRATOR => t.get("group-text-user-administrator"),
        STORE_MANAGER => t.get("group-text-store-manager"),
        AUDITOR => t.get("group-text-auditor"),
        ACTOR_MANAGER => t.get("group-text-actor-manager"),
        SUPPORT => t.get("group-text-support"),
        _ => stored.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::i18n::Language;

    #[test]
    fn delivered_groups_have_names_in_both_languages_and_renamed_ones_keep_theirs() {
        let danish = Texts::new(Language::Da, chrono_tz::UTC);
        assert_eq!(group_name(&danish, STORE_MANAGER, "Store manager"), "Butikschef");
        assert_eq!(group_name(&danish, ADMINISTRATORS, "Chefer"), "Chefer");
        assert_eq!(group_name(&danish, 101, "Store manager"), "Store manager");
    }
}
