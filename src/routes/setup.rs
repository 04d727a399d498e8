//! Routes of Setup: the settings of the whole installation (SPEC 9).
use super::{Route, get, post};
use crate::{origins, setup};

/// Returns the routes of these screens.
pub(super) fn table() -> Vec<Route> {
    vec![
        get("/setup/checklist", setup::checklist::page),
        post("/setup/checklist", setup::checklist::press),
        get("/setup/installation", setup::installation::page),
        post("/setup/installation", setup::installation::save).checked(),
        get("/setup/email", setup::email::pages::page),
        post("/setup/email", setup::email::pages::save).sensitive().checked(),
        get("/setup/email/test", setup::email::test::page),
        post("/setup/email/test", setup::email::test::send).sensitive(),
        get("/setup/email/queue", setup::email::queue::page),
        post("/setup/email/queue", setup::email::queue::retry),
        get("/setup/modules", setup::modules::page),
        post("/setup/modules", setup::modules::switch)
            .access_change()
            .sensitive(),
        get("/setup/domains", setup::domains::page),
        post("/setup/domains", setup::domains::add)
            .access_change()
            .sensitive()
            .checked(),
        get("/setup/domains/remove", setup::domains::ask),
        post("/setup/domains/remove", setup::domains::remove)
            .access_change()
            .sensitive(),
        get("/setup/origins", origins::list::page),
        get("/setup/origins/new", origins::edit::new),
        post("/setup/origins/new", origins::edit::create).checked(),
        get("/setup/origins/{id}", origins::edit::page),
        post("/setup/origins/{id}", origins::edit::save).checked(),
        get("/setup/origins/{id}/delete", origins::delete::page),
        post("/setup/origins/{id}/delete", origins::delete::apply),
        get("/setup/locations", origins::list::page),
        get("/setup/locations/new", origins::edit::new),
        post("/setup/locations/new", origins::edit::create).checked(),
        get("/setup/locations/{id}", origins::edit::page),
        post("/setup/locations/{id}", origins::edit::save).checked(),
        get("/setup/locations/{id}/delete", origins::delete::page),
        post("/setup/locations/{id}/delete", origins::delete::apply),
    ]
}
