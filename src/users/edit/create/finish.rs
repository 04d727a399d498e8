//! The second hop of **Create new user**: the password has been hashed, and the user is created.
use super::{Checked, Ticks, first, invalid};
use crate::error::{Error, Result};
use crate::names::Email;
use crate::origins::{self, Chosen, Demand, Misfit, Named};
use crate::users::CreateUser;
use crate::users::verbs::{self, Clash, NewUser};
use crate::web::answer::{Answer, Outcome};
use crate::web::hashing_job::Hashed;
use crate::web::visit::Ctx;

/// POST /users/new, second hop. Checks the capability again and creates the user. A name taken meanwhile is reported at
/// its field.
pub fn finish(ctx: &mut Ctx<'_, '_>, checked: &Checked, hashed: &Hashed) -> Result<Outcome> {
    let by_link = checked.fields.first.link.ticked();
    if hashed.made.is_some() == by_link {
        return Err(Error::Internal("a password or a link, not both".into()));
    }
    let can = ctx.visit.access.can::<CreateUser>(ctx.tx, checked.unit)?;
    let wanted = Ticks {
        disabled: !checked.user.enabled,
        two_factor: checked.user.two_factor_required,
        prevent_renewal: checked.user.prevent_renewal,
    };
    if let Some((_, refusal)) = wanted.refused(&ctx.visit.access, checked.unit).into_iter().next() {
        return Err(refusal.into());
    }
    let mut fields = checked.fields.clone();
    if let Some(clash) = clash(ctx, &checked.user)? {
        fields.refuse(&ctx.visit, clash);
        return invalid(&ctx.visit, &checked.back, fields, checked.source.as_ref());
    }
    if let Err(misfit) = held(ctx, &checked.user)? {
        fields.details.origin.refuse(ctx.visit.t.get(misfit.text()));
        return invalid(&ctx.visit, &checked.back, fields, checked.source.as_ref());
    }
    let new = NewUser {
        password_hash: hashed.made.clone(),
        ..checked.user.clone()
    };
    let author = ctx.visit.author();
    match verbs::create_user(ctx.tx, &ctx.visit.state.seal, &author, &can, &new)? {
        Ok(id) => {
            let (path, invited) = match by_link {
                true => first::invite(ctx, &can, id)?,
                false => (format!("/users/{id}"), String::new()),
            };
            let said = ctx.visit.t.one("user-created", "name", new.display_name.as_str()) + &invited;
            let said = said + &brought(ctx, checked, id)?;
            Ok(Outcome::Commit(
                Answer::see_other(&checked.back.keep(&path)).saying(said),
            ))
        }
        Err(clash) => {
            fields.refuse(&ctx.visit, clash);
            invalid(&ctx.visit, &checked.back, fields, checked.source.as_ref())
        }
    }
}

/// Gives the new user roles and memberships, and returns what to say about them.
fn brought(ctx: &mut Ctx<'_, '_>, checked: &Checked, id: i64) -> Result<String> {
    let mut said = String::new();
    if !checked.roles.is_empty() {
        checked.roles.apply(ctx, id)?;
        let given = checked.roles.given(&ctx.visit);
        said = format!(" {}", ctx.visit.t.one("user-roles-given", "roles", given));
    }
    if let Some(source) = checked.source.as_ref().filter(|_| checked.fields.along) {
        said += &source.bring_and_say(ctx, id)?;
    }
    Ok(said)
}

/// Checks again origin and location, which may have been deleted between the hops.
fn held(ctx: &mut Ctx<'_, '_>, user: &NewUser) -> Result<Result<Chosen, Misfit>> {
    let id = |one: &Option<Named>| one.as_ref().map(|one| one.id);
    let (origin, location) = (id(&user.origin.origin), id(&user.origin.location));
    origins::choose(ctx.tx, Demand::Optional, origin, location)
}

/// Returns which name or email address was taken between the hops.
fn clash(ctx: &mut Ctx<'_, '_>, user: &NewUser) -> Result<Option<Clash>> {
    if verbs::taken(ctx.tx, &user.name.key(), None)? {
        return Ok(Some(Clash::Name));
    }
    match user.email.as_ref().map(Email::key) {
        Some(key) if verbs::taken(ctx.tx, &key, None)? => Ok(Some(Clash::Email)),
        _ => Ok(None),
    }
}
