//! Setup → **Installation**: GET and POST /setup/installation.
use super::{Installation, ManageSetup, opened, store, why_read_only};
use crate::activity::{self, Entry, Subject};
use crate::error::{Error, Result};
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

const LABELS: [(&str, &str); 2] = [("name", "setup-name"), ("max_sessions", "user-max-sessions")];

#[derive(Template)]
#[template(path = "setup/installation.html")]
struct InstallationPage {
    shell: Shell,
    t: Texts,
    version: i32,
    name: Field,
    language: Field,
    time_zone: Field,
    languages: Vec<Choice>,
    zones: Vec<Choice>,
    /// **Max allowed sessions** of whoever has no number of their own (SPEC C-3).
    max_sessions: Field,
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
}

impl InstallationPage {
    fn new(visit: &Visit, version: i32, [name, max_sessions]: [Field; 2], shown: &Installation) -> Result<Self> {
        let t = visit.t;
        Ok(Self {
            shell: visit.shell()?,
            t,
            version,
            mistakes: labelled(&t, mistakes([&name, &max_sessions]), &LABELS),
            name,
            max_sessions,
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
    let name = Field::new("name", &stored.name);
    let number = Field::new("max_sessions", stored.max_sessions.to_string());
    Answer::page(&InstallationPage::new(
        &view.visit,
        stored.version,
        [name, number],
        &stored,
    )?)
}

/// POST /setup/installation.
pub fn save(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    opened(&ctx.visit.access)?;
    let can = ctx.visit.access.can::<ManageSetup>(ctx.tx, 0)?;
    let (stored, visit) = (can.row().clone(), &ctx.visit);
    let mut fields = [
        Field::new("name", &typed.name),
        Field::new("max_sessions", &typed.max_sessions),
    ];
    let wanted = wanted(&visit.t, &mut fields, &typed)?;
    let page = InstallationPage::new(visit, stored.version, fields, &typed.shown())?;
    if typed.version != stored.version {
        let page = InstallationPage { stale: true, ..page };
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    let Some(wanted) = wanted else {
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    };
    let entry = Entry::new(&visit.author(), "setup.changed", Subject::Installation, None)
        .diff("name", stored.name, wanted.name.clone())
        .diff("language", stored.language, wanted.language.clone())
        .diff("time_zone", stored.time_zone, wanted.time_zone.clone())
        .diff("max_sessions", stored.max_sessions, wanted.max_sessions);
    if !entry.is_empty() {
        store::save(ctx.tx, &can, &wanted)?;
        activity::record(ctx.tx, entry)?;
    }
    Ok(Outcome::Commit(
        Answer::see_other("/setup/installation").saying(visit.t.get("setup-saved")),
    ))
}

impl Typed {
    fn shown(&self) -> Installation {
        Installation {
            name: self.name.clone(),
            language: self.language.clone(),
            time_zone: self.time_zone.clone(),
            max_sessions: 0,
            version: self.version,
        }
    }
}

/// What is to be stored. None: a field is wrong, and says so.
fn wanted(t: &Texts, [name, number]: &mut [Field; 2], typed: &Typed) -> Result<Option<Installation>> {
    let (Some(language), Ok(zone)) = (Language::from_code(&typed.language), typed.time_zone.parse::<Tz>()) else {
        return Err(Error::BadRequest("unknown choice".into()));
    };
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
    Ok(accepted.zip(sessions).map(|(name, max_sessions)| Installation {
        name,
        max_sessions,
        language: language.code().to_owned(),
        time_zone: zone.name().to_owned(),
        ..typed.shown()
    }))
}
