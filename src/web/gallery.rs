//! `/dev/ui`: every component in every state, in both languages and themes. Debug builds only.
//! The names in it are made up; the texts still come from the catalogues.

use crate::session::chosen::{self, PasswordPage};
use actix_web::{HttpResponse, web::Query};
use askama::Template;
use serde::Deserialize;

use super::{
    field::{Choice, Field, Mistake, mistakes},
    i18n::{Language, Texts},
    parts::{Column, Head, Pager, Tab},
    shell::{Gate, Shell, Theme, Tone},
    tree::{Narrowing, TreeNode, choose},
    trouble::{GateTroublePage, TroublePage},
};

mod sample;
use sample::{Row, columns, heads, rows, shell, tabs, trouble, units};

/// Which page is shown, and how.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// One of `ui`, `login`, `code`, `password`, `trouble`, `trouble-out`, `dialog`.
    #[serde(default)]
    page: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    theme: String,
    #[serde(default)]
    status: u16,
}

#[derive(Template)]
#[template(path = "dev/ui.html")]
struct GalleryPage {
    shell: Shell,
    t: Texts,
    tones: [Tone; 4],
    tabs: Vec<Tab>,
    heads: Vec<Head>,
    rows: Vec<Row>,
    pager: Pager,
    columns: Vec<Column>,
    may: Option<String>,
    may_not: Option<String>,
    name: Field,
    display_name: Field,
    email: Field,
    unit: Field,
    chosen: String,
    remarks: Field,
    password: Field,
    enabled: Field,
    zone: Field,
    choices: Vec<Choice>,
    mistakes: Vec<Mistake>,
    tree: Vec<TreeNode>,
    narrowing: Narrowing,
}

#[derive(Template)]
#[template(path = "dev/dialog.html")]
struct DialogPage {
    shell: Shell,
    t: Texts,
    reason: Field,
}

#[derive(Template)]
#[template(path = "session/login.html")]
struct LoginPage {
    gate: Gate,
    t: Texts,
    name: Field,
    password: Field,
    from: String,
    mistakes: Vec<Mistake>,
    error: Option<String>,
    forgot_url: String,
}

#[derive(Template)]
#[template(path = "session/code.html")]
struct CodePage {
    gate: Gate,
    t: Texts,
    text: String,
    code: Option<Field>,
    label: String,
    digits: bool,
    error: Option<String>,
    send: Option<String>,
    stopped: bool,
    others: Vec<(String, String)>,
    restart_url: String,
}

/// Answers `GET /dev/ui`.
pub async fn serve(asked: Query<Asked>) -> HttpResponse {
    match rendered(&asked) {
        Ok(page) => HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page),
        Err(error) => HttpResponse::InternalServerError().body(error.to_string()),
    }
}

fn rendered(asked: &Asked) -> askama::Result<String> {
    let language = Language::from_code(&asked.language).unwrap_or_default();
    let t = Texts::new(language, chrono_tz::Europe::Copenhagen);
    let theme = Theme::from_code(&asked.theme).unwrap_or_default();
    let shell = shell(t, theme);
    let mut gate = Gate::new(t, "Nordlys Retail A/S", "/dev/ui", "page=login");
    gate.contact = Some("support@nordlys.example".into());
    let trouble = trouble(asked.status);
    match asked.page.as_str() {
        "login" => login(t, gate).render(),
        "code" => code(t, gate).render(),
        "password" => new_password(t, gate).render(),
        "trouble" => TroublePage { shell, t, trouble }.render(),
        "trouble-out" => GateTroublePage { gate, t, trouble }.render(),
        "dialog" => DialogPage {
            shell,
            t,
            reason: Field::empty("reason"),
        }
        .render(),
        _ => gallery(t, shell).render(),
    }
}

fn login(t: Texts, gate: Gate) -> LoginPage {
    LoginPage {
        gate,
        t,
        name: Field::new("name", "ditte.ab"),
        password: Field::empty("password"),
        from: String::new(),
        mistakes: Vec::new(),
        error: Some(t.get("error-429-text")),
        forgot_url: "/dev/ui".into(),
    }
}

fn code(t: Texts, gate: Gate) -> CodePage {
    CodePage {
        gate,
        t,
        text: t.get("login-code-text"),
        code: Some(Field::empty("code")),
        label: t.get("login-code"),
        digits: true,
        error: None,
        send: None,
        stopped: false,
        others: vec![(t.get("login-use-recovery"), "/dev/ui".into())],
        restart_url: "/dev/ui".into(),
    }
}

fn new_password(t: Texts, gate: Gate) -> PasswordPage {
    let password = Field::empty("password").refused(t.get("error-400-text"));
    let asked = chosen::Asked {
        title: t.get("login-new-password"),
        text: "Ditte Abildgaard".into(),
        name: "ditte.ab".into(),
        minimum: 15,
        submit: t.get("common-save"),
    };
    PasswordPage::new(gate, asked, [password, Field::empty("again")])
}

fn gallery(t: Texts, shell: Shell) -> GalleryPage {
    let name = Field::new("name", "ditte ab").refused(t.get("error-400-text"));
    let email = Field::new("email", "mette@nordlys.example").refused(t.get("error-409-text"));
    let mut tree = units();
    let chosen = choose(&mut tree, 32).join(" / ");
    GalleryPage {
        shell,
        t,
        tones: [Tone::Done, Tone::Info, Tone::Warning, Tone::Failed],
        tabs: tabs(),
        heads: heads(),
        rows: rows(),
        pager: Pager {
            shown: "1–50".into(),
            previous: Some("/dev/ui".into()),
            next: Some("/dev/ui".into()),
        },
        columns: columns(),
        may: None,
        may_not: Some(t.two("error-need-in", "right", "Delete user", "unit", "Aarhus C")),
        mistakes: mistakes([&name, &email]),
        name,
        email,
        display_name: Field::new("display_name", "Ditte Abildgaard"),
        unit: Field::new("unit", "32"),
        chosen,
        remarks: Field::empty("remarks"),
        password: Field::empty("password"),
        enabled: Field::tick("enabled", true),
        zone: Field::new("zone", "b"),
        choices: vec![
            Choice::new("a", "Europe/Copenhagen"),
            Choice::new("b", "Atlantic/Faroe"),
        ],
        narrowing: Narrowing {
            nodes: tree.clone(),
            all_url: "/dev/ui".into(),
            ..Narrowing::default()
        },
        tree,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_renders_in_every_language_without_a_missing_text() {
        let pages = ["ui", "login", "code", "password", "trouble", "trouble-out", "dialog"];
        for (page, language) in pages.iter().flat_map(|p| ["en", "da"].map(|l| (p, l))) {
            let asked = Asked {
                page: page.to_string(),
                language: language.into(),
                ..Asked::default()
            };
            let html = rendered(&asked).unwrap();
            let missing = html
                .split('[')
                .skip(1)
                .find(|s| s.contains("-") && s.find(']').is_some_and(|e| e < 40));
            assert_eq!(missing.map(|s| &s[..20]), None, "{page} {language}");
        }
    }
}
