//! GET and POST /setup/domains, /setup/domains/remove.
use super::store::{self, Agent, Listed};
use super::{Domain, PATH};
use crate::access::{Target, rules};
use crate::activity::{self, Entry, Event, Subject};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::setup::{ManageDomains, why_not};
use crate::web::answer::{Answer, Outcome};
use crate::web::delete_page::DeletePage;
use crate::web::field::{Field, Mistake, mistakes};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Form, Nothing, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;
use url::form_urlencoded::byte_serialize;

struct Line {
    domain: String,
    /// Counted over the whole installation, so shown only to readers who may manage domains.
    agents: String,
    remove_url: String,
}

#[derive(Template)]
#[template(path = "setup/domains.html")]
struct DomainsPage {
    shell: Shell,
    t: Texts,
    rows: Vec<Line>,
    domain: Field,
    mistakes: Vec<Mistake>,
    read_only: Option<String>,
}

/// The form above the list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    domain: String,
}

/// The query of the address: the domain that a dialog is about.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    #[serde(default)]
    domain: String,
}

fn shown(visit: &Visit, db: &mut impl Read, domain: Field) -> Result<DomainsPage> {
    let t = visit.t;
    let line = |listed: Listed| Line {
        agents: t.number(listed.agents),
        remove_url: remove_url(&listed.domain),
        domain: listed.domain,
    };
    Ok(DomainsPage {
        shell: visit.shell()?,
        t,
        rows: store::all(db)?.into_iter().map(line).collect(),
        mistakes: mistakes([&domain]),
        domain,
        read_only: why_not::<ManageDomains>(visit),
    })
}

fn remove_url(domain: &str) -> String {
    let domain: String = byte_serialize(domain.as_bytes()).collect();
    format!("{PATH}/remove?domain={domain}")
}

/// GET /setup/domains.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let View { db, visit } = view;
    menu::INSTALLATION.enter(&visit.access)?;
    Answer::page(&shown(visit, db, Field::empty("domain"))?)
}

/// POST /setup/domains.
pub fn add(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    menu::INSTALLATION.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageDomains>(ctx.tx)?;
    let t = ctx.visit.t;
    let wrong = match Domain::parse(&typed.domain) {
        None => "domains-wrong",
        Some(domain) if store::insert(ctx.tx, &can, &domain, ctx.visit.author().user)? => {
            record(ctx, Event::SetupDomainAdded, domain.as_str())?;
            let said = t.one("domains-added", "domain", domain.as_str());
            return Ok(Outcome::Commit(Answer::see_other(PATH).saying(said)));
        }
        Some(_) => "domains-there",
    };
    let field = Field::new("domain", typed.domain).refused(t.get(wrong));
    let page = shown(&ctx.visit, ctx.tx, field)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
}

fn record(ctx: &mut Ctx<'_, '_>, event: Event, domain: &str) -> Result<()> {
    let entry = Entry::new(&ctx.visit.author(), event, Subject::Installation, None).fact("domain", domain);
    activity::record(ctx.tx, entry).map(drop)
}

/// Records that a user lost the licence: the user stopped counting as a Support Agent and so needs a licence, but none
/// was left (SPEC C-3, migration 0156).
fn unlicensed(ctx: &mut Ctx<'_, '_>, agent: &Agent) -> Result<()> {
    let entry = Entry::new(
        &ctx.visit.author(),
        Event::UserLicenceChanged,
        Subject::User(agent.id),
        Some(agent.unit_id),
    );
    activity::record(ctx.tx, entry.diff("licensed", true, false)).map(drop)
}

/// GET /setup/domains/remove.
pub fn ask(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let View { db, visit } = view;
    menu::INSTALLATION.enter(&visit.access)?;
    rules::manage_domains(&visit.access, &Target::installation())?;
    let found = store::all(db)?.into_iter().find(|listed| listed.domain == asked.domain);
    let listed = found.ok_or(Error::NotFound)?;
    let mut page = DeletePage::new(
        visit,
        &listed.domain,
        remove_url(&listed.domain),
        (PATH.to_owned(), None),
    )?;
    if listed.agents > 0 {
        page.goes = vec![visit.t.one("domains-agents-go", "count", listed.agents)];
    }
    Answer::page(&page)
}

/// POST /setup/domains/remove.
pub fn remove(
    ctx: &mut Ctx<'_, '_>,
    (Query(asked), Form(Nothing {})): (Query<Asked>, Form<Nothing>),
) -> Result<Outcome> {
    menu::INSTALLATION.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageDomains>(ctx.tx)?;
    let before = store::licensed_agents(ctx.tx)?;
    if !store::delete(ctx.tx, &can, &asked.domain)? {
        return Err(Error::NotFound);
    }
    record(ctx, Event::SetupDomainRemoved, &asked.domain)?;
    let after = store::licensed_agents(ctx.tx)?;
    for agent in before.iter().filter(|agent| !after.contains(agent)) {
        unlicensed(ctx, agent)?;
    }
    let said = ctx.visit.t.one("common-deleted", "name", asked.domain);
    Ok(Outcome::Commit(Answer::see_other(PATH).saying(said)))
}
