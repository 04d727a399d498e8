//! `actors`: customers, suppliers, employees and other parties.

use super::{
    Cell, Cells, Record,
    cells::{choice, named},
};
use crate::{
    actors::{
        Kind,
        cpr::Cpr,
        details::{self, Checked},
    },
    files::csv::Column,
    names::{LoginName, UnitCode},
    text::name_key,
    web::message::Message,
};

/// The column of national id numbers, which an export only has if asked for (SPEC A-3).
pub const CPR: &str = "cpr";

/// A row of `actors`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorRow {
    /// The row is about the actor with this number; files never renumber.
    pub number: String,
    pub name: String,
    pub kind: Kind,
    /// The actor's unit.
    pub unit: UnitCode,
    /// All roles of the actor, by system name. A role that comes with another must be listed too.
    pub roles: Vec<String>,
    pub email: Cell<String>,
    pub phone: Cell<String>,
    /// Street and house.
    pub address: Cell<String>,
    pub postal_code: Cell<String>,
    pub city: Cell<String>,
    pub country: Cell<String>,
    pub cvr: Cell<String>,
    pub cpr: Cell<Cpr>,
    /// The linked user.
    pub user: Cell<LoginName>,
}

impl Record for ActorRow {
    const FILE: &'static str = "actors";
    const COLUMNS: &'static [Column] = &[
        Column::required("number"),
        Column::required("name"),
        Column::required("kind"),
        Column::required("unit_code"),
        Column::required("roles"),
        Column::optional("email"),
        Column::optional("phone"),
        Column::optional("address"),
        Column::optional("postal_code"),
        Column::optional("city"),
        Column::optional("country"),
        Column::optional("cvr"),
        Column::optional(CPR),
        Column::optional("user_login"),
    ];

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let line = |max| move |text: &str| details::optional(text, max);
        let number = cells.required("number", line(details::MAX_NUMBER));
        let name = cells.required("name", details::name);
        let kind = cells.required("kind", kind);
        let unit = cells.required("unit_code", named(UnitCode::parse));
        let roles = match cells.cell("roles", roles) {
            Cell::Value(roles) => roles,
            Cell::Absent | Cell::Empty => Vec::new(),
        };
        let email = cells.cell("email", details::email);
        let phone = cells.cell("phone", details::phone);
        let address = cells.cell("address", line(details::MAX_ADDRESS));
        let postal_code = cells.cell("postal_code", line(details::MAX_POSTAL_CODE));
        let city = cells.cell("city", line(details::MAX_CITY));
        let country = cells.cell("country", line(details::MAX_COUNTRY));
        // If the kind is wrong, only that is reported: each number is then checked for the kind that may have it.
        let cvr = cells.cell("cvr", |text| details::cvr(text, kind.unwrap_or(Kind::Organization)));
        let cpr = cells.cell(CPR, |text| cpr(text, kind.unwrap_or(Kind::Person)));
        let user = cells.cell("user_login", named(LoginName::parse));
        Some(Self {
            number: number?,
            name: name?,
            kind: kind?,
            unit: unit?,
            roles,
            email,
            phone,
            address,
            postal_code,
            city,
            country,
            cvr,
            cpr,
            user,
        })
    }

    fn cells(&self) -> Vec<String> {
        let text = |cell: &Cell<String>| cell.written(String::clone);
        vec![
            self.number.clone(),
            self.name.clone(),
            self.kind.code().to_owned(),
            self.unit.to_string(),
            self.roles.join(";"),
            text(&self.email),
            text(&self.phone),
            text(&self.address),
            text(&self.postal_code),
            text(&self.city),
            text(&self.country),
            text(&self.cvr),
            self.cpr.written(Cpr::whole),
            self.user.written(LoginName::to_string),
        ]
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        let mut keys = vec![("number", format!("number {}", name_key(&self.number)))];
        keys.extend(self.cpr.value().map(|cpr| (CPR, format!("cpr {}", cpr.whole()))));
        keys.extend(
            self.user
                .value()
                .map(|user| ("user_login", format!("user {}", user.key()))),
        );
        keys
    }
}

fn kind(text: &str) -> Result<Kind, Message> {
    Kind::from_code(text.trim()).ok_or_else(|| choice(&Kind::ALL.map(Kind::code).join(", ")))
}

/// Reads names of roles separated by `;`, and drops repeated ones.
fn roles(text: &str) -> Result<Vec<String>, Message> {
    let names = text.split(';').map(str::trim).filter(|name| !name.is_empty());
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// Reads the full national id number of a person. A masked number is refused: it was copied from a list, and would
/// overwrite the stored one.
fn cpr(text: &str, kind: Kind) -> Checked<Cpr> {
    match kind {
        _ if text.contains('*') => Err(Message::new("files-cpr-masked")),
        Kind::Organization => Err(Message::new("actor-cpr-organization")),
        Kind::Person => Cpr::parse(text),
    }
}
