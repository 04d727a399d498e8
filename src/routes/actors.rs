//! The addresses of actors.
use super::Route;
use crate::account;
use crate::actors;
use crate::storage;
use crate::storage::image::LARGEST as LARGEST_IMAGE;
use crate::web::route::{get, post};

/// Customers, suppliers, employees (SPEC 8), and who one is among them. Archiving, deleting, merging and linking an
/// employee opens and shuts logins.
pub fn table() -> Vec<Route> {
    [all(), one(), its_notes()].concat()
}

/// The lists, and what is done to those selected.
fn all() -> Vec<Route> {
    use crate::web::several::pages;
    use actors::actions::{self, Archive, Delete, Unarchive};
    use actors::{edit, list, merge};
    vec![
        get("/actors", list::pages::page),
        get("/actors/toolbar", list::pages::toolbar_part),
        get("/actors/selection", list::pages::select),
        post("/actors/columns", list::pages::choose_columns),
        get("/actors/export", list::export::download),
        get("/actors/units", edit::found::found),
        get("/actors/users", edit::user::found),
        get("/actors/archive", pages::page::<Archive>),
        post("/actors/archive", pages::apply::<Archive>).access_change(),
        get("/actors/unarchive", pages::page::<Unarchive>),
        post("/actors/unarchive", pages::apply::<Unarchive>).access_change(),
        get("/actors/delete", pages::page::<Delete>),
        post("/actors/delete", actions::delete).access_change(),
        get("/actors/merge", merge::pages::page),
        post("/actors/merge", merge::pages::apply).access_change(),
        get("/actors/merge/found", merge::found::found),
        get("/actors/new", edit::create::page),
        post("/actors/new", edit::create::save).access_change().checked(),
    ]
}

/// One of them, or oneself.
fn one() -> Vec<Route> {
    use actors::{edit, image, merge};
    vec![
        get("/account/actor", account::actor::page),
        post("/account/actor", account::actor::save).checked(),
        get("/account/actor/image", account::actor_image::picture),
        get("/account/actor/image/change", account::actor_image::page),
        post("/account/actor/image/change", account::actor_image::save)
            .upload(LARGEST_IMAGE, account::actor_image::may),
        get("/actors/{id}", edit::pages::page),
        post("/actors/{id}", edit::pages::save).access_change().checked(),
        get("/actors/{id}/user", edit::user::page),
        post("/actors/{id}/user", edit::user::save).access_change(),
        get("/actors/{id}/groups", edit::groups::page),
        get("/actors/{id}/groups/found", edit::groups::found),
        post("/actors/{id}/groups", edit::groups::save),
        get("/actors/{id}/merged/{other}", merge::back::page),
        post("/actors/{id}/merged/{other}", merge::back::apply).access_change(),
        get("/actors/{id}/image", image::picture),
        get("/actors/{id}/image/change", image::page),
        post("/actors/{id}/image/change", image::save).upload(LARGEST_IMAGE, image::may),
        get("/actors/{id}/activity", edit::activity::page),
    ]
}

fn its_notes() -> Vec<Route> {
    use actors::notes;
    vec![
        get("/actors/{id}/notes", notes::pages::page),
        get("/actors/{id}/notes/new", notes::write::new),
        post("/actors/{id}/notes/new", notes::write::add),
        get("/actors/{id}/notes/{note}", notes::write::page),
        post("/actors/{id}/notes/{note}", notes::write::save),
        get("/actors/{id}/notes/{note}/delete", notes::delete::page),
        post("/actors/{id}/notes/{note}/delete", notes::delete::apply),
        post("/actors/{id}/notes/{note}/attachments", notes::attachments::add)
            .upload(storage::LARGEST, notes::attachments::may),
        get(
            "/actors/{id}/notes/{note}/attachments/{attachment}",
            notes::attachments::download,
        ),
        get(
            "/actors/{id}/notes/{note}/attachments/{attachment}/picture",
            notes::attachments::picture,
        ),
        get(
            "/actors/{id}/notes/{note}/attachments/{attachment}/delete",
            notes::attachments::ask,
        ),
        post(
            "/actors/{id}/notes/{note}/attachments/{attachment}/delete",
            notes::attachments::delete,
        ),
    ]
}
