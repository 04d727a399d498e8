//! **New** membership, also **Add** on the tabs of users and groups: GET and POST /memberships/new.
//!
//! The address may fix the account (on a user's tab) or the group (on a group's tab); the other is searched for.
//! Without scripts the boxes for finding ask for this page again, so everything typed may be in the address too.
use super::SCREEN;
use crate::access::fixed::{ADMINISTRATORS, TOP};
use crate::access::permission::Permission;
use crate::access::{Access, Can, Refusal};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::memberships::find::{self, UNITS, Whom, addable};
use crate::memberships::{self, dates::Fields};
use crate::memberships::{Account, AddMembership, Group, Misfit, Wanted, Who, verbs};
use crate::org_units::{self, tree};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Field, Mistake, labelled, mistakes};
use crate::web::i18n::Texts;
use crate::web::picker::Picker;
use crate::web::refusal;
use crate::web::request::{Form, Query, local_path};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

/// What the page that leads here fixes, and what the boxes for finding send.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    for_account: Option<i64>,
    for_group: Option<i64>,
    from: String,
    account: String,
    account_find: String,
    group: String,
    group_find: String,
    unit: String,
    unit_find: String,
    valid_from: String,
    valid_to: String,
}

/// What the form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    account: String,
    account_find: String,
    group: String,
    group_find: String,
    unit: String,
    unit_find: String,
    valid_from: String,
    valid_to: String,
    /// Without scripts: the name of the field whose search was asked for.
    look: String,
}

/// The fields as the page shows them.
struct Entered {
    account: Field,
    group: Field,
    unit: Field,
    dates: Fields,
}

#[derive(Template)]
#[template(path = "memberships/new.html")]
struct NewPage {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    from: String,
    account: Option<Picker>,
    group: Option<Picker>,
    unit: Field,
    units: tree::Choices,
    dates: Fields,
    mistakes: Vec<Mistake>,
    /// Why a rule refuses the membership, and who could add it.
    denied: Option<String>,
}

const LABELS: [(&str, &str); 5] = [
    ("account", "membership-column-account"),
    ("group", "membership-column-group"),
    ("unit", "common-org-unit"),
    ("valid_from", "membership-column-from"),
    ("valid_to", "membership-column-until"),
];

/// The account or group that the address fixes, as stored.
struct Fixed {
    account: Option<Account>,
    group: Option<Group>,
}

impl Fixed {
    /// Reads what the address fixes.
    ///
    /// # Errors
    /// `NotFound` for what the reader does not see.
    fn read(db: &mut impl Read, access: &Access, asked: &Asked) -> Result<Self> {
        let account = match asked.for_account {
            Some(id) => {
                let account = find::chosen_account(db, access, &id.to_string(), Whom::Seen)?;
                Some(account.ok_or(Error::NotFound)?)
            }
            None => None,
        };
        let group = match asked.for_group {
            Some(id) => Some(memberships::group(db, id)?.ok_or(Error::NotFound)?),
            None => None,
        };
        Ok(Self { account, group })
    }

    /// Returns **Add Carl to a group**, **Add a member to Cashiers** or **New membership**.
    fn title(&self, t: &Texts) -> String {
        match (&self.account, &self.group) {
            (Some(account), None) => t.one("membership-new-for-account", "account", account.shown(t)),
            (None, Some(group)) => t.one("membership-new-for-group", "group", group.shown(t)),
            _ => t.get("membership-new"),
        }
    }
}

/// Refuses readers who may add members nowhere.
fn opened(access: &Access) -> Result<()> {
    if !addable(access).is_empty() {
        return Ok(());
    }
    let unit = access.principal()?.unit;
    let right = Permission::MEMBERSHIP_ADD;
    Err(Refusal::Lacks { right, unit }.into())
}

/// GET /memberships/new.
pub fn page(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let View { db, visit } = view;
    let fixed = Fixed::read(db, &visit.access, &asked)?;
    opened(&visit.access)?;
    let unit = match asked.unit.parse() {
        Ok(unit) => Some(unit),
        Err(_) => preselected(&visit.access, &fixed),
    };
    let fields = Entered {
        account: Field::new("account", asked.account.as_str()),
        group: Field::new("group", asked.group.as_str()),
        unit: Field::new("unit", unit.map(|unit| unit.to_string()).unwrap_or_default()),
        dates: Fields::typed(asked.valid_from.as_str(), asked.valid_to.as_str()),
    };
    Answer::page(&shown(visit, db, &asked, &fixed, fields)?)
}

/// Returns the unit chosen at first: for Administrators the top (P-9), for a user that user's own unit, otherwise the
/// reader's own.
fn preselected(access: &Access, fixed: &Fixed) -> Option<i64> {
    let top = fixed
        .group
        .as_ref()
        .filter(|group| group.id == ADMINISTRATORS)
        .map(|_| TOP);
    let users = match fixed.account.as_ref().map(|account| &account.who) {
        Some(Who::User { unit, .. }) => Some(*unit),
        _ => None,
    };
    let own = access.viewer().map(|viewer| viewer.unit);
    let open = addable(access);
    let units = access.snapshot().units();
    let possible = |unit: &i64| units.get(*unit).is_some_and(|at| !at.archived && open.contains(at.pos));
    [top, users, own].into_iter().flatten().find(possible)
}

fn shown(visit: &Visit, db: &mut impl Read, asked: &Asked, fixed: &Fixed, fields: Entered) -> Result<NewPage> {
    let (t, access) = (&visit.t, &visit.access);
    let mistakes = labelled(t, fields.mistakes(), &LABELS);
    let account = match fixed.account {
        Some(_) => None,
        None => Some(find::account_picker(
            db,
            access,
            t,
            &asked.account_find,
            fields.account,
            Whom::Joining,
        )?),
    };
    let group = match fixed.group {
        Some(_) => None,
        None => Some(find::group_picker(db, t, &asked.group_find, fields.group)?),
    };
    let within = addable(access);
    let units = tree::choices(access, &within, fields.unit.value.parse().ok());
    Ok(NewPage {
        shell: visit.shell()?,
        t: *t,
        title: fixed.title(t),
        action: visit.request.address_bar(),
        from: local_path(&asked.from, SCREEN).to_owned(),
        account,
        group,
        units: units.found(access, &within, UNITS, &asked.unit_find),
        unit: fields.unit,
        dates: fields.dates,
        mistakes,
        denied: None,
    })
}

/// POST /memberships/new: **Apply**.
pub fn save(ctx: &mut Ctx<'_, '_>, (Query(asked), Form(typed)): (Query<Asked>, Form<Typed>)) -> Result<Outcome> {
    let access = ctx.visit.access.clone();
    let fixed = Fixed::read(ctx.tx, &access, &asked)?;
    if typed.unit.parse::<i64>().is_err() {
        opened(&access)?;
    }
    let asked = Asked {
        account_find: typed.account_find.clone(),
        group_find: typed.group_find.clone(),
        unit_find: typed.unit_find.clone(),
        ..asked
    };
    let is_looking = !typed.look.is_empty();
    let mut entered = Entered::typed(typed);
    if is_looking {
        let page = shown(&ctx.visit, ctx.tx, &asked, &fixed, entered)?;
        return Answer::page(&page).map(Outcome::Invalid);
    }
    match add(ctx, &fixed, &mut entered) {
        Ok(Some(said)) => {
            let back = local_path(&asked.from, SCREEN);
            Ok(Outcome::Commit(Answer::see_other(back).saying(said)))
        }
        Ok(None) => invalid(ctx, &asked, &fixed, entered),
        Err(Error::Denied(refusal)) if opened(&access).is_ok() => {
            let mut page = shown(&ctx.visit, ctx.tx, &asked, &fixed, entered)?;
            page.denied = Some(refusal::told(&ctx.visit, ctx.tx, &refusal)?);
            refusal::again(&page, &refusal)
        }
        Err(other) => Err(other),
    }
}

/// Adds what was entered and says so. None if it cannot be added; the fields then say why.
fn add(ctx: &mut Ctx<'_, '_>, fixed: &Fixed, entered: &mut Entered) -> Result<Option<String>> {
    let Some((place, wanted)) = entered.check(ctx, fixed)? else {
        return Ok(None);
    };
    let access = ctx.visit.access.clone();
    if let Err(misfit) = verbs::add(ctx.tx, &access, &ctx.visit.author(), &place, &wanted, None)? {
        let said = misfit.say(&ctx.visit.t, access.snapshot());
        entered.at(&misfit, fixed).refuse(said);
        return Ok(None);
    }
    Ok(Some(said(&ctx.visit, place.row().id, &wanted)))
}

impl Entered {
    fn typed(typed: Typed) -> Self {
        Self {
            account: Field::new("account", typed.account),
            group: Field::new("group", typed.group),
            unit: Field::new("unit", typed.unit),
            dates: Fields::typed(typed.valid_from, typed.valid_to),
        }
    }

    /// Reads all fields. Mistakes are written to the fields.
    ///
    /// # Errors
    /// `NotFound` and `Denied` for the unit.
    fn check<'t>(&mut self, ctx: &mut Ctx<'_, 't>, fixed: &Fixed) -> Result<Option<(Can<'t, AddMembership>, Wanted)>> {
        let (access, t) = (&ctx.visit.access, ctx.visit.t);
        let place = match self.unit.value.parse() {
            Ok(unit) => Some(access.can::<AddMembership>(ctx.tx, unit)?),
            Err(_) => None,
        };
        let zone = match &place {
            Some(place) => org_units::time_zone(ctx.tx, access.snapshot(), place.row().id)?,
            None => {
                self.unit.refuse(t.get("common-choose-unit"));
                t.zone()
            }
        };
        let dates = self.dates.check(&t, zone);
        let account = match &fixed.account {
            Some(account) => Some(account.clone()),
            None => find::chosen_account(ctx.tx, access, &self.account.value, Whom::Joining)?,
        };
        if account.is_none() {
            self.account.refuse(t.get("membership-choose-account"));
        }
        let group = match &fixed.group {
            Some(group) => Some(group.clone()),
            None => find::chosen_group(ctx.tx, &self.group.value)?,
        };
        if group.is_none() {
            self.group.refuse(t.get("membership-choose-group"));
        }
        Ok(match (place, dates, account, group) {
            (Some(place), Some(dates), Some(account), Some(group)) => Some((place, Wanted { group, account, dates })),
            _ => None,
        })
    }

    /// Returns the mistakes, in the order of the page.
    fn mistakes(&self) -> Vec<Mistake> {
        mistakes([
            &self.account,
            &self.group,
            &self.unit,
            &self.dates.from,
            &self.dates.until,
        ])
    }

    /// Returns the field that a misfit is about. If the address fixes that one, returns the next that can be changed.
    fn at(&mut self, misfit: &Misfit, fixed: &Fixed) -> &mut Field {
        match misfit {
            Misfit::OnlyAtTheTop => &mut self.unit,
            Misfit::ImplicitMember { .. } if fixed.account.is_none() => &mut self.account,
            _ if fixed.group.is_none() => &mut self.group,
            _ if fixed.account.is_none() => &mut self.account,
            _ => &mut self.unit,
        }
    }
}

fn invalid(ctx: &mut Ctx<'_, '_>, asked: &Asked, fixed: &Fixed, fields: Entered) -> Result<Outcome> {
    let page = shown(&ctx.visit, ctx.tx, asked, fixed, fields)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
}

/// Returns for example "Carl is in Cashiers in North now", with a warning about rights that count at the top only (SPEC
/// 3.3).
fn said(visit: &Visit, unit: i64, wanted: &Wanted) -> String {
    let t = &visit.t;
    let mut said = t.with(
        "membership-added",
        &[
            ("account", wanted.account.shown(t).into()),
            ("group", wanted.group.shown(t).into()),
            ("unit", super::place(&visit.access, unit).into()),
        ],
    );
    if let Some(warning) = memberships::idle_here(visit, unit, wanted.group.id) {
        said.push(' ');
        said.push_str(&warning);
    }
    said
}
