//! GET and POST /setup/origins/new, /setup/origins/{id}, and the same for locations.
use super::{Kind, Line, Misfit, Name, Named, store, verbs};
use crate::access::{Target, rules};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::setup::{ManageSetup, why_read_only};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Choice, Field, Mistake, labelled, mistakes};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Form, Id};
use crate::web::shell::Shell;
use crate::web::versions::{self, Compared, compared};
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

const LABELS: [(&str, &str); 2] = [("name", "origin-name"), ("origin", "user-origin")];

#[derive(Template)]
#[template(path = "origins/edit.html")]
struct EditPage {
    shell: Shell,
    t: Texts,
    title: String,
    list: &'static str,
    list_label: String,
    action: String,
    version: i32,
    fields: Fields,
    /// For a location, what it can belong to.
    origins: Option<Vec<Choice>>,
    mistakes: Vec<Mistake>,
    conflict: Option<Vec<Compared>>,
    read_only: Option<String>,
}

#[derive(Clone)]
struct Fields {
    name: Field,
    origin: Field,
}

/// What the form posts; the origin of a location only.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    version: i32,
    name: String,
    origin: Option<String>,
}

impl Fields {
    fn stored(line: &Line) -> Self {
        let origin = line.origin.as_ref().map(|origin| origin.id.to_string());
        Self {
            name: Field::new("name", &line.name),
            origin: Field::new("origin", origin.unwrap_or_default()),
        }
    }

    fn typed(typed: &Typed) -> Self {
        Self {
            name: Field::new("name", &typed.name),
            origin: Field::new("origin", typed.origin.clone().unwrap_or_default()),
        }
    }

    fn name(&mut self, t: &Texts) -> Option<Name> {
        Name::parse(&self.name.value)
            .map_err(|error| self.name.refuse(error.message().say(t)))
            .ok()
    }

    /// Returns the origin of a location. The outer None means that it is missing or gone.
    fn origin(&mut self, ctx: &mut Ctx<'_, '_>, kind: Kind) -> Result<Option<Option<Named>>> {
        let t = ctx.visit.t;
        match (kind, self.origin.value.as_str()) {
            (Kind::Origin, "") => Ok(Some(None)),
            (Kind::Origin, _) => Err(Error::BadRequest("an origin has none".into())),
            (Kind::Location, "") => {
                self.origin.refuse(t.get("field-required"));
                Ok(None)
            }
            (Kind::Location, id) => {
                let id = id.parse().map_err(|_| Error::BadRequest("origin".into()))?;
                let found = store::hold_origin(ctx.tx, id)?;
                if found.is_none() {
                    self.origin.refuse(t.get(Misfit::OriginGone.text()));
                }
                Ok(found.map(Some))
            }
        }
    }
}

fn shown(visit: &Visit, db: &mut impl Read, kind: Kind, line: Option<&Line>, fields: Fields) -> Result<EditPage> {
    let t = visit.t;
    let origins = match kind {
        Kind::Origin => None,
        Kind::Location => Some(store::all(db, Kind::Origin)?),
    };
    let choice = |line: Line| Choice::new(line.id.to_string(), line.name);
    Ok(EditPage {
        shell: visit.shell()?,
        t,
        title: line.map_or_else(
            || t.get(kind.either("origins-create", "locations-create")),
            |line| line.name.clone(),
        ),
        list: kind.list(),
        list_label: t.get(kind.screen().label),
        action: match line {
            None => format!("{}/new", kind.list()),
            Some(line) => format!("{}/{}", kind.list(), line.id),
        },
        version: line.map_or(0, |line| line.version),
        mistakes: labelled(&t, mistakes([&fields.name, &fields.origin]), &LABELS),
        fields,
        origins: origins.map(|origins| origins.into_iter().map(choice).collect()),
        conflict: None,
        read_only: why_read_only(visit),
    })
}

fn invalid(page: &EditPage) -> Result<Outcome> {
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, page).map(Outcome::Invalid)
}

/// GET /setup/origins/new.
pub fn new(view: &mut View, (): ()) -> Result<Answer> {
    let View { db, visit } = view;
    menu::INSTALLATION.enter(&visit.access)?;
    rules::manage_setup(&visit.access, &Target::installation())?;
    let fields = Fields {
        name: Field::empty("name"),
        origin: Field::empty("origin"),
    };
    Answer::page(&shown(visit, db, Kind::of(visit), None, fields)?)
}

/// POST /setup/origins/new.
pub fn create(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    menu::INSTALLATION.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageSetup>(ctx.tx)?;
    let (kind, t) = (Kind::of(&ctx.visit), ctx.visit.t);
    let mut fields = Fields::typed(&typed);
    let (name, origin) = (fields.name(&t), fields.origin(ctx, kind)?);
    // Read before the write: after a name that is taken the transaction answers nothing more.
    let mut page = shown(&ctx.visit, ctx.tx, kind, None, fields)?;
    let (Some(name), Some(origin)) = (name, origin) else {
        return invalid(&page);
    };
    if verbs::create(ctx.tx, &ctx.visit.author(), &can, &name, origin.as_ref())?.is_err() {
        return invalid(page.refusing_name(kind));
    }
    let said = t.one("common-created", "name", name.as_str());
    Ok(Outcome::Commit(Answer::see_other(kind.list()).saying(said)))
}

impl EditPage {
    fn refusing_name(&mut self, kind: Kind) -> &Self {
        let why = kind.either("origin-name-taken", "location-name-taken");
        self.fields.name.refuse(self.t.get(why));
        self.mistakes = labelled(&self.t, mistakes([&self.fields.name]), &LABELS);
        self
    }
}

/// GET /setup/origins/{id}.
pub fn page(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    menu::INSTALLATION.enter(&visit.access)?;
    let kind = Kind::of(visit);
    let line = store::one(db, kind, id)?.ok_or(Error::NotFound)?;
    Answer::page(&shown(visit, db, kind, Some(&line), Fields::stored(&line))?)
}

/// POST /setup/origins/{id}.
pub fn save(ctx: &mut Ctx<'_, '_>, (Id(id), Form(typed)): (Id, Form<Typed>)) -> Result<Outcome> {
    menu::INSTALLATION.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageSetup>(ctx.tx)?;
    let (kind, t) = (Kind::of(&ctx.visit), ctx.visit.t);
    let line = store::lock(ctx.tx, kind, id)?.ok_or(Error::NotFound)?;
    let mut fields = Fields::typed(&typed);
    let (name, origin) = (fields.name(&t), fields.origin(ctx, kind)?);
    if let Some(origin) = &origin
        && *origin != line.origin
    {
        let users = store::used(ctx.tx, kind, id)?.users;
        if users > 0 {
            fields.origin.refuse(t.one("location-origin-stays", "count", users));
        }
    }
    let differs = differing(&t, &line, &typed, origin.as_ref().and_then(Option::as_ref));
    let is_right = fields.origin.error.is_none();
    let mut page = shown(&ctx.visit, ctx.tx, kind, Some(&line), fields)?;
    if typed.version != line.version {
        page.conflict = Some(differs);
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    let (Some(name), Some(origin), true) = (name, origin, is_right) else {
        return invalid(&page);
    };
    if verbs::change(ctx.tx, &ctx.visit.author(), &can, &line, &name, origin.as_ref())?.is_err() {
        return invalid(page.refusing_name(kind));
    }
    let said = versions::saved(&t, differs);
    Ok(Outcome::Commit(Answer::see_other(kind.list()).saying(said)))
}

fn differing(t: &Texts, line: &Line, typed: &Typed, origin: Option<&Named>) -> Vec<Compared> {
    let named = |origin: Option<&Named>| origin.map(|origin| origin.name.clone()).unwrap_or_default();
    let rows = [
        ("origin-name", line.name.clone(), typed.name.trim().to_owned()),
        ("user-origin", named(line.origin.as_ref()), named(origin)),
    ];
    compared(t, rows)
}
