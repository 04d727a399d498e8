//! **Profile**: GET and POST /account (SPEC P-20).
use super::Head;
use super::store::{self, Kept};
use crate::access::permission::Permission;
use crate::access::{Viewer, granters};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::mail;
use crate::names::{DisplayName, Email};
use crate::session::outgrown;
use crate::session::two_factor::{self, On};
use crate::users::OwnAccount;
use crate::users::verbs::{self, Clash, Own};
use crate::web::answer::{Answer, Outcome};
use crate::web::choices;
use crate::web::field::{Choice, Field, Mistake, accept, labelled, mistakes};
use crate::web::i18n::{Language, Texts};
use crate::web::menu;
use crate::web::request::Form;
use crate::web::shell::{Shell, Theme};
use crate::web::versions::{self, Compared, Conflict};
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "account/profile.html")]
struct ProfilePage {
    shell: Shell,
    t: Texts,
    head: Head,
    version: i32,
    fields: Fields,
    mistakes: Vec<Mistake>,
    conflict: Option<Conflict>,
    email_state: String,
    email_required: bool,
    /// Whether the address can be confirmed by a link now.
    confirm: bool,
    /// From when on it can be confirmed, if not now.
    confirm_later: Option<String>,
    password_state: String,
    /// **Two-factor**: says whether it is on.
    two_factor: String,
    /// The button beside it.
    two_factor_act: String,
    languages: Vec<Choice>,
    zones: Vec<Choice>,
    themes: Vec<Choice>,
    /// For users who can open no screen: whom they can ask for access (P-23).
    ask: Option<String>,
}

/// What the page shows beside the fields.
struct Beside {
    kept: Kept,
    mail: bool,
    /// Whether no new password is mailed to the address, because somebody else set it (P-10).
    not_vouched: bool,
    confirm_again_at: Option<DateTime<Utc>>,
    two_factor: Option<On>,
    ask: Option<String>,
}

#[derive(Clone)]
struct Fields {
    display_name: Field,
    email: Field,
    language: Field,
    time_zone: Field,
    theme: Field,
    /// The theme the form was shown with.
    theme_was: String,
    shortcuts: Field,
    roomy: Field,
}

/// The fixed list of what users may change of themselves (SECURITY AC8).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    version: i32,
    display_name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    time_zone: String,
    theme: String,
    #[serde(default)]
    theme_was: String,
    #[serde(default)]
    shortcuts: String,
    #[serde(default)]
    roomy: String,
}

/// GET /account.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let viewer = view.visit.access.principal()?.clone();
    let beside = beside(&view.visit, &mut view.db, &viewer)?;
    let fields = Fields::stored(&viewer);
    Answer::page(&profile(&view.visit, &viewer, beside, fields)?)
}

fn beside(visit: &Visit, db: &mut impl Read, viewer: &Viewer) -> Result<Beside> {
    Ok(Beside {
        kept: store::kept(db, viewer.user)?,
        mail: mail::is_configured(db)?,
        not_vouched: outgrown::is_own_address(db, visit, viewer.user)?,
        confirm_again_at: verbs::confirm_again_at(db, viewer.user)?,
        two_factor: two_factor::state(db, viewer.user)?,
        ask: whom_to_ask(visit, db, viewer)?,
    })
}

/// For users who can open no screen, names the people they can see who could change that (SPEC P-23).
fn whom_to_ask(visit: &Visit, db: &mut impl Read, viewer: &Viewer) -> Result<Option<String>> {
    if menu::home(&visit.access) != "/account" {
        return Ok(None);
    }
    let people = granters::who_could_grant(&visit.access, db, Permission::EDIT_USER, viewer.unit)?;
    Ok(Some(match people.as_slice() {
        [] => visit.t.get("account-ask-administrator"),
        people => visit.t.one("account-ask", "people", people.join(", ")),
    }))
}

impl Fields {
    fn stored(viewer: &Viewer) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let theme = viewer.theme.as_deref().and_then(Theme::from_code).unwrap_or_default();
        Self {
            display_name: Field::new("display_name", &viewer.display_name),
            email: Field::new("email", text(&viewer.email)),
            language: Field::new("language", text(&viewer.language)),
            time_zone: Field::new("time_zone", text(&viewer.time_zone)),
            theme: Field::new("theme", theme.code()),
            theme_was: theme.code().to_owned(),
            shortcuts: Field::tick("shortcuts", viewer.shortcuts),
            roomy: Field::tick("roomy", viewer.roomy),
        }
    }

    fn typed(typed: &Typed) -> Self {
        Self {
            display_name: Field::new("display_name", &typed.display_name),
            email: Field::new("email", &typed.email),
            language: Field::new("language", &typed.language),
            time_zone: Field::new("time_zone", &typed.time_zone),
            theme: Field::new("theme", &typed.theme),
            theme_was: typed.theme_was.clone(),
            shortcuts: Field::tick("shortcuts", !typed.shortcuts.is_empty()),
            roomy: Field::tick("roomy", !typed.roomy.is_empty()),
        }
    }

    fn mistakes(&self) -> Vec<Mistake> {
        mistakes([&self.display_name, &self.email])
    }

    /// Checks every field and writes mistakes to the fields. Returns the address if it is valid, and all fields if all
    /// are valid.
    fn check(&mut self, t: &Texts, email_required: bool) -> Result<(Option<Option<Email>>, Option<Own>)> {
        let name = accept(t, &mut self.display_name, DisplayName::parse);
        let email = accept(t, &mut self.email, Email::parse_optional);
        if email_required && self.email.value.trim().is_empty() {
            self.email.refuse(t.get("user-email-required"));
        }
        let email = email.filter(|_| self.email.error.is_none());
        let language = known(&self.language, Language::from_code)?;
        let time_zone = known(&self.time_zone, |zone| zone.parse::<Tz>().ok())?;
        // A theme that was not changed here stays as it is now, because every page has a switch for it.
        let theme = match self.theme.value == self.theme_was {
            true => None,
            false => known(&self.theme, Theme::from_code)?,
        };
        let own = name.zip(email.clone()).map(|(name, email)| Own {
            display_name: Some(name),
            email: Some(email),
            language: Some(language),
            time_zone: Some(time_zone),
            theme,
            shortcuts: Some(self.shortcuts.ticked()),
            roomy: Some(self.roomy.ticked()),
        });
        Ok((email, own))
    }
}

fn known<T>(field: &Field, known: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
    match field.value.as_str() {
        "" => Ok(None),
        value => known(value)
            .map(Some)
            .ok_or_else(|| Error::BadRequest("unknown choice".into())),
    }
}

fn profile(visit: &Visit, viewer: &Viewer, beside: Beside, fields: Fields) -> Result<ProfilePage> {
    let (t, kept) = (&visit.t, beside.kept);
    let confirmed = kept
        .email_confirmed_at
        .map(|at| t.one("user-email-confirmed", "date", t.date(at)));
    let email_state = match &viewer.email {
        Some(_) if beside.not_vouched && confirmed.is_some() => t.get("account-email-by-other"),
        Some(_) => confirmed.unwrap_or_else(|| t.get("user-email-unconfirmed")),
        None => t.get("account-email-hint"),
    };
    let themes = Theme::ALL.map(|theme| Choice::new(theme.code(), t.get(theme.text())));
    Ok(ProfilePage {
        shell: visit.shell()?,
        t: *t,
        head: Head::of(visit, viewer),
        version: kept.version,
        mistakes: labelled(
            t,
            fields.mistakes(),
            &[("display_name", "user-display-name"), ("email", "user-email")],
        ),
        conflict: None,
        confirm: beside.mail && viewer.email.is_some() && (kept.email_confirmed_at.is_none() || beside.not_vouched),
        confirm_later: beside
            .confirm_again_at
            .map(|at| t.one("account-confirm-email-later", "time", t.clock(at))),
        email_state,
        email_required: kept.email_required,
        password_state: kept
            .password_set_at
            .map(|at| t.one("user-password-set", "date", t.date(at)))
            .unwrap_or_default(),
        two_factor_act: t.get(match beside.two_factor {
            Some(_) => "two-factor-change",
            None => "two-factor-begin",
        }),
        two_factor: beside.two_factor.map_or_else(
            || t.get("two-factor-is-off"),
            |on| t.one("two-factor-on-since", "when", t.date_time(on.since)),
        ),
        languages: choices::languages(visit.languages, &fields.language.value),
        zones: choices::zones(&fields.time_zone.value),
        themes: themes.to_vec(),
        ask: beside.ask,
        fields,
    })
}

/// Returns the fields that differ, in words.
fn compared(t: &Texts, theirs: &Fields, yours: &Fields) -> Vec<Compared> {
    let plain = |value: &str| value.trim().to_owned();
    let tick = |value: &str| t.get(if value.is_empty() { "common-no" } else { "common-yes" });
    let language = |value: &str| {
        Language::from_code(value).map_or_else(|| t.get("user-by-browser"), |language| language.own_name().to_owned())
    };
    let theme = |value: &str| {
        Theme::from_code(value)
            .map(|theme| t.get(theme.text()))
            .unwrap_or_default()
    };
    type Of = fn(&Fields) -> &Field;
    type Say<'a> = &'a dyn Fn(&str) -> String;
    let rows: [(&str, Of, Say<'_>); 7] = [
        ("user-display-name", |of| &of.display_name, &plain),
        ("user-email", |of| &of.email, &plain),
        ("user-language", |of| &of.language, &language),
        ("user-time-zone", |of| &of.time_zone, &plain),
        ("shell-theme", |of| &of.theme, &theme),
        ("account-shortcuts", |of| &of.shortcuts, &tick),
        ("account-roomy", |of| &of.roomy, &tick),
    ];
    let fields = rows.into_iter();
    versions::compared(
        t,
        fields.map(|(label, of, say)| (label, say(&of(theirs).value), say(&of(yours).value))),
    )
}

/// Answers 409: both versions side by side. The form holds the user's values and the stored version's number, so a
/// second Save decides (SPEC U-7).
fn conflicting(visit: &Visit, viewer: &Viewer, beside: Beside, mut fields: Fields) -> Result<Outcome> {
    let (t, stored) = (&visit.t, Fields::stored(viewer));
    if fields.theme.value == fields.theme_was {
        fields.theme.value.clone_from(&stored.theme.value);
    }
    fields.theme_was.clone_from(&stored.theme_was);
    let conflict = Conflict::new(
        t,
        beside.kept.updated_by.clone(),
        Some(beside.kept.updated_at),
        compared(t, &stored, &fields),
    );
    let page = ProfilePage {
        conflict: Some(conflict),
        ..profile(visit, viewer, beside, fields)?
    };
    Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid)
}

/// POST /account.
pub fn save(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?.clone();
    // Whoever counts as Support Agent by the old address has other rights then (`users_agent`): that lock goes first
    // (DESIGN 4).
    if typed.email.trim() != viewer.email.as_deref().unwrap_or_default() {
        ctx.tx.begin_access_change(!ctx.visit.request.checks)?;
    }
    let can = ctx.visit.access.can::<OwnAccount>(ctx.tx, viewer.user)?;
    let (beside, mut fields) = (beside(&ctx.visit, ctx.tx, &viewer)?, Fields::typed(&typed));
    let (email, own) = fields.check(&ctx.visit.t, beside.kept.email_required)?;
    if typed.version != beside.kept.version {
        return conflicting(&ctx.visit, &viewer, beside, fields);
    }
    let invalid = |visit: &Visit, fields: Fields| {
        let page = profile(visit, &viewer, beside, fields)?;
        Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
    };
    let moves = email
        .as_ref()
        .is_some_and(|email| email.as_ref().map(Email::as_str) != viewer.email.as_deref());
    if moves {
        ctx.visit.proven()?;
    }
    if let Some(email) = email.iter().flatten().next()
        && verbs::taken(ctx.tx, &email.key(), Some(viewer.user))?
    {
        fields.email.refuse(ctx.visit.t.get(Clash::Email.at_email()));
    }
    let Some(own) = own.filter(|_| fields.mistakes().is_empty()) else {
        return invalid(&ctx.visit, fields);
    };
    let author = ctx.visit.author();
    if let Err(clash) = verbs::update_own(ctx.tx, &ctx.visit.state.seal, &author, &can, &own)? {
        fields.email.refuse(ctx.visit.t.get(clash.at_email()));
        return invalid(&ctx.visit, fields);
    }
    let stopped = moves && two_factor::address_changed(ctx)?;
    let t = Texts::new(
        own.language.flatten().unwrap_or(ctx.visit.t.language()),
        ctx.visit.t.zone(),
    );
    let said = match stopped {
        true => "account-saved-email-codes-off",
        false => "account-saved",
    };
    Ok(Outcome::Commit(Answer::see_other("/account").saying(t.get(said))))
}
