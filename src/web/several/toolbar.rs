//! The buttons over a list (SPEC U-3, A-1): what the selection allows, and why not (P-26).
use super::{Bulk, MOST, Selectable};
use crate::access::Refusal;
use crate::db::Read;
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::visit::Visit;
use askama::Template;

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
    /// Where the list is.
    pub list: &'static str,
    /// Its name, for whoever does not see it.
    pub label: String,
    /// Who is selected, in words; empty for nobody.
    pub selected: String,
    pub count: usize,
    /// Leads to the page of a single one.
    pub edit: Button,
    /// On the selection, by `?id=…&id=…`.
    pub buttons: Vec<Button>,
    /// Buttons under **More**, where export and import stand too, if there are any.
    pub more: Vec<Button>,
    /// Of the selection, or of the whole list where nothing is selected.
    pub export: String,
    pub export_label: String,
    /// Of the whole list: address and label.
    pub export_all: (String, String),
    /// For whoever may import.
    pub import: Option<String>,
    /// The list with this selection, for coming back.
    pub from: String,
    /// The list with nothing selected.
    pub clear: String,
}

#[derive(Template)]
#[template(path = "several/toolbar.html")]
struct ToolbarPart {
    t: Texts,
    toolbar: Toolbar,
}

impl Toolbar {
    /// The toolbar alone, as a fragment.
    ///
    /// # Errors
    /// `Internal` where the template fails.
    pub fn part(self, t: Texts) -> Result<Answer> {
        Answer::page(&ToolbarPart { t, toolbar: self })
    }
}

/// The selected rows. Ids the reader cannot see are as good as not selected.
pub struct Picked<'v, R> {
    visit: &'v Visit,
    pub rows: Vec<R>,
}

/// Why an action leaves somebody out.
enum Not {
    Refused(Refusal),
    /// A text: there is nothing to do.
    Idle(&'static str),
}

impl<'v, R: Selectable> Picked<'v, R> {
    /// # Errors
    /// Any database error.
    pub fn read(db: &mut impl Read, visit: &'v Visit, ids: &[i64]) -> Result<Self> {
        let ids = &ids[..ids.len().min(MOST)];
        let mut rows = match ids {
            [] => Vec::new(),
            ids => R::several(db, ids)?,
        };
        rows.retain(|row| row.is_seen(&visit.access));
        Ok(Self { visit, rows })
    }

    pub fn ids(&self) -> Vec<i64> {
        self.rows.iter().map(Selectable::id).collect()
    }

    /// Who is selected, in words; empty for nobody.
    pub fn said(&self) -> String {
        match &self.rows[..] {
            [] => String::new(),
            [one] => one.name().to_owned(),
            many => self.t().one(&text::<R>("selected-count"), "count", many.len()),
        }
    }

    /// Why what takes exactly one row cannot be used: another number is selected, or `why` says it of the one.
    pub fn unless_one(&self, why: impl Fn(&R) -> Option<String>) -> Option<String> {
        match &self.rows[..] {
            [] => Some(self.select_first()),
            [one] => why(one),
            _ => Some(self.t().get(&text::<R>("select-one"))),
        }
    }

    /// Leads to the page of the one selected, at `url`.
    pub fn edit(&self, url: impl Fn(i64) -> String, why: impl Fn(&R) -> Option<String>) -> Button {
        let url = match &self.rows[..] {
            [one] => url(one.id()),
            _ => String::new(),
        };
        Button {
            id: "act-edit",
            label: self.t().get(&text::<R>("edit")),
            url,
            why: self.unless_one(why),
            symbol: "pencil",
            class: "btn-quiet",
            dialog: false,
        }
    }

    /// A button that acts on everybody selected whom the rule and the state allow; it says how many those are.
    pub fn act<B: Bulk<Row = R>>(&self) -> Button {
        let verdict = |row: &R| match self.visit.access.allows::<B::Right>(row.of()) {
            Err(refusal) => Some(Not::Refused(refusal)),
            Ok(()) => B::idle(row).map(Not::Idle),
        };
        let verdicts: Vec<Option<Not>> = self.rows.iter().map(verdict).collect();
        let touched = verdicts.iter().filter(|not| not.is_none()).count();
        let why = match verdicts.into_iter().flatten().next() {
            _ if touched > 0 => None,
            None => Some(self.select_first()),
            Some(Not::Refused(refusal)) => Some(self.visit.why_not(&refusal)),
            Some(Not::Idle(text)) => Some(self.t().one(text, "count", self.rows.len())),
        };
        Button {
            id: B::BUTTON,
            label: self.t().one(B::BUTTON, "count", touched.max(1)),
            url: format!("{}/{}", R::LIST, B::WORD),
            why,
            symbol: B::ICON,
            class: if B::DANGER { "btn-quiet btn-danger" } else { "btn-quiet" },
            dialog: true,
        }
    }

    fn t(&self) -> &Texts {
        &self.visit.t
    }

    fn select_first(&self) -> String {
        self.t().get(&text::<R>("select-first"))
    }
}

/// Id of a text of the list.
fn text<R: Selectable>(part: &str) -> String {
    format!("{}-{part}", R::TEXTS)
}
