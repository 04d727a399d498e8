//! The four rights of a role that is a directory. They are made and removed in the transaction that makes it one or
//! ends it (SPEC 2.3, P-6).
use super::store::{self, Cell};
use crate::access::escalation::{Account, Change, Effect};
use crate::access::fixed::{ACTOR_MANAGER, TOP};
use crate::access::period::Period;
use crate::access::permission::Permission;
use crate::access::snapshot::Subject;
use crate::access::{Access, Can, Refusal};
use crate::actor_setup::ManageActorSetup;
use crate::db::{Changed, Tx};
use crate::error::Result;

/// How many actors are brought up to date in the transaction itself. A job does the others.
const AT_ONCE: i64 = 2_000;

/// Makes the rights. Administrators hold every new right (P-9). The predefined role Actor manager gets the rights of
/// all roles (G-4): its module defines it so, whoever makes the role. Everybody else is granted them like any other
/// right.
pub fn make<'t>(tx: &mut Tx<'t>, can: &Can<'t, ManageActorSetup>, role: i64) -> Result<()> {
    let made = store::make_rights(tx, can, role)?;
    store::give_to_manager(tx, can, role)?;
    tx.access_changed(Changed::Grant(ACTOR_MANAGER))?;
    note(tx, made)?;
    settle(tx, can, role)
}

/// Whether the principal may end a role's being a directory (P-6). It takes all four rights everywhere: actors without
/// another directory then fall to the people who set actors up, and for the others one right less is asked.
///
/// # Errors
/// The right that the principal lacks.
pub fn may_close(access: &Access, role: i64) -> Result<(), Refusal> {
    let rights = access.snapshot().actor_roles().get(role).and_then(|role| role.rights);
    let given = |permission: Permission| Change::Cell {
        account: Account::Group(ACTOR_MANAGER),
        permission,
        unit: TOP,
        before: None,
        after: Some(Effect {
            allow: true,
            period: Period::ALWAYS,
        }),
    };
    let changes: Vec<Change<'_>> = rights.into_iter().flatten().map(given).collect();
    access.may_change(&changes)
}

/// Removes the rights with their cells. Returns how many cells there were, without those of the predefined role.
///
/// # Errors
/// `Denied` if a Deny would go that the principal may not take away (P-6): rights made again later would come without
/// it.
pub fn remove<'t>(tx: &mut Tx<'t>, access: &Access, can: &Can<'t, ManageActorSetup>, role: i64) -> Result<usize> {
    let cells = store::cells(tx, role)?;
    may_remove(access, &cells)?;
    let gone = store::drop_rights(tx, can, role)?;
    note(tx, gone)?;
    let mut accounts: Vec<i64> = cells.iter().map(|cell| cell.account_id).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let told: Vec<Changed> = accounts.into_iter().map(Changed::Grant).collect();
    tx.access_changed_all(&told)?;
    Ok(cells.iter().filter(|cell| cell.account_id != ACTOR_MANAGER).count())
}

/// Brings the actors up to date: which list shows them depends on whether the role is a directory.
pub fn settle<'t>(tx: &mut Tx<'t>, can: &Can<'t, ManageActorSetup>, role: i64) -> Result<()> {
    store::unsettle(tx, can, role)?;
    store::settle(tx, role, AT_ONCE)?;
    Ok(())
}

/// Tells every node to read the catalogue and the roles again, as each changed right does. Right 0 stands for a role
/// that has no rights.
fn note(tx: &mut Tx<'_>, rights: Vec<Permission>) -> Result<()> {
    let told: Vec<Changed> = rights.iter().map(|right| Changed::Permission(right.0.into())).collect();
    tx.access_changed_all(&told)?;
    tx.access_changed(Changed::Permission(0))
}

fn may_remove(access: &Access, cells: &[Cell]) -> Result<(), Refusal> {
    let subjects: Vec<Subject> = cells.iter().map(|cell| Subject::by_id(cell.account_id)).collect();
    let changes: Vec<Change<'_>> = cells
        .iter()
        .zip(&subjects)
        .filter(|(cell, _)| !cell.allow)
        .map(|(cell, subject)| Change::Cell {
            account: match cell.is_group {
                true => Account::Group(cell.account_id),
                false => Account::User(subject),
            },
            permission: Permission(cell.permission_id),
            unit: cell.unit_id,
            before: Some(Effect {
                allow: false,
                period: Period::new(cell.valid_from, cell.valid_to),
            }),
            after: None,
        })
        .collect();
    access.may_change(&changes)
}
