//! Add, remove, change the dates. Each verb applies P-6 itself and writes one entry.
use super::{Account, AddMembership, ChangeMembership, Dates, Group, Membership, RemoveMembership};
use super::{administrators, store};
use crate::access::advice;
use crate::access::escalation::{self, Change};
use crate::access::fixed::{ADMINISTRATORS, ALL, TOP, USERS};
use crate::access::outranked::may_deny_members;
use crate::access::period::Period;
use crate::access::snapshot::Snapshot;
use crate::access::{Access, Can, Refusal, Target, rules};
use crate::activity::{self, Author, Entry, Event, Subject, Whose};
use crate::db::{Changed, Read, Tx};
use crate::error::Result;
use crate::web::i18n::Texts;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The membership wanted: who is to be in which group, and when.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub group: Group,
    pub account: Account,
    pub dates: Dates,
}

/// Why a membership is impossible, whoever asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// Everybody is in Users and All without a membership (P-25).
    ImplicitGroup { group: Group },
    /// Users and All cannot be in another group (P-25).
    ImplicitMember { account: Group },
    /// Administrators has members only at the top (P-9).
    OnlyAtTheTop,
    /// The account is already in the group in this unit.
    AlreadyIn { group: Group, unit: i64 },
    /// Groups would be members of each other, along this path (G-3).
    Circle { path: Vec<Group> },
}

impl Misfit {
    /// Returns what the field says about it.
    pub fn say(&self, t: &Texts, snapshot: &Snapshot) -> String {
        match self {
            Misfit::ImplicitGroup { group } => t.one("membership-implicit-group", "group", group.shown(t)),
            Misfit::ImplicitMember { account } => t.one("membership-implicit-member", "account", account.shown(t)),
            Misfit::OnlyAtTheTop => t.get("membership-only-at-top"),
            Misfit::AlreadyIn { group, unit } => {
                let unit = snapshot.units().get(*unit).map_or("", |unit| &unit.name);
                t.two("membership-already-in", "group", group.shown(t), "unit", unit)
            }
            Misfit::Circle { path } => {
                let names: Vec<String> = path.iter().map(|group| group.shown(t)).collect();
                t.one("membership-circle", "path", names.join(" → "))
            }
        }
    }
}

/// Returns why such a membership is impossible, if it is.
pub fn misfit(db: &mut impl Read, snapshot: &Snapshot, unit: i64, wanted: &Wanted) -> Result<Option<Misfit>> {
    let (group, account) = (&wanted.group, &wanted.account);
    let implicit = |id: i64| [USERS, ALL].contains(&id);
    if implicit(group.id) {
        let group = group.clone();
        return Ok(Some(Misfit::ImplicitGroup { group }));
    }
    if implicit(account.id) {
        let account = as_group(account);
        return Ok(Some(Misfit::ImplicitMember { account }));
    }
    if group.id == ADMINISTRATORS && unit != TOP {
        return Ok(Some(Misfit::OnlyAtTheTop));
    }
    if let Some(path) = circle(snapshot, group, account) {
        return Ok(Some(Misfit::Circle { path }));
    }
    let already = store::is_in(db, account.id, group.id, unit)?;
    Ok(already.then(|| Misfit::AlreadyIn {
        group: group.clone(),
        unit,
    }))
}

/// Returns the circle that would close if this group became a member.
fn circle(snapshot: &Snapshot, group: &Group, account: &Account) -> Option<Vec<Group>> {
    if !account.is_group() {
        return None;
    }
    let way = snapshot.groups().way(group.id, account.id)?;
    let known = |id: &i64| {
        let group = snapshot.groups().get(*id);
        Group {
            id: *id,
            name: group.map_or_else(String::new, |group| group.name.to_string()),
            display_name: group.map_or_else(|| id.to_string(), |group| group.display_name.to_string()),
        }
    };
    let groups = way.iter().map(known);
    Some(std::iter::once(as_group(account)).chain(groups).collect())
}

fn as_group(account: &Account) -> Group {
    Group {
        id: account.id,
        name: account.name.clone(),
        display_name: account.display_name.clone(),
    }
}

/// Whether the principal may add this membership, by the rule about the unit and the member, and by P-6.
pub fn may_add(access: &Access, unit: i64, wanted: &Wanted) -> Result<(), Refusal> {
    let target = Target::membership(unit, wanted.group.id, wanted.account.subject().cloned());
    rules::add_membership(access, &target)?;
    let change = change(unit, &wanted.group, &wanted.account, None, Some(wanted.dates));
    let refusal = access.may_change(&[change]);
    refusal.map_err(|refusal| advice::on_joining(access, wanted.group.id, unit, refusal))
}

/// Whether the principal may take this membership away, by the rule, and by P-6 for what the group denies.
pub fn may_remove(access: &Access, row: &Membership) -> Result<(), Refusal> {
    rules::remove_membership(access, &row.target())?;
    access.may_change(&[change(row.unit, &row.group, &row.account, Some(row.dates), None)])
}

fn change<'a>(
    unit: i64,
    group: &Group,
    account: &'a Account,
    before: Option<Dates>,
    after: Option<Dates>,
) -> Change<'a> {
    let account = match account.subject() {
        Some(subject) => escalation::Account::User(subject),
        None => escalation::Account::Group(account.id),
    };
    let period = |dates: Dates| Period::new(dates.from, dates.to);
    Change::Membership {
        account,
        group: group.id,
        unit,
        before: before.map(period),
        after: after.map(period),
    }
}

/// Puts an account into a group, in the unit of the capability and below it. Returns the membership's id.
///
/// # Errors
/// `Denied` by the rule or P-6. The inner error says why the membership is impossible.
pub fn add<'t>(
    tx: &mut Tx<'t>,
    access: &Access,
    author: &Author,
    place: &Can<'t, AddMembership>,
    wanted: &Wanted,
    batch: Option<Uuid>,
) -> Result<Result<i64, Misfit>> {
    let (unit, group, account) = (place.row().id, &wanted.group, &wanted.account);
    if let Some(misfit) = misfit(tx, access.snapshot(), unit, wanted)? {
        return Ok(Err(misfit));
    }
    may_add(access, unit, wanted)?;
    may_deny_members(access, tx, &[change(unit, group, account, None, Some(wanted.dates))])??;
    let before = administrators::before(tx, access.snapshot(), unit, group.id)?;
    let id = store::insert(tx, unit, group.id, account.id, wanted.dates, author.user)?;
    let line = Line {
        id,
        unit,
        group,
        account,
    };
    let entry = line.entry(access.snapshot(), author, Event::MembershipAdded, batch);
    activity::record(tx, with_dates(entry, None, Some(wanted.dates)))?;
    line.tell(tx)?;
    if let Some(before) = before {
        before.tell(tx, author.user)?;
    }
    Ok(Ok(id))
}

/// Takes an account out of a group.
///
/// # Errors
/// `Denied` by P-6 if the group denies something that the principal does not hold.
pub fn remove<'t>(
    tx: &mut Tx<'t>,
    access: &Access,
    author: &Author,
    can: &Can<'t, RemoveMembership>,
    batch: Option<Uuid>,
) -> Result<()> {
    let row = can.row();
    may_remove(access, row)?;
    store::delete(tx, row.id)?;
    let line = Line::of(row);
    let entry = line.entry(access.snapshot(), author, Event::MembershipRemoved, batch);
    activity::record(tx, with_dates(entry, Some(row.dates), None))?;
    line.tell(tx)
}

/// Gives a membership other dates (SPEC P-11). Returns false if it has these dates already.
///
/// # Errors
/// `Denied` by P-6: never for longer than the principal's own right, and a Deny for as long as it lasts.
pub fn change_dates<'t>(
    tx: &mut Tx<'t>,
    access: &Access,
    author: &Author,
    can: &Can<'t, ChangeMembership>,
    dates: Dates,
) -> Result<bool> {
    let row = can.row();
    if row.dates == dates {
        return Ok(false);
    }
    let changes = [change(row.unit, &row.group, &row.account, Some(row.dates), Some(dates))];
    access.may_change(&changes)?;
    may_deny_members(access, tx, &changes)??;
    let before = administrators::before(tx, access.snapshot(), row.unit, row.group.id)?;
    store::set_dates(tx, row.id, dates)?;
    let line = Line::of(row);
    let entry = line.entry(access.snapshot(), author, Event::MembershipChanged, None);
    activity::record(tx, with_dates(entry, Some(row.dates), Some(dates)))?;
    line.tell(tx)?;
    if let Some(before) = before {
        before.tell(tx, author.user)?;
    }
    Ok(true)
}

/// Moves the memberships that an account has in one unit to another. Each is removed there and added here (P-6). If the
/// account is in the group here already, it is only removed there. Everything is checked before anything is written.
///
/// # Errors
/// `Denied` for the first membership that may not be taken away there or given here.
pub fn shift<'t>(
    tx: &mut Tx<'t>,
    access: &Access,
    author: &Author,
    (account, from): (i64, i64),
    place: &Can<'t, AddMembership>,
    batch: Option<Uuid>,
) -> Result<usize> {
    let mut rows = store::of_account(tx, account)?;
    rows.retain(|row| row.unit == from);
    let wanted = |row: &Membership| Wanted {
        group: row.group.clone(),
        account: row.account.clone(),
        dates: row.dates,
    };
    for row in &rows {
        may_remove(access, row)?;
        may_add(access, place.row().id, &wanted(row))?;
        if row.group.id == ADMINISTRATORS {
            return Err(Refusal::StaysAtTop.into());
        }
    }
    for row in &rows {
        let can = access.can::<RemoveMembership>(tx, row.id)?;
        remove(tx, access, author, &can, batch)?;
        // If the account is in the group here already, that membership stays as it is.
        let _already = add(tx, access, author, place, &wanted(row), batch)?;
    }
    Ok(rows.len())
}

/// The membership that an entry is about.
struct Line<'a> {
    id: i64,
    unit: i64,
    group: &'a Group,
    account: &'a Account,
}

impl<'a> Line<'a> {
    fn of(row: &'a Membership) -> Self {
        Self {
            id: row.id,
            unit: row.unit,
            group: &row.group,
            account: &row.account,
        }
    }

    fn entry(&self, snapshot: &Snapshot, author: &Author, event: Event, batch: Option<Uuid>) -> Entry {
        let unit = snapshot.units().get(self.unit).map_or("", |unit| &unit.name);
        let entry = Entry::new(author, event, Subject::Membership(self.id), Some(self.unit))
            .fact("unit", unit)
            .fact("group", self.group.name.as_str())
            .fact("group_id", self.group.id)
            .fact("account_id", self.account.id)
            .batch(batch);
        let name = self.account.name.as_str();
        match self.account.is_group() {
            true => entry.fact("account", name),
            false => entry.about(Whose::Person(self.account.id)).personal("account", name),
        }
    }

    /// Tells every node if groups nest differently, as that is in their snapshots. A user's memberships are read with
    /// the session.
    fn tell(&self, tx: &mut Tx<'_>) -> Result<()> {
        match self.account.is_group() {
            true => tx.access_changed_all(&[Changed::Group(self.account.id), Changed::Group(self.group.id)]),
            false => Ok(()),
        }
    }
}

fn with_dates(entry: Entry, before: Option<Dates>, after: Option<Dates>) -> Entry {
    let date =
        |dates: Option<Dates>, of: fn(Dates) -> Option<DateTime<Utc>>| dates.and_then(of).map(|date| date.to_rfc3339());
    entry
        .diff(
            "valid_from",
            date(before, |dates| dates.from),
            date(after, |dates| dates.from),
        )
        .diff(
            "valid_to",
            date(before, |dates| dates.to),
            date(after, |dates| dates.to),
        )
}
