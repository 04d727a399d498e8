//! What a right is called: built-in ones by the reader's language, those of a role of actors after the role.
use super::group_name::role_key;
use super::message::{Message, Value};
use crate::access::permission::Entry;

/// The label, not yet in anybody's language.
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
    use crate::access::permission::{Permission, Scope};
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
