//! Groups, as a file has them.
use super::{Asks, Deed, Import, Log, Planned, Report, Told, diff};
use crate::access::fixed::TOP;
use crate::access::{AccountKind, rules};
use crate::activity::{self, Entry, Event, Subject};
use crate::db::{Changed, Tx};
use crate::error::Result;
use crate::files::Problem;
use crate::files::store::accounts::{self, Key};
use crate::files::store::groups::Group;
use crate::files::store::{self, groups};
use crate::files::tables::{GroupRow, Line};
use crate::web::message::Message;
use std::collections::{HashMap, HashSet};

/// Groups as they shall be, and as they were.
#[derive(Default)]
pub(super) struct Plan {
    new: Vec<Group>,
    changed: Vec<(Group, Group)>,
    removed: Vec<Group>,
    /// Of the new ones, then of the changed ones.
    lines: [Vec<u64>; 2],
}

impl Import for GroupRow {
    type Plan = Plan;

    fn plan(tx: &mut Tx<'_>, lines: Vec<Line<Self>>, asks: &mut Asks<'_>, report: &mut Report) -> Result<Plan> {
        let keys: Vec<String> = lines.iter().map(|line| line.row.name.key()).collect();
        let taken = accounts::holders(tx, &keys)?;
        let stored: HashMap<String, Group> = groups::all(tx)?
            .into_iter()
            .map(|group| (group.name_key.clone(), group))
            .collect();
        let mut plan = Plan::default();
        for (at, (line, key)) in lines.into_iter().zip(&keys).enumerate() {
            asks.checked(at);
            let (old, name) = (stored.get(key), line.row.name.as_str());
            if line.row.name.is_reserved() {
                report.refuse(line.line, "name", Message::new("import-reserved").with("name", name));
            } else if old.is_none() && taken.contains_key(key) {
                report.refuse(line.line, "name", Message::new("import-name-taken").with("name", name));
            } else {
                plan.add(line, key, old, asks, report);
            }
        }
        if asks.replace {
            let kept: HashSet<&String> = keys.iter().collect();
            plan.removed = stored
                .into_values()
                .filter(|group| !kept.contains(&group.name_key))
                .collect();
            plan.removed.sort_unstable_by_key(|group| group.id);
            let gone = |group: &Group| Message::new("import-removed-group").with("name", group.name.as_str());
            report.removed.extend(plan.removed.iter().map(gone));
            plan.check_removed(tx, report)?;
        }
        Ok(plan)
    }
}

impl Planned for Plan {
    fn told(&self, log: &Log<'_>) -> Vec<Told> {
        let name = |group: &Group| Message::new("import-removed-group").with("name", group.name.as_str());
        let new = self.new.iter().zip(&self.lines[0]).map(|(group, line)| {
            let entry = entry(log, Event::GroupCreated, None, Some(group));
            Told::new(*line, Deed::Added, name(group), &entry)
        });
        let changed = self.changed.iter().zip(&self.lines[1]).map(|((old, group), line)| {
            let entry = entry(log, Event::GroupChanged, Some(old), Some(group));
            Told::new(*line, Deed::Changed, name(group), &entry)
        });
        new.chain(changed).collect()
    }

    fn prepare(&mut self, tx: &mut Tx<'_>, log: &Log<'_>) -> Result<()> {
        let ids = store::new_ids(tx, "accounts", self.new.len())?;
        for (group, id) in self.new.iter_mut().zip(ids) {
            group.id = id;
        }
        let made = self
            .new
            .iter()
            .map(|group| entry(log, Event::GroupCreated, None, Some(group)));
        let edited = self
            .changed
            .iter()
            .map(|(old, new)| entry(log, Event::GroupChanged, Some(old), Some(new)));
        let gone = self
            .removed
            .iter()
            .map(|group| entry(log, Event::GroupDeleted, Some(group), None));
        activity::record_all(tx, made.chain(edited).chain(gone).collect())
    }

    /// Names and descriptions change without that lock.
    fn holds(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let old = self.changed.iter().map(|(old, _)| old).chain(&self.removed);
        groups::hold(tx, &old.cloned().collect::<Vec<_>>())
    }

    fn write(self, tx: &mut Tx<'_>, log: &Log<'_>) -> Result<()> {
        let removed: Vec<i64> = self.removed.iter().map(|group| group.id).collect();
        groups::delete(tx, &removed)?;
        let name = |group: &Group| (group.id, group.name.clone(), group.name_key.clone());
        accounts::insert(tx, AccountKind::Group, &self.new.iter().map(name).collect::<Vec<_>>())?;
        groups::insert(tx, &self.new, log.by())?;
        let key = |group: &Group| Key {
            key: group.name_key.clone(),
            account: group.id,
            is_name: true,
            is_email: false,
        };
        accounts::take(tx, &self.new.iter().map(key).collect::<Vec<_>>())?;
        let changed: Vec<Group> = self.changed.into_iter().map(|(_, new)| new).collect();
        groups::update(tx, &changed, log.by())?;
        let all = self.new.iter().chain(&changed).chain(&self.removed);
        tx.access_changed_all(&all.map(|group| Changed::Group(group.id)).collect::<Vec<_>>())
    }
}

impl Plan {
    fn add(&mut self, line: Line<GroupRow>, key: &str, old: Option<&Group>, asks: &mut Asks<'_>, report: &mut Report) {
        let (at, row) = (line.line, line.row);
        let base = old.cloned();
        // Whether it does now or not: somebody may require it before the file is applied.
        report.loosens |= base.is_some() && row.two_factor_required == Some(false);
        let stored = |minutes: fn(&Group) -> Option<i32>| base.as_ref().and_then(minutes);
        let description = row
            .description
            .over(base.as_ref().map(|group| group.description.clone()));
        let new = Group {
            id: base.as_ref().map_or(0, |group| group.id),
            name: base
                .as_ref()
                .map_or_else(|| row.name.to_string(), |group| group.name.clone()),
            name_key: key.to_owned(),
            display_name: row.display_name.into(),
            description: description.unwrap_or_default(),
            access_minutes: row.access_minutes.over(stored(|group| group.access_minutes)),
            refresh_minutes: row.refresh_minutes.over(stored(|group| group.refresh_minutes)),
            require_two_factor: row
                .two_factor_required
                .unwrap_or_else(|| base.as_ref().is_some_and(|group| group.require_two_factor)),
        };
        if new
            .access_minutes
            .zip(new.refresh_minutes)
            .is_some_and(|(access, refresh)| refresh < access)
        {
            return report.refuse(at, "refresh_minutes", Message::new("files-periods"));
        }
        match base {
            None => {
                report.unless(asks.gate.ask(rules::create_group, TOP), at, "name");
                report.added += 1;
                self.lines[0].push(at);
                self.new.push(new);
            }
            Some(old) if old != new => {
                let edit = asks.gate.ask_account(rules::edit_group, TOP, None, Some(old.id));
                report.unless(edit, at, "name");
                report.changed += 1;
                self.lines[1].push(at);
                self.changed.push((old, new));
            }
            Some(_) => report.unchanged += 1,
        }
    }

    /// A group with members or cells is not removed (SPEC G-1): the files of those come first.
    fn check_removed(&self, tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
        let ids: Vec<i64> = self.removed.iter().map(|group| group.id).collect();
        for (id, members, grants) in groups::uses(tx, &ids)? {
            let name = self
                .removed
                .iter()
                .find(|group| group.id == id)
                .map_or("", |group| group.name.as_str());
            let count = |count: i64| usize::try_from(count).unwrap_or_default();
            let reason = Message::new("import-group-in-use").with("name", name);
            let reason = reason.with("members", count(members)).with("grants", count(grants));
            report.problems.add(Problem::of_file(reason));
        }
        Ok(())
    }
}

fn entry(log: &Log<'_>, event: Event, old: Option<&Group>, new: Option<&Group>) -> Entry {
    let id = new.or(old).map_or(0, |group| group.id);
    let text = |group: Option<&Group>, field: fn(&Group) -> &str| diff::text(group.map(field));
    let minutes = |group: Option<&Group>, field: fn(&Group) -> Option<i32>| group.and_then(field);
    log.entry(event, Subject::Group(id), None)
        .diff("name", text(old, |group| &group.name), text(new, |group| &group.name))
        .diff(
            "display_name",
            text(old, |group| &group.display_name),
            text(new, |group| &group.display_name),
        )
        .diff(
            "description",
            text(old, |group| &group.description),
            text(new, |group| &group.description),
        )
        .diff(
            "access_minutes",
            minutes(old, |group| group.access_minutes),
            minutes(new, |group| group.access_minutes),
        )
        .diff(
            "refresh_minutes",
            minutes(old, |group| group.refresh_minutes),
            minutes(new, |group| group.refresh_minutes),
        )
        .diff(
            "require_two_factor",
            old.is_some_and(|group| group.require_two_factor),
            new.is_some_and(|group| group.require_two_factor),
        )
}
