//! Routes of Support (SPEC 4): customers, organisations, and the tab **Cloud account** of a user.
use crate::cloud::{customers, organisations};
use crate::users::edit::cloud;
use crate::web::route::{Route, get, post};

pub(super) fn table() -> Vec<Route> {
    vec![
        get("/users/{id}/cloud", cloud::page),
        post("/users/{id}/cloud", cloud::save).access_change().sensitive(),
        post("/users/{id}/cloud/licence", cloud::switch).access_change(),
        post("/users/{id}/cloud/sessions", cloud::sessions),
        get("/support/customers", customers::pages::page),
        post("/support/customers/columns", customers::pages::choose_columns),
        get(customers::export::PATH, customers::export::download),
        get("/support/customers/new", customers::edit::new),
        post("/support/customers/new", customers::edit::create)
            .access_change()
            .checked(),
        get("/support/customers/{id}", customers::edit::page),
        post("/support/customers/{id}", customers::edit::save)
            .access_change()
            .checked(),
        get("/support/organisations", organisations::pages::page),
        get("/support/organisations/customers", organisations::edit::found),
        get("/support/organisations/new", organisations::edit::new),
        post("/support/organisations/new", organisations::edit::create)
            .access_change()
            .checked(),
        get("/support/organisations/{id}", organisations::edit::page),
        post("/support/organisations/{id}", organisations::edit::save)
            .access_change()
            .sensitive()
            .checked(),
        get("/support/organisations/{id}/delete", organisations::delete::page),
        post("/support/organisations/{id}/delete", organisations::delete::apply).access_change(),
    ]
}
