//! **Copy user** (SPEC U-3): the form for a new user, filled in from another. Names, addresses and secrets are not
//! copied; memberships are copied only as far as P-6 allows.
use super::form::Details;
use super::roles::newcomer;
use super::{Back, LIST, find, opened};
use crate::access::{Access, Refusal};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::memberships::{self, Account, AddMembership, Membership, Wanted, verbs};
use crate::org_units::tree;
use crate::users::{State, User};
use crate::web::answer::Answer;
use crate::web::field::Field;
use crate::web::menu;
use crate::web::refusal::{self, Helpers};
use crate::web::request::Query;
use crate::web::visit::{Ctx, View, Visit};
use serde::Deserialize;
use url::form_urlencoded::Serializer;
use uuid::Uuid;

/// The selected user, as the toolbar sends it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Selected {
    id: Vec<i64>,
    from: String,
}

/// GET /users/copy: leads to the form, for one user.
pub fn open(view: &mut View, Query(selected): Query<Selected>) -> Result<Answer> {
    let back = Back { from: selected.from };
    match selected.id[..] {
        [id] => {
            opened(&view.visit.access, &mut view.db, id)?;
            let mut query = Serializer::new(String::new());
            query
                .append_pair("copy", &id.to_string())
                .append_pair("from", back.target(LIST));
            Ok(Answer::see_other(&format!("/users/new?{}", query.finish())))
        }
        _ => {
            menu::USERS.enter(&view.visit.access)?;
            let said = view.visit.t.get("users-select-one");
            Ok(Answer::see_other(back.target(LIST)).asking_for(&said))
        }
    }
}

/// The user the form is filled in from.
#[derive(Clone)]
pub struct Source {
    pub user: User,
    origin: Option<i64>,
    location: Option<i64>,
    language: Option<String>,
    time_zone: Option<String>,
    /// The memberships that the reader sees.
    rows: Vec<Offered>,
}

/// A membership of the source. `refused` says why it cannot be copied, and who could do it.
#[derive(Clone)]
struct Offered {
    row: Membership,
    refused: Option<(Refusal, Vec<String>)>,
}

/// A membership that would be copied, or why it cannot be.
pub struct Line {
    pub text: String,
    pub why: Option<String>,
}

/// What the page shows of the source.
pub struct Offer {
    pub from: String,
    pub tick: Field,
    pub lines: Vec<Line>,
}

impl Source {
    /// Reads the source.
    ///
    /// # Errors
    /// Those of `opened`.
    pub fn read(access: &Access, db: &mut impl Read, id: i64) -> Result<Self> {
        let (user, record) = opened(access, db, id)?;
        let new = newcomer(user.unit);
        let (mut rows, mut helpers) = (Vec::new(), Helpers::default());
        for row in memberships::of_account(db, id)? {
            if !access.knows(row.unit) {
                continue;
            }
            let refused = match verbs::may_add(access, row.unit, &wanted(&row, new.clone())) {
                Ok(()) => None,
                Err(refusal) => Some((refusal, helpers.who(access, db, &refusal)?)),
            };
            rows.push(Offered { row, refused });
        }
        Ok(Self {
            user,
            origin: record.origin_id,
            location: record.location_id,
            language: record.language,
            time_zone: record.time_zone,
            rows,
        })
    }

    /// Fills in everything but what tells one person from another.
    pub fn fill(&self, access: &Access, details: &mut Details) {
        let allowed = find::creatable(access);
        let units = access.snapshot().units();
        if units.get(self.user.unit).is_some_and(|unit| allowed.contains(unit.pos)) {
            details.unit.value = self.user.unit.to_string();
        }
        details.enabled = Field::tick("enabled", self.user.state == State::Active);
        details.prevent_renewal = Field::tick("prevent_renewal", self.user.prevent_renewal);
        let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
        details.origin.value = id(self.origin);
        details.location.value = id(self.location);
        details.language.value = self.language.clone().unwrap_or_default();
        details.time_zone.value = self.time_zone.clone().unwrap_or_default();
    }

    /// Returns the memberships that would be copied.
    pub fn offer(&self, visit: &Visit, ticked: bool) -> Offer {
        let line = |Offered { row, refused }: &Offered| {
            let place = tree::path(&visit.access, row.unit);
            Line {
                text: visit.t.two(
                    "membership-in-place",
                    "group",
                    row.group.display_name.as_str(),
                    "unit",
                    place,
                ),
                why: refused
                    .as_ref()
                    .map(|(refusal, who)| refusal::helped(visit, refusal, who)),
            }
        };
        Offer {
            from: self.user.display_name.clone(),
            tick: Field::tick("copy_memberships", ticked),
            lines: self.rows.iter().map(line).collect(),
        }
    }

    /// Puts the new user into the same groups and returns how many. Groups the principal may not give are left out.
    ///
    /// # Errors
    /// `ProofRequired` if the source has a membership and the last proof is old (SPEC N-5).
    fn bring(&self, ctx: &mut Ctx<'_, '_>, made: i64) -> Result<usize> {
        if !self.rows.is_empty() {
            ctx.visit.proven()?;
        }
        let access = ctx.visit.access.clone();
        let (author, batch) = (ctx.visit.author(), Some(Uuid::now_v7()));
        let mut brought = 0;
        for Offered { row, .. } in &self.rows {
            let account = memberships::account(ctx.tx, made)?.ok_or(Error::NotFound)?;
            let added = access
                .can::<AddMembership>(ctx.tx, row.unit)
                .and_then(|place| verbs::add(ctx.tx, &access, &author, &place, &wanted(row, account), batch));
            match added {
                Ok(Ok(_)) => brought += 1,
                Ok(Err(_)) | Err(Error::Denied(_) | Error::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(brought)
    }

    /// Calls `bring`, and says in words how many memberships of how many were copied.
    pub fn bring_and_say(&self, ctx: &mut Ctx<'_, '_>, made: i64) -> Result<String> {
        let brought = self.bring(ctx, made)?;
        let t = &ctx.visit.t;
        Ok(format!(
            " {}",
            t.two("user-copied-memberships", "count", brought, "all", self.rows.len())
        ))
    }
}

fn wanted(row: &Membership, account: Account) -> Wanted {
    Wanted {
        group: row.group.clone(),
        account,
        dates: row.dates,
    }
}
