//! Setup → **Installation**: GET and POST /setup/installation.
mod form;

use super::{Installation, ManageSetup, store, why_read_only};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::Read;
use crate::error::Result;
use crate::origins::Demand;
use crate::web::answer::{Answer, Outcome};
use crate::web::choices;
use crate::web::field::{Choice, Mistake};
use crate::web::i18n::{Language, Texts};
use crate::web::menu;
use crate::web::request::Form;
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use form::{Fields, Typed};

#[derive(Template)]
#[template(path = "setup/installation.html")]
struct InstallationPage {
    shell: Shell,
    t: Texts,
    version: i32,
    /// Where people reach it: a setting of the server, not of this form (SPEC S-2).
    public_address: String,
    fields: Fields,
    languages: Vec<Choice>,
    zones: Vec<Choice>,
    demands: Vec<Choice>,
    mistakes: Vec<Mistake>,
    stale: bool,
    read_only: Option<String>,
}

impl InstallationPage {
    fn new(visit: &Visit, version: i32, fields: Fields) -> Result<Self> {
        let t = visit.t;
        let demand = |demand: Demand| {
            let label = match demand {
                Demand::Hidden => "setup-origin-hidden",
                Demand::Optional => "setup-origin-optional",
                Demand::Required => "setup-origin-required",
            };
            Choice::new(demand.code(), t.get(label))
        };
        Ok(Self {
            shell: visit.shell()?,
            t,
            version,
            public_address: visit.state.public_origin.clone(),
            mistakes: fields.mistakes(&t),
            languages: Language::ALL
                .map(|language| Choice::new(language.code(), language.own_name()))
                .to_vec(),
            zones: choices::zones(&fields.time_zone.value),
            demands: Demand::ALL.map(demand).to_vec(),
            fields,
            stale: false,
            read_only: why_read_only(visit),
        })
    }

    /// A field with its value in words, for whoever only reads.
    fn facts(&self) -> Vec<(String, String)> {
        let (t, fields) = (&self.t, &self.fields);
        let chosen = |choices: &[Choice], value: &str| {
            let found = choices.iter().find(|choice| choice.value == value);
            found.map(|choice| choice.label.clone()).unwrap_or_default()
        };
        let offered: Vec<&str> = self
            .languages
            .iter()
            .filter(|choice| fields.offers(&choice.value))
            .map(|choice| choice.label.as_str())
            .collect();
        let tick = if fields.email_required.ticked() {
            "common-yes"
        } else {
            "common-no"
        };
        let facts = [
            ("setup-name", fields.name.value.clone()),
            ("setup-public-address", self.public_address.clone()),
            ("setup-support-contact", fields.support_contact.value.clone()),
            ("setup-languages", offered.join(", ")),
            ("setup-language", chosen(&self.languages, &fields.language.value)),
            ("setup-time-zone", fields.time_zone.value.clone()),
            ("user-max-sessions", fields.max_sessions.value.clone()),
            ("setup-email-required", t.get(tick)),
            ("user-origin", chosen(&self.demands, &fields.origin.value)),
            ("setup-activation-days", fields.activation_days.value.clone()),
            ("setup-reset-minutes", fields.reset_minutes.value.clone()),
            ("setup-confirm-hours", fields.confirm_hours.value.clone()),
            ("setup-activity-days", fields.activity_days.value.clone()),
        ];
        facts.into_iter().map(|(label, value)| (t.get(label), value)).collect()
    }
}

/// GET /setup/installation.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    menu::INSTALLATION.enter(&view.visit.access)?;
    let stored = store::installation(&mut view.db)?;
    Answer::page(&InstallationPage::new(
        &view.visit,
        stored.version,
        Fields::stored(&stored),
    )?)
}

/// POST /setup/installation.
pub fn save(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    menu::INSTALLATION.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageSetup>(ctx.tx)?;
    let (stored, t) = (can.row().clone(), ctx.visit.t);
    let mut fields = Fields::typed(&typed);
    let wanted = fields.check(&t, stored.version)?;
    refuse_missing_origins(ctx.tx, &t, wanted.as_ref(), &mut fields)?;
    let flawless = fields.mistakes(&t).is_empty();
    let mut page = InstallationPage::new(&ctx.visit, stored.version, fields)?;
    if typed.version != stored.version {
        page.stale = true;
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    let Some(wanted) = wanted.filter(|_| flawless) else {
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    };
    let entry = entry(&ctx.visit.author(), stored, &wanted);
    if !entry.is_empty() {
        store::save(ctx.tx, &can, &wanted)?;
        activity::record(ctx.tx, entry)?;
    }
    Ok(Outcome::Commit(
        Answer::see_other("/setup/installation").saying(t.get("common-is-saved")),
    ))
}

/// An origin cannot be demanded of everybody while there is none.
fn refuse_missing_origins(
    db: &mut impl Read,
    t: &Texts,
    wanted: Option<&Installation>,
    fields: &mut Fields,
) -> Result<()> {
    if wanted.is_some_and(|wanted| wanted.origin == Demand::Required) && !crate::origins::any(db)? {
        fields.origin.refuse(t.get("setup-origin-none-yet"));
    }
    Ok(())
}

fn entry(author: &Author, old: Installation, new: &Installation) -> Entry {
    let (of, to) = (old.links, new.links);
    Entry::new(author, Event::SetupChanged, Subject::Installation, None)
        .diff("name", old.name, new.name.clone())
        .diff("support_contact", old.support_contact, new.support_contact.clone())
        .diff("language", old.language, new.language.clone())
        .diff("languages", old.languages.names(), new.languages.names())
        .diff("time_zone", old.time_zone, new.time_zone.clone())
        .diff("max_sessions", old.max_sessions, new.max_sessions)
        .diff("email_required", old.email_required, new.email_required)
        .diff("origin_demand", old.origin.code(), new.origin.code())
        .diff("activation_days", of.activation_days, to.activation_days)
        .diff("reset_minutes", of.reset_minutes, to.reset_minutes)
        .diff("confirm_hours", of.confirm_hours, to.confirm_hours)
        .diff("activity_days", old.activity_days, new.activity_days)
}
