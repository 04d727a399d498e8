//! A second engine for small worlds, written only from the words of SPEC 2.1 and 2.2. It is slow and simple.

use keyholder::access::evaluate::Answer;
use keyholder::access::fixed::{ADMINISTRATOR, ADMINISTRATORS, ALL, SYSTEM, TOP, USERS};
use keyholder::access::permission::{Permission, Scope};

use crate::engine_world::{InGroup, OneGrant, World, counts, scope};

impl World {
    pub fn at_or_above(&self, above: i64, unit: i64) -> bool {
        above == unit || (unit != TOP && self.at_or_above(above, self.parents[unit as usize - 2]))
    }

    pub fn is_archived(&self, unit: i64) -> bool {
        self.archived.contains(&unit)
    }

    /// Returns all memberships, with the implicit ones at the top (P-25).
    pub fn all_members(&self) -> Vec<InGroup> {
        let implicit = |account, group| InGroup {
            account,
            group,
            unit: TOP,
            dates: (None, None),
        };
        let users = self.users.iter().filter(|user| **user != SYSTEM);
        let mut all: Vec<InGroup> = users.map(|user| implicit(*user, USERS)).collect();
        all.extend(self.users.iter().map(|user| implicit(*user, ALL)));
        all.extend(self.members.iter().cloned());
        all
    }

    /// Returns every chain of memberships that begins with the user. In a chain all memberships count now (P-11, O-1,
    /// G-4), and no group comes twice.
    pub fn chains(&self, user: i64, now: i64) -> Vec<Vec<InGroup>> {
        let members: Vec<InGroup> = self
            .all_members()
            .into_iter()
            .filter(|m| counts(m.dates, now) && !self.is_archived(m.unit) && !self.off.contains(&m.group))
            .collect();
        let mut done = Vec::new();
        let mut open: Vec<Vec<InGroup>> = members
            .iter()
            .filter(|m| m.account == user)
            .map(|m| vec![m.clone()])
            .collect();
        while let Some(chain) = open.pop() {
            let last = chain.last().unwrap().group;
            for next in members
                .iter()
                .filter(|m| m.account == last && chain.iter().all(|c| c.group != m.group))
            {
                let mut longer = chain.clone();
                longer.push(next.clone());
                open.push(longer);
            }
            done.push(chain);
        }
        done
    }

    /// Whether the user is an administrator (P-7, P-9).
    pub fn administrator(&self, user: i64, now: i64) -> bool {
        let by_path =
            |chain: &Vec<InGroup>| chain.last().unwrap().group == ADMINISTRATORS && chain.iter().all(|m| m.unit == TOP);
        user != SYSTEM && (user == ADMINISTRATOR || self.chains(user, now).iter().any(by_path))
    }

    /// Returns the grants that apply (P-2, P-3 and 2.2).
    pub fn applicable(&self, user: i64, right: Permission, unit: i64, now: i64) -> Vec<OneGrant> {
        let scope = scope(right);
        let chains = self.chains(user, now);
        let reaches = |account: i64| account == user || self.ways(&chains, account, right, unit).next().is_some();
        let applies = |grant: &&OneGrant| {
            grant.right == right
                && counts(grant.dates, now)
                && !self.is_archived(grant.unit)
                && (scope != Scope::OrgUnit || self.at_or_above(grant.unit, unit))
                && reaches(grant.account)
        };
        self.grants.iter().filter(applies).cloned().collect()
    }

    /// Returns the chains that put the user into this group and count for the right in the unit (P-3, 2.2).
    fn ways<'c>(
        &'c self,
        chains: &'c [Vec<InGroup>],
        group: i64,
        right: Permission,
        unit: i64,
    ) -> impl Iterator<Item = &'c Vec<InGroup>> {
        let covers = move |chain: &&Vec<InGroup>| match scope(right) {
            Scope::OrgUnit => chain.iter().all(|m| self.at_or_above(m.unit, unit)),
            Scope::Global => chain.iter().all(|m| m.unit == TOP),
            Scope::Menu | Scope::Ui => true,
        };
        let into = move |chain: &&Vec<InGroup>| chain.last().unwrap().group == group;
        chains.iter().filter(into).filter(covers)
    }

    /// Returns when a grant stops applying (P-5, P-11): at its own end, or when the last of the user's chains to it
    /// ends.
    pub fn until(&self, user: i64, grant: &OneGrant, unit: i64, now: i64) -> Option<i64> {
        let chains = self.chains(user, now);
        let end = |date: Option<i64>| date.unwrap_or(i64::MAX);
        let ways = self.ways(&chains, grant.account, grant.right, unit);
        let ends = ways.map(|chain| chain.iter().map(|m| end(m.dates.1)).min().unwrap());
        let last = if grant.account == user {
            Some(i64::MAX)
        } else {
            ends.max()
        };
        Some(end(grant.dates.1).min(last.unwrap())).filter(|end| *end != i64::MAX)
    }

    /// Returns the answer (P-4, P-9, O-1). System may not log in and holds nothing.
    pub fn answer(&self, user: i64, right: Permission, unit: i64, now: i64) -> Answer {
        let by_unit = scope(right) == Scope::OrgUnit;
        if user == SYSTEM || (by_unit && self.is_archived(unit)) {
            return Answer::None;
        }
        if self.administrator(user, now) {
            return Answer::Allow;
        }
        if by_unit && !self.reaches(user, unit) {
            return Answer::None;
        }
        let grants = self.applicable(user, right, unit, now);
        match (grants.iter().any(|g| !g.allow), grants.iter().any(|g| g.allow)) {
            (true, _) => Answer::Deny,
            (false, true) => Answer::Allow,
            (false, false) => Answer::None,
        }
    }
}
