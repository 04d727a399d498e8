//! The head of every tab of a group: its name and what can be done.
use super::{Back, LIST};
use crate::access::{Target, rules};
use crate::activity_log::{self, About};
use crate::groups::{CopyGroup, DeleteGroup, Group};
use crate::web::group_name::group_name;
use crate::web::parts::Tab;
use crate::web::visit::Visit;

/// Which tab is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Details { mistakes: usize },
    Permissions,
    Members,
    Info,
}

pub struct Head {
    pub back: String,
    pub name: String,
    pub display_name: String,
    pub system: bool,
    pub predefined: bool,
    pub copy_url: String,
    pub copy_why: Option<String>,
    pub delete_url: String,
    pub delete_why: Option<String>,
    /// The log of this group, for readers who may open the log.
    pub log_url: Option<String>,
    pub tabs: Vec<Tab>,
}

impl Head {
    pub fn of(visit: &Visit, group: &Group, back: &Back, shown: Shown) -> Self {
        let page = |word: &str| back.keep(&format!("/groups/{}/{word}", group.id));
        let access = &visit.access;
        Self {
            back: back.target(LIST).to_owned(),
            name: group.name.clone(),
            display_name: group_name(&visit.t, group.id, &group.display_name),
            system: group.system,
            predefined: group.predefined,
            copy_url: page("copy"),
            copy_why: access.allows::<CopyGroup>(group).err().map(|no| visit.why_not(&no)),
            delete_url: page("delete"),
            delete_why: access.allows::<DeleteGroup>(group).err().map(|no| visit.why_not(&no)),
            log_url: activity_log::url_of(access, About::Group(group.id)),
            tabs: tabs(visit, group, back, shown),
        }
    }
}

/// Returns the tabs, in the order of SPEC.
fn tabs(visit: &Visit, group: &Group, back: &Back, shown: Shown) -> Vec<Tab> {
    let tab = |label: &str, path: &str, current: bool| Tab {
        label: visit.t.get(label),
        url: back.keep(&format!("/groups/{}{path}", group.id)),
        current,
        ..Tab::default()
    };
    let mut details = tab("group-tab-details", "", matches!(shown, Shown::Details { .. }));
    if let Shown::Details { mistakes } = shown
        && mistakes > 0
    {
        details.count = i64::try_from(mistakes).ok();
        details.failed = true;
    }
    let mut tabs = vec![details];
    if rules::see_permissions(&visit.access, &Target::group(group.id)).is_ok() {
        tabs.push(tab("entities-tab", "/permissions", shown == Shown::Permissions));
    }
    tabs.push(tab("group-tab-members", "/members", shown == Shown::Members));
    tabs.push(tab("group-tab-info", "/info", shown == Shown::Info));
    tabs
}
