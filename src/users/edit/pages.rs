//! The tab **Details**: GET and POST /users/{id}.
use super::form::{Details, LABELS, Typed, Wanted};
use super::head::{Head, Shown, glance};
use super::roles::{self, Card, Roles, WithRoles};
use super::store::{self, Record};
use super::{Back, LIST, May, employee, find, on_behalf, opened, origin};
use crate::access::Refusal;
use crate::error::Result;
use crate::names::Email;
use crate::org_units::tree;
use crate::origins::{self, Chosen, Offer};
use crate::session::outgrown;
use crate::users::verbs::{self, Changes};
use crate::users::{
    ChangeEmail, EditUser, EnableDisableUser, MoveUser, PreventRenewal, ReceiveUser, State, SwitchTwoFactor, User,
};
use crate::web::answer::{Answer, Outcome};
use crate::web::choices;
use crate::web::field::{Choice, Field, Mistake, labelled};
use crate::web::i18n::{Language, Texts};
use crate::web::refusal;
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::tree::Look;
use crate::web::versions::{self, Compared, Conflict};
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;

#[derive(Template)]
#[template(path = "users/edit.html")]
struct EditPage {
    shell: Shell,
    t: Texts,
    head: Head,
    action: String,
    cancel: String,
    version: i32,
    details: Details,
    may: May,
    read_only: Option<String>,
    mistakes: Vec<Mistake>,
    conflict: Option<Conflict>,
    unit_path: String,
    units: Option<tree::Choices>,
    find_units: &'static str,
    look: Option<Look>,
    languages: Vec<Choice>,
    zones: Vec<Choice>,
    email_state: String,
    password_state: String,
    password_url: String,
    password_reason: Option<String>,
    rename_url: String,
    failed: i32,
    glance: Vec<(String, String)>,
    user_id: i64,
    roles: Card,
    behalf: Option<on_behalf::Card>,
    employee: Option<employee::Card>,
    /// What **Origin** and **Location** offer.
    origin: Option<Offer>,
    /// Origin and location as stored, for readers who may not edit.
    origin_facts: Vec<(String, String)>,
    email_required: bool,
}

/// What every version of the page needs.
struct Screen {
    user: User,
    record: Record,
    /// The password works no more (P-10).
    outgrown: bool,
    back: Back,
    roles: Roles,
    behalf: Option<on_behalf::Card>,
    employee: Option<employee::Card>,
    origin: Option<Offer>,
}

/// GET /users/{id}. Read-only for readers who may see the user but not edit it (P-14).
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let (user, record) = opened(&view.visit.access, &mut view.db, id)?;
    let details = Details::stored(&user, &record);
    let roles = Roles::of(&mut view.db, &view.visit, &user)?;
    let screen = Screen {
        behalf: on_behalf::card(&mut view.db, &view.visit, &user, &back)?,
        employee: employee::card(&mut view.db, &view.visit, &user)?,
        origin: origins::offer(&mut view.db)?,
        outgrown: outgrown::is_password(&mut view.db, &view.visit, id)?,
        user,
        record,
        back,
        roles,
    };
    Answer::page(&screen.shown(&view.visit, details, None)?)
}

/// POST /users/{id}: everything or nothing (SPEC U-7, U-8).
pub fn save(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), sent): (Id, Query<Back>, WithRoles<Typed>),
) -> Result<Outcome> {
    let can = ctx.visit.access.can::<EditUser>(ctx.tx, id)?;
    let (user, record) = (can.row().clone(), store::record(ctx.tx, id)?);
    let stored = Details::stored(&user, &record);
    let (typed, roles, look) = (sent.form, sent.roles, sent.look);
    let mut details = stored.with(&typed);
    let mut screen = Screen {
        roles: Roles::of(ctx.tx, &ctx.visit, &user)?.with(&roles),
        behalf: on_behalf::card(ctx.tx, &ctx.visit, &user, &back)?,
        employee: employee::card(ctx.tx, &ctx.visit, &user)?,
        origin: origins::offer(ctx.tx)?,
        outgrown: outgrown::is_password(ctx.tx, &ctx.visit, id)?,
        user,
        record,
        back,
    };
    details.find_unit = look.unit;
    if look.now {
        return Answer::page(&screen.shown(&ctx.visit, details, None)?).map(Outcome::Invalid);
    }
    let checked = details.check(&ctx.visit.t, &typed)?;
    let email_required = screen.record.email_required;
    let chosen = origin::check(ctx.tx, &ctx.visit.t, &mut details, &typed, email_required)?;
    let (member, unit) = (roles::member(&screen.user), details.unit.value.parse().ok());
    let (roles, refusal) = screen.roles.check(ctx, &roles, &member, unit)?;
    if typed.version != screen.user.version {
        return screen.conflicting(&ctx.visit, &stored, details, screen.roles.compared(&ctx.visit, &roles));
    }
    if let Some(refusal) = refusal {
        return screen.refused(&ctx.visit, details, &refusal);
    }
    refuse_taken(ctx, id, checked.email.as_ref(), &mut details)?;
    let flawless = details.mistakes().is_empty() && screen.roles.mistakes(&ctx.visit.t).is_empty();
    let Some(wanted) = checked.wanted.filter(|_| flawless) else {
        return screen.invalid(&ctx.visit, details);
    };
    let changes = changes(ctx, &screen, wanted, chosen)?;
    let (access, author) = (ctx.visit.access.clone(), ctx.visit.author());
    if let Err(clash) = verbs::update(ctx.tx, &access, &ctx.visit.state.seal, &author, &can, &changes)? {
        details.refuse(&ctx.visit, clash, changes.unit.is_some());
        return screen.invalid(&ctx.visit, details);
    }
    roles.apply(ctx, id)?;
    let mut changed = compared(&ctx.visit, screen.origin.as_ref(), &stored, &details);
    changed.extend(screen.roles.compared(&ctx.visit, &roles));
    Ok(screen.saved(&ctx.visit.t, changed))
}

/// Refuses an address that somebody else has, at its field.
fn refuse_taken(ctx: &mut Ctx<'_, '_>, id: i64, email: Option<&Email>, details: &mut Details) -> Result<()> {
    if let Some(email) = email
        && verbs::taken(ctx.tx, &email.key(), Some(id))?
    {
        details.email.refuse(ctx.visit.t.get("user-email-taken"));
    }
    Ok(())
}

/// Collects what differs from what is stored, with the capability each change needs. A change of a field that the page
/// did not show this reader is refused here.
fn changes<'t>(ctx: &mut Ctx<'_, 't>, screen: &Screen, wanted: Wanted, origin: Option<Chosen>) -> Result<Changes<'t>> {
    let (access, user, id) = (&ctx.visit.access, &screen.user, screen.user.id);
    let mut changes = Changes {
        display_name: Some(wanted.display_name),
        language: Some(wanted.language),
        time_zone: Some(wanted.time_zone),
        origin,
        ..Changes::default()
    };
    if let Some(email) = wanted.email
        && email.as_ref().map(|email| email.as_str()) != user.email.as_deref()
    {
        let can = access.can::<ChangeEmail>(ctx.tx, id)?;
        ctx.visit.proven()?;
        changes.email = Some((can, email));
    }
    if let Some(unit) = wanted.unit.filter(|unit| *unit != user.unit) {
        let leave = access.can::<MoveUser>(ctx.tx, id)?;
        changes.unit = Some((leave, access.can::<ReceiveUser>(ctx.tx, unit)?));
    }
    if let Some(on) = wanted.enabled.filter(|on| *on != (user.state == State::Active)) {
        let state = if on { State::Active } else { State::Deactivated };
        changes.enabled = Some((access.can::<EnableDisableUser>(ctx.tx, id)?, state));
    }
    if let Some(on) = wanted.prevent_renewal.filter(|on| *on != user.prevent_renewal) {
        changes.prevent_renewal = Some((access.can::<PreventRenewal>(ctx.tx, id)?, on));
    }
    if let Some(on) = wanted
        .two_factor_required
        .filter(|on| *on != screen.record.two_factor_required)
    {
        let can = access.can::<SwitchTwoFactor>(ctx.tx, id)?;
        ctx.visit.proven()?;
        changes.two_factor_required = Some((can, on));
    }
    Ok(changes)
}

/// Returns the fields that differ, in words.
fn compared(visit: &Visit, offer: Option<&Offer>, theirs: &Details, yours: &Details) -> Vec<Compared> {
    let t = &visit.t;
    let origin = |value: &str| offer.map(|offer| offer.origin(value)).unwrap_or_default();
    let location = |value: &str| offer.map(|offer| offer.location(value)).unwrap_or_default();
    let plain = |value: &str| value.trim().to_owned();
    let unit = |value: &str| {
        value
            .parse()
            .map(|unit| tree::path(&visit.access, unit))
            .unwrap_or_default()
    };
    let tick = |value: &str| t.get(if value.is_empty() { "common-no" } else { "common-yes" });
    let language = |value: &str| {
        Language::from_code(value)
            .map(|language| language.own_name().to_owned())
            .unwrap_or_default()
    };
    type Of = fn(&Details) -> &Field;
    type Say<'a> = &'a dyn Fn(&str) -> String;
    let rows: [(&str, Of, Say<'_>); 10] = [
        ("user-display-name", |of| &of.display_name, &plain),
        ("common-org-unit", |of| &of.unit, &unit),
        ("user-email", |of| &of.email, &plain),
        ("user-origin", |of| &of.origin, &origin),
        ("user-location", |of| &of.location, &location),
        ("user-enabled", |of| &of.enabled, &tick),
        ("user-prevent-renewal", |of| &of.prevent_renewal, &tick),
        ("user-two-factor", |of| &of.two_factor_required, &tick),
        ("user-language", |of| &of.language, &language),
        ("user-time-zone", |of| &of.time_zone, &plain),
    ];
    let fields = rows.into_iter();
    versions::compared(
        t,
        fields.map(|(label, of, say)| (label, say(&of(theirs).value), say(&of(yours).value))),
    )
}

impl Screen {
    fn shown(&self, visit: &Visit, details: Details, conflict: Option<Conflict>) -> Result<EditPage> {
        let (t, access, user) = (&visit.t, &visit.access, &self.user);
        let may = May::of(access, user);
        let mut mistakes = labelled(t, details.mistakes(), &LABELS);
        mistakes.extend(self.roles.mistakes(t));
        let unit = details.unit.value.parse().unwrap_or(user.unit);
        let units = may
            .leave
            .then(|| tree::choices(access, &find::editable(access), Some(unit)));
        let here = format!("/users/{}", user.id);
        let tab = Shown::Details {
            mistakes: mistakes.len(),
        };
        Ok(EditPage {
            shell: visit.shell()?,
            t: *t,
            head: Head::of(visit, user, &self.record, &self.back, tab),
            action: self.back.keep(&here),
            cancel: self.back.target(LIST).to_owned(),
            version: user.version,
            read_only: may.edit.as_ref().map(|refusal| visit.why_not(refusal)),
            mistakes,
            conflict,
            unit_path: tree::path(access, unit),
            find_units: units.as_ref().map_or("", |units| find::url(units, find::Purpose::Edit)),
            look: units
                .as_ref()
                .and_then(|units| tree::look(access, &find::editable(access), units, &details.find_unit)),
            units,
            languages: choices::languages(visit.languages, &details.language.value),
            zones: choices::zones(&details.time_zone.value),
            email_state: self.email_state(t),
            password_state: self.password_state(t),
            password_url: self.back.keep(&format!("{here}/password")),
            password_reason: may.password.as_ref().map(|refusal| visit.why_not(refusal)),
            rename_url: self.back.keep(&format!("{here}/rename")),
            failed: user.failed,
            glance: glance(visit, &self.record),
            user_id: user.id,
            roles: self.roles_card(visit, &may),
            behalf: self.behalf.clone(),
            employee: self.employee.clone(),
            origin: self.origin.clone(),
            origin_facts: self.origin_facts(t),
            email_required: self.record.email_required,
            details,
            may,
        })
    }

    fn roles_card(&self, visit: &Visit, may: &May) -> Card {
        match may.edit {
            Some(_) => self.roles.clone().only_read().card(visit),
            None => self.roles.card(visit),
        }
    }

    fn origin_facts(&self, t: &Texts) -> Vec<(String, String)> {
        let facts = [
            ("user-origin", &self.record.origin),
            ("user-location", &self.record.location),
        ];
        let shown = facts.into_iter().filter(|_| self.origin.is_some());
        shown
            .map(|(label, name)| (t.get(label), name.clone().unwrap_or_default()))
            .collect()
    }

    fn email_state(&self, t: &Texts) -> String {
        match (&self.user.email, self.record.email_confirmed_at) {
            (None, _) => String::new(),
            (Some(_), Some(at)) => t.one("user-email-confirmed", "date", t.date(at)),
            (Some(_), None) => t.get("user-email-unconfirmed"),
        }
    }

    fn password_state(&self, t: &Texts) -> String {
        if !self.user.has_password {
            return t.get("user-password-none");
        }
        let set = self
            .record
            .password_set_at
            .map(|at| t.one("user-password-set", "date", t.date(at)));
        let must = self.record.must_change_password && !self.user.shared;
        let must = must.then(|| t.get("user-password-must-change"));
        let outgrown = self.outgrown.then(|| t.get("user-password-outgrown"));
        [set, must, outgrown]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Redirects back to the page, which says what has changed.
    fn saved(&self, t: &Texts, changed: Vec<Compared>) -> Outcome {
        let target = self.back.keep(&format!("/users/{}", self.user.id));
        Outcome::Commit(Answer::see_other(&target).saying(versions::saved(t, changed)))
    }

    /// Answers 422: the page as typed, with the mistakes.
    fn invalid(&self, visit: &Visit, details: Details) -> Result<Outcome> {
        let page = self.shown(visit, details, None)?;
        Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
    }

    /// Answers 403: the page as typed, with the refusal at the role it is about.
    fn refused(&self, visit: &Visit, details: Details, refusal: &Refusal) -> Result<Outcome> {
        let page = self.shown(visit, details, None)?;
        refusal::again(&page, refusal)
    }

    /// Answers 409: both versions side by side. The form holds the reader's values and the stored version's number, so
    /// a second Save decides.
    fn conflicting(
        &self,
        visit: &Visit,
        stored: &Details,
        details: Details,
        roles: Option<Compared>,
    ) -> Result<Outcome> {
        let rows = compared(visit, self.origin.as_ref(), stored, &details);
        let conflict = Conflict::new(
            &visit.t,
            self.record.updated_by.clone(),
            Some(self.record.updated_at),
            rows.into_iter().chain(roles).collect(),
        );
        let page = self.shown(visit, details, Some(conflict))?;
        Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid)
    }
}
