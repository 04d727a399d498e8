//! The set-up checklist of an empty installation (SPEC S-3): GET and POST /setup/checklist.
//!
//! Whether a step is done is read from what is there, so it does not matter how it was done. While the checklist is
//! open it is the first screen, and a line of the menu, of whoever may manage Setup. It is closed for good by whoever
//! presses the button, by skipping the last step that is left, and by a job once nothing is left: most steps are done
//! on other screens.
use super::{ManageSetup, store};
use crate::access::fixed::TOP;
use crate::access::{Access, Target, rules};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::jobs::Done;
use crate::mail;
use crate::web::answer::{Answer, Outcome};
use crate::web::group_name::{group_name, role_text};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::Form;
use crate::web::shell::Shell;
use crate::web::visit::{AppState, Ctx, View, Visit};
use askama::Template;
use serde::Deserialize;

/// Where the screen is.
pub const PATH: &str = "/setup/checklist";

/// The steps, in SPEC's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Name,
    Customer,
    Units,
    Groups,
    Users,
    Email,
}

impl Step {
    const ALL: [Step; 6] = [
        Step::Name,
        Step::Customer,
        Step::Units,
        Step::Groups,
        Step::Users,
        Step::Email,
    ];

    /// As in forms, in the database, and in the ids of its texts.
    fn word(self) -> &'static str {
        match self {
            Step::Name => "name",
            Step::Customer => "customer",
            Step::Units => "units",
            Step::Groups => "groups",
            Step::Users => "users",
            Step::Email => "email",
        }
    }

    fn is_done(self, progress: &store::Progress, email: bool) -> bool {
        match self {
            Step::Name => progress.named,
            Step::Customer => progress.customer,
            Step::Units => progress.units,
            Step::Groups => progress.groups,
            Step::Users => progress.users,
            Step::Email => email,
        }
    }

    fn is_skipped(self, progress: &store::Progress) -> bool {
        progress.skipped.iter().any(|skipped| skipped == self.word())
    }

    /// Where it is done: address and text.
    fn links(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Step::Name => &[("/setup/installation", "checklist-name-do")],
            Step::Customer => &[("/org-units/new?parent=1", "checklist-customer-do")],
            Step::Units => &[
                ("/org-units/new", "checklist-units-do"),
                ("/imports?kind=org_units", "checklist-import"),
            ],
            Step::Groups => &[("/groups/new", "checklist-groups-do")],
            Step::Users => &[
                ("/users/new?from=/setup/checklist", "checklist-users-do"),
                ("/imports?kind=users", "checklist-import"),
            ],
            Step::Email => &[("/setup/email", "checklist-email-do")],
        }
    }
}

/// A step as the page shows it.
struct Line {
    step: &'static str,
    title: String,
    text: String,
    done: bool,
    skipped: bool,
    links: Vec<(&'static str, String)>,
    /// For the step about groups: roles to copy, with what they are for.
    roles: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "setup/checklist.html")]
struct ChecklistPage {
    shell: Shell,
    t: Texts,
    lines: Vec<Line>,
    /// Nothing is left to do.
    complete: bool,
    progress: String,
}

/// What the buttons post.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pressed {
    step: Option<Step>,
    /// For a step: it is skipped, or taken up again.
    skip: Option<bool>,
    /// The checklist is closed.
    #[serde(default)]
    close: bool,
}

/// Whether it is the reader's first screen now.
pub fn opens(visit: &Visit) -> bool {
    visit.setting_up && may(&visit.access)
}

fn may(access: &Access) -> bool {
    rules::manage_setup(access, &Target::installation()).is_ok()
}

/// GET /setup/checklist.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    rules::manage_setup(&view.visit.access, &Target::installation())?;
    let progress = store::progress(&mut view.db)?;
    if progress.closed {
        return Err(Error::NotFound);
    }
    let email = mail::is_configured(&mut view.db)?;
    let visit = &view.visit;
    let lines: Vec<Line> = Step::ALL
        .into_iter()
        .map(|step| line(visit, &progress, email, step))
        .collect();
    let left = left(&progress, email);
    Answer::page(&ChecklistPage {
        shell: visit.shell()?,
        t: visit.t,
        complete: left == 0,
        progress: visit
            .t
            .two("checklist-progress", "done", lines.len() - left, "all", lines.len()),
        lines,
    })
}

/// How many steps are neither done nor skipped.
fn left(progress: &store::Progress, email: bool) -> usize {
    let steps = Step::ALL.into_iter();
    steps
        .filter(|step| !step.is_done(progress, email) && !step.is_skipped(progress))
        .count()
}

fn line(visit: &Visit, progress: &store::Progress, email: bool, step: Step) -> Line {
    let (t, word) = (&visit.t, step.word());
    let done = step.is_done(progress, email);
    Line {
        step: word,
        title: t.get(&format!("checklist-{word}")),
        text: t.get(&format!("checklist-{word}-text")),
        done,
        skipped: !done && step.is_skipped(progress),
        links: step.links().iter().map(|(url, text)| (*url, t.get(text))).collect(),
        roles: if step == Step::Groups { roles(visit) } else { Vec::new() },
    }
}

/// Predefined roles that a group can be made from: its copy's address, its name, what it is for.
fn roles(visit: &Visit) -> Vec<(String, String, String)> {
    let groups = visit.access.snapshot().groups();
    let mut roles: Vec<_> = groups.predefined().filter(|role| !role.off).collect();
    roles.sort_unstable_by_key(|role| role.id);
    let role = |id: i64, stored: &str| {
        let url = format!("/groups/{id}/copy?from={PATH}");
        (url, group_name(&visit.t, id, stored), role_text(&visit.t, id, ""))
    };
    roles.into_iter().map(|one| role(one.id, &one.display_name)).collect()
}

/// POST /setup/checklist.
pub fn press(ctx: &mut Ctx<'_, '_>, Form(pressed): Form<Pressed>) -> Result<Outcome> {
    let can = ctx.visit.access.can_here::<ManageSetup>(ctx.tx)?;
    let progress = store::progress(ctx.tx)?;
    if progress.closed {
        return Err(Error::NotFound);
    }
    if pressed.close {
        return closed(ctx);
    }
    let (Some(step), Some(skip)) = (pressed.step, pressed.skip) else {
        return Err(Error::BadRequest("no step".into()));
    };
    let was = step.is_skipped(&progress);
    if was != skip {
        store::skip(ctx.tx, &can, step.word(), skip)?;
        let entry = Entry::new(
            &ctx.visit.author(),
            Event::SetupStepSkipped,
            Subject::Installation,
            Some(TOP),
        );
        activity::record(ctx.tx, entry.fact("step", step.word()).diff("skipped", was, skip))?;
    }
    match nothing_left(ctx.tx)? {
        true => closed(ctx),
        false => Ok(Outcome::Commit(Answer::see_other(PATH))),
    }
}

fn nothing_left(tx: &mut Tx<'_>) -> Result<bool> {
    let (progress, email) = (store::progress(tx)?, mail::is_configured(tx)?);
    Ok(left(&progress, email) == 0)
}

fn closed(ctx: &mut Ctx<'_, '_>) -> Result<Outcome> {
    close(ctx.tx, &ctx.visit.author())?;
    let said = ctx.visit.t.get("checklist-closed");
    let home = menu::home(&ctx.visit.access);
    Ok(Outcome::Commit(Answer::see_other(&home).saying(said)))
}

fn close(tx: &mut Tx<'_>, author: &Author) -> Result<()> {
    store::close_checklist(tx)?;
    let entry = Entry::new(author, Event::SetupChecklistClosed, Subject::Installation, Some(TOP));
    activity::record(tx, entry)?;
    Ok(())
}

/// Closes the checklist once nothing is left (SPEC S-3). This is a job.
///
/// # Errors
/// Any database error.
pub fn close_when_done(tx: &mut Tx<'_>, _: &AppState) -> Result<Done> {
    let open = !store::progress(tx)?.closed;
    let done = open && nothing_left(tx)?;
    if done {
        close(tx, &Author::system())?;
    }
    Ok(Done {
        said: format!("closed {} checklists", u8::from(done)),
        more: false,
    })
}
