//! A made-up chain for the gallery.

use chrono::{DateTime, TimeZone, Utc};

use crate::web::{
    i18n::{Language, Texts},
    parts::{Column, Head, Order, Tab},
    shell::{Flash, MenuEntry, MenuGroup, Shell, Theme, Tone, Viewer},
    tree::TreeNode,
    trouble::{Missing, Trouble},
};

pub(super) struct Row {
    pub(super) id: i64,
    pub(super) name: &'static str,
    pub(super) login: &'static str,
    pub(super) unit: &'static str,
    pub(super) failed: i64,
    pub(super) state: (&'static str, &'static str, &'static str),
}

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0)
        .single()
        .unwrap_or_default()
}

fn entry(label: &str, icon: &'static str, count: Option<i64>) -> MenuEntry {
    MenuEntry {
        label: label.into(),
        url: "/dev/ui".into(),
        icon,
        current: label == "Users",
        count,
    }
}

pub(super) fn shell(t: Texts, theme: Theme) -> Shell {
    let group = |label: &str, entries| MenuGroup {
        label: label.into(),
        entries,
    };
    let security = vec![
        entry("Users", "users", Some(1187)),
        entry("Groups", "users-group", None),
        entry("Memberships", "link", None),
        entry("Organizational units", "sitemap", None),
        entry("Login security", "shield-lock", None),
    ];
    Shell {
        t,
        theme,
        shortcuts: true,
        roomy: false,
        path: "/dev/ui".into(),
        installation: "Nordlys Retail A/S".into(),
        contact: None,
        languages: Language::ALL.to_vec(),
        viewer: Viewer {
            name: "Astrid Lindegaard".into(),
            unit: "Head office, Taastrup".into(),
            clerk: None,
            clerks: true,
        },
        menu: vec![
            group("Security", security),
            group("Actors", vec![entry("Customers", "address-book", None)]),
            group("Setup", vec![entry("Setup", "settings", None)]),
        ],
        flash: Some(Flash {
            tone: Tone::Done,
            text: "Ditte Abildgaard".into(),
        }),
        now: noon(),
    }
}

pub(super) fn trouble(status: u16) -> Trouble {
    let mut trouble = Trouble::new(if status == 0 { 404 } else { status }, "7f3a-19c2");
    trouble.back = "/dev/ui".into();
    if trouble.status == 403 {
        trouble.missing = Some(Missing {
            right: "Delete user".into(),
            unit: Some("Aarhus C".into()),
            granters: vec!["Astrid Lindegaard".into(), "Birgit Damgaard".into()],
        });
    }
    trouble.retry_after = matches!(trouble.status, 429 | 503).then_some(30);
    trouble
}

pub(super) fn units() -> Vec<TreeNode> {
    let regions = ["Hovedstaden", "Sjælland", "Syddanmark", "Midtjylland"];
    let region = |(i, name): (usize, &&str)| {
        let first = 10 * (i as i64 + 1);
        let stores = (1..7).map(|n| TreeNode::new(first + n, format!("{name} {n}")));
        let mut node = TreeNode::new(first, *name).above(stores.collect());
        node.hint = node.children.len().to_string();
        node.icon = "map-pin";
        node
    };
    let mut top = TreeNode::new(1, "Nordlys Retail A/S");
    top.icon = "building";
    vec![top.above(regions.iter().enumerate().map(region).collect())]
}

pub(super) fn heads() -> Vec<Head> {
    let head = |label: &str, class, sorted| Head {
        label: label.into(),
        class,
        url: (class != "c-grp").then(|| "/dev/ui".into()),
        sorted,
    };
    vec![
        head("Display name", "c-disp", Some(Order::Ascending)),
        head("Name", "c-name", None),
        head("Org. unit", "c-unit", None),
        head("Groups", "c-grp", None),
        head("Last active", "c-last", None),
        head("Failed", "c-fail num", None),
        head("Status", "c-state", None),
    ]
}

pub(super) fn rows() -> Vec<Row> {
    let row = |id, name, login, unit, failed, state| Row {
        id,
        name,
        login,
        unit,
        failed,
        state,
    };
    let active = ("Active", "", "");
    vec![
        row(11, "Ali Hassan", "ali.hass", "Lyngby Storcenter", 0, active),
        row(12, "Birgit Damgaard", "birgit.dam", "Taastrup", 0, active),
        row(
            15,
            "Ditte Abildgaard",
            "ditte.ab",
            "Rosengårdcentret",
            5,
            ("Locked", "bad", "lock"),
        ),
        row(
            16,
            "Emil Lauridsen",
            "emil.lav",
            "Herning",
            0,
            ("Waiting for activation", "warn", "mail"),
        ),
        row(
            17,
            "Karen Blicher",
            "karen.bl",
            "Hjørring",
            1,
            ("Deactivated", "off", "user-off"),
        ),
    ]
}

pub(super) fn columns() -> Vec<Column> {
    let column = |key: &str, label: &str, shown, fixed| Column {
        key: key.into(),
        label: label.into(),
        shown,
        fixed,
    };
    vec![
        column("display_name", "Display name", true, true),
        column("unit", "Org. unit", true, false),
        column("email", "Email", false, false),
    ]
}

pub(super) fn tabs() -> Vec<Tab> {
    let tab = |label: &str, current, count, failed| Tab {
        label: label.into(),
        url: "/dev/ui".into(),
        current,
        count,
        failed,
    };
    vec![
        tab("Details", true, Some(2), true),
        tab("Group membership", false, Some(2), false),
        tab("Permissions", false, None, false),
        tab("User info", false, None, false),
        tab("Tokens info", false, Some(0), false),
    ]
}
