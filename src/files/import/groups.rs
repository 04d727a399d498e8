//! Groups, as a file has them.
use super::{Import, Log, Report, diff};
use crate::activity::{self, Entry, Subject};
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
}

impl Import for GroupRow {
    type Plan = Plan;

    fn plan(tx: &mut Tx<'_>, lines: Vec<Line<Self>>, replace: bool, report: &mut Report) -> Result<Plan> {
        let keys: Vec<String> = lines.iter().map(|line| line.row.name.key()).collect();
        let taken = accounts::holders(tx, &keys)?;
        let stored: HashMap<String, Group> = groups::all(tx)?
            .into_iter()
            .map(|group| (group.name_key.clone(), group))
            .collect();
        let mut plan = Plan::default();
        for (line, key) in lines.into_iter().zip(&keys) {
            let (old, name) = (stored.get(key), line.row.name.as_str());
            if line.row.name.is_reserved() {
                report.refuse(line.line, "name", Message::new("import-reserved").with("name", name));
            } else if old.is_none() && taken.contains_key(key) {
                report.refuse(line.line, "name", Message::new("import-name-taken").with("name", name));
            } else {
                plan.add(line, key, old, report);
            }
        }
        if replace {
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

    fn write(tx: &mut Tx<'_>, mut plan: Plan, log: &Log) -> Result<()> {
        let ids = store::new_ids(tx, "accounts", plan.new.len())?;
        for (group, id) in plan.new.iter_mut().zip(ids) {
            group.id = id;
        }
        let removed: Vec<i64> = plan.removed.iter().map(|group| group.id).collect();
        groups::delete(tx, &removed)?;
        let names: Vec<_> = plan
            .new
            .iter()
            .map(|group| (group.id, group.name.clone(), group.name_key.clone()))
            .collect();
        accounts::insert(tx, "group", &names)?;
        groups::insert(tx, &plan.new)?;
        let key = |group: &Group| Key {
            key: group.name_key.clone(),
            account: group.id,
            is_name: true,
            is_email: false,
        };
        accounts::take(tx, &plan.new.iter().map(key).collect::<Vec<_>>())?;
        let (old, changed): (Vec<Group>, Vec<Group>) = plan.changed.into_iter().unzip();
        groups::update(tx, &changed)?;
        let all = plan.new.iter().chain(&changed).chain(&plan.removed);
        tx.access_changed_all(&all.map(|group| Changed::Group(group.id)).collect::<Vec<_>>())?;
        let made = plan
            .new
            .iter()
            .map(|group| entry(log, "group.created", None, Some(group)));
        let edited = old
            .iter()
            .zip(&changed)
            .map(|(old, new)| entry(log, "group.changed", Some(old), Some(new)));
        let gone = plan
            .removed
            .iter()
            .map(|group| entry(log, "group.deleted", Some(group), None));
        activity::record_all(tx, made.chain(edited).chain(gone).collect())
    }
}

impl Plan {
    fn add(&mut self, line: Line<GroupRow>, key: &str, old: Option<&Group>, report: &mut Report) {
        let row = line.row;
        let base = old.cloned();
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
        };
        if new
            .access_minutes
            .zip(new.refresh_minutes)
            .is_some_and(|(access, refresh)| refresh < access)
        {
            return report.refuse(line.line, "refresh_minutes", Message::new("files-periods"));
        }
        match base {
            None => {
                report.added += 1;
                self.new.push(new);
            }
            Some(old) if old != new => {
                report.changed += 1;
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

fn entry(log: &Log, kind: &'static str, old: Option<&Group>, new: Option<&Group>) -> Entry {
    let id = new.or(old).map_or(0, |group| group.id);
    let text = |group: Option<&Group>, field: fn(&Group) -> &str| diff::text(group.map(field));
    let minutes = |group: Option<&Group>, field: fn(&Group) -> Option<i32>| group.and_then(field);
    log.entry(kind, Subject::Group(id), None)
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
}
