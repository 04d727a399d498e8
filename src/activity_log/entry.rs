//! GET /activity/{id}: one entry, field by field.
use super::pages::reader;
use super::store::{self, Wanted};
use super::view::subject_url;
use super::visible::Visible;
use super::words::{Field, kind};
use crate::error::{Error, Result};
use crate::web::answer::Answer;
use crate::web::back::{Back, with_from};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::View;
use askama::Template;

#[derive(Template)]
#[template(path = "activity/entry.html")]
struct EntryPage {
    shell: Shell,
    t: Texts,
    title: String,
    from: String,
    description: String,
    facts: Vec<(String, String)>,
    subject: String,
    subject_url: Option<String>,
    subject_now: Option<String>,
    fields: Vec<Field>,
    diffs: bool,
    erased: bool,
}

/// The address of an entry, with the way back.
pub fn url(id: i64, from: &str) -> String {
    with_from(&format!("/activity/{id}"), from)
}

/// GET /activity/{id}. The screen's right shows every visible entry; without it those about oneself and by oneself
/// (P-20).
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let View { db, visit } = view;
    let visible = Visible::to(&visit.access);
    let wanted = match visit.access.viewer() {
        Some(viewer) if !menu::ACTIVITY.opens(&visit.access) => Wanted::of_user(db, &visible, viewer.user)?,
        _ => Wanted::all(&visible),
    };
    let row = store::one(db, &wanted, id)?.ok_or(Error::NotFound)?;
    let (reader, t) = (reader(visit), &visit.t);
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let fact = |label: &str, value: String| (t.get(label), value);
    let unit: Vec<String> = std::iter::once(reader.unit(&row))
        .chain(reader.unit_now(&row))
        .collect();
    let fields = reader.fields(&row);
    let sealed = row.position.map_or_else(
        || t.get("activity-unsealed"),
        |position| t.one("activity-sealed", "position", position.to_string()),
    );
    Answer::page(&EntryPage {
        shell: visit.shell()?,
        t: visit.t,
        title: kind(t, &row.sealed.kind),
        from: back.target(super::filter::PATH).to_owned(),
        description: reader.description(&row),
        facts: vec![
            fact("activity-column-created", t.date_time(row.sealed.at)),
            fact("activity-column-unit", unit.join(", ")),
            fact("activity-column-user", reader.user(&row)),
            fact("activity-column-clerk", row.clerk_name.clone().unwrap_or_default()),
            fact("activity-column-address", reader.address(&row)),
            fact("activity-entry-id", number(Some(row.id()))),
            fact("activity-entry-request", row.sealed.request_id.to_string()),
            fact("activity-entry-chain", sealed),
        ],
        subject: reader.subject(&row),
        subject_url: subject_url(&reader, &row),
        subject_now: reader.subject_now(&row),
        diffs: fields.iter().any(|field| field.old.is_some()),
        fields,
        erased: reader.is_erased(&row),
    })
}
