//! Setup → **Email**: the mail server, and the queue of mails (SPEC S-1).
mod form;
pub mod pages;
pub mod queue;
mod store;
pub mod test;

use super::{ManageMail, why_not};
use crate::web::parts::Tab;
use crate::web::visit::Visit;

const SERVER: &str = "/setup/email";
const QUEUE: &str = "/setup/email/queue";

/// Returns the tabs. Only readers who may manage mail get the queue, because it names people.
fn tabs(visit: &Visit, current: &str) -> Vec<Tab> {
    let tab = |label: &str, url: &str| Tab {
        label: visit.t.get(label),
        url: url.to_owned(),
        current: url == current,
        ..Tab::default()
    };
    let mut tabs = vec![tab("email-tab-server", SERVER)];
    if why_not::<ManageMail>(visit).is_none() {
        tabs.push(tab("email-tab-queue", QUEUE));
    }
    tabs
}
