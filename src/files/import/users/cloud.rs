//! Cloud accounts of users in a file: security roles, organisation, licence (SPEC C-3, C-5).
use super::Plan;
use crate::access::escalation::Change;
use crate::access::snapshot::{Reach, Subject};
use crate::access::{Access, rules};
use crate::cloud::organisations::{self, Organisation};
use crate::cloud::{SecurityRole, roles};
use crate::db::Tx;
use crate::error::Result;
use crate::files::import::Report;
use crate::files::import::gate::{Gate, Rule};
use crate::files::store::licences;
use crate::files::store::users::User;
use crate::files::tables::Cell;
use crate::text::name_key;
use crate::web::message::Message;
use std::collections::HashMap;

/// Stands for a user yet to be made.
const NEW: i64 = -1;

/// Organisations that whoever imports may name.
pub(super) struct Cloud {
    organisations: HashMap<String, Organisation>,
}

impl Cloud {
    pub fn load(tx: &mut Tx<'_>, access: &Access) -> Result<Self> {
        let all = organisations::seen(access, tx)?;
        let by_name = all.into_iter().map(|one| (name_key(&one.name), one));
        Ok(Self {
            organisations: by_name.collect(),
        })
    }

    /// What the row says of roles and organisation, over what there is.
    pub fn roles(
        &self,
        (typed, organisation): (Cell<Vec<SecurityRole>>, Cell<String>),
        base: &User,
        line: u64,
        report: &mut Report,
    ) -> (Vec<String>, Option<String>) {
        let roles = match typed {
            Cell::Absent => base.roles(),
            Cell::Empty => vec![SecurityRole::Customer],
            Cell::Value(roles) => roles,
        };
        let caterer = roles.contains(&SecurityRole::Caterer);
        let codes = roles.iter().map(|role| role.code().to_owned()).collect();
        let named = match organisation {
            Cell::Absent => base.organisation.clone().filter(|_| caterer),
            Cell::Empty => None,
            Cell::Value(name) => match self.organisations.get(&name_key(&name)) {
                Some(known) => Some(known.name.clone()),
                None => {
                    report.refuse(line, "organisation", Message::new("import-organisation-unknown"));
                    return (codes, None);
                }
            },
        };
        match (caterer, &named) {
            (true, None) => report.refuse(line, "organisation", Message::new("cloud-organisation-missing")),
            (false, Some(_)) => report.refuse(line, "organisation", Message::new("import-organisation-no-caterer")),
            _ => {}
        }
        (codes, named)
    }

    /// Whose Caterer the user is, as far as whoever imports sees it.
    pub fn organisation(&self, user: &User) -> Option<&Organisation> {
        let name = user.organisation.as_ref()?;
        self.organisations.get(&name_key(name))
    }

    /// Its name.
    pub fn name(&self, organisation: i64) -> String {
        let found = self.organisations.values().find(|one| one.id == organisation);
        found.map(|one| one.name.clone()).unwrap_or_default()
    }

    fn reach(&self, user: &User, internal: bool) -> Reach {
        let roles = user.roles();
        if user.unit == crate::access::fixed::TOP || (internal && roles.contains(&SecurityRole::SupportAgent)) {
            return Reach::Everything;
        }
        let mut customers: Vec<i64> = self
            .organisation(user)
            .map(|one| one.customers.iter().map(|customer| customer.id).collect())
            .unwrap_or_default();
        customers.sort_unstable();
        Reach::Customers {
            of: roles.contains(&SecurityRole::Customer).then_some(user.unit),
            organisation: customers,
        }
    }
}

/// Whether the user has a licence from now on: one who becomes active takes one, and one who is not active has none.
pub(super) fn licensed(typed: Option<bool>, active: bool, old: Option<&User>) -> bool {
    let as_it_was = old.is_none_or(|old| old.licensed || !old.is_active);
    active && typed.unwrap_or(as_it_was)
}

/// The rights of the forms for what a row changes here.
pub(super) fn needs(old: Option<&User>, new: &User, unit: i64, needs: &mut Vec<(&'static str, Rule, i64)>) {
    if new.is_active && new.licensed != licensed(None, true, old) {
        needs.push(("licensed", rules::assign_licence, unit));
    }
    let usual = [SecurityRole::Customer.code().to_owned()];
    let before = old.map_or((&usual[..], None), |old| {
        (&old.security_roles[..], old.organisation.as_ref())
    });
    if before != (&new.security_roles[..], new.organisation.as_ref()) {
        needs.push(("security_roles", rules::assign_security_roles, unit));
    }
}

/// What a row makes of a user, with its line.
type Rows<'p> = Vec<(Option<&'p User>, &'p User, u64)>;

impl Plan {
    fn rows(&self) -> Rows<'_> {
        let new = self
            .new
            .iter()
            .zip(&self.new_lines)
            .map(|(user, line)| (None, user, *line));
        let changed = self.changed.iter().zip(&self.changed_lines);
        new.chain(changed.map(|((old, user), line)| (Some(old), user, *line)))
            .collect()
    }

    pub(super) fn check_cloud(&self, tx: &mut Tx<'_>, gate: &Gate<'_>, report: &mut Report) -> Result<()> {
        let rows = self.rows();
        let internal = agents(tx, &rows, report)?;
        self.check_reach(tx, gate, (&rows, &internal), report)?;
        check_pools(tx, &rows, report)
    }

    /// Nobody gives more reach than they have, nor what a user would hold there (P-6).
    fn check_reach(
        &self,
        tx: &mut Tx<'_>,
        gate: &Gate<'_>,
        (rows, internal): (&Rows<'_>, &[i64]),
        report: &mut Report,
    ) -> Result<()> {
        let place = |user: &User| (user.unit, user.security_roles.clone(), user.organisation.clone());
        let usual = |user: &User| user.roles() == [SecurityRole::Customer];
        let moved = |(old, new, _): &&(Option<&User>, &User, u64)| match old {
            Some(old) => place(old) != place(new),
            None => !usual(new),
        };
        let moved: Vec<_> = rows.iter().filter(moved).collect();
        let ids: Vec<i64> = moved.iter().filter_map(|(old, ..)| Some(old.as_ref()?.id)).collect();
        let stored = gate.subjects(tx, &ids)?;
        let nothing = Subject::without_anything(NEW);
        let before: Vec<&Subject> = moved
            .iter()
            .map(|(old, ..)| old.and_then(|old| stored.if_asked(old.id)).unwrap_or(&nothing))
            .collect();
        let after: Vec<Subject> = moved
            .iter()
            .zip(&before)
            .map(|((_, new, _), before)| Subject {
                reach: self.cloud.reach(new, internal.contains(&new.id)),
                ..(*before).clone()
            })
            .collect();
        let changes = before
            .iter()
            .zip(&after)
            .map(|(before, after)| Change::Reach { before, after });
        let changes: Vec<Change<'_>> = changes.collect();
        for (answer, (old, new, line)) in gate.give(tx, &changes)?.into_iter().zip(moved) {
            let column = match old {
                Some(old) if old.security_roles == new.security_roles && old.organisation == new.organisation => {
                    "unit_code"
                }
                _ => "security_roles",
            };
            report.unless(answer, *line, column);
        }
        Ok(())
    }
}

/// Reports those who would become Support Agent without a confirmed address of an internal domain, or would lose
/// theirs. Returns those who have one.
fn agents(tx: &mut Tx<'_>, rows: &Rows<'_>, report: &mut Report) -> Result<Vec<i64>> {
    let is_agent = |user: &User| user.roles().contains(&SecurityRole::SupportAgent);
    let agents: Vec<_> = rows.iter().filter(|(_, new, _)| is_agent(new)).collect();
    if agents.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = agents.iter().map(|(_, new, _)| new.id).collect();
    let addresses: Vec<&str> = agents.iter().filter_map(|(_, new, _)| new.email.as_deref()).collect();
    let confirmed_by = roles::with_internal_address(tx, &ids)?;
    let is_internal = roles::internal_addresses(tx, &addresses)?;
    let mut internal = Vec::new();
    for (old, new, line) in agents {
        let was = old.is_some_and(is_agent);
        let confirmed = confirmed_by.contains(&new.id);
        if !was && !confirmed {
            report.refuse(*line, "security_roles", Message::new("cloud-support-agent-internal"));
        } else if old.is_some_and(|old| old.email != new.email)
            && !new.email.as_ref().is_some_and(|email| is_internal.contains(email))
        {
            report.refuse(*line, "email", Message::new("user-email-not-internal"));
        }
        if confirmed {
            internal.push(new.id);
        }
    }
    Ok(internal)
}

/// The last rows that would take more licences than a customer has are told so.
fn check_pools(tx: &mut Tx<'_>, rows: &Rows<'_>, report: &mut Report) -> Result<()> {
    let pools = licences::pools(tx)?;
    if pools.is_empty() {
        return Ok(());
    }
    let all = rows.iter().flat_map(|(old, new, _)| old.iter().copied().chain([*new]));
    let mut units: Vec<i64> = all.map(|user| user.unit).collect();
    units.sort_unstable();
    units.dedup();
    let customers = licences::customers(tx, &units)?;
    let customer = |user: &User| customers.get(&user.unit).copied().filter(|_| user.takes_licence());
    let mut more: HashMap<i64, (i64, Vec<u64>)> = HashMap::new();
    for (old, new, line) in rows {
        let (before, after) = (old.and_then(customer), customer(new));
        if before == after {
            continue;
        }
        if let Some(customer) = before {
            more.entry(customer).or_default().0 -= 1;
        }
        if let Some(customer) = after {
            let (count, lines) = more.entry(customer).or_default();
            *count += 1;
            lines.push(*line);
        }
    }
    for pool in pools {
        let Some((count, lines)) = more.get(&pool.customer_id) else {
            continue;
        };
        let over = count - i64::from(pool.pool - pool.taken);
        for line in lines.iter().rev().take(usize::try_from(over).unwrap_or_default()) {
            let size = usize::try_from(pool.pool).unwrap_or_default();
            report.refuse(
                *line,
                "licensed",
                Message::new("refusal-no-licence").with("count", size),
            );
        }
    }
    Ok(())
}
