//! The first password: typed here, or chosen by the user through an activation link (SPEC 3.2).
use crate::access::{Can, Target, rules};
use crate::db::Read;
use crate::error::Result;
use crate::mail;
use crate::session::chosen::{Chosen, PASSWORD};
use crate::session::hashing::Secret;
use crate::session::links::Sent;
use crate::session::password::Owner;
use crate::users::CreateUser;
use crate::users::verbs;
use crate::web::field::{Field, Mistake, mistakes};
use crate::web::visit::{Ctx, Visit};

/// The fields as the page shows them.
#[derive(Clone)]
pub struct First {
    pub password: Field,
    pub again: Field,
    /// **Send activation link instead**.
    pub link: Field,
}

/// What was typed, and what it depends on.
pub(super) struct Wanted<'a> {
    pub owner: Owner<'a>,
    pub password: &'a Secret,
    pub again: &'a Secret,
    pub link: bool,
    pub enabled: bool,
    pub unit: Option<i64>,
    pub has_email: bool,
}

impl First {
    pub(super) fn empty() -> Self {
        let [password, again] = PASSWORD.fields();
        Self {
            password,
            again,
            link: Field::tick("send_link", false),
        }
    }

    /// Checks the first password, or the request for a link. A link needs a user who can log in. It must also reach
    /// that user: by mail, or through a reader who may copy it.
    ///
    /// # Errors
    /// Any database error.
    pub(super) fn judged(visit: &Visit, db: &mut impl Read, wanted: &Wanted<'_>) -> Result<Self> {
        if !wanted.link {
            let chosen = Chosen {
                new: wanted.password,
                again: wanted.again,
            };
            let [password, again] = chosen.judged(visit, &wanted.owner, PASSWORD);
            let link = Field::tick("send_link", false);
            return Ok(Self { password, again, link });
        }
        let mut link = Field::tick("send_link", true);
        if !wanted.enabled {
            link.refuse(visit.t.get("user-link-deactivated"));
        }
        let copies = wanted.unit.is_none_or(|unit| may_copy(visit, unit));
        let mailed = wanted.has_email && mail::is_configured(db)?;
        if !copies && !mailed {
            link.refuse(visit.t.get("user-link-nobody"));
        }
        Ok(Self { link, ..Self::empty() })
    }

    pub(super) fn mistakes(&self) -> Vec<Mistake> {
        mistakes([&self.password, &self.again, &self.link])
    }
}

/// Whether the reader sees the links of users in this unit.
pub(super) fn may_copy(visit: &Visit, unit: i64) -> bool {
    rules::manage_links(&visit.access, &Target::unit(unit)).is_ok()
}

/// Makes the activation link. Returns the path that follows, which shows the link to those who may copy it (SPEC U-50),
/// and what to say.
pub(super) fn invite(ctx: &mut Ctx<'_, '_>, can: &Can<'_, CreateUser>, id: i64) -> Result<(String, String)> {
    let (author, state, t) = (ctx.visit.author(), ctx.visit.state.clone(), ctx.visit.t);
    let said = match verbs::invite(ctx.tx, &state.seal, &ctx.visit.access, &author, can, id)? {
        Sent::To(address) => t.one("link-done-sent", "address", address),
        Sent::Nowhere | Sent::Withheld => t.get("user-link-copy"),
    };
    let path = match may_copy(&ctx.visit, can.row().id) {
        true => format!("/users/{id}/links"),
        false => format!("/users/{id}"),
    };
    Ok((path, format!(" {said}")))
}
