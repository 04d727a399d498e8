//! One's own account (SPEC 2.4): profile, password, sessions, and what one may do. Nothing here needs a right.
pub mod activity;
pub mod actor;
pub mod actor_image;
pub mod api_tokens;
pub mod pages;
mod rights;
pub mod rights_page;
pub mod sessions;
mod store;
pub mod switches;
pub mod two_factor;

use crate::access::Viewer;
use crate::web::parts::Tab;
use crate::web::visit::Visit;

/// The head of every tab.
struct Head {
    name: String,
    login: String,
    unit: String,
    tabs: Vec<Tab>,
}

impl Head {
    fn of(visit: &Visit, viewer: &Viewer) -> Self {
        let tab = |label: &str, url: &str| Tab {
            label: visit.t.get(label),
            url: url.to_owned(),
            current: visit.request.path == url,
            ..Tab::default()
        };
        let unit = visit.access.seen_unit(viewer.unit);
        let own_actor = viewer.actor.map(|_| tab("actor-own", "/account/actor"));
        let mut head = Self {
            name: viewer.display_name.clone(),
            login: viewer.login.clone(),
            unit: unit.map(|unit| unit.name.to_string()).unwrap_or_default(),
            tabs: vec![
                tab("account-tab-profile", "/account"),
                tab("account-tab-sessions", "/account/sessions"),
                tab("account-tab-tokens", "/account/tokens"),
                tab("account-tab-rights", "/account/rights"),
                tab("account-tab-activity", "/account/activity"),
            ],
        };
        // The tab of one's own actor comes after the profile, for users who are actors.
        head.tabs.splice(1..1, own_actor);
        head
    }
}
