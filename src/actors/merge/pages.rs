//! GET and POST /actors/merge: the other actor is searched for, both are compared, and then merged.
use super::fields::{self, CPR, NUMBER, Pair};
use super::side::linked_name;
use super::verbs::{self, Merge};
use super::why_not::{Hindrance, hindrances};
use super::{HERE, Selection, Side, found};
use crate::access::{Access, Can};
use crate::actor_setup::fields::{self as role_fields, ActorField};
use crate::actors::{self, Actor, ChooseCpr, MergeActor, PATH, edit};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::users::MoveLink;
use crate::web::answer::{Answer, Outcome};
use crate::web::group_name::role_name;
use crate::web::i18n::Texts;
use crate::web::picker::Picker;
use crate::web::request::{Input, Request, parted};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

/// Begins the names of the choices.
const TAKE: &str = "take-";
/// The value of a choice that takes the other's field.
const OTHERS: &str = "other";

/// The page that asks for the other actor.
#[derive(Template)]
#[template(path = "actors/merge/find.html")]
struct FindPage {
    shell: Shell,
    t: Texts,
    title: String,
    /// Not called `id`: the cards of the page have a field of that name.
    first: i64,
    from: String,
    other: Picker,
}

#[derive(Template)]
#[template(path = "actors/merge/index.html")]
struct MergePage {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    from: String,
    survivor: Party,
    other: Party,
    /// The address of this page with the other actor as survivor.
    turned: String,
    pairs: Vec<Pair>,
    /// What the merge joins whatever is chosen: label, the survivor's, the other's.
    together: Vec<(String, String, String)>,
    hindrances: Vec<(String, Option<String>)>,
    stale: bool,
    /// Says that the user whose link moves will not be able to log in.
    shuts: Option<String>,
}

/// One of the two actors.
struct Party {
    name: String,
    number: String,
    version: i32,
}

impl Party {
    fn of(actor: &Actor) -> Self {
        Self {
            name: actor.name.clone(),
            number: actor.number.clone(),
            version: actor.version,
        }
    }
}

/// What the form posts besides the choices.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Versions {
    survivor_version: i32,
    other_version: i32,
}

/// The form, whose names are made at run time.
pub struct Typed {
    versions: Versions,
    /// Names of the fields taken from the other actor.
    taken: Vec<String>,
}

impl Input for Typed {
    fn parse(request: &Request) -> Result<Self> {
        let (versions, choices) = parted(request, |name| name.starts_with(TAKE))?;
        let choices: Vec<(String, String)> = choices;
        let taken = choices.into_iter().filter(|(_, value)| value == OTHERS);
        Ok(Self {
            versions,
            taken: taken
                .filter_map(|(name, _)| Some(name.strip_prefix(TAKE)?.to_owned()))
                .collect(),
        })
    }
}

/// Both actors, and which one survives. An actor that is merged away already is accepted: the page says so.
struct Two {
    survivor: Side,
    other: Side,
    known: Vec<ActorField>,
}

impl Two {
    /// Reads both actors.
    ///
    /// # Errors
    /// `NotFound` for actors the reader does not see, `Denied` for those they may not merge.
    fn of(db: &mut impl Read, visit: &Visit, selection: &Selection) -> Result<Self> {
        let (access, seal) = (&visit.access, &visit.state.seal);
        let [first, second] = selection.ids[..] else {
            return Err(Error::BadRequest("not two actors".into()));
        };
        let mut sides = Vec::new();
        for id in [first, second] {
            let actor = actors::one(db, id)?.ok_or(Error::NotFound)?;
            if !access.finds(&actor.target()) {
                return Err(Error::NotFound);
            }
            access.allows::<MergeActor>(&actor)?;
            if actor.merged_into.is_none() {
                actors::screen_of(access, &actor)?;
            }
            sides.push(Side::of(db, seal, actor)?);
        }
        // Unless the reader chose, an actor with a user survives, so that the link need not move.
        let stays = selection.survivor.filter(|id| [first, second].contains(id));
        let linked = || sides.iter().find(|side| side.actor.user.is_some());
        let stays = stays.or_else(|| linked().map(|side| side.actor.id)).unwrap_or(first);
        let at = sides.iter().position(|side| side.actor.id == stays).unwrap_or_default();
        let survivor = sides.swap_remove(at);
        let other = sides.pop().ok_or(Error::NotFound)?;
        Ok(Self {
            known: role_fields::all(db)?,
            survivor,
            other,
        })
    }

    /// Whether the other's value is chosen at first: it is where the survivor has none.
    fn at_first(&self, name: &str) -> bool {
        name != NUMBER && fields::text(&self.survivor.fields, name).is_empty()
    }

    /// Returns the names of every field that one of the two has.
    fn names(&self) -> impl Iterator<Item = String> {
        let names = self.survivor.fields.keys().chain(self.other.fields.keys());
        names.cloned().collect::<std::collections::BTreeSet<_>>().into_iter()
    }

    /// Whether the reader cannot choose this field, which may hold for the national id number. If only one actor has a
    /// number, it is kept, untouched and unseen. If both have one, readers with the right choose; otherwise the
    /// survivor's is kept.
    fn is_fixed(&self, access: &Access, name: &str) -> bool {
        let both = self.survivor.cpr.is_some() && self.other.cpr.is_some();
        name == CPR && !(both && access.allows::<ChooseCpr>(&self.survivor.actor).is_ok())
    }

    /// Returns the fields to take over.
    ///
    /// # Errors
    /// `Denied` for choosing between two numbers without the right.
    fn taken(&self, access: &Access, chosen: &[String]) -> Result<Vec<String>> {
        let wants = chosen.iter().any(|name| name == CPR);
        let mut taken: Vec<String> = chosen.iter().filter(|name| *name != CPR).cloned().collect();
        match (&self.survivor.cpr, &self.other.cpr) {
            (None, Some(_)) => taken.push(CPR.to_owned()),
            (Some(_), Some(_)) if wants => {
                access.allows::<ChooseCpr>(&self.survivor.actor)?;
                taken.push(CPR.to_owned());
            }
            _ => {}
        }
        Ok(taken)
    }

    fn page(
        &self,
        db: &mut impl Read,
        visit: &Visit,
        selection: &Selection,
        taken: Option<&[String]>,
    ) -> Result<MergePage> {
        let (t, survivor, other) = (visit.t, &self.survivor, &self.other);
        let is_taken = |name: &str| match taken {
            Some(taken) => taken.iter().any(|one| one == name),
            None => self.at_first(name),
        };
        let users = [
            linked_name(db, &visit.access, &survivor.actor)?,
            linked_name(db, &visit.access, &other.actor)?,
        ];
        let mut stands = hindrances(survivor, other);
        let names: Vec<String> = self.names().filter(|name| is_taken(name)).collect();
        let turns = verbs::user(survivor, other, &names).is_some();
        if turns && users.iter().all(Option::is_none) {
            stands.push(Hindrance::Unseen);
        }
        let moves = users[1].clone().filter(|_| stands.is_empty());
        let off = survivor.actor.is_archived() || !survivor.actor.enabled;
        Ok(MergePage {
            shell: visit.shell()?,
            t,
            title: t.two(
                "actor-merge-title",
                "other",
                &other.actor.name,
                "survivor",
                &survivor.actor.name,
            ),
            action: selection.url(survivor.actor.id),
            from: selection.from.clone(),
            turned: selection.url(other.actor.id),
            pairs: fields::pairs(visit, (survivor, other), &self.known, is_taken, |name| {
                self.is_fixed(&visit.access, name)
            }),
            together: self.together(visit, users),
            hindrances: stands.iter().map(|one| (one.say(&t), one.url())).collect(),
            stale: false,
            shuts: moves.filter(|_| off),
            survivor: Party::of(&survivor.actor),
            other: Party::of(&other.actor),
        })
    }

    /// Returns what the merge joins, as far as the reader may see it.
    fn together(&self, visit: &Visit, [own, others]: [Option<String>; 2]) -> Vec<(String, String, String)> {
        let (t, known) = (&visit.t, visit.access.snapshot().actor_roles());
        let roles = |side: &Side| {
            let named = side.actor.roles.iter().filter_map(|id| known.get(*id));
            named.map(|role| role_name(t, role)).collect::<Vec<_>>().join(", ")
        };
        let groups = |side: &Side| {
            let names = side.groups.iter().map(|(_, name)| name.as_str());
            names.collect::<Vec<_>>().join(", ")
        };
        let number = |count: i64| if count == 0 { String::new() } else { t.number(count) };
        let (survivor, other) = (&self.survivor, &self.other);
        let rows = [
            ("actor-roles", roles(survivor), roles(other)),
            ("actor-groups", groups(survivor), groups(other)),
            ("actor-tab-notes", number(survivor.notes), number(other.notes)),
            ("note-documents", number(survivor.documents), number(other.documents)),
            ("actor-user", own.unwrap_or_default(), others.unwrap_or_default()),
        ];
        let filled = rows
            .into_iter()
            .filter(|(_, own, others)| !(own.is_empty() && others.is_empty()));
        filled.map(|(label, own, others)| (t.get(label), own, others)).collect()
    }
}

/// GET /actors/merge: for one actor asks for the other; for two compares them.
pub fn page(view: &mut View, selection: Selection) -> Result<Answer> {
    let View { db, visit } = view;
    actors::some_screen(&visit.access)?;
    match selection.ids[..] {
        [_, _] => {
            let two = Two::of(db, visit, &selection)?;
            Answer::page(&two.page(db, visit, &selection, None)?)
        }
        [_] => {
            let actor = found::first(db, &visit.access, &selection)?;
            if actor.merged_into.is_some() {
                let survivor = edit::standing(&visit.access, db, actor)?.id;
                return Ok(Answer::see_other(&format!("{PATH}/{survivor}")));
            }
            actors::screen_of(&visit.access, &actor)?;
            visit.access.allows::<MergeActor>(&actor)?;
            Answer::page(&FindPage {
                shell: visit.shell()?,
                t: visit.t,
                title: visit.t.one("actor-merge-find-title", "name", &actor.name),
                first: actor.id,
                other: found::picker(db, visit, &actor, &selection.find)?,
                from: selection.from,
            })
        }
        _ => {
            let said = visit.t.get("actors-select-two");
            Ok(Answer::see_other(&selection.from).asking_for(&said))
        }
    }
}

/// POST /actors/merge.
pub fn apply(ctx: &mut Ctx<'_, '_>, (selection, typed): (Selection, Typed)) -> Result<Outcome> {
    let access = ctx.visit.access.clone();
    actors::some_screen(&access)?;
    let two = Two::of(ctx.tx, &ctx.visit, &selection)?;
    let taken = two.taken(&access, &typed.taken)?;
    let mut page = two.page(ctx.tx, &ctx.visit, &selection, Some(&typed.taken))?;
    if !page.hindrances.is_empty() {
        let merged = [&two.survivor, &two.other]
            .iter()
            .any(|side| side.actor.merged_into.is_some());
        let status = if merged {
            StatusCode::CONFLICT
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        return Answer::page_with(status, &page).map(Outcome::Invalid);
    }
    // Every transaction locks users before actors, and of actors the lower id first.
    let user = verbs::user(&two.survivor, &two.other, &taken);
    let user = user.map(|user| access.can::<MoveLink>(ctx.tx, user)).transpose()?;
    let (survivor, other) = both(ctx, &access, two.survivor.actor.id, two.other.actor.id)?;
    let read = (typed.versions.survivor_version, typed.versions.other_version);
    if read != (survivor.row().version, other.row().version) {
        page.stale = true;
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    let merge = Merge {
        survivor: &survivor,
        other: &other,
        user: user.as_ref(),
        taken: &taken,
    };
    let seal = &ctx.visit.state.seal;
    verbs::merge(ctx.tx, seal, &ctx.visit.author(), &merge, &two.known)?;
    let said = ctx.visit.t.two(
        "actor-merge-done",
        "other",
        &other.row().name,
        "survivor",
        &survivor.row().name,
    );
    let done = selection.done(survivor.row().id);
    Ok(Outcome::Commit(Answer::see_other(&done).saying(said)))
}

/// Locks both actors, the lower id first.
fn both<'t>(
    ctx: &mut Ctx<'_, 't>,
    access: &Access,
    survivor: i64,
    other: i64,
) -> Result<(Can<'t, MergeActor>, Can<'t, MergeActor>)> {
    if survivor < other {
        let first = access.can::<MergeActor>(ctx.tx, survivor)?;
        return Ok((first, access.can::<MergeActor>(ctx.tx, other)?));
    }
    let first = access.can::<MergeActor>(ctx.tx, other)?;
    Ok((access.can::<MergeActor>(ctx.tx, survivor)?, first))
}

/// Returns the address at which an actor's page asks for the other one.
pub fn url(actor: i64, from: &str) -> String {
    let from: String = url::form_urlencoded::byte_serialize(from.as_bytes()).collect();
    format!("{HERE}?id={actor}&from={from}")
}
