//! The columns of the list: those a reader may choose, and those it can be sorted by (SPEC L-2).
use super::filter::{Filter, Order, PATH};
use crate::columns::{self, List};
use crate::error::Result;
use crate::web::answer::Outcome;
use crate::web::columns::{Choice, Shown, Written};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::{self, Head};
use crate::web::request::Form;
use crate::web::visit::Ctx;

pub const LIST: List = List::named("memberships", PATH);
/// The column of the account, which is first in each row.
pub const FIRST: &str = "membership-column-account";
pub const COLUMNS: [Written; 6] = [
    Written("group", "membership-column-group"),
    Written("unit", "common-org-unit"),
    Written("from", "membership-column-from"),
    Written("until", "membership-column-until"),
    Written("created-by", "membership-column-created-by"),
    Written("created-on", "membership-column-created-on"),
];

/// Returns the columns on the tab of a group. The group is not among them, because it is in the head of the page.
pub fn of_a_group() -> Shown {
    Shown::of(&COLUMNS[1..], None)
}

/// POST /memberships/columns.
pub fn choose(ctx: &mut Ctx<'_, '_>, Form(choice): Form<Choice>) -> Result<Outcome> {
    menu::MEMBERSHIPS.enter(&ctx.visit.access)?;
    columns::choose(ctx, &LIST, COLUMNS, &choice)
}

/// Returns the order for a column of moments. Others cannot be sorted by: an index exists for these orders only,
/// because names are in other tables.
fn order(column: &Written) -> Option<Order> {
    match column.0 {
        "from" => Some(Order::Start),
        "until" => Some(Order::End),
        "created-on" => Some(Order::Created),
        _ => None,
    }
}

/// Returns the heads of the shown columns. On the screen itself, but not on a group's tab, the sortable ones are links.
pub fn heads(t: &Texts, filter: &Filter, shown: &Shown, path: &str) -> Vec<Head> {
    let first = Head {
        label: t.get(FIRST),
        ..Head::default()
    };
    let sorting = filter.sorting();
    let others = COLUMNS.iter().filter(|column| shown.has(column.0)).map(|column| {
        let order = order(column);
        let sorted = order.filter(|order| *order == sorting.by);
        Head {
            label: t.get(column.1),
            class: if order.is_some() { "when" } else { "" },
            url: order.filter(|_| path == PATH).map(|order| filter.sorted(order).url()),
            sorted: sorted.map(|_| parts::Order::of(sorting.descending)),
        }
    });
    std::iter::once(first).chain(others).collect()
}
