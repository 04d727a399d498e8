//! The tab **Group membership**: GET /users/{id}/groups (SPEC 3.3). Adding, removing and changing dates have pages in
//! `memberships`, which lead back here.
use super::head::{Head, Shown};
use super::{Back, opened};
use crate::access::evaluate::Link;
use crate::access::fixed::{ALL, SYSTEM, USERS};
use crate::access::joined::{Joined, joined};
use crate::access::permission::Permission;
use crate::access::ranges::{Interval, Ranges};
use crate::access::{Access, Target, rules};
use crate::error::Result;
use crate::memberships::{self, ChangeMembership, Dates, Membership, dates, find, verbs};
use crate::org_units::tree;
use crate::users::User;
use crate::web::answer::Answer;
use crate::web::back::with_from;
use crate::web::group_name::group_name;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{View, Visit};
use askama::Template;

/// A group the user is in by a membership of the user's own.
struct Direct {
    id: i64,
    group: Named,
    unit: String,
    dates: String,
    /// Says that the membership has not begun or has ended.
    state: Option<String>,
    /// Says that rights of the group have no effect in this unit.
    idle: Option<String>,
    change_url: String,
    change_why: Option<String>,
    remove_url: String,
    remove_why: Option<String>,
}

/// A group the user is in through another group.
struct Through {
    group: Named,
    /// Where the membership counts; empty if it counts for menus only.
    unit: String,
    path: Vec<String>,
    dates: String,
}

/// A group, with the address of its page if the reader may open it.
struct Named {
    name: String,
    url: Option<String>,
}

#[derive(Template)]
#[template(path = "users/groups.html")]
struct GroupsPage {
    shell: Shell,
    t: Texts,
    head: Head,
    add_url: String,
    add_why: Option<String>,
    direct: Vec<Direct>,
    through: Vec<Through>,
    /// The groups the user is in without a membership.
    implicit: Vec<Named>,
    /// Whether the reader sees only some units, whether or not the user is in groups in the others (P-12).
    partly: bool,
}

/// GET /users/{id}/groups.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let (user, record) = opened(&view.visit.access, &mut view.db, id)?;
    let rows = memberships::of_account(&mut view.db, id)?;
    let visit = &view.visit;
    let seen: Vec<Membership> = rows
        .into_iter()
        .filter(|row| visit.access.finds(&row.target()))
        .collect();
    let tab = TabOf {
        visit,
        here: back.keep(&format!("/users/{id}/groups")),
    };
    Answer::page(&GroupsPage {
        shell: visit.shell()?,
        t: visit.t,
        head: Head::of(visit, &user, &record, &back, Shown::Groups),
        add_url: with_from(&format!("/memberships/new?for_account={id}"), &tab.here),
        add_why: why_not_add(visit, &user),
        partly: !sees_all(&visit.access),
        direct: seen.iter().map(|row| tab.direct(row)).collect(),
        through: tab.through(&user),
        implicit: implicit(&user).iter().map(|group| tab.named(*group)).collect(),
    })
}

/// Returns the groups without memberships: every user is in Users and All, System only in All (P-25).
fn implicit(user: &User) -> &'static [i64] {
    if user.id == SYSTEM { &[ALL] } else { &[USERS, ALL] }
}

/// Whether the reader sees every unit, archived ones included.
fn sees_all(access: &Access) -> bool {
    let units = access.snapshot().units().in_order();
    let all = units.map(|unit| Interval {
        first: unit.pos,
        last: unit.pos,
    });
    let open = access.lasting_ranges(Permission::ORG_UNIT_ACCESS);
    Ranges::of(all.collect()).without(&open).is_empty()
}

/// Returns why the reader can add this user to no group. A right that is missing in the user's own unit is no reason if
/// the reader has it in another.
fn why_not_add(visit: &Visit, user: &User) -> Option<String> {
    let access = &visit.access;
    let refusal = rules::add_membership(access, &Target::user(user.unit, user.rights.clone())).err()?;
    let elsewhere = refusal.right().is_some() && !find::addable(access).is_empty();
    (!elsewhere).then(|| visit.why_not(&refusal))
}

struct TabOf<'v> {
    visit: &'v Visit,
    here: String,
}

impl TabOf<'_> {
    fn access(&self) -> &Access {
        &self.visit.access
    }

    fn named(&self, group: i64) -> Named {
        let found = self.access().snapshot().groups().get(group);
        Named {
            name: found
                .map(|found| group_name(&self.visit.t, group, &found.display_name))
                .unwrap_or_default(),
            url: menu::GROUPS.opens(self.access()).then(|| format!("/groups/{group}")),
        }
    }

    fn direct(&self, row: &Membership) -> Direct {
        let (visit, access, t) = (self.visit, self.access(), &self.visit.t);
        let to = |page: &str| with_from(&format!("/memberships/{page}?id={}", row.id), &self.here);
        Direct {
            id: row.id,
            group: self.named(row.group.id),
            unit: tree::path(access, row.unit),
            dates: dates::said(t, row.dates),
            state: dates::state(t, row.dates, access.now()),
            idle: memberships::idle_here(visit, row.unit, row.group.id),
            change_url: to("dates"),
            change_why: access
                .allows::<ChangeMembership>(row)
                .err()
                .map(|no| visit.why_not(&no)),
            remove_url: to("remove"),
            remove_why: verbs::may_remove(access, row).err().map(|no| visit.why_not(&no)),
        }
    }

    /// Returns the groups the user is in through others, without ways through units the reader does not see (P-12).
    fn through(&self, user: &User) -> Vec<Through> {
        let access = self.access();
        let mut ways = joined(access.snapshot(), &user.rights.memberships);
        ways.retain(|way| way.path.len() > 1 && way.path.iter().all(|link| access.sees(link.unit)));
        // If a group counts somewhere, the ways by which it counts nowhere are left out.
        let counting: Vec<i64> = ways
            .iter()
            .filter(|way| way.within.is_some())
            .map(|way| way.group)
            .collect();
        ways.retain(|way| way.within.is_some() || !counting.contains(&way.group));
        ways.iter().map(|way| self.way(way)).collect()
    }

    fn way(&self, way: &Joined) -> Through {
        let t = &self.visit.t;
        let step = |link: &Link| {
            let unit = tree::path(self.access(), link.unit);
            t.two(
                "membership-in-place",
                "group",
                self.named(link.group).name,
                "unit",
                unit,
            )
        };
        Through {
            group: self.named(way.group),
            unit: way
                .within
                .map(|unit| tree::path(self.access(), unit))
                .unwrap_or_default(),
            path: way.path.iter().map(step).collect(),
            dates: dates::said(
                t,
                Dates {
                    from: way.from,
                    to: way.to,
                },
            ),
        }
    }
}
