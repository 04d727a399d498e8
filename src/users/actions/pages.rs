//! The pages of actions that need more than a yes: what the frame says, with fields below it.
use crate::db::Read;
use crate::error::Result;
use crate::memberships::dates::Fields;
use crate::org_units::tree;
use crate::users::Selected;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Choice, Field};
use crate::web::i18n::Texts;
use crate::web::picker::Picker;
use crate::web::several::pages::Ask;
use crate::web::several::{Bulk, Plan, Selection};
use crate::web::shell::Shell;
use crate::web::visit::Visit;
use actix_web::http::StatusCode;
use askama::Template;

/// The unit to move to.
pub(super) struct Target {
    pub field: Field,
    pub units: tree::Choices,
    /// Whether the memberships in the old unit are moved along.
    pub along: Field,
}

/// The group to add to, the unit, and the dates.
pub(super) struct Joining {
    pub group: Picker,
    /// Whether each user is added in their own unit.
    pub own: Field,
    pub unit: Field,
    pub units: tree::Choices,
    pub dates: Fields,
}

/// A choice between a few things to do.
pub(super) struct Choose {
    pub field: Field,
    pub label: String,
    pub choices: Vec<Choice>,
    pub hint: String,
}

/// The page of an action, with the fields of that action.
#[derive(Template)]
#[template(path = "users/action.html")]
pub(super) struct FieldsPage {
    shell: Shell,
    t: Texts,
    ask: Ask,
    pub target: Option<Target>,
    pub joining: Option<Joining>,
    pub choose: Option<Choose>,
}

impl FieldsPage {
    /// Creates the page without any fields yet.
    pub fn new<B: Bulk<Row = Selected>>(
        visit: &Visit,
        db: &mut impl Read,
        selection: &Selection,
        plan: &Plan<Selected>,
    ) -> Result<Self> {
        Ok(Self {
            shell: visit.shell()?,
            t: visit.t,
            ask: Ask::new::<B>(visit, db, selection, plan)?,
            target: None,
            joining: None,
            choose: None,
        })
    }

    /// Answers 422: the same page with the mistakes.
    pub fn invalid(&self) -> Result<Outcome> {
        Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, self).map(Outcome::Invalid)
    }

    /// Whether a field has a mistake; the title of the browser's tab then says so first.
    fn failed(&self) -> bool {
        let joining = self.joining.as_ref().map(|joining| {
            let Joining { group, unit, dates, .. } = joining;
            [&group.field, unit, &dates.from, &dates.until]
        });
        let choose = self.choose.as_ref().map(|choose| &choose.field);
        let fields = [choose, self.target.as_ref().map(|target| &target.field)];
        let fields = fields.into_iter().chain(joining.into_iter().flatten().map(Some));
        fields.flatten().any(|field| field.error.is_some())
    }
}
