//! The fields of an actor as a merge compares, takes over and brings back: by name, each as one text. An empty field is not
//! among them.
use super::Side;
use crate::actor_setup::fields::ActorField;
use crate::actors::Kind;
use crate::actors::cpr::Cpr;
use crate::actors::details::{Contact, Details};
use crate::actors::verbs::Stored;
use crate::error::{Error, Result};
use crate::org_units::tree;
use crate::web::visit::Visit;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

pub type Fields = BTreeMap<String, String>;

/// What both have one of each and exchange, so that undoing finds it where it was: a number stays taken, a file kept.
pub const NUMBER: &str = "number";
pub const IMAGE: &str = "image";
/// The national id number: its keyed hash stands for it, and nobody is shown more than the day of birth (SPEC A-3).
pub const CPR: &str = "cpr";
/// Begins the names of fields of roles and of metadata records.
const VALUE: &str = "value-";

/// Names of the fields everybody has and their labels, in the order of the page.
const COMMON: [(&str, &str); 14] = [
    ("name", "actors-column-name"),
    (NUMBER, "actors-column-number"),
    ("unit", "common-org-unit"),
    ("enabled", "actors-column-enabled"),
    ("address", "actor-address"),
    ("postal_code", "actor-postal-code"),
    ("city", "actor-city"),
    ("country", "actor-country"),
    ("phone", "actors-column-phone"),
    ("email", "actors-column-email"),
    ("cvr", "actors-column-cvr"),
    (CPR, "actors-column-cpr"),
    ("remarks", "actor-remarks"),
    (IMAGE, "actor-image"),
];

/// As they are stored.
pub fn of(stored: &Stored, (image, cpr): (Option<Uuid>, Option<&[u8]>), values: &HashMap<i64, String>) -> Fields {
    let (details, contact) = (&stored.details, &stored.details.contact);
    let common = [
        ("name", contact.name.clone()),
        (NUMBER, details.number.clone()),
        ("unit", stored.unit.to_string()),
        ("enabled", stored.enabled.to_string()),
        ("address", contact.address.clone()),
        ("postal_code", contact.postal_code.clone()),
        ("city", contact.city.clone()),
        ("country", contact.country.clone()),
        ("phone", contact.phone.clone()),
        ("email", contact.email.clone()),
        ("cvr", details.cvr.clone()),
        (CPR, cpr.map(hex::encode).unwrap_or_default()),
        ("remarks", details.remarks.clone()),
        (IMAGE, image.map(|id| id.to_string()).unwrap_or_default()),
    ];
    let common = common.into_iter().map(|(name, text)| (name.to_owned(), text));
    let values = values.iter().map(|(id, text)| (value(*id), text.clone()));
    common.chain(values).filter(|(_, text)| !text.is_empty()).collect()
}

/// What stands in a field; empty for nothing.
pub fn text<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.get(name).map_or("", String::as_str)
}

/// Back again: the common fields.
pub fn details(kind: Kind, fields: &Fields) -> Details {
    let text = |name: &str| text(fields, name).to_owned();
    Details {
        kind,
        contact: Contact {
            name: text("name"),
            address: text("address"),
            postal_code: text("postal_code"),
            city: text("city"),
            country: text("country"),
            phone: text("phone"),
            email: text("email"),
        },
        number: text(NUMBER),
        cvr: text("cvr"),
        remarks: text("remarks"),
    }
}

/// The unit.
///
/// # Errors
/// `Internal` for fields of no actor.
pub fn unit(fields: &Fields) -> Result<i64> {
    let unit = text(fields, "unit").parse();
    unit.map_err(|_| Error::Internal("an actor without a unit".into()))
}

pub fn enabled(fields: &Fields) -> bool {
    text(fields, "enabled") == "true"
}

/// The name of a field of a role or record.
pub fn value(id: i64) -> String {
    format!("{VALUE}{id}")
}

/// The field of a role or record with this name.
pub fn value_id(name: &str) -> Option<i64> {
    name.strip_prefix(VALUE)?.parse().ok()
}

/// What differs: name, before, after.
pub fn differing(before: &Fields, after: &Fields) -> Vec<(String, String, String)> {
    let names = before
        .keys()
        .chain(after.keys().filter(|name| !before.contains_key(*name)));
    let pair = |name: &String| {
        (
            name.clone(),
            text(before, name).to_owned(),
            text(after, name).to_owned(),
        )
    };
    names.map(pair).filter(|(_, before, after)| before != after).collect()
}

/// A field of both, side by side.
pub struct Pair {
    pub name: String,
    pub label: String,
    pub own: Shown,
    pub others: Shown,
    /// They differ, so one of them is chosen, by who may choose it.
    pub choice: bool,
    /// The other's is.
    pub taken: bool,
}

/// What stands in a field, for a reader.
#[derive(Default)]
pub struct Shown {
    pub text: String,
    pub picture: Option<String>,
}

/// Every field that one of them has, in the order of the page. `taken`: whether the other's is chosen, of those that differ.
pub fn pairs(
    visit: &Visit,
    (own, other): (&Side, &Side),
    known: &[ActorField],
    taken: impl Fn(&str) -> bool,
    fixed: impl Fn(&str) -> bool,
) -> Vec<Pair> {
    let common = COMMON
        .iter()
        .map(|(name, label)| ((*name).to_owned(), visit.t.get(label), None));
    let further = known
        .iter()
        .map(|field| (value(field.id), field.label.clone(), Some(field)));
    let pair = |(name, label, field): (String, String, Option<&ActorField>)| {
        let (mine, theirs) = (text(&own.fields, &name), text(&other.fields, &name));
        let choice = mine != theirs;
        Pair {
            label,
            own: shown(visit, own, &name, field),
            others: shown(visit, other, &name, field),
            choice: choice && !fixed(&name),
            taken: choice && taken(&name),
            name,
        }
    };
    let filled = |(name, ..): &(String, String, Option<&ActorField>)| {
        own.fields.contains_key(name) || other.fields.contains_key(name)
    };
    common.chain(further).filter(filled).map(pair).collect()
}

/// What a field is called, for a sentence about it.
pub fn label(visit: &Visit, name: &str, known: &[ActorField]) -> String {
    let common = COMMON.iter().find(|(known, _)| *known == name);
    let further = || known.iter().find(|field| Some(field.id) == value_id(name));
    match common {
        Some((_, label)) => visit.t.get(label),
        None => further().map_or_else(|| visit.t.get("actor-merge-gone-field"), |field| field.label.clone()),
    }
}

fn shown(visit: &Visit, side: &Side, name: &str, field: Option<&ActorField>) -> Shown {
    let (t, stored) = (&visit.t, text(&side.fields, name));
    let text = match (name, field) {
        (_, Some(field)) if !stored.is_empty() => field.shown(t, stored),
        ("unit", _) => side_unit(visit, side),
        ("enabled", _) => t.get(if stored == "true" { "common-yes" } else { "common-no" }),
        (CPR, _) => side.cpr.as_ref().map(Cpr::masked).unwrap_or_default(),
        (IMAGE, _) if !stored.is_empty() => {
            let picture = Some(format!("{}/{}/image", crate::actors::PATH, side.actor.id));
            let text = t.one("actor-image-alt", "name", &side.actor.name);
            return Shown { text, picture };
        }
        _ => stored.to_owned(),
    };
    Shown { text, picture: None }
}

fn side_unit(visit: &Visit, side: &Side) -> String {
    match visit.access.sees(side.actor.unit) {
        true => tree::path(&visit.access, side.actor.unit),
        false => String::new(),
    }
}
