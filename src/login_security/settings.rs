//! The tab **Settings**: GET and POST /login-security/settings (SPEC N-10).
use super::{ManageLoginSecurity, SETTINGS, shuts_out, store, tabs, why_read_only};
use crate::access::policy::{Method, Settings};
use crate::activity::{self, Entry, Event, Subject};
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Choice, Field, Mistake, labelled, mistakes};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::Tab;
use crate::web::request::Form;
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;
use std::ops::RangeInclusive;

/// A number of the form: the name of its field, the id of its label, and its limits. The table has the same limits.
struct Number {
    name: &'static str,
    label: &'static str,
    within: RangeInclusive<i32>,
}

const fn number(name: &'static str, label: &'static str, least: i32, most: i32) -> Number {
    Number {
        name,
        label,
        within: least..=most,
    }
}

const NUMBERS: [Number; 8] = [
    number("block_after", "login-security-block-after", 5, 10_000),
    number("block_minutes", "login-security-block-minutes", 1, 43_200),
    number("lock_after", "login-security-lock-after", 3, 100),
    number("lock_minutes", "login-security-lock-minutes", 1, 1_440),
    number("password_min", "login-security-password-min", 8, 64),
    number("password_min_beside", "login-security-password-min-beside", 8, 64),
    number("password_classes", "login-security-password-classes", 0, 4),
    number("password_score", "login-security-password-score", 0, 4),
];

#[derive(Template)]
#[template(path = "login_security/settings.html")]
struct SettingsPage {
    shell: Shell,
    t: Texts,
    tabs: Vec<Tab>,
    version: i32,
    method: Field,
    methods: Vec<Choice>,
    numbers: [Field; 8],
    require_two_factor: Field,
    /// Whether users may choose **Codes by email** (SPEC U-33).
    email_codes: Field,
    shut_out: Option<Field>,
    mistakes: Vec<Mistake>,
    stale: bool,
    read_only: Option<String>,
}

/// The ticks of the form.
#[derive(Clone, Copy)]
struct Ticks {
    require_two_factor: bool,
    email_codes: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    version: i32,
    method: String,
    #[serde(default)]
    block_after: String,
    #[serde(default)]
    block_minutes: String,
    #[serde(default)]
    lock_after: String,
    #[serde(default)]
    lock_minutes: String,
    #[serde(default)]
    password_min: String,
    #[serde(default)]
    password_min_beside: String,
    #[serde(default)]
    password_classes: String,
    #[serde(default)]
    password_score: String,
    #[serde(default)]
    require_two_factor: String,
    #[serde(default)]
    email_codes: String,
    #[serde(default)]
    shut_out: String,
}

impl Typed {
    fn ticks(&self) -> Ticks {
        Ticks {
            require_two_factor: !self.require_two_factor.is_empty(),
            email_codes: !self.email_codes.is_empty(),
        }
    }

    fn numbers(&self) -> [Field; 8] {
        let typed = [
            &self.block_after,
            &self.block_minutes,
            &self.lock_after,
            &self.lock_minutes,
            &self.password_min,
            &self.password_min_beside,
            &self.password_classes,
            &self.password_score,
        ];
        std::array::from_fn(|at| Field::new(NUMBERS[at].name, typed[at].as_str()))
    }
}

/// Returns the stored numbers as fields of the form.
fn shown(settings: &Settings) -> [Field; 8] {
    let stored = [
        settings.block_after,
        Some(settings.block_minutes),
        Some(settings.lock_after),
        Some(settings.lock_minutes),
        Some(settings.password_min),
        Some(settings.password_min_beside),
        Some(settings.password_classes),
        Some(settings.password_score),
    ];
    let value = |at: usize| stored[at].map(|number| number.to_string()).unwrap_or_default();
    std::array::from_fn(|at| Field::new(NUMBERS[at].name, value(at)))
}

impl SettingsPage {
    fn new(visit: &Visit, version: i32, (method, ticks): (&str, Ticks), numbers: [Field; 8]) -> Result<Self> {
        let t = visit.t;
        let choice = |method: Method| {
            let id = format!("login-security-method-{}", method.code().replace('_', "-"));
            Choice::new(method.code(), t.get(&id))
        };
        let labels = NUMBERS.map(|number| (number.name, number.label));
        Ok(Self {
            shell: visit.shell()?,
            t,
            tabs: tabs(visit, SETTINGS),
            version,
            method: Field::new("method", method),
            methods: Method::ALL.map(choice).to_vec(),
            mistakes: labelled(&t, mistakes(&numbers), &labels),
            numbers,
            require_two_factor: Field::tick("require_two_factor", ticks.require_two_factor),
            email_codes: Field::tick("email_codes", ticks.email_codes),
            shut_out: None,
            stale: false,
            read_only: why_read_only(visit),
        })
    }

    /// Returns the numbers with their labels and hints.
    fn labelled(&self) -> Vec<(&Field, String, String)> {
        let texts = |label: &str| (self.t.get(label), self.t.get(&format!("{label}-hint")));
        let fields = self.numbers.iter().zip(&NUMBERS);
        fields
            .map(|(field, number)| {
                let (label, hint) = texts(number.label);
                (field, label, hint)
            })
            .collect()
    }

    /// Returns the name of the method, for readers who may only read.
    fn method_label(&self) -> &str {
        let chosen = self.methods.iter().find(|choice| self.method.is(&choice.value));
        chosen.map_or("", |choice| &choice.label)
    }
}

/// GET /login-security/settings.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let visit = &view.visit;
    menu::LOGIN_SECURITY.enter(&visit.access)?;
    let stored = &visit.policy.settings;
    let ticks = Ticks {
        require_two_factor: stored.require_two_factor,
        email_codes: stored.email_codes,
    };
    let page = SettingsPage::new(visit, stored.version, (stored.method.code(), ticks), shown(stored))?;
    Answer::page(&page)
}

/// POST /login-security/settings.
pub fn save(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    menu::LOGIN_SECURITY.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageLoginSecurity>(ctx.tx)?;
    let stored = can.row().clone();
    let (wanted, numbers) = wanted(&ctx.visit.t, &typed)?;
    let page = SettingsPage::new(&ctx.visit, stored.version, (&typed.method, typed.ticks()), numbers)?;
    if typed.version != stored.version {
        let page = SettingsPage { stale: true, ..page };
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    let Some(wanted) = wanted else {
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    };
    let entry = entry(&ctx.visit, &stored, &wanted);
    if !entry.is_empty() {
        store::save(ctx.tx, &can, &wanted)?;
        let shut_out = shuts_out(ctx, !typed.shut_out.is_empty())?;
        if shut_out.is_some() {
            let page = SettingsPage { shut_out, ..page };
            return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
        }
        activity::record(ctx.tx, entry)?;
    }
    let said = ctx.visit.t.get("common-is-saved");
    Ok(Outcome::Commit(Answer::see_other(SETTINGS).saying(said)))
}

/// Reads the settings to store. Returns `None` for them if a field is wrong; the field then has the reason.
fn wanted(t: &Texts, typed: &Typed) -> Result<(Option<Settings>, [Field; 8])> {
    let method = Method::from_code(&typed.method).ok_or_else(|| Error::BadRequest("unknown method".into()))?;
    let mut fields = typed.numbers();
    let mut read = [0; 8];
    for (at, field) in fields.iter_mut().enumerate() {
        let (text, within) = (field.value.trim(), &NUMBERS[at].within);
        match text.parse().ok().filter(|number| within.contains(number)) {
            Some(number) => read[at] = number,
            // An empty `block_after`: addresses are never blocked automatically.
            None if at == 0 && text.is_empty() => {}
            None => field.refuse(t.two(
                "login-security-number-wrong",
                "least",
                *within.start(),
                "most",
                *within.end(),
            )),
        }
    }
    let [
        block_after,
        block_minutes,
        lock_after,
        lock_minutes,
        password_min,
        password_min_beside,
        password_classes,
        password_score,
    ] = read;
    if fields.iter().any(|field| field.error.is_some()) {
        return Ok((None, fields));
    }
    let wanted = Settings {
        method,
        block_after: (block_after > 0).then_some(block_after),
        block_minutes,
        lock_after,
        lock_minutes,
        password_min,
        password_min_beside,
        password_classes,
        password_score,
        require_two_factor: typed.ticks().require_two_factor,
        email_codes: typed.ticks().email_codes,
        version: typed.version,
    };
    Ok((Some(wanted), fields))
}

fn entry(visit: &Visit, stored: &Settings, wanted: &Settings) -> Entry {
    let mut entry = Entry::new(
        &visit.author(),
        Event::LoginSecurityChanged,
        Subject::Installation,
        None,
    )
    .diff("address_method", stored.method.code(), wanted.method.code())
    .diff(
        "require_two_factor",
        stored.require_two_factor,
        wanted.require_two_factor,
    )
    .diff("email_codes", stored.email_codes, wanted.email_codes);
    let (old, new) = (shown(stored), shown(wanted));
    for (old, new) in old.into_iter().zip(new) {
        entry = entry.diff(&old.name, old.value, new.value);
    }
    entry
}
