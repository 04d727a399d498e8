//! The head of every page of an actor: who it is, its state, what can be done (P-26).
use super::Back;
use crate::access::fixed::TOP;
use crate::access::permission::Permission;
use crate::actors::actions::{Archive, Delete, Unarchive};
use crate::actors::{Actor, MergeActor, PATH, image, merge};
use crate::web::group_name::{role_list_name, role_name};
use crate::web::menu;
use crate::web::parts::Tab;
use crate::web::several::Bulk;
use crate::web::visit::Visit;
use url::form_urlencoded;

/// A button that leads to the page that asks before it acts.
pub struct Act {
    pub id: &'static str,
    pub label: String,
    pub url: String,
    pub icon: &'static str,
    pub class: &'static str,
    /// Whether the page opens as a dialog if scripts run.
    pub dialog: bool,
    /// Why the action is not possible, if it is not.
    pub reason: Option<String>,
}

/// The state of the actor.
pub struct Chip {
    pub text: String,
    pub tone: &'static str,
    pub icon: &'static str,
}

pub struct Head {
    pub back: String,
    pub list: String,
    pub name: String,
    /// The address of the image, if there is one.
    pub image: Option<String>,
    /// Number, roles, unit.
    pub about: String,
    /// None for an actor that is not created yet.
    pub chip: Option<Chip>,
    pub buttons: Vec<Act>,
    /// Shown as a warning wherever the actor is shown (SPEC A-2).
    pub remarks: String,
}

impl Head {
    pub fn of(visit: &Visit, actor: &Actor, back: &Back) -> Self {
        let roles = visit.access.snapshot().actor_roles();
        let names = actor.roles.iter().filter_map(|id| roles.get(*id));
        let names: Vec<String> = names.map(|role| role_name(&visit.t, role)).collect();
        let unit = visit.access.seen_unit(actor.unit).map(|unit| unit.name.to_string());
        let about = [Some(actor.number.clone()), Some(names.join(", ")), unit];
        let about: Vec<String> = about.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        Self {
            back: back.target(PATH).to_owned(),
            list: list_name(visit, back.target(PATH)),
            name: actor.name.clone(),
            image: image::url(actor),
            about: about.join(" · "),
            chip: Some(chip(visit, actor)),
            buttons: buttons(visit, actor, back),
            remarks: actor.remarks.clone(),
        }
    }

    pub fn of_new(visit: &Visit, title: String, back: &Back) -> Self {
        Self {
            back: back.target(PATH).to_owned(),
            list: list_name(visit, back.target(PATH)),
            name: title,
            image: None,
            about: visit.t.get("actor-new-text"),
            chip: None,
            buttons: Vec::new(),
            remarks: String::new(),
        }
    }
}

/// Returns the name of the list that `target` leads back to.
fn list_name(visit: &Visit, target: &str) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let role = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| path == PATH && name == "role");
    let role = role.and_then(|(_, name)| visit.access.snapshot().actor_roles().named(&name));
    role.map_or_else(|| visit.t.get("menu-actors"), |role| role_list_name(&visit.t, role))
}

/// Returns the tabs Details and Notes, and Activity for readers who may read the log.
pub fn tabs(visit: &Visit, actor: &Actor, back: &Back, current: &str) -> Vec<Tab> {
    let page = format!("{PATH}/{}", actor.id);
    let log = menu::ACTIVITY.opens(&visit.access);
    let all = [
        ("actor-tab-details", page.clone(), "details", true),
        ("actor-tab-notes", format!("{page}/notes"), "notes", true),
        ("user-tab-activity", format!("{page}/activity"), "activity", log),
    ];
    let shown = all.into_iter().filter(|(.., shown)| *shown);
    let tab = |(label, url, name, _): (&str, String, &str, bool)| Tab {
        label: visit.t.get(label),
        url: back.keep(&url),
        current: name == current,
        ..Tab::default()
    };
    shown.map(tab).collect()
}

fn chip(visit: &Visit, actor: &Actor) -> Chip {
    let (text, tone, icon) = match actor {
        actor if actor.is_archived() => ("actor-state-archived", "", "folder"),
        Actor { enabled: false, .. } => ("actor-state-disabled", "warn", "ban"),
        _ => ("actor-state-active", "ok", "circle-check"),
    };
    Chip {
        text: visit.t.get(text),
        tone,
        icon,
    }
}

fn buttons(visit: &Visit, actor: &Actor, back: &Back) -> Vec<Act> {
    let access = &visit.access;
    let page = back.keep(&format!("{PATH}/{}", actor.id));
    let archive = match actor.is_archived() {
        true => act::<Unarchive>(visit, actor, &page),
        false => act::<Archive>(visit, actor, &page),
    };
    // Absent for readers without the right (P-26).
    let merge = access.holds(Permission::MERGE_ACTORS, TOP).then(|| Act {
        id: "merge",
        label: visit.t.get("actor-merge"),
        url: merge::pages::url(actor.id, &page),
        icon: "git-merge",
        class: "",
        dialog: false,
        reason: access
            .allows::<MergeActor>(actor)
            .err()
            .map(|refusal| visit.why_not(&refusal)),
    });
    // Leads back to the list, because the actor is gone afterwards.
    let delete = act::<Delete>(visit, actor, back.target(PATH));
    merge.into_iter().chain([archive, delete]).collect()
}

/// Returns the button that opens the list's own page for this action.
fn act<B: Bulk<Row = Actor>>(visit: &Visit, actor: &Actor, from: &str) -> Act {
    Act {
        id: B::WORD,
        label: visit.t.one(B::BUTTON, "count", 1),
        url: B::address([actor.id], from),
        icon: B::ICON,
        class: if B::DANGER { "btn-danger" } else { "" },
        dialog: true,
        reason: B::why_not(visit, actor),
    }
}
