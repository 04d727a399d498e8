//! The fields of an actor as a merge compares them, takes them over and brings them back: each is a name and a text.
//! Empty fields are left out.
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

/// Fields that the two actors exchange, so that undoing finds both values: a number stays taken, a file is kept.
pub const NUMBER: &str = "number";
pub const IMAGE: &str = "image";
/// The national id number. Its keyed hash stands for it; readers see the day of birth at most (SPEC A-3).
pub const CPR: &str = "cpr";
/// Begins the names of the fields of roles and of metadata records.
const VALUE: &str = "value-";

/// Names of the fields every actor has, with their labels, in the order of the page.
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

/// Returns the fields as stored.
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

/// Returns the text of a field; empty if it has none.
pub fn text<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.get(name).map_or("", String::as_str)
}

/// Makes the common fields of an actor from these fields.
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

/// Returns the unit.
///
/// # Errors
/// `Internal` for fields that are not those of an actor.
pub fn unit(fields: &Fields) -> Result<i64> {
    let unit = text(fields, "unit").parse();
    unit.map_err(|_| Error::Internal("an actor without a unit".into()))
}

pub fn enabled(fields: &Fields) -> bool {
    text(fields, "enabled") == "true"
}

/// Returns the name of a role's field or a metadata record's.
pub fn value(id: i64) -> String {
    format!("{VALUE}{id}")
}

/// Returns the id of the role's field or metadata record that has this name.
pub fn value_id(name: &str) -> Option<i64> {
    name.strip_prefix(VALUE)?.parse().ok()
}

/// Returns the fields that differ: name, before, after.
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

/// A field of both actors, side by side.
pub struct Pair {
    pub name: String,
    pub label: String,
    pub own: Shown,
    pub others: Shown,
    /// Whether the values differ and the reader may choose between them.
    pub choice: bool,
    /// Whether the other's value is chosen.
    pub taken: bool,
}

/// The value of a field, as a reader sees it.
#[derive(Default)]
pub struct Shown {
    pub text: String,
    pub picture: Option<String>,
}

/// Returns every field that at least one of the two has, in the order of the page. `taken`: whether the other's value
/// is chosen, for fields that differ. `fixed`: whether the reader may not choose.
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

/// Returns the label of a field, for a sentence about it.
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
