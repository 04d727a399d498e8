//! The columns of the log (SPEC N-20), which a reader may choose among, and what the list is narrowed by.
use super::filter::{Author, Filter, PATH};
use crate::columns::{self, List};
use crate::error::Result;
use crate::web::answer::Outcome;
use crate::web::columns::{Choice, Written};
use crate::web::days::Days;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::Chip;
use crate::web::picker::Picker;
use crate::web::request::Form;
use crate::web::visit::Ctx;

pub const LIST: List = List::named("activity", PATH);
/// The moment leads each row.
pub const FIRST: &str = "activity-column-created";
pub const COLUMNS: [Written; 7] = [
    Written("unit", "activity-column-unit"),
    Written("type", "activity-column-type"),
    Written("subject", "activity-column-subject"),
    Written("description", "activity-column-description"),
    Written("user", "activity-column-user"),
    Written("clerk", "activity-column-clerk"),
    Written("address", "activity-column-address"),
];

/// POST /activity/columns.
pub fn choose(ctx: &mut Ctx<'_, '_>, Form(choice): Form<Choice>) -> Result<Outcome> {
    menu::ACTIVITY.enter(&ctx.visit.access)?;
    columns::choose(ctx, &LIST, COLUMNS, &choice)
}

/// What is chosen behind the button, each with a link that takes it off.
pub fn chips(t: &Texts, filter: &Filter, [user, clerk]: [&Picker; 2]) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut add = |label: &str, value: &str, change: fn(&mut Filter)| {
        if !value.is_empty() {
            let mut without = filter.paged(None);
            change(&mut without);
            chips.push(Chip {
                text: t.two("common-chip", "label", t.get(label), "value", value),
                url: without.url(),
            });
        }
    };
    let days = Days {
        from: filter.from,
        to: filter.until,
    };
    add("activity-column-created", &days.told(), |f| {
        (f.from, f.until) = (None, None)
    });
    add("activity-column-subject", &filter.subject, |f| {
        f.subject = String::new()
    });
    add("activity-column-description", &filter.description, |f| {
        f.description = String::new()
    });
    add("activity-column-user", &named(&filter.user, user), |f| {
        f.user = Author::default()
    });
    add("activity-column-clerk", &named(&filter.clerk, clerk), |f| {
        f.clerk = Author::default()
    });
    add("activity-column-address", &filter.address, |f| {
        f.address = String::new()
    });
    chips
}

/// The chosen one's name, for whoever sees it; else what stands in the address.
fn named(author: &Author, picker: &Picker) -> String {
    match author.id {
        Some(id) => picker.chosen().map_or_else(|| id.to_string(), str::to_owned),
        None => author.words.clone(),
    }
}
