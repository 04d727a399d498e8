//! Every URL of the product, a line each. Only what stands in `public` answers somebody who is not logged in.
mod actor_setup;
mod actors;
mod cloud;
mod setup;
mod support;
mod users;

use crate::access::Stage;
use crate::account;
use crate::activity_log;
use crate::api;
use crate::check_rights;
use crate::entities;
use crate::entities::sheet::tab;
use crate::error::{Error, Result};
use crate::groups;
use crate::imports;
use crate::login_security;
use crate::memberships::find as find_member;
use crate::memberships::{list as all_memberships, pages as membership};
use crate::org_units;
use crate::org_units::actions::{archive, relocate as move_unit};
use crate::session::{
    activation, clerk, code, confirm_address, forgot, limit, login, meter, new_password, reset, set_up, setup_link,
};
use crate::setup::checklist;
use crate::users::{edit, list, password};
use crate::web::answer::Answer;
use crate::web::limits::Limit;
use crate::web::menu;
pub use crate::web::route::Route;
use crate::web::route::{get, post, post_hashed};
use crate::web::visit::View;

/// The whole table.
pub fn table() -> Vec<Route> {
    [
        public(),
        signed_in(),
        own_account(),
        users(),
        rights(),
        users::actions(),
        groups(),
        memberships(),
        units(),
        actors::table(),
        support::table(),
        login_security(),
        cloud::table(),
        log(),
        setup::table(),
        actor_setup::table(),
        imports(),
        programs(),
    ]
    .concat()
}

/// Open to everybody. `/healthz`, `/readyz` and `/static/…` stand in `app.rs`: they know no reader.
fn public() -> Vec<Route> {
    let links = |route: Route| route.public().limited_as(Limit::Links);
    vec![
        get("/login", login::page).public(),
        post_hashed("/login", login::reserve, login::finish).public().limited(),
        post("/password-strength", meter::answer)
            .public()
            .limited_as(Limit::Estimates),
        links(get("/setup/{secret}", setup_link::open)),
        get("/setup", setup_link::page).public(),
        links(post_hashed("/setup", setup_link::check, setup_link::finish)),
        links(get("/activate/{secret}", activation::open)),
        get("/activate", activation::page).public(),
        links(post_hashed("/activate", activation::check, activation::finish)),
        get("/forgot-password", forgot::page).public(),
        links(post("/forgot-password", forgot::ask)),
        links(get("/reset-password/{secret}", reset::open)),
        get("/reset-password", reset::page).public(),
        links(post_hashed("/reset-password", reset::check, reset::finish)),
        links(get("/confirm-email/{secret}", confirm_address::open)),
        get("/confirm-email", confirm_address::page).public(),
        links(post("/confirm-email", confirm_address::confirm)),
    ]
}

fn signed_in() -> Vec<Route> {
    vec![
        get("/", home),
        post("/logout", login::log_out).started(),
        get("/login/code", code::page).at(Stage::Code),
        post_hashed("/login/code", code::reserve, code::finish)
            .at(Stage::Code)
            .limited(),
        get("/login/two-factor", set_up::page).at(Stage::SetUp),
        post("/login/two-factor", set_up::save).at(Stage::SetUp).limited(),
        get("/new-password", new_password::page).at(Stage::NewPassword),
        get("/login/clerk", clerk::page).at(Stage::Clerk),
        post("/login/clerk", clerk::choose).at(Stage::Clerk),
        post_hashed("/new-password", new_password::check, new_password::finish)
            .at(Stage::NewPassword)
            .limited(),
        get("/login/sessions", limit::page).at(Stage::Sessions),
        post("/login/sessions", limit::go_on).at(Stage::Sessions),
    ]
}

fn own_account() -> Vec<Route> {
    use account::two_factor;
    vec![
        get("/account", account::pages::page),
        post("/account", account::pages::save).checked(),
        post("/account/theme", account::switches::theme),
        post("/account/language", account::switches::language),
        post("/account/confirm-email", account::switches::confirm_email).limited_as(Limit::Links),
        get("/account/sessions", account::sessions::page),
        post("/account/sessions", account::sessions::end),
        get("/account/tokens", account::api_tokens::page),
        get("/account/tokens/new", account::api_tokens::new),
        post("/account/tokens/new", account::api_tokens::create).sensitive(),
        get("/account/tokens/revoke", account::api_tokens::ask),
        post("/account/tokens/revoke", account::api_tokens::revoke),
        get("/account/clerk", clerk::dialog),
        post("/account/clerk", clerk::switch),
        get("/account/rights", account::rights_page::page),
        get("/account/activity", account::activity::page),
        get("/account/password", password::own_page),
        post_hashed("/account/password", password::check_own, password::finish).limited(),
        get("/account/two-factor", two_factor::page),
        post("/account/two-factor", two_factor::save).sensitive().limited(),
        get("/account/two-factor/codes", two_factor::codes::page),
        post_hashed(
            "/account/two-factor/codes",
            two_factor::codes::check,
            two_factor::codes::finish,
        )
        .sensitive()
        .limited(),
        get("/account/two-factor/off", two_factor::off::page),
        post_hashed(
            "/account/two-factor/off",
            two_factor::off::check,
            two_factor::off::finish,
        )
        .limited(),
    ]
}

fn users() -> Vec<Route> {
    vec![
        get("/users", list::pages::page),
        get("/users/toolbar", list::pages::toolbar_part),
        get("/users/selection", list::pages::select),
        post("/users/columns", list::pages::choose_columns),
        get("/users/export", list::export::download),
        get("/users/units", edit::find::found),
        get("/users/role-units", edit::roles::found),
        get("/users/new", edit::create::page),
        post_hashed("/users/new", edit::create::check, edit::create::finish)
            .access_change()
            .limited()
            .checked(),
        get("/users/{id}", edit::pages::page),
        post("/users/{id}", edit::pages::save).access_change().checked(),
        get("/users/clerks", edit::on_behalf::found),
        get("/users/{id}/on-behalf", edit::on_behalf::page),
        post("/users/{id}/on-behalf", edit::on_behalf::save).sensitive(),
        get("/users/{id}/rename", edit::rename::page),
        post("/users/{id}/rename", edit::rename::save)
            .access_change()
            .sensitive(),
        get("/users/{id}/password", password::page),
        post_hashed("/users/{id}/password", password::check, password::finish)
            .sensitive()
            .limited(),
        get("/users/{id}/groups", edit::groups::page),
        get("/users/{id}/permissions", tab::page::<edit::permissions::Page>),
        post("/users/{id}/permissions", tab::save::<edit::permissions::Page>)
            .access_change()
            .sensitive(),
        post(
            "/users/{id}/permissions/preview",
            tab::preview::<edit::permissions::Page>,
        ),
        get("/users/{id}/info", edit::info::page),
        get("/users/{id}/activity", edit::activity::page),
        get("/users/{id}/settings", edit::settings::page),
        get("/users/{id}/links", edit::links::page),
        post("/users/{id}/links", edit::links::act).sensitive(),
        get("/users/{id}/links/tokens/new", edit::api_tokens::new),
        post("/users/{id}/links/tokens/new", edit::api_tokens::create).sensitive(),
        get("/users/{id}/links/tokens/revoke", edit::api_tokens::ask),
        post("/users/{id}/links/tokens/revoke", edit::api_tokens::revoke).sensitive(),
        get("/users/{id}/tokens", edit::sessions::page),
        post("/users/{id}/tokens", edit::sessions::end),
    ]
}

/// The cells, and who can do what where.
fn rights() -> Vec<Route> {
    vec![
        get("/entities/units", entities::found),
        get("/entities/accounts", entities::explorer::accounts_part),
        get("/entities/ending", entities::explorer::ending::page),
        get("/entities", entities::explorer::page),
        get("/entities/{id}", entities::explorer::account_page),
        post("/entities/{id}", entities::explorer::tick)
            .access_change()
            .sensitive(),
        get("/entities/{id}/remove", entities::explorer::remove::page),
        post("/entities/{id}/remove", entities::explorer::remove::apply)
            .access_change()
            .sensitive(),
        get("/check-rights", check_rights::pages::page),
        get("/check-rights/users", check_rights::pages::users),
        get("/check-rights/units", check_rights::pages::found),
    ]
}

fn groups() -> Vec<Route> {
    use groups::{edit, list};
    vec![
        get("/groups", list::pages::page),
        post("/groups/columns", list::pages::choose_columns),
        get(list::export::PATH, list::export::download),
        get("/groups/new", edit::create::page),
        post("/groups/new", edit::create::save).access_change().checked(),
        get("/groups/{id}", edit::pages::page),
        post("/groups/{id}", edit::pages::save).access_change().checked(),
        get("/groups/{id}/members", edit::members::page),
        get("/groups/{id}/permissions", tab::page::<edit::permissions::Page>),
        post("/groups/{id}/permissions", tab::save::<edit::permissions::Page>)
            .access_change()
            .sensitive(),
        post(
            "/groups/{id}/permissions/preview",
            tab::preview::<edit::permissions::Page>,
        ),
        get("/groups/{id}/info", edit::info::page),
        get("/groups/{id}/copy", edit::copy::page),
        post("/groups/{id}/copy", edit::copy::save).access_change().sensitive(),
        get("/groups/{id}/delete", edit::delete::page),
        post("/groups/{id}/delete", edit::delete::apply)
            .access_change()
            .sensitive(),
    ]
}

fn memberships() -> Vec<Route> {
    vec![
        get("/memberships", all_memberships::pages::page),
        get("/memberships/groups", find_member::groups),
        get("/memberships/accounts", find_member::accounts),
        get("/memberships/authors", find_member::authors),
        get("/memberships/export", all_memberships::export::download),
        post("/memberships/columns", all_memberships::columns::choose),
        get("/memberships/units", find_member::units),
        get("/memberships/new", membership::add::page),
        post("/memberships/new", membership::add::save)
            .access_change()
            .sensitive(),
        get("/memberships/remove", membership::remove::page),
        post("/memberships/remove", membership::remove::apply)
            .access_change()
            .sensitive(),
        get("/memberships/dates", membership::change::page),
        post("/memberships/dates", membership::change::save)
            .access_change()
            .sensitive(),
    ]
}

fn units() -> Vec<Route> {
    use org_units::{browse, edit, found, narrowing};
    vec![
        get("/org-units", browse::pages::page),
        get(browse::export::PATH, browse::export::download),
        get("/org-units/new", edit::create::page),
        post("/org-units/new", edit::create::save).access_change().checked(),
        get("/org-units/parents", found::parents),
        get(narrowing::FIND, narrowing::links),
        get("/org-units/{id}", edit::pages::page),
        post("/org-units/{id}", edit::pages::save).access_change().checked(),
        get("/org-units/{id}/children", browse::pages::children),
        get("/org-units/{id}/move", move_unit::page),
        post("/org-units/{id}/move", move_unit::apply)
            .access_change()
            .sensitive(),
        get("/org-units/{id}/archive", archive::page),
        post("/org-units/{id}/archive", archive::apply)
            .access_change()
            .sensitive(),
        get("/org-units/{id}/unarchive", archive::unarchive_page),
        post("/org-units/{id}/unarchive", archive::unarchive)
            .access_change()
            .sensitive(),
    ]
}

/// Files that are brought in (SPEC L-5).
fn imports() -> Vec<Route> {
    vec![
        get("/imports", imports::pages::page),
        post("/imports", imports::send::send).upload(imports::LARGEST, imports::send::may),
        get("/imports/{id}", imports::pages::show),
        post("/imports/{id}", imports::decide::decide),
        get("/imports/{id}/progress", imports::progress::progress).quiet(),
        get("/imports/{id}/report", imports::download::report),
    ]
}

/// From where people log in (SPEC 5.2).
fn login_security() -> Vec<Route> {
    use login_security::{audit, rules, settings};
    vec![
        get("/login-security", audit::pages::page),
        post("/login-security/columns", audit::columns::choose),
        get(audit::export::PATH, audit::export::download),
        get("/login-security/approve", audit::approve::page),
        post("/login-security/approve", audit::approve::apply).sensitive(),
        get("/login-security/allowed", rules::page),
        get("/login-security/allowed/new", rules::add::page),
        post("/login-security/allowed/new", rules::add::apply)
            .sensitive()
            .checked(),
        get("/login-security/allowed/{id}/remove", rules::remove::page),
        post("/login-security/allowed/{id}/remove", rules::remove::apply).sensitive(),
        get("/login-security/blocked", rules::page),
        get("/login-security/blocked/new", rules::add::page),
        post("/login-security/blocked/new", rules::add::apply)
            .sensitive()
            .checked(),
        get("/login-security/blocked/{id}/remove", rules::remove::page),
        post("/login-security/blocked/{id}/remove", rules::remove::apply).sensitive(),
        get("/login-security/settings", settings::page),
        post("/login-security/settings", settings::save).sensitive().checked(),
    ]
}

fn log() -> Vec<Route> {
    vec![
        get("/activity", activity_log::pages::page),
        post("/activity/columns", activity_log::columns::choose),
        get("/activity/export", activity_log::export::download),
        get("/activity/users", activity_log::pages::users),
        get("/activity/clerks", activity_log::pages::clerks),
        post("/activity/verify", activity_log::pages::verify),
        get("/activity/{id}", activity_log::entry::page),
    ]
}

/// What programs ask (SPEC 12). `api/openapi.json` lists exactly these.
fn programs() -> Vec<Route> {
    vec![
        get("/api/v1/openapi.json", api::document::show).public(),
        get("/api/v1/me", api::me::show).token(),
        get("/api/v1/me/clerks", api::me::clerks).token(),
        get("/api/v1/users", api::users::list).token(),
        get("/api/v1/users/{id}", api::users::show).token(),
        get("/api/v1/can", api::can::ask)
            .token()
            .or_from_memory(api::can::from_memory),
    ]
}

/// What every other address leads to: a 404 in the reader's surroundings.
pub fn unknown() -> Route {
    get("", |_: &mut View, (): ()| -> Result<Answer> { Err(Error::NotFound) }).public()
}

/// GET /: everybody's first screen.
fn home(view: &mut View, (): ()) -> Result<Answer> {
    if checklist::opens(&view.visit) {
        return Ok(Answer::see_other(checklist::PATH));
    }
    Ok(Answer::see_other(&menu::home(&view.visit.access)))
}
