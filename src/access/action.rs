//! What can be done, and the proof that it may be: [`Action`], [`Can`], and how [`Access`] hands one out.
use super::{Access, Refusal, Target};
use crate::db::Tx;
use crate::error::{Error, Result};
use std::marker::PhantomData;

/// One thing that can be done. `target` is the feature's, `allowed` names a function of [`super::rules`].
pub trait Action {
    type Row;
    fn target(row: &Self::Row) -> Target;
    fn allowed(access: &Access, target: &Target) -> Result<(), Refusal>;
}

/// An action on one of many rows, which is asked for by its id. `lock` is in the feature's store.
pub trait OnRow: Action {
    /// Reads the row and locks it until the transaction ends; returns None if there is no such row.
    fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Self::Row>>;
}

/// An action on the installation as a whole: there is nothing to choose, so it is asked for without an id.
pub trait OnInstallation: Action {
    /// Reads what the action needs and locks it until the transaction ends.
    fn lock(tx: &mut Tx<'_>) -> Result<Self::Row>;
}

/// Declares an action, without saying how its row is locked.
macro_rules! action {
    ($(#[$doc:meta])* $name:ident: $row:ty, $target:expr, $rule:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl $crate::access::Action for $name {
            type Row = $row;
            fn target(row: &$row) -> $crate::access::Target { $target(row) }
            fn allowed(
                access: &$crate::access::Access,
                target: &$crate::access::Target,
            ) -> Result<(), $crate::access::Refusal> {
                $rule(access, target)
            }
        }
    };
}
pub(crate) use action;

/// Declares actions on rows: `Name: Row = lock, target, rule;`.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident: $row:ty = $lock:path, $target:expr, $rule:path;)+) => { $(
        $crate::access::action! { $(#[$doc])* $name: $row, $target, $rule }
        impl $crate::access::OnRow for $name {
            fn lock(tx: &mut $crate::db::Tx<'_>, id: i64) -> $crate::error::Result<Option<$row>> { $lock(tx, id) }
        }
    )+ };
}
pub(crate) use actions;

/// Declares actions on the installation: `Name: Row = lock, rule;`.
macro_rules! installation_actions {
    ($($(#[$doc:meta])* $name:ident: $row:ty = $lock:path, $rule:path;)+) => { $(
        $crate::access::action! { $(#[$doc])* $name: $row, |_| $crate::access::Target::installation(), $rule }
        impl $crate::access::OnInstallation for $name {
            fn lock(tx: &mut $crate::db::Tx<'_>) -> $crate::error::Result<$row> { $lock(tx) }
        }
    )+ };
}
pub(crate) use installation_actions;

/// Proof that `A` was allowed on this row in this transaction. Only [`Access::can`] and [`Access::can_here`] make one.
#[derive(Debug)]
pub struct Can<'t, A: Action> {
    row: A::Row,
    _brand: PhantomData<fn(&'t ()) -> &'t ()>,
}

/// One answer per row of a bulk action, by id.
pub type Verdicts<'t, A> = Vec<(i64, Result<Can<'t, A>, Refusal>)>;

impl<A: Action> Can<'_, A> {
    pub fn row(&self) -> &A::Row {
        &self.row
    }
}

impl Access {
    /// Asks the rule without giving a capability: for buttons and fields.
    pub fn allows<A: Action>(&self, row: &A::Row) -> Result<(), Refusal> {
        A::allowed(self, &A::target(row))
    }

    /// Locks the row, checks the rule as of this transaction, and hands out the capability.
    ///
    /// # Errors
    /// `NotFound` for what does not exist or the reader cannot see, `Denied` with the rule's refusal.
    pub fn can<'t, A: OnRow>(&self, tx: &mut Tx<'t>, id: i64) -> Result<Can<'t, A>> {
        let row = A::lock(tx, id)?.ok_or(Error::NotFound)?;
        self.capability(tx, row)
    }

    /// Like [`Access::can`], but for an action on the installation as a whole.
    ///
    /// # Errors
    /// `Denied` with the rule's refusal.
    pub fn can_here<'t, A: OnInstallation>(&self, tx: &mut Tx<'t>) -> Result<Can<'t, A>> {
        let row = A::lock(tx)?;
        self.capability(tx, row)
    }

    /// Checks the rule on a row that this transaction has locked.
    fn capability<'t, A: Action>(&self, _: &Tx<'t>, row: A::Row) -> Result<Can<'t, A>> {
        let target = A::target(&row);
        if !self.finds(&target) {
            return Err(Error::NotFound);
        }
        A::allowed(self, &target)?;
        Ok(Can {
            row,
            _brand: PhantomData,
        })
    }

    /// Asks for several rows: refused ones are reported, the others proceed (SPEC U-4). Ids are locked in ascending
    /// order. Rows the reader cannot see are left out as if they did not exist.
    pub fn can_all<'t, A: OnRow>(&self, tx: &mut Tx<'t>, ids: &[i64]) -> Result<Verdicts<'t, A>> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let mut answers = Vec::with_capacity(ids.len());
        for id in ids {
            match self.can::<A>(tx, id) {
                Ok(can) => answers.push((id, Ok(can))),
                Err(Error::Denied(refusal)) => answers.push((id, Err(*refusal))),
                Err(Error::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(answers)
    }
}
