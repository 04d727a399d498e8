//! The buttons over the list (SPEC A-1): what the selection allows, and why not (P-26).
use super::Filter;
use super::view::actor_url;
use crate::access::fixed::TOP;
use crate::access::permission::Permission;
use crate::access::{Action, Refusal, division};
use crate::actors::{Actor, ArchiveActor, DeleteActor, MergeActor, store};
use crate::db::Read;
use crate::error::Result;
use crate::files::Table;
use crate::imports;
use crate::web::i18n::Texts;
use crate::web::visit::Visit;

/// Rows that can be selected at once; more than a page holds.
pub const MOST_SELECTED: usize = 200;

/// A button.
#[derive(Debug)]
pub struct Button {
    pub id: &'static str,
    pub label: String,
    pub url: String,
    /// Why it cannot be used now.
    pub why: Option<String>,
    pub symbol: &'static str,
    pub class: &'static str,
    /// Opens as a dialog where scripts run.
    pub dialog: bool,
}

/// The toolbar for one selection.
#[derive(Debug)]
pub struct Toolbar {
    /// Who is selected, in words; empty for nobody.
    pub selected: String,
    pub count: usize,
    /// Leads to one actor's page.
    pub edit: Button,
    /// On the selection, by `?id=…&id=…`.
    pub buttons: Vec<Button>,
    /// Of those selected, else of what the list shows.
    pub export: String,
    pub export_label: String,
    /// For whoever may import actors.
    pub import: Option<String>,
    /// The list with this selection, for coming back.
    pub from: String,
    /// The list with nothing selected.
    pub clear: String,
}

/// Reads the selection and asks the rules about it. Ids the reader cannot see are as good as not selected.
pub fn toolbar(db: &mut impl Read, visit: &Visit, filter: &Filter) -> Result<Toolbar> {
    let ids: Vec<i64> = filter.selected.iter().copied().take(MOST_SELECTED).collect();
    let mut actors = if ids.is_empty() {
        Vec::new()
    } else {
        store::several(db, &ids)?
    };
    actors.retain(|actor| {
        division::sees(&visit.access, actor.unit) && crate::actors::screen_of(&visit.access, actor).is_ok()
    });
    Ok(Selection { visit, actors: &actors }.toolbar(filter))
}

struct Selection<'v> {
    visit: &'v Visit,
    actors: &'v [Actor],
}

/// Why an action leaves somebody out.
enum Not {
    Refused(Refusal),
    /// A text: there is nothing to do.
    Idle(&'static str),
}

impl Selection<'_> {
    fn t(&self) -> &Texts {
        &self.visit.t
    }

    fn toolbar(&self, filter: &Filter) -> Toolbar {
        let ids: Vec<i64> = self.actors.iter().map(|actor| actor.id).collect();
        let filter = filter.selecting(&ids);
        let selected = match self.actors {
            [] => String::new(),
            [one] => one.name.clone(),
            many => self.t().one("actors-selected-count", "count", many.len()),
        };
        Toolbar {
            selected,
            count: ids.len(),
            edit: self.edit(&filter),
            buttons: self
                .merge()
                .into_iter()
                .chain([self.archive(), self.delete()])
                .collect(),
            export: filter.at("/actors/export"),
            export_label: match ids.len() {
                0 => self.t().get("actors-export"),
                count => self.t().one("actors-export-selected", "count", count),
            },
            import: imports::link(&self.visit.access, Table::Actors),
            clear: filter.selecting(&[]).url(),
            from: filter.url(),
        }
    }

    /// Opens the page, which says itself what of it may be changed.
    fn edit(&self, filter: &Filter) -> Button {
        let (why, url) = match self.actors {
            [] => (Some(self.t().get("actors-select-first")), String::new()),
            [one] => (None, actor_url(one.id, filter)),
            _ => (Some(self.t().get("actors-select-one")), String::new()),
        };
        Button {
            id: "act-edit",
            label: self.t().get("actors-edit"),
            url,
            why,
            symbol: "pencil",
            class: "btn-quiet",
            dialog: false,
        }
    }

    /// Absent without the right (P-26); the page it leads to compares the two.
    fn merge(&self) -> Option<Button> {
        if !self.visit.access.holds(Permission::MERGE_ACTORS, TOP) {
            return None;
        }
        let verdict = |one: &Actor| self.visit.access.allows::<MergeActor>(one).err();
        let why = match self.actors.len() {
            2 => self
                .actors
                .iter()
                .find_map(verdict)
                .map(|refusal| self.visit.why_not(&refusal)),
            _ => Some(self.t().get("actors-select-two")),
        };
        Some(Button {
            id: "actor-merge",
            label: self.t().get("actor-merge"),
            url: "/actors/merge".to_owned(),
            why,
            symbol: "git-merge",
            class: "btn-quiet",
            dialog: false,
        })
    }

    /// One replaces the other.
    fn archive(&self) -> Button {
        let all_off = !self.actors.is_empty() && self.actors.iter().all(Actor::is_archived);
        if all_off {
            return self.act::<ArchiveActor>("actors-unarchive", "/actors/unarchive", "rotate", |_| None);
        }
        self.act::<ArchiveActor>("actors-archive", "/actors/archive", "folder", |actor| {
            actor.is_archived().then_some("actors-idle-archived")
        })
    }

    fn delete(&self) -> Button {
        let button = self.act::<DeleteActor>("actors-delete", "/actors/delete", "trash", |_| None);
        Button {
            class: "btn-quiet btn-danger",
            ..button
        }
    }

    /// A button that acts on everybody selected whom the rule and the state allow; it says how many those are.
    fn act<A: Action<Row = Actor>>(
        &self,
        text: &'static str,
        url: &str,
        symbol: &'static str,
        idle: impl Fn(&Actor) -> Option<&'static str>,
    ) -> Button {
        let verdict = |one: &Actor| match self.visit.access.allows::<A>(one) {
            Err(refusal) => Some(Not::Refused(refusal)),
            Ok(()) => idle(one).map(Not::Idle),
        };
        let verdicts: Vec<Option<Not>> = self.actors.iter().map(verdict).collect();
        let touched = verdicts.iter().filter(|not| not.is_none()).count();
        let why = match verdicts.into_iter().flatten().next() {
            _ if touched > 0 => None,
            None => Some(self.t().get("actors-select-first")),
            Some(Not::Refused(refusal)) => Some(self.visit.why_not(&refusal)),
            Some(Not::Idle(text)) => Some(self.t().one(text, "count", self.actors.len())),
        };
        Button {
            id: text,
            label: self.t().one(text, "count", touched.max(1)),
            url: url.to_owned(),
            why,
            symbol,
            class: "btn-quiet",
            dialog: true,
        }
    }
}
