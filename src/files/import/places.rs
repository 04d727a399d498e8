//! Finds units and accounts by the names a file gives them.
use super::gate::Gate;
use crate::access::AccountKind;
use crate::access::fixed::TOP;
use crate::db::Read;
use crate::error::Result;
use crate::files::store::accounts::{self, Account as Stored};
use crate::files::store::units::{self, Unit};
use crate::files::tables::Account;
use crate::names::UnitCode;
use crate::web::message::Message;
use std::collections::HashMap;

/// Every unit by the key of its code.
pub(super) struct Places {
    units: HashMap<String, Unit>,
    names: HashMap<i64, String>,
    parents: HashMap<i64, Option<i64>>,
}

impl Places {
    pub(super) fn load(db: &mut impl Read) -> Result<Self> {
        let units = units::all(db)?;
        let names = units.iter().map(|unit| (unit.id, unit.name.clone())).collect();
        let parents = units.iter().map(|unit| (unit.id, unit.parent_id)).collect();
        Ok(Self {
            units: units.into_iter().map(|unit| (unit.code_key.clone(), unit)).collect(),
            names,
            parents,
        })
    }

    /// Finds the unit with this code, or the top without a code. Refuses a unit that the importer does not see, and an
    /// archived one, which takes nothing new.
    pub(super) fn find(&self, code: Option<&UnitCode>, gate: &mut Gate<'_>) -> Result<i64, Message> {
        let Some(code) = code else {
            return if gate.sees(TOP) {
                Ok(TOP)
            } else {
                Err(Message::new("import-unit-missing"))
            };
        };
        match self.units.get(&code.key()).filter(|unit| gate.knows(unit.id)) {
            None => Err(Message::new("import-unit-unknown").with("code", code.as_str())),
            Some(unit) if unit.archived => Err(Message::new("import-unit-archived").with("code", code.as_str())),
            Some(unit) => Ok(unit.id),
        }
    }

    /// Returns the customer the unit belongs to, which may be the unit itself. `None` for the top.
    pub(super) fn customer(&self, unit: i64) -> Option<i64> {
        let mut at = unit;
        while let Some(parent) = self.parents.get(&at).copied().flatten() {
            if parent == TOP {
                return Some(at);
            }
            at = parent;
        }
        None
    }

    /// Returns the unit's name, for the log.
    pub(super) fn name(&self, unit: i64) -> &str {
        self.names.get(&unit).map_or("", String::as_str)
    }

    /// Returns the archived units. A file cannot name what is in them, so an import leaves that alone.
    pub(super) fn archived(&self) -> impl Iterator<Item = i64> {
        self.units.values().filter(|unit| unit.archived).map(|unit| unit.id)
    }
}

/// The accounts a file names.
pub(super) struct Accounts {
    by_key: HashMap<String, Stored>,
}

impl Accounts {
    pub(super) fn load(db: &mut impl Read, mut keys: Vec<String>) -> Result<Self> {
        keys.sort_unstable();
        keys.dedup();
        Ok(Self {
            by_key: accounts::by_name(db, &keys)?,
        })
    }

    pub(super) fn ids(&self) -> Vec<i64> {
        self.by_key.values().map(|account| account.id).collect()
    }

    pub(super) fn by_id(&self) -> HashMap<i64, Stored> {
        self.by_key
            .values()
            .map(|account| (account.id, account.clone()))
            .collect()
    }

    /// Finds the account a file names. One that `is_there` does not accept counts as unknown.
    pub(super) fn find(&self, account: &Account, is_there: impl FnOnce(&Stored) -> bool) -> Result<&Stored, Message> {
        self.by_key
            .get(&account.key())
            .filter(|stored| stored.kind == account.kind && is_there(stored))
            .ok_or_else(|| {
                let unknown = match account.kind {
                    AccountKind::User => "import-user-unknown",
                    AccountKind::Group => "import-group-unknown",
                };
                Message::new(unknown).with("name", account.name.as_str())
            })
    }

    pub(super) fn group(&self, key: &str, name: &str) -> Result<&Stored, Message> {
        let found = self.by_key.get(key).filter(|stored| stored.is_group());
        found.ok_or_else(|| Message::new("import-group-unknown").with("name", name))
    }
}
