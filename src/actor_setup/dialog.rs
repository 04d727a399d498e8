//! The page that asks before something of the set-up is deleted.
use crate::error::Result;
use crate::web::i18n::Texts;
use crate::web::shell::Shell;
use crate::web::visit::Visit;
use askama::Template;

#[derive(Template)]
#[template(path = "actor_setup/delete.html")]
pub struct DeletePage {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    cancel: String,
    /// Why it stays.
    pub stays: Option<String>,
    /// What goes with it.
    pub goes: Vec<String>,
}

impl DeletePage {
    /// `stays`: id of the text why it is not deleted, if it is not.
    pub fn new(visit: &Visit, name: &str, action: String, (cancel, stays): (String, Option<&str>)) -> Result<Self> {
        let t = visit.t;
        Ok(Self {
            shell: visit.shell()?,
            t,
            title: t.one("actor-setup-delete-title", "name", name),
            action,
            cancel,
            stays: stays.map(|id| t.get(id)),
            goes: Vec::new(),
        })
    }

    /// Empty where there is nothing to press.
    fn label(&self) -> String {
        match self.stays {
            Some(_) => String::new(),
            None => self.t.get("actor-setup-delete"),
        }
    }
}
