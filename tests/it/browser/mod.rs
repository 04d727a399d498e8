//! What only a browser can show: one file per screen or way; `support/browser.rs` says what every page is held to.
mod access_admin;
mod account;
mod clerks;
mod held_to;
mod keyboard;
mod leaving;
mod login;
mod outage;
mod privacy;
mod setup;
mod tokens;
mod tour;
mod two_factor;
mod users_dialogs;
mod users_edit;
mod users_list;
mod without_script;
