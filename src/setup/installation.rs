//! Setup → **Installation**: GET and POST /setup/installation.
use super::{Installation, ManageSetup, opened, store, why_read_only};
use crate::activity::{self, Author, Entry, Subject};
use crate::error::{Error, Result};
use crate::session::links::Lifetimes;
use crate::users::MAX_SESSIONS;
use crate::users::identity::DisplayName;
use crate::web::answer::{Answer, Outcome};
use crate::web::choices;
use crate::web::field::{Choice, Field, Mistake, labelled, mistakes};
use crate::web::i18n::{Language, Texts};
use crate::web::request::Form;
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use chrono_tz::Tz;
use serde::Deserialize;
use std::ops::RangeInclusive;

const LABELS: [(&str, &str); 5] = [
    ("name", "setup-name"),
    ("max_sessions", "user-max-sessions"),
    ("activation_days", "setup-activation-days"),
    ("reset_minutes", "setup-reset-minutes"),
    ("confirm_hours", "setup-confirm-hours"),
];
/// How long links may work (SECURITY TK3).
const ACTIVATION_DAYS: RangeInclusive<i32> = 1..=60;
const RESET_MINUTES: RangeInclusive<i32> = 5..=1440;
const CONFIRM_HOURS: RangeInclusive<i32> = 1..=168;

/// What is typed rather than chosen or ticked.
#[derive(Clone)]
struct Fields {
    name: Field,
    /// **Max allowed sessions** of whoever has no number of their own (SPEC C-3).
    max_sessions: Field,
    activation_days: Field,
    reset_minutes: Field,
    confirm_hours: Field,
}

impl Fields {
    fn stored(stored: &Installation) -> Self {
        Self {
            name: Field::new("name", &stored.name),
            max_sessions: Field::new("max_sessions", stored.max_sessions.to_string()),
            activation_days: Field::new("activation_days", stored.links.activation_days.to_string()),
            reset_minutes: Field::new("reset_minutes", stored.links.reset_minutes.to_string()),
            confirm_hours: Field::new("confirm_hours", stored.links.confirm_hours.to_string()),
        }
    }

    fn typed(typed: &Typed) -> Self {
        Self {
            name: Field::new("name", &typed.name),
            max_sessions: Field::new("max_sessions", &typed.max_sessions),
            activation_days: Field::new("activation_days", &typed.activation_days),
            reset_minutes: Field::new("reset_minutes", &typed.reset_minutes),
            confirm_hours: Field::new("confirm_hours", &typed.confirm_hours),
        }
    }

    fn mistakes(&self, t: &Texts) -> Vec<Mistake> {
        let links = [&self.activation_days, &self.reset_minutes, &self.confirm_hours];
        labelled(
            t,
            mistakes([&self.name, &self.max_sessions].into_iter().chain(links)),
            &LABELS,
        )
    }

    fn links(&mut self, t: &Texts) -> Option<Lifetimes> {
        let wrong =
            |range: &RangeInclusive<i32>| t.two("setup-link-wrong", "least", range.start(), "most", range.end());
        let within = |field: &mut Field, range: RangeInclusive<i32>| {
            let number = field.value.trim().parse().ok().filter(|number| range.contains(number));
            if number.is_none() {
                field.refuse(wrong(&range));
            }
            number
        };
        let activation_days = within(&mut self.activation_days, ACTIVATION_DAYS);
        let reset_minutes = within(&mut self.reset_minutes, RESET_MINUTES);
        let confirm_hours = within(&mut self.confirm_hours, CONFIRM_HOURS);
        Some(Lifetimes {
            activation_days: activation_days?,
            reset_minutes: reset_minutes?,
            confirm_hours: confirm_hours?,
        })
    }
}

#[derive(Template)]
#[template(path = "setup/installation.html")]
struct InstallationPage {
    shell: Shell,
    t: Texts,
    version: i32,
    fields: Fields,
    language: Field,
    time_zone: Field,
    languages: Vec<Choice>,
    zones: Vec<Choice>,
    mistakes: Vec<Mistake>,
    stale: bool,
    read_only: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    version: i32,
    name: String,
    language: String,
    time_zone: String,
    #[serde(default)]
    max_sessions: String,
    #[serde(default)]
    activation_days: String,
    #[serde(default)]
    reset_minutes: String,
    #[serde(default)]
    confirm_hours: String,
}

impl InstallationPage {
    fn new(visit: &Visit, version: i32, fields: Fields, shown: &Installation) -> Result<Self> {
        let t = visit.t;
        Ok(Self {
            shell: visit.shell()?,
            t,
            version,
            mistakes: fields.mistakes(&t),
            fields,
            language: Field::new("language", &shown.language),
            time_zone: Field::new("time_zone", &shown.time_zone),
            languages: choices::languages(),
            zones: choices::zones(&shown.time_zone),
            stale: false,
            read_only: why_read_only(visit),
        })
    }
}

/// GET /setup/installation.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    opened(&view.visit.access)?;
    let stored = store::installation(&mut view.db)?;
    let fields = Fields::stored(&stored);
    Answer::page(&InstallationPage::new(&view.visit, stored.version, fields, &stored)?)
}

/// POST /setup/installation.
pub fn save(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    opened(&ctx.visit.access)?;
    let can = ctx.visit.access.can::<ManageSetup>(ctx.tx, 0)?;
    let (stored, visit) = (can.row().clone(), &ctx.visit);
    let mut fields = Fields::typed(&typed);
    let wanted = wanted(&visit.t, &mut fields, &typed, &stored)?;
    let page = InstallationPage::new(visit, stored.version, fields, &typed.shown(&stored))?;
    if typed.version != stored.version {
        let page = InstallationPage { stale: true, ..page };
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    let Some(wanted) = wanted else {
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    };
    let entry = entry(&visit.author(), stored, &wanted);
    if !entry.is_empty() {
        store::save(ctx.tx, &can, &wanted)?;
        activity::record(ctx.tx, entry)?;
    }
    Ok(Outcome::Commit(
        Answer::see_other("/setup/installation").saying(visit.t.get("setup-saved")),
    ))
}

fn entry(author: &Author, old: Installation, new: &Installation) -> Entry {
    let (of, to) = (old.links, new.links);
    Entry::new(author, "setup.changed", Subject::Installation, None)
        .diff("name", old.name, new.name.clone())
        .diff("language", old.language, new.language.clone())
        .diff("time_zone", old.time_zone, new.time_zone.clone())
        .diff("max_sessions", old.max_sessions, new.max_sessions)
        .diff("activation_days", of.activation_days, to.activation_days)
        .diff("reset_minutes", of.reset_minutes, to.reset_minutes)
        .diff("confirm_hours", of.confirm_hours, to.confirm_hours)
}

impl Typed {
    /// What was chosen and ticked; the rest as it is.
    fn shown(&self, stored: &Installation) -> Installation {
        Installation {
            name: self.name.clone(),
            language: self.language.clone(),
            time_zone: self.time_zone.clone(),
            version: self.version,
            ..*stored
        }
    }
}

/// What is to be stored. None: a field is wrong, and says so.
fn wanted(t: &Texts, fields: &mut Fields, typed: &Typed, stored: &Installation) -> Result<Option<Installation>> {
    let (Some(language), Ok(zone)) = (Language::from_code(&typed.language), typed.time_zone.parse::<Tz>()) else {
        return Err(Error::BadRequest("unknown choice".into()));
    };
    let (links, name, number) = (fields.links(t), &mut fields.name, &mut fields.max_sessions);
    let accepted = match name.value.trim() {
        "" => Some(String::new()),
        given => match DisplayName::parse(given) {
            Ok(parsed) => Some(String::from(parsed)),
            Err(error) => {
                name.refuse(error.message().say(t));
                None
            }
        },
    };
    let sessions = number.value.trim().parse().ok().filter(|n| MAX_SESSIONS.contains(n));
    if sessions.is_none() {
        number.refuse(t.get("user-max-sessions-wrong"));
    }
    let all = accepted.zip(sessions).zip(links);
    Ok(all.map(|((name, max_sessions), links)| Installation {
        name,
        max_sessions,
        links,
        language: language.code().to_owned(),
        time_zone: zone.name().to_owned(),
        ..typed.shown(stored)
    }))
}
