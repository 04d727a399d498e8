//! Origins and locations of a file of users, and the fields that the installation requires of everybody.
use super::User;
use crate::activity::Entry;
use crate::db::Tx;
use crate::error::Result;
use crate::files::import::{Report, diff};
use crate::files::store;
use crate::files::tables::Cell;
use crate::origins::{self, Demand, Known, Misfit, Name};
use crate::web::message::Message;

/// All origins and locations, locked until the end of the transaction.
pub(super) struct Origins {
    known: Known,
    demand: Demand,
    email: bool,
}

impl Origins {
    pub(super) fn load(tx: &mut Tx<'_>) -> Result<Self> {
        origins::hold_all(tx)?;
        Ok(Self {
            known: origins::known(tx)?,
            demand: origins::demand(tx)?,
            email: store::users::email_required(tx)?,
        })
    }

    /// Returns the origin and location the user will have: the row's values, or the stored ones if a column is absent.
    pub(super) fn wanted(
        &self,
        line: u64,
        origin: Cell<Name>,
        location: Cell<Name>,
        old: Option<&User>,
        report: &mut Report,
    ) -> (Option<i64>, Option<i64>) {
        let origin = match origin {
            Cell::Absent => old.and_then(|old| old.origin),
            Cell::Empty => None,
            Cell::Value(name) => {
                let found = self.known.origin(&name);
                if found.is_none() {
                    let unknown = Message::new("import-origin-unknown").with("name", name.as_str());
                    report.refuse(line, "origin", unknown);
                }
                found
            }
        };
        let location = match location {
            Cell::Absent => {
                let stored = old.and_then(|old| old.location);
                if stored.is_some_and(|location| !self.known.fits(origin, location)) {
                    report.refuse(line, "origin", Message::new(Misfit::Location.text()));
                }
                stored
            }
            Cell::Empty => None,
            Cell::Value(name) => {
                let found = origin.and_then(|origin| self.known.location(origin, &name));
                if found.is_none() {
                    let unknown = Message::new("import-location-unknown").with("name", name.as_str());
                    report.refuse(line, "location", unknown);
                }
                found
            }
        };
        (origin, location)
    }

    /// Notes required fields that a new user lacks or that would be taken from a user who has them. If origins are
    /// hidden, notes any change of origin or location.
    pub(super) fn demand(&self, line: u64, old: Option<&User>, new: &User, report: &mut Report) {
        let lost = |has: fn(&User) -> bool| !has(new) && old.is_none_or(has);
        if self.demand == Demand::Required && lost(|user| user.origin.is_some()) {
            report.refuse(line, "origin", Message::new("import-origin-required"));
        }
        let stored = old.map_or((None, None), |old| (old.origin, old.location));
        if self.demand == Demand::Hidden && stored != (new.origin, new.location) {
            report.refuse(line, "origin", Message::new("import-origin-hidden"));
        }
        if self.email && lost(|user| user.email.is_some()) {
            report.refuse(line, "email", Message::new("user-email-required"));
        }
    }

    /// Adds origin and location by name to the entry.
    pub(super) fn told(&self, entry: Entry, old: Option<&User>, new: &User) -> Entry {
        let origin = |user: &User| self.known.origin_name(user.origin).map(str::to_owned);
        let location = |user: &User| self.known.location_name(user.location).map(str::to_owned);
        entry
            .diff("origin", old.and_then(origin), diff::text(origin(new).as_deref()))
            .diff("location", old.and_then(location), diff::text(location(new).as_deref()))
    }
}
