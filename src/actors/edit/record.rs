//! What the screen shows of an actor beside its form: what differs between two versions, and who created and changed
//! it.
use super::form::{Fields, LABELS};
use crate::actor_setup::fields::ActorField;
use crate::actors::Kind;
use crate::actors::verbs::Stored;
use crate::org_units::tree;
use crate::web::group_name::role_name;
use crate::web::versions::Compared;
use crate::web::visit::Visit;
use std::collections::HashMap;

/// Returns the fields that differ, in words.
pub fn compared(visit: &Visit, theirs: &Fields, yours: &Fields) -> Vec<Compared> {
    let t = &visit.t;
    let label = |name: &str| {
        LABELS
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, label)| *label)
    };
    let said = |name: &str, value: &str| match name {
        "unit" => value
            .parse()
            .ok()
            .filter(|unit| visit.access.knows(*unit))
            .map(|unit| tree::path(&visit.access, unit))
            .unwrap_or_default(),
        "kind" => Kind::from_code(value)
            .map(|kind| t.get(kind.label()))
            .unwrap_or_default(),
        _ => value.trim().to_owned(),
    };
    let rows = pairs(theirs, yours).map(|(theirs, yours)| {
        let name: &str = &theirs.name;
        row(t.get(label(name)), said(name, &theirs.value), said(name, &yours.value))
    });
    let tick = |on: bool| t.get(if on { "common-yes" } else { "common-no" });
    let enabled = row(
        t.get("actors-column-enabled"),
        tick(theirs.enabled.ticked()),
        tick(yours.enabled.ticked()),
    );
    rows.into_iter().chain([enabled]).filter(differs).collect()
}

fn pairs<'f>(
    theirs: &'f Fields,
    yours: &'f Fields,
) -> [(&'f crate::web::field::Field, &'f crate::web::field::Field); 12] {
    [
        (&theirs.kind, &yours.kind),
        (&theirs.name, &yours.name),
        (&theirs.number, &yours.number),
        (&theirs.unit, &yours.unit),
        (&theirs.address, &yours.address),
        (&theirs.postal_code, &yours.postal_code),
        (&theirs.city, &yours.city),
        (&theirs.country, &yours.country),
        (&theirs.phone, &yours.phone),
        (&theirs.email, &yours.email),
        (&theirs.cvr, &yours.cvr),
        (&theirs.remarks, &yours.remarks),
    ]
}

fn row(label: String, theirs: String, yours: String) -> Compared {
    let shown = |text: String| if text.is_empty() { "–".to_owned() } else { text };
    Compared {
        label,
        theirs: shown(theirs),
        yours: shown(yours),
    }
}

fn differs(row: &Compared) -> bool {
    row.theirs != row.yours
}

/// Returns the fields of roles that differ, in words.
pub fn compared_values(
    visit: &Visit,
    stored: &HashMap<i64, String>,
    changed: &[(ActorField, Option<String>)],
) -> Vec<Compared> {
    let said = |field: &ActorField, value: Option<&String>| {
        value.map(|value| field.shown(&visit.t, value)).unwrap_or_default()
    };
    let rows = changed.iter().map(|(field, new)| {
        row(
            field.label.clone(),
            said(field, stored.get(&field.id)),
            said(field, new.as_ref()),
        )
    });
    rows.filter(differs).collect()
}

/// Returns the roles of both versions, if they differ.
pub fn compared_roles(visit: &Visit, theirs: &[i64], yours: &[i64]) -> Option<Compared> {
    let names = |roles: &[i64]| names(visit, roles).join(", ");
    let row = row(visit.t.get("actor-roles"), names(theirs), names(yours));
    Some(row).filter(differs)
}

/// Returns the names of roles that the reader sees.
pub fn names(visit: &Visit, roles: &[i64]) -> Vec<String> {
    let known = visit.access.snapshot().actor_roles();
    let found = roles.iter().filter_map(|id| known.get(*id));
    found.map(|role| role_name(&visit.t, role)).collect()
}

/// Returns the lines of **At a glance**.
pub fn glance(visit: &Visit, id: i64, stored: &Stored) -> Vec<(String, String)> {
    let t = &visit.t;
    let when = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| t.date_time(at)).unwrap_or_default();
    let by = |name: &Option<String>| name.clone().unwrap_or_default();
    let mut lines = vec![
        (t.get("actors-column-created-on"), when(stored.created_at)),
        (t.get("actors-column-created-by"), by(&stored.created_by)),
        (t.get("actors-column-updated-on"), when(stored.updated_at)),
        (t.get("actors-column-updated-by"), by(&stored.updated_by)),
    ];
    if stored.archived_by.is_some() {
        lines.push((t.get("actor-archived-by"), by(&stored.archived_by)));
    }
    lines.push((t.get("actors-column-id"), id.to_string()));
    lines
}
