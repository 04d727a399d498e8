//! Routes of the screens where actors are set up (SPEC A-6).
use super::{Route, get, post};
use crate::actor_setup::{attachment_types as types, division, fields, groups, metadata, roles};
use crate::storage::image;

/// Returns the routes of these screens.
pub(super) fn table() -> Vec<Route> {
    [types_records_and_groups(), roles_and_fields()].concat()
}

fn types_records_and_groups() -> Vec<Route> {
    vec![
        get("/setup/actors", division::page),
        post("/setup/actors", division::save).access_change().sensitive(),
        get("/setup/actors/attachment-types", types::list::page),
        get("/setup/actors/attachment-types/new", types::edit::new),
        post("/setup/actors/attachment-types/new", types::edit::create).checked(),
        get("/setup/actors/attachment-types/{id}", types::edit::page),
        post("/setup/actors/attachment-types/{id}", types::edit::save).checked(),
        get("/setup/actors/attachment-types/{id}/delete", types::delete::page),
        post("/setup/actors/attachment-types/{id}/delete", types::delete::apply),
        get("/setup/actors/metadata", metadata::list::page),
        get("/setup/actors/metadata/new", metadata::edit::new),
        post("/setup/actors/metadata/new", metadata::edit::create).checked(),
        get("/setup/actors/metadata/{id}", metadata::edit::page),
        post("/setup/actors/metadata/{id}", metadata::edit::save).checked(),
        get("/setup/actors/groups", groups::list::page),
        get("/setup/actors/groups/new", groups::edit::new),
        post("/setup/actors/groups/new", groups::edit::create).checked(),
        get("/setup/actors/groups/{id}", groups::edit::page),
        post("/setup/actors/groups/{id}", groups::edit::save).checked(),
        get("/setup/actors/groups/{id}/image", groups::image::picture),
        get("/setup/actors/groups/{id}/image/change", groups::image::page),
        post("/setup/actors/groups/{id}/image/change", groups::image::save).upload(image::LARGEST, groups::image::may),
        get("/setup/actors/groups/{id}/found", groups::found),
        get("/setup/actors/groups/{id}/members", groups::members::page),
        post("/setup/actors/groups/{id}/members", groups::members::save),
        get("/setup/actors/groups/{id}/delete", groups::delete::page),
        post("/setup/actors/groups/{id}/delete", groups::delete::apply),
    ]
}

fn roles_and_fields() -> Vec<Route> {
    vec![
        get("/setup/actors/roles", roles::list::page),
        get("/setup/actors/roles/new", roles::edit::new),
        post("/setup/actors/roles/new", roles::edit::create)
            .access_change()
            .checked(),
        get("/setup/actors/roles/{id}", roles::edit::page),
        post("/setup/actors/roles/{id}", roles::edit::save)
            .access_change()
            .sensitive()
            .checked(),
        get("/setup/actors/roles/{id}/delete", roles::delete::page),
        post("/setup/actors/roles/{id}/delete", roles::delete::apply)
            .access_change()
            .sensitive(),
        get("/setup/actors/roles/{id}/fields", fields::list::page),
        post("/setup/actors/roles/{id}/fields", fields::list::arrange),
        get("/setup/actors/roles/{id}/fields/new", fields::edit::new),
        post("/setup/actors/roles/{id}/fields/new", fields::edit::create).checked(),
        get("/setup/actors/fields/{id}", fields::edit::page),
        post("/setup/actors/fields/{id}", fields::edit::save).checked(),
        get("/setup/actors/fields/{id}/remove", fields::remove::page),
        post("/setup/actors/fields/{id}/remove", fields::remove::apply),
    ]
}
