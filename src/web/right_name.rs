//! The names of rights. Built-in rights are named by the reader's language, rights of a role of actors by the role.
use super::group_name::role_key;
use super::message::{Message, Value};
use crate::access::permission::Entry;

/// Categories whose labels say little without the category: **Edit**, **Add**.
const TERSE: [&str; 3] = ["org-unit", "memberships", "documents"];

/// Returns the label for use without its category above it. The category is added if needed. Not in a language yet.
pub fn alone(entry: &Entry) -> Value {
    if !TERSE.contains(&&*entry.category) {
        return value(entry);
    }
    Message::new("access-full-label")
        .with("category", Message::of(entry.category_id()))
        .with("label", value(entry))
        .into()
}

/// Returns the label for use below its category. Not in a language yet.
pub fn value(entry: &Entry) -> Value {
    let Some(label) = &entry.label else {
        return Message::of(entry.label_id()).into();
    };
    let Some((role, deed)) = entry.of_actor_role() else {
        return Value::Words(label.to_string());
    };
    let role: Value = match role_key(role, label) {
        Some(key) => Message::new(key).into(),
        None => Value::Words(label.to_string()),
    };
    Message::of(format!("permission-actor-role-{deed}"))
        .with("role", role)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::permission::{Catalogue, Permission, Scope};
    use crate::web::i18n::{Language, Texts};

    fn said(language: Language, key: &str, label: &str) -> String {
        let entry = Entry {
            permission: Permission(1000),
            key: key.into(),
            scope: Scope::OrgUnit,
            category: "actors".into(),
            label: Some(label.into()),
            place: 1,
        };
        value(&entry).say(&Texts::new(language, chrono_tz::UTC))
    }

    #[test]
    fn what_says_little_by_itself_is_named_with_its_category() {
        let catalogue = Catalogue::builtin();
        let said = |right| alone(catalogue.get(right).unwrap()).say(&Texts::new(Language::En, chrono_tz::UTC));
        assert_eq!(said(Permission::ORG_UNIT_EDIT), "Organizational unit: Edit");
        assert_eq!(said(Permission::NOTES_EDIT_OTHERS), "Documents and notes: Edit");
        assert_eq!(said(Permission::EDIT_USER), "Edit user");
    }

    #[test]
    fn the_rights_of_a_role_are_called_after_it_and_spelt_as_the_specification_has_it() {
        let archive = "actor.customer.archive";
        assert_eq!(said(Language::En, archive, "Customer"), "Customer - Achive / Unarchive");
        assert_eq!(
            said(Language::En, "actor.vip.create", "Best friends"),
            "Best friends - Create"
        );
        assert_eq!(said(Language::Da, "actor.customer.delete", "Customer"), "Kunde - Slet");
        assert_eq!(said(Language::Da, "actor.customer.delete", "Medlem"), "Medlem - Slet");
        assert_eq!(said(Language::En, "till.open", "Open the till"), "Open the till");
    }
}
