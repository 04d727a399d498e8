//! The addresses of actors.
use super::Route;
use crate::actors;
use crate::web::route::{get, post};

/// Customers, suppliers, employees (SPEC 8). Archiving, deleting and linking an employee opens and shuts logins.
pub fn table() -> Vec<Route> {
    use actors::actions::{Archive, Delete, Unarchive, pages};
    use actors::{edit, list};
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
    ]
}
