//! What only a browser can show: one file per screen or way; `support/browser.rs` says what every page is held to.
mod held_to;
mod login;
