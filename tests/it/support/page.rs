//! An answer of the server as a person sees it: status, text, forms.
use super::client::Client;
use scraper::{ElementRef, Html, Selector};
use std::collections::BTreeSet;

#[derive(Clone)]
pub struct Page {
    pub status: u16,
    /// Names in lower case, in the order received.
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// Path and query of the request.
    pub path: String,
    pub client: Client,
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"))
}

/// Returns the text of an element, with each run of blanks as one.
fn words(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Page {
    /// Returns a header, empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(have, _)| have == name);
        found.map_or("", |(_, value)| value)
    }

    pub fn headers(&self, name: &str) -> Vec<&str> {
        let all = self.headers.iter().filter(|(have, _)| have == name);
        all.map(|(_, value)| value.as_str()).collect()
    }

    /// Returns the address that a 303 leads to.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// Returns the page that a 303 leads to.
    pub fn follow(&self) -> Page {
        assert_eq!(self.status, 303, "{} does not lead on: {}", self.path, self.body);
        self.client.get(self.location())
    }

    pub fn has(&self, css: &str) -> bool {
        Html::parse_document(&self.body).select(&selector(css)).next().is_some()
    }

    pub fn count(&self, css: &str) -> usize {
        Html::parse_document(&self.body).select(&selector(css)).count()
    }

    /// Returns the text of the first element; panics if there is none.
    pub fn text(&self, css: &str) -> String {
        let texts = self.texts(css);
        texts
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("no {css} on {} ({}): {}", self.path, self.status, self.body))
    }

    /// Returns the texts of all elements.
    pub fn texts(&self, css: &str) -> Vec<String> {
        Html::parse_document(&self.body)
            .select(&selector(css))
            .map(words)
            .collect()
    }

    /// Whether the page contains this text anywhere.
    pub fn says(&self, text: &str) -> bool {
        self.texts("body").concat().contains(text)
    }

    /// Returns an attribute of the first element that has it, empty if there is none.
    pub fn attr(&self, css: &str, name: &str) -> String {
        self.attrs(css, name).into_iter().next().unwrap_or_default()
    }

    pub fn attrs(&self, css: &str, name: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        html.select(&selector(css))
            .filter_map(|element| element.attr(name))
            .map(str::to_owned)
            .collect()
    }

    /// Follows the first such link.
    pub fn click(&self, css: &str) -> Page {
        let target = self.attr(css, "href");
        assert!(target.starts_with('/'), "no link {css} on {}", self.path);
        self.client.get(&target)
    }

    /// Returns the first such form as rendered.
    pub fn form(&self, css: &str) -> Form {
        let html = Html::parse_document(&self.body);
        let form = html.select(&selector(css)).next();
        let form = form.unwrap_or_else(|| panic!("no form {css} on {} ({}): {}", self.path, self.status, self.body));
        Form::read(self, &html, form)
    }
}

/// A control of a form.
#[derive(Debug, Clone)]
struct Control {
    name: String,
    value: String,
    kind: String,
    /// Unticked boxes and unpressed buttons are not sent.
    sent: bool,
    options: Vec<String>,
    /// Its text, which is the label of a button.
    label: String,
    formaction: Option<String>,
}

/// A form being filled in. Panics at what a person could not do: filling in fields or making choices that do not exist.
#[must_use = "submit it"]
#[derive(Clone)]
pub struct Form {
    client: Client,
    method: String,
    action: String,
    controls: Vec<Control>,
}

impl Form {
    fn read(page: &Page, html: &Html, form: ElementRef<'_>) -> Self {
        let id = form.attr("id").unwrap_or("\u{0}");
        let all = selector("input, select, textarea, button");
        let inside: BTreeSet<_> = form.select(&all).map(|element| element.id()).collect();
        let belongs = |element: &ElementRef<'_>| match element.attr("form") {
            Some(other) => other == id,
            None => inside.contains(&element.id()),
        };
        let enabled = |element: &ElementRef<'_>| element.attr("disabled").is_none();
        let action = form
            .attr("action")
            .filter(|action| !action.is_empty())
            .unwrap_or(&page.path);
        Self {
            client: page.client.clone(),
            method: form.attr("method").unwrap_or("get").to_ascii_uppercase(),
            action: action.to_owned(),
            controls: html.select(&all).filter(belongs).filter(enabled).map(control).collect(),
        }
    }

    /// Returns the names of the fields, each once.
    pub fn names(&self) -> BTreeSet<String> {
        let named = self.controls.iter().filter(|control| !control.name.is_empty());
        named.map(|control| control.name.clone()).collect()
    }

    pub fn action(&self) -> &str {
        &self.action
    }

    /// Returns the value of a field.
    pub fn value(&self, name: &str) -> String {
        let control = self
            .controls
            .iter()
            .find(|control| control.name == name && control.sent);
        control.map(|control| control.value.clone()).unwrap_or_default()
    }

    /// Types into a field.
    pub fn fill(mut self, name: &str, value: impl ToString) -> Self {
        let control = self.one(name, |control| {
            !matches!(control.kind.as_str(), "checkbox" | "radio" | "select" | "submit")
        });
        control.value = value.to_string();
        self
    }

    /// Ticks a box.
    pub fn tick(mut self, name: &str) -> Self {
        self.one(name, |control| control.kind == "checkbox").sent = true;
        self
    }

    /// Ticks the box with this value, of several boxes with the same name.
    pub fn tick_value(mut self, name: &str, value: impl ToString) -> Self {
        let value = value.to_string();
        self.one(name, |control| control.kind == "checkbox" && control.value == value)
            .sent = true;
        self
    }

    /// Unticks the box with this value, of several boxes with the same name.
    pub fn untick_value(mut self, name: &str, value: &str) -> Self {
        self.one(name, |control| control.kind == "checkbox" && control.value == value)
            .sent = false;
        self
    }

    pub fn untick(mut self, name: &str) -> Self {
        self.one(name, |control| control.kind == "checkbox").sent = false;
        self
    }

    /// Chooses an option or a radio button.
    pub fn choose(mut self, name: &str, value: impl ToString) -> Self {
        let value = value.to_string();
        let radio = |control: &Control| control.kind == "radio" && control.name == name;
        if self.controls.iter().any(radio) {
            for control in self.controls.iter_mut().filter(|control| radio(control)) {
                control.sent = false;
            }
            self.one(name, |control| control.kind == "radio" && control.value == value)
                .sent = true;
        } else {
            self.one(name, |control| control.options.contains(&value)).value = value.clone();
        }
        self
    }

    /// Adds a field that is not on the form, which no person could do.
    pub fn forge(mut self, name: &str, value: impl ToString) -> Self {
        self.controls.push(Control {
            name: name.to_owned(),
            value: value.to_string(),
            kind: "forged".into(),
            sent: true,
            options: Vec::new(),
            label: String::new(),
            formaction: None,
        });
        self
    }

    /// Returns the form as if it was in another browser.
    pub fn by(self, client: &Client) -> Self {
        Self {
            client: client.clone(),
            ..self
        }
    }

    /// Sends the form to another address, which no person could do.
    pub fn to(self, action: &str) -> Self {
        Self {
            action: action.to_owned(),
            ..self
        }
    }

    /// Presses the first button, as Enter does.
    pub fn submit(self) -> Page {
        let first = self.controls.iter().position(|control| control.kind == "submit");
        self.send(first)
    }

    /// Presses the button that sends this name and value.
    pub fn press_sending(self, name: &str, value: &str) -> Page {
        let sends = |control: &Control| control.kind == "submit" && control.name == name && control.value == value;
        let found = self.controls.iter().position(sends);
        assert!(found.is_some(), "no button sends {name}={value}");
        self.send(found)
    }

    /// Presses the button with this label.
    pub fn press(self, label: &str) -> Page {
        let found = self
            .controls
            .iter()
            .position(|control| control.kind == "submit" && control.label == label);
        assert!(found.is_some(), "no button {label} among {:?}", self.controls);
        self.send(found)
    }

    /// Sends the form to be checked only, as the page does when a field is left.
    pub fn check(self) -> Page {
        let request = self.client.request("POST", &self.action);
        request.header("keyholder-check", "1").form(&self.fields()).send()
    }

    /// Returns what is sent.
    fn fields(&self) -> Vec<(&str, &str)> {
        let sent = self
            .controls
            .iter()
            .filter(|control| control.sent && !control.name.is_empty());
        sent.map(|control| (control.name.as_str(), control.value.as_str()))
            .collect()
    }

    fn send(mut self, button: Option<usize>) -> Page {
        let mut action = self.action.clone();
        if let Some(button) = button.map(|at| &mut self.controls[at]) {
            button.sent = true;
            action = button.formaction.clone().unwrap_or(action);
        }
        let fields = self.fields();
        if self.method == "POST" {
            return self.client.post(&action, &fields);
        }
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&fields)
            .finish();
        let path = action.split('?').next().unwrap_or_default();
        self.client.get(&format!("{path}?{query}"))
    }

    fn one(&mut self, name: &str, fits: impl Fn(&Control) -> bool) -> &mut Control {
        let names = self.names();
        let found = self
            .controls
            .iter_mut()
            .find(|control| control.name == name && fits(control));
        found.unwrap_or_else(|| panic!("nothing fitting called {name} among {names:?}"))
    }
}

fn control(element: ElementRef<'_>) -> Control {
    let attr = |name| element.attr(name).unwrap_or_default().to_owned();
    let kind = match element.value().name() {
        "input" => attr("type"),
        "button" if element.attr("type").is_none_or(|kind| kind == "submit") => "submit".into(),
        other => other.to_owned(),
    };
    let mut options = Vec::new();
    let mut value = attr("value");
    match kind.as_str() {
        "select" => {
            // Options of a disabled group are left out, because nobody can choose them.
            let all: Vec<_> = element
                .select(&selector("select > option, optgroup:not([disabled]) > option"))
                .collect();
            let worth = |option: &ElementRef<'_>| option.attr("value").map_or_else(|| words(*option), str::to_owned);
            let chosen = all
                .iter()
                .find(|option| option.attr("selected").is_some())
                .or(all.first());
            value = chosen.map(worth).unwrap_or_default();
            options = all.iter().map(worth).collect();
        }
        "textarea" => value = element.text().collect(),
        "checkbox" | "radio" if element.attr("value").is_none() => value = "on".into(),
        _ => {}
    }
    let sent = match kind.as_str() {
        "checkbox" | "radio" => element.attr("checked").is_some(),
        "submit" | "button" | "reset" | "image" => false,
        _ => true,
    };
    Control {
        name: attr("name"),
        label: words(element),
        formaction: element.attr("formaction").map(str::to_owned),
        value,
        kind,
        sent,
        options,
    }
}
