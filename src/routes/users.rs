//! The addresses of what is done to users.
use super::Route;
use crate::users::actions::{self, join, relocate, two_factor};
use crate::users::actions::{Activate, AskPassword, Deactivate, Delete, LogOut, Reset, SendActivation, SendReset};
use crate::users::edit::copy;
use crate::web::route::{get, post};
use crate::web::several::pages;

/// What is done to the selected users (SPEC U-3).
pub fn actions() -> Vec<Route> {
    vec![
        get("/users/deactivate", pages::page::<Deactivate>),
        post("/users/deactivate", pages::apply::<Deactivate>).access_change(),
        get("/users/activate", pages::page::<Activate>),
        post("/users/activate", pages::apply::<Activate>).access_change(),
        get("/users/delete", pages::page::<Delete>),
        post("/users/delete", actions::delete).access_change().sensitive(),
        get("/users/reset-failed-logins", pages::page::<Reset>),
        post("/users/reset-failed-logins", pages::apply::<Reset>),
        get("/users/log-out", pages::page::<LogOut>),
        post("/users/log-out", pages::apply::<LogOut>),
        get("/users/move", relocate::page),
        post("/users/move", relocate::apply).access_change().sensitive(),
        get("/users/add-to-group", join::page),
        post("/users/add-to-group", join::apply).access_change().sensitive(),
        get("/users/copy", copy::open),
        get("/users/require-new-password", pages::page::<AskPassword>),
        post("/users/require-new-password", pages::apply::<AskPassword>).sensitive(),
        get("/users/two-factor", two_factor::page),
        post("/users/two-factor", two_factor::apply).sensitive(),
        get("/users/send-activation-link", pages::page::<SendActivation>),
        post("/users/send-activation-link", pages::apply::<SendActivation>).sensitive(),
        get("/users/send-reset-link", pages::page::<SendReset>),
        post("/users/send-reset-link", pages::apply::<SendReset>).sensitive(),
    ]
}
