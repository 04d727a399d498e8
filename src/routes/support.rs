//! Support: the screens on which support sees users (SPEC 4).
use super::{Route, get, post};
use crate::support::{licence, pages, sessions, settings};

/// Returns the routes of these screens.
pub(super) fn table() -> Vec<Route> {
    vec![
        get("/support/users", pages::list),
        get("/support/users/{id}", pages::one),
        post("/support/users/{id}", licence::save).access_change(),
        get("/support/users/{id}/activity", pages::activity),
        get("/support/users/{id}/sessions", sessions::page),
        post("/support/users/{id}/sessions", sessions::cancel),
        get("/support/users/{id}/settings", settings::list::page),
        get("/support/users/{id}/settings/new", settings::edit::new),
        post("/support/users/{id}/settings/new", settings::edit::create),
        get("/support/users/{id}/settings/edit", settings::edit::page),
        post("/support/users/{id}/settings/edit", settings::edit::save),
        get("/support/users/{id}/settings/delete", settings::delete::page),
        post("/support/users/{id}/settings/delete", settings::delete::apply),
    ]
}
