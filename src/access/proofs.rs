//! What the compiler refuses (DESIGN 3.4): types enforce "no capability, no write". `cargo test --doc` proves it.
//!
//! A capability cannot be used in another transaction:
//! ```compile_fail
//! use keyholder::{access::Access, activity::Author, db::Tx, error::Result, users::{EnableDisableUser, verbs}};
//! fn f<'a, 'b>(access: &Access, author: &Author, a: &mut Tx<'a>, b: &mut Tx<'b>) -> Result<bool> {
//!     let can = access.can::<EnableDisableUser>(a, 19)?;
//!     verbs::deactivate(b, author, &can, None)
//! }
//! ```
//! It cannot outlive its own transaction:
//! ```compile_fail
//! use keyholder::{access::Access, db::{self, Conn, End}, users::EditUser};
//! fn f(access: &Access, conn: Conn, late: &std::sync::atomic::AtomicBool) {
//!     let kept = db::run(conn, late, |tx| Ok(End::Commit(access.can::<EditUser>(tx, 19)?)));
//! }
//! ```
//! It cannot be forged:
//! ```compile_fail,E0451
//! use keyholder::{access::Can, users::{EditUser, User}};
//! fn f<'t>(row: User) -> Can<'t, EditUser> {
//!     Can { row, _brand: std::marker::PhantomData }
//! }
//! ```
//! It is for one action and is refused for another:
//! ```compile_fail,E0308
//! use keyholder::{access::Access, activity::Author, db::Tx, error::Result, users::{EditUser, verbs}};
//! fn f<'t>(access: &Access, author: &Author, tx: &mut Tx<'t>) -> Result<bool> {
//!     let can = access.can::<EditUser>(tx, 19)?;
//!     verbs::deactivate(tx, author, &can, None)
//! }
//! ```
//! An id is not a capability, and a GET has no transaction, so it cannot get one:
//! ```compile_fail,E0308
//! use keyholder::{activity::Author, db::Tx, error::Result, users::verbs};
//! fn f<'t>(author: &Author, tx: &mut Tx<'t>) -> Result<bool> {
//!     verbs::deactivate(tx, author, &19, None)
//! }
//! ```
//! ```compile_fail,E0308
//! use keyholder::{users::EditUser, web::visit::View};
//! fn f(view: &mut View) {
//!     let _ = view.visit.access.can::<EditUser>(&mut view.db, 19);
//! }
//! ```
//! An action on the installation has no row, so no id is made up for it:
//! ```compile_fail,E0277
//! use keyholder::{access::Access, db::Tx, setup::ManageSetup};
//! fn f(access: &Access, tx: &mut Tx<'_>) {
//!     let _ = access.can::<ManageSetup>(tx, 0);
//! }
//! ```
//! The correct use compiles:
//! ```
//! use keyholder::{access::Access, activity::Author, db::Tx, error::Result, users::{EnableDisableUser, verbs}};
//! fn f<'t>(access: &Access, author: &Author, tx: &mut Tx<'t>) -> Result<bool> {
//!     let can = access.can::<EnableDisableUser>(tx, 19)?;
//!     verbs::deactivate(tx, author, &can, None)
//! }
//! ```
