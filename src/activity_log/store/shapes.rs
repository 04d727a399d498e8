//! Which entries a page holds. Whatever is asked, the newest of each key of one index are read and merged: never the
//! whole log, never a sort of more than some pages (DESIGN 5).
use super::names::{self, Key};
use crate::access::statement::Binds;
use crate::activity::AUTHENTICATION;
use crate::activity_log::filter::{About, Cursor, Filter};
use crate::activity_log::visible::Visible;
use crate::activity_log::words::Reader;
use crate::db::Read;
use crate::error::Result;
use crate::web::days::Days;
use chrono::{DateTime, TimeDelta, Utc};
use ipnet::IpNet;
use std::net::IpAddr;

/// An entry's time is the beginning of its transaction, its id is taken later: so much later at most, but for large
/// imports.
const LONGEST: i64 = 60;

/// What is asked of the log.
#[derive(Debug, Clone)]
pub struct Wanted {
    visible: Visible,
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
    kind: Option<String>,
    /// What entries are about.
    pub subjects: Option<Vec<Key>>,
    users: Option<Vec<i64>>,
    clerks: Option<Vec<i64>>,
    address: Option<IpNet>,
    /// Those of the network that there are, where they are few.
    addresses: Option<Vec<String>>,
    /// Entries by this user, besides those about the subjects.
    or_by: Option<i64>,
    /// Only what tells of logins and sessions.
    pub authentication: bool,
    /// Something was asked for that no entry can have.
    nothing: bool,
}

impl Wanted {
    /// Everything that is visible.
    pub fn all(visible: &Visible) -> Self {
        Self {
            visible: visible.clone(),
            from: None,
            until: None,
            kind: None,
            subjects: None,
            users: None,
            clerks: None,
            address: None,
            addresses: None,
            or_by: None,
            authentication: false,
            nothing: false,
        }
    }

    /// Entries about this user and by this user.
    pub fn of_user(db: &mut impl Read, visible: &Visible, user: i64) -> Result<Self> {
        Ok(Self {
            subjects: Some(names::keys(db, About::User(user))?),
            or_by: Some(user),
            ..Self::all(visible)
        })
    }

    /// Looks up the names.
    pub fn of(db: &mut impl Read, reader: &Reader<'_>, visible: &Visible, filter: &Filter) -> Result<Self> {
        let mut wanted = Self::all(visible);
        let days = Days {
            from: filter.from,
            to: filter.until,
        };
        (wanted.from, wanted.until) = days.moments(reader.t.zone());
        wanted.kind = Some(filter.kind.clone()).filter(|kind| !kind.is_empty());
        if let Some(about) = filter.about {
            wanted.subjects = Some(names::keys(db, about)?);
        }
        if !filter.subject.is_empty() {
            let mut named = names::subjects(db, reader.access, &filter.subject)?;
            if let Some(exact) = wanted.subjects.take() {
                named.retain(|subject| exact.contains(subject));
            }
            wanted.subjects = Some(named);
        }
        wanted.users = names::authors(db, reader.access, &filter.user)?;
        wanted.clerks = names::authors(db, reader.access, &filter.clerk)?;
        if !filter.address.is_empty() {
            wanted.address = network(&filter.address);
            wanted.nothing = wanted.address.is_none();
        }
        if let Some(net) = wanted.address.filter(|net| !is_one(net)) {
            wanted.addresses = names::addresses(db, net)?;
        }
        Ok(wanted)
    }

    /// The statement that gives the ids.
    pub fn ids(&self, binds: &mut Binds, cursor: Option<Cursor>, limit: usize) -> String {
        let newer = cursor.is_some_and(|cursor| cursor.newer);
        let mut rest = self.conditions(binds);
        if let Some(cursor) = cursor {
            let id = binds.number(cursor.id);
            rest.push(format!("a.id {} {id}", if newer { ">" } else { "<" }));
        }
        let branch = Branch {
            order: format!("ORDER BY a.id {} LIMIT {limit}", if newer { "ASC" } else { "DESC" }),
            scope: self.scope(binds),
            rest,
        };
        let branches = self.branches(binds, &branch);
        if let [only] = &branches[..] {
            return only.clone();
        }
        let all: Vec<String> = branches.iter().map(|branch| format!("({branch})")).collect();
        format!("SELECT a.id FROM ({}) a {}", all.join(" UNION "), branch.order)
    }

    /// The statement that gives one id, or none.
    pub fn one(&self, binds: &mut Binds, id: i64) -> String {
        let mut conditions = self.conditions(binds);
        conditions.extend(self.scope(binds));
        let about = self.subjects.iter().flatten().map(|key| key.condition(binds));
        let mut ways: Vec<String> = about.collect();
        ways.extend(self.or_by.map(|user| format!("a.user_id = {}", binds.number(user))));
        if !ways.is_empty() {
            conditions.push(format!("({})", ways.join(" OR ")));
        }
        let id = binds.number(id);
        conditions.push(format!("a.id = {id}"));
        format!("SELECT a.id FROM activity a WHERE {}", conditions.join(" AND "))
    }

    /// By which index: the first of these that narrows.
    fn branches(&self, binds: &mut Binds, branch: &Branch) -> Vec<String> {
        if self.nothing {
            return vec!["SELECT a.id FROM activity a WHERE false".to_owned()];
        }
        if let Some(subjects) = &self.subjects {
            let mut branches = by_key(binds, branch, subjects);
            let by = self.or_by.map(|user| format!("a.user_id = {}", binds.number(user)));
            branches.extend(by.map(|by| branch.where_(&by)));
            return branches;
        }
        for (ids, column) in [(&self.users, "user_id"), (&self.clerks, "clerk_id")] {
            if let Some(ids) = ids {
                let ids = binds.numbers(ids.clone());
                return vec![branch.each(&format!("unnest({ids}) AS k(id)"), &format!("a.{column} = k.id"))];
            }
        }
        if let Some(addresses) = &self.addresses {
            let addresses = binds.texts(addresses.clone());
            return vec![branch.each(
                &format!("unnest({addresses}::inet[]) AS k(address)"),
                "a.address = k.address",
            )];
        }
        if let (Some(units), false) = (&self.visible.units, self.visible.is_everything()) {
            return self.by_unit(binds, branch, units);
        }
        vec![branch.where_("true")]
    }

    /// The newest of every unit, of none, and of the reader's own logins.
    fn by_unit(&self, binds: &mut Binds, branch: &Branch, units: &[i64]) -> Vec<String> {
        let units = binds.numbers(units.to_vec());
        let unscoped = Branch {
            scope: None,
            ..branch.clone()
        };
        let mut branches = vec![unscoped.each(&format!("unnest({units}) AS k(id)"), "a.unit_id = k.id")];
        if self.visible.unplaced {
            branches.push(unscoped.where_("a.unit_id IS NULL"));
        }
        if let Some(own) = self.visible.own {
            branches.push(unscoped.where_(&own_logins(binds, own)));
        }
        branches
    }

    /// What every entry must be, but for the scope.
    fn conditions(&self, binds: &mut Binds) -> Vec<String> {
        let mut all = vec!["true".to_owned()];
        if let Some(from) = self.from {
            let (at, early) = (binds.moment(from), binds.moment(from - TimeDelta::minutes(LONGEST)));
            all.push(format!("a.at >= {at} AND a.id >= coalesce((SELECT b.id FROM activity b WHERE b.at >= {early} ORDER BY b.at, b.id LIMIT 1), 0)"));
        }
        if let Some(until) = self.until {
            let (at, late) = (binds.moment(until), binds.moment(until + TimeDelta::minutes(LONGEST)));
            all.push(format!("a.at < {at} AND a.id <= coalesce((SELECT b.id FROM activity b WHERE b.at >= {late} ORDER BY b.at, b.id LIMIT 1), 9223372036854775807)"));
        }
        if let Some(kind) = &self.kind {
            let kind = binds.text(kind);
            all.push(format!("a.type = {kind}"));
        }
        if self.authentication {
            all.push(of_logins(binds));
        }
        if let Some(net) = self.address {
            let exact = is_one(&net);
            let net = binds.text(net.to_string());
            all.push(format!("a.address {} {net}::inet", if exact { "=" } else { "<<=" }));
        }
        for (ids, column) in [(&self.users, "user_id"), (&self.clerks, "clerk_id")] {
            if let Some(ids) = ids {
                let ids = binds.numbers(ids.clone());
                all.push(format!("a.{column} = ANY({ids})"));
            }
        }
        all
    }

    /// What the reader may see; none where that is everything.
    fn scope(&self, binds: &mut Binds) -> Option<String> {
        if self.visible.is_everything() {
            return None;
        }
        let mut ways = Vec::new();
        match (&self.visible.units, binds.scope(&self.visible.places)) {
            (Some(units), _) => {
                let units = binds.numbers(units.clone());
                ways.push(format!("a.unit_id = ANY({units})"));
            }
            (None, None) => ways.push("a.unit_id IS NOT NULL".to_owned()),
            (None, Some(places)) => {
                ways.push(format!(
                    "EXISTS (SELECT FROM org_units o WHERE o.id = a.unit_id AND o.pos <@ {places} OFFSET 0)"
                ));
            }
        }
        if self.visible.unplaced {
            ways.push("a.unit_id IS NULL".to_owned());
        }
        if let Some(own) = self.visible.own {
            ways.push(format!("({})", own_logins(binds, own)));
        }
        Some(format!("({})", ways.join(" OR ")))
    }
}

/// The newest of every subject, and of the memberships of every account and group.
fn by_key(binds: &mut Binds, branch: &Branch, keys: &[Key]) -> Vec<String> {
    let (mut kinds, mut ids) = (Vec::new(), Vec::new());
    let (mut accounts, mut groups) = (Vec::new(), Vec::new());
    for key in keys {
        match key {
            Key::Subject(kind, id) => {
                kinds.push((*kind).to_owned());
                ids.push(*id);
            }
            Key::Member(id) => accounts.push(id.to_string()),
            Key::InGroup(id) => groups.push(id.to_string()),
        }
    }
    let keys = format!("unnest({}, {}) AS k(kind, id)", binds.texts(kinds), binds.numbers(ids));
    let mut branches = vec![branch.each(&keys, "a.subject_kind = k.kind AND a.subject_id = k.id")];
    for (ids, field) in [(accounts, "account_id"), (groups, "group_id")] {
        if !ids.is_empty() {
            let keys = format!("unnest({}) AS k(id)", binds.texts(ids));
            let condition = format!("a.subject_kind = 'membership' AND a.details ->> '{field}' = k.id");
            branches.push(branch.each(&keys, &condition));
        }
    }
    branches
}

fn own_logins(binds: &mut Binds, own: i64) -> String {
    let own = binds.number(own);
    let logins = of_logins(binds);
    format!("a.subject_kind = 'user' AND a.subject_id = {own} AND {logins}")
}

fn of_logins(binds: &mut Binds) -> String {
    let words = binds.texts(AUTHENTICATION.map(|event| event.word().to_owned()).to_vec());
    format!("a.type = ANY({words})")
}

/// What the branches of one statement share.
#[derive(Clone)]
struct Branch {
    rest: Vec<String>,
    scope: Option<String>,
    order: String,
}

impl Branch {
    fn filtered(&self, condition: &str) -> String {
        let all = std::iter::once(condition).chain(self.rest.iter().map(String::as_str));
        all.chain(self.scope.as_deref()).collect::<Vec<_>>().join(" AND ")
    }

    fn where_(&self, condition: &str) -> String {
        format!(
            "SELECT a.id FROM activity a WHERE {} {}",
            self.filtered(condition),
            self.order
        )
    }

    /// The first of every key, merged.
    fn each(&self, keys: &str, condition: &str) -> String {
        format!(
            "SELECT a.id FROM {keys} CROSS JOIN LATERAL (SELECT a.id FROM activity a WHERE {} {order}) a {order}",
            self.filtered(condition),
            order = self.order
        )
    }
}

/// An address, not a network.
fn is_one(net: &IpNet) -> bool {
    net.prefix_len() == net.max_prefix_len()
}

/// `10.0.0.7`, `10.0.0.0/8`, or the beginning of an address: `10.0.`.
fn network(text: &str) -> Option<IpNet> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(address.into());
    }
    if let Ok(net) = text.parse::<IpNet>() {
        return Some(net.trunc());
    }
    let parts: Vec<u8> = text
        .trim_end_matches(['.', '*'])
        .split('.')
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let mut octets = [0; 4];
    octets.get_mut(..parts.len())?.copy_from_slice(&parts);
    IpNet::new(octets.into(), parts.len() as u8 * 8).ok()
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn an_address_is_whole_a_network_or_a_beginning() {
        let net = |text| network(text).map(|net| net.to_string());
        assert_eq!(net("10.0.0.7").as_deref(), Some("10.0.0.7/32"));
        assert_eq!(net("10.0.0.7/8").as_deref(), Some("10.0.0.0/8"));
        assert_eq!(net("10.1.").as_deref(), Some("10.1.0.0/16"));
        assert_eq!(net("192.168.*").as_deref(), Some("192.168.0.0/16"));
        assert_eq!(net("2001:db8::/32").as_deref(), Some("2001:db8::/32"));
        for odd in ["", "x", "300.1", "1.2.3.4.5", "10..1"] {
            assert_eq!(net(odd), None, "{odd}");
        }
    }
}
