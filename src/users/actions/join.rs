//! **Add to group** (SPEC U-3): adds the selected users to a group, each in their own unit or all in one.
use super::pages::{FieldsPage, Joining};
use crate::access::{Access, Can, Refusal};
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::memberships::dates::Fields;
use crate::memberships::verbs::{self as memberships, Misfit};
use crate::memberships::{self as membership, AddMembership, Group, Wanted, find};
use crate::org_units::{self, tree};
use crate::users::{JoinGroup, Selected};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::request::Form;
use crate::web::several::pages::{asked, finished, posted};
use crate::web::several::{Bulk, Done, Plan, Selection};
use crate::web::visit::{Ctx, View, Visit};
use serde::Deserialize;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The action.
#[derive(Debug, Clone, Copy)]
pub struct AddToGroup;

impl Bulk for AddToGroup {
    type Row = Selected;
    type Right = JoinGroup;
    const WORD: &'static str = "add-to-group";
    const ICON: &'static str = "users-group";
    const BUTTON: &'static str = "users-add-to-group";
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    group: String,
    group_find: String,
    unit: String,
    unit_find: String,
    own: Vec<String>,
    valid_from: String,
    valid_to: String,
    /// Without scripts: the name of the field whose search was asked for.
    look: String,
}

impl Joining {
    fn new(db: &mut impl Read, t: &Texts, access: &Access, typed: &Typed) -> Result<Self> {
        let unit = Field::new("unit", typed.unit.as_str());
        let within = find::addable(access);
        let units = tree::choices(access, &within, unit.value.parse().ok());
        Ok(Self {
            group: find::group_picker(db, t, &typed.group_find, Field::new("group", typed.group.as_str()))?,
            own: Field::tick("own", typed.own.iter().any(|value| value == "1")),
            unit,
            units: units.found(access, &within, find::UNITS, &typed.unit_find),
            dates: Fields::typed(typed.valid_from.as_str(), typed.valid_to.as_str()),
        })
    }
}

fn ask(
    visit: &Visit,
    db: &mut impl Read,
    selection: &Selection,
    plan: &Plan<Selected>,
    joining: Joining,
) -> Result<FieldsPage> {
    let mut ask = FieldsPage::new::<AddToGroup>(visit, db, selection, plan)?;
    ask.joining = (!plan.affected.is_empty()).then_some(joining);
    Ok(ask)
}

/// GET /users/add-to-group.
pub fn page(view: &mut View, selection: Selection) -> Result<Answer> {
    let View { db, visit } = view;
    match asked::<AddToGroup>(visit, db, &selection)? {
        Ok(plan) => {
            let typed = Typed {
                own: vec!["1".to_owned()],
                ..Typed::default()
            };
            let joining = Joining::new(db, &visit.t, &visit.access, &typed)?;
            Answer::page(&ask(visit, db, &selection, &plan, joining)?)
        }
        Err(back) => Ok(back),
    }
}

/// POST /users/add-to-group.
pub fn apply(ctx: &mut Ctx<'_, '_>, (selection, Form(typed)): (Selection, Form<Typed>)) -> Result<Outcome> {
    let plan = posted::<AddToGroup>(ctx, &selection)?;
    let access = ctx.visit.access.clone();
    let mut joining = Joining::new(ctx.tx, &ctx.visit.t, &access, &typed)?;
    if !typed.look.is_empty() {
        return Answer::page(&ask(&ctx.visit, ctx.tx, &selection, &plan, joining)?).map(Outcome::Invalid);
    }
    let Some((group, unit)) = chosen(ctx, &mut joining)? else {
        return ask(&ctx.visit, ctx.tx, &selection, &plan, joining)?.invalid();
    };
    let (mut places, mut misfit) = (Places::default(), None);
    let t = ctx.visit.t;
    let done = plan.carry_out::<AddToGroup>(ctx, &selection, |tx, author, can, batch| {
        let user = can.row();
        let unit = unit.unwrap_or(user.unit);
        let zone = org_units::time_zone(tx, access.snapshot(), unit)?;
        let Some(dates) = joining.dates.check(&t, zone) else {
            return Ok(false);
        };
        let account = membership::account(tx, user.id)?.ok_or(Error::NotFound)?;
        let wanted = Wanted {
            group: group.clone(),
            account,
            dates,
        };
        let added = places.at(tx, &access, unit, |tx, place| {
            memberships::add(tx, &access, author, place, &wanted, batch)
        })?;
        Ok(match added {
            Ok(_) => true,
            Err(Misfit::AlreadyIn { .. }) => false,
            Err(other) => {
                misfit.get_or_insert(other);
                false
            }
        })
    })?;
    if let Some(misfit) = &misfit {
        joining.group.field.refuse(misfit.say(&t, access.snapshot()));
    }
    if misfit.is_some() || joining.dates.from.error.is_some() || joining.dates.until.error.is_some() {
        return ask(&ctx.visit, ctx.tx, &selection, &plan, joining)?.invalid();
    }
    told(ctx, &selection, &plan, &done)
}

fn told(ctx: &mut Ctx<'_, '_>, selection: &Selection, plan: &Plan<Selected>, done: &Done) -> Result<Outcome> {
    finished::<AddToGroup>(&ctx.visit, ctx.tx, selection, plan, done)
}

/// Returns the chosen group, and the unit if there is one for all users. Mistakes are written to the fields.
fn chosen(ctx: &mut Ctx<'_, '_>, joining: &mut Joining) -> Result<Option<(Group, Option<i64>)>> {
    let t = ctx.visit.t;
    let group = find::chosen_group(ctx.tx, &joining.group.field.value)?;
    if group.is_none() {
        joining.group.field.refuse(t.get("membership-choose-group"));
    }
    let unit = if joining.own.ticked() {
        Some(None)
    } else {
        joining.unit.value.parse().ok().map(Some)
    };
    match unit {
        None => joining.unit.refuse(t.get("common-choose-unit")),
        Some(Some(unit)) => {
            ctx.visit.access.can::<AddMembership>(ctx.tx, unit)?;
        }
        Some(None) => {}
    }
    Ok(group.zip(unit))
}

/// A capability for one unit, or why the reader has none there.
type Verdict<'t> = Result<Can<'t, AddMembership>, Refusal>;

/// The verdict on each unit, so that each is asked for only once.
#[derive(Default)]
struct Places<'t> {
    known: HashMap<i64, Verdict<'t>>,
}

impl<'t> Places<'t> {
    fn at<T>(
        &mut self,
        tx: &mut Tx<'t>,
        access: &Access,
        unit: i64,
        act: impl FnOnce(&mut Tx<'t>, &Can<'t, AddMembership>) -> Result<T>,
    ) -> Result<T> {
        if let Entry::Vacant(unknown) = self.known.entry(unit) {
            unknown.insert(match access.can::<AddMembership>(tx, unit) {
                Ok(can) => Ok(can),
                Err(Error::Denied(refusal)) => Err(*refusal),
                Err(other) => return Err(other),
            });
        }
        match self.known.get(&unit) {
            Some(Ok(place)) => act(tx, place),
            Some(Err(refusal)) => Err((*refusal).into()),
            None => Err(Error::NotFound),
        }
    }
}
