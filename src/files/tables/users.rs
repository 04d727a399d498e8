//! `users`: who can log in.

use chrono_tz::Tz;

use super::{
    Cell, Cells, Record,
    cells::{choice, named, written_yes_no},
};
use crate::{
    cloud::SecurityRole,
    files::csv::Column,
    names::{DisplayName, Email, FieldError, LoginName, UnitCode, line},
    origins,
    session::hashing::{Secret, StoredHash, StoredHashError},
    users::MAX_SESSIONS,
    web::{i18n::Language, message::Message},
};

/// A row of `users`.
#[derive(Clone, Debug)]
pub struct UserRow {
    /// The row is about the user with this login; files never rename.
    pub login: LoginName,
    /// Display name.
    pub display_name: DisplayName,
    /// The user's unit.
    pub unit: UnitCode,
    /// Email.
    pub email: Cell<Email>,
    /// Whether the user is active. `None` keeps the stored value; a new user is enabled.
    pub enabled: Option<bool>,
    /// **Origin**, by name.
    pub origin: Cell<origins::Name>,
    /// **Location** of the origin, by name.
    pub location: Cell<origins::Name>,
    /// **Prevent automatic session renewal**. `None` keeps the stored value; a new user's sessions are renewed.
    pub prevent_renewal: Option<bool>,
    /// **Enable two-factor authentication**. `None` keeps the stored value; it is not required of a new user.
    pub two_factor_required: Option<bool>,
    /// **Users on behalf of**, by login. `None` keeps the stored ones.
    pub on_behalf: Option<Vec<LoginName>>,
    /// Cloud Security Roles; an empty cell means Customer.
    pub security_roles: Cell<Vec<SecurityRole>>,
    /// Name of a Caterer's organisation.
    pub organisation: Cell<String>,
    /// Whether a licence is assigned. `None` keeps the stored value; a user who becomes enabled takes a licence.
    pub licensed: Option<bool>,
    /// **Max allowed sessions**; an empty cell means the installation's number.
    pub max_sessions: Cell<i32>,
    /// Language; an empty cell means that of the unit or the installation.
    pub language: Cell<Language>,
    /// Time zone; an empty cell means that of the unit or the installation.
    pub time_zone: Cell<Tz>,
    /// A password hash to take over, within the cost limits of SPEC 11. `None` keeps the stored one; a new user waits
    /// for activation.
    pub password_hash: Option<Secret>,
}

impl Record for UserRow {
    const FILE: &'static str = "users";
    const COLUMNS: &'static [Column] = &[
        Column::required("login"),
        Column::required("display_name"),
        Column::required("unit_code"),
        Column::optional("email"),
        Column::optional("enabled"),
        Column::optional("origin"),
        Column::optional("location"),
        Column::optional("security_roles"),
        Column::optional("organisation"),
        Column::optional("licensed"),
        Column::optional("max_sessions"),
        Column::optional("two_factor_required"),
        Column::optional("prevent_renewal"),
        Column::optional("on_behalf"),
        Column::optional("language"),
        Column::optional("time_zone"),
        Column::optional("password_hash"),
    ];

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let login = cells.required("login", named(LoginName::parse));
        let display_name = cells.required("display_name", named(DisplayName::parse));
        let unit = cells.required("unit_code", named(UnitCode::parse));
        let email = cells.cell("email", named(Email::parse));
        let enabled = cells.yes_no("enabled");
        let origin = cells.cell("origin", named(origins::Name::parse));
        let location = cells.cell("location", named(origins::Name::parse));
        let security_roles = cells.cell("security_roles", security_roles);
        let organisation = cells.cell("organisation", named(|text| line(text, MAX_ORGANISATION)));
        let licensed = cells.yes_no("licensed");
        if enabled == Some(false) && licensed == Some(true) {
            cells.refuse("licensed", Message::new("files-licensed-not-enabled"));
        }
        let max_sessions = cells.cell("max_sessions", max_sessions);
        let two_factor_required = cells.yes_no("two_factor_required");
        let prevent_renewal = cells.yes_no("prevent_renewal");
        let on_behalf = match cells.cell("on_behalf", named(logins)) {
            Cell::Absent => None,
            Cell::Empty => Some(Vec::new()),
            Cell::Value(logins) => Some(logins),
        };
        let language = cells.language("language");
        let time_zone = cells.time_zone("time_zone");
        let password_hash = cells.cell("password_hash", password_hash).over(None);
        Some(Self {
            login: login?,
            display_name: display_name?,
            unit: unit?,
            email,
            enabled,
            origin,
            location,
            prevent_renewal,
            two_factor_required,
            on_behalf,
            security_roles,
            organisation,
            licensed,
            max_sessions,
            language,
            time_zone,
            password_hash,
        })
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.login.to_string(),
            self.display_name.to_string(),
            self.unit.to_string(),
            self.email.written(Email::to_string),
            written_yes_no(self.enabled),
            self.origin.written(origins::Name::to_string),
            self.location.written(origins::Name::to_string),
            self.security_roles.written(|roles| {
                let codes: Vec<&str> = roles.iter().map(|role| role.code()).collect();
                codes.join(";")
            }),
            self.organisation.written(String::clone),
            written_yes_no(self.licensed),
            self.max_sessions.written(i32::to_string),
            written_yes_no(self.two_factor_required),
            written_yes_no(self.prevent_renewal),
            self.on_behalf
                .iter()
                .flatten()
                .map(LoginName::to_string)
                .collect::<Vec<_>>()
                .join(";"),
            self.language.written(|language| language.code().to_owned()),
            self.time_zone.written(|zone| zone.name().to_owned()),
            self.password_hash
                .as_ref()
                .map(|hash| hash.reveal().to_owned())
                .unwrap_or_default(),
        ]
    }

    // Logins and emails share one namespace, since both can be typed at login: no login is another's email (SPEC 3.2).
    fn unique(&self) -> Vec<(&'static str, String)> {
        let mut keys = vec![("login", self.login.key())];
        if let Some(email) = self.email.value() {
            keys.push(("email", email.key()));
        }
        keys
    }
}

/// Reads logins separated by `;`.
fn logins(text: &str) -> Result<Vec<LoginName>, FieldError> {
    let names = text.split(';').filter(|name| !name.trim().is_empty());
    names.map(LoginName::parse).collect()
}

/// Longest name of an organisation (`organisations_name_length`).
const MAX_ORGANISATION: usize = 100;

/// Reads security roles separated by `;`, and returns them in the order of SPEC C-5.
fn security_roles(text: &str) -> Result<Vec<SecurityRole>, Message> {
    let codes = text.split(';').map(str::trim).filter(|code| !code.is_empty());
    let roles: Option<Vec<SecurityRole>> = codes.map(SecurityRole::from_code).collect();
    let mut roles = roles.ok_or_else(|| choice("customer, caterer, support_agent"))?;
    roles.sort_unstable();
    roles.dedup();
    Ok(roles)
}

fn max_sessions(text: &str) -> Result<i32, Message> {
    let number = text.trim().parse().ok().filter(|number| MAX_SESSIONS.contains(number));
    number.ok_or(Message::new("user-max-sessions-wrong"))
}

fn password_hash(text: &str) -> Result<Secret, Message> {
    let hash = text.trim();
    match StoredHash::parse(hash) {
        Ok(_) => Ok(Secret::new(hash)),
        Err(StoredHashError::Malformed) => Err(Message::new("files-hash-malformed")),
        Err(StoredHashError::TooCostly) => Err(Message::new("files-hash-costly")),
    }
}
