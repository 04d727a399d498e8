//! The addresses of actors.
use super::Route;
use crate::actors;
use crate::storage;
use crate::web::route::{get, post};

/// Customers, suppliers, employees (SPEC 8). Archiving, deleting and linking an employee opens and shuts logins.
pub fn table() -> Vec<Route> {
    use actors::actions::{Archive, Delete, Unarchive, pages};
    use actors::{edit, list, notes};
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
        post("/actors/delete", pages::apply::<Delete>).access_change(),
        get("/actors/new", edit::create::page),
        post("/actors/new", edit::create::save).access_change(),
        get("/actors/{id}", edit::pages::page),
        post("/actors/{id}", edit::pages::save).access_change(),
        get("/actors/{id}/user", edit::user::page),
        post("/actors/{id}/user", edit::user::save).access_change(),
        get("/actors/{id}/activity", edit::activity::page),
        get("/actors/{id}/notes", notes::pages::page),
        get("/actors/{id}/notes/new", notes::write::new),
        post("/actors/{id}/notes/new", notes::write::add),
        get("/actors/{id}/notes/{note}", notes::write::page),
        post("/actors/{id}/notes/{note}", notes::write::save),
        get("/actors/{id}/notes/{note}/delete", notes::delete::page),
        post("/actors/{id}/notes/{note}/delete", notes::delete::apply),
        post("/actors/{id}/notes/{note}/attachments", notes::attachments::add).upload(storage::LARGEST),
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
