//! The browser notices what it promises to notice: a test of the tests.
use crate::support::browser::Tab;
use crate::support::{TestApp, cast};

/// What is complained of after this script ran in a page.
fn after(tab: &Tab, js: &str) -> String {
    tab.script(&format!(
        "(async () => {{ {js}; await new Promise((done) => setTimeout(done, 200)); }})()"
    ));
    tab.complaints().join("\n")
}

#[test]
fn mistakes_of_scripts_are_noticed() {
    let app = TestApp::start();
    let tab = app.tab().visit("/login");
    assert_eq!(after(&tab, "1"), "");
    assert!(after(&tab, "console.error('oh')").contains("oh"));
    assert!(after(&tab, "console.warn('hm')").contains("hm"));
    assert!(after(&tab, "setTimeout(() => { throw new Error('lost') })").contains("lost"));
    assert!(after(&tab, "Promise.reject(new Error('unheard'))").contains("unheard"));
}

#[test]
fn what_the_policy_stops_and_what_is_missing_is_noticed() {
    let app = TestApp::start();
    let tab = app.tab().visit("/login");
    let add = |html: &str| format!("document.querySelector('main').insertAdjacentHTML('beforeend', `{html}`)");
    assert!(after(&tab, &add("<p style='color: red'>Red</p>")).contains("Policy"));
    assert!(after(&tab, &add("<img src='https://elsewhere.example/x.png' alt='x'>")).contains("Policy"));
    assert!(after(&tab, &add("<img src='/static/none.png' alt='x'>")).contains("404"));
}

#[test]
fn what_people_could_not_use_is_noticed() {
    let app = TestApp::start();
    let tab = app.tab().visit("/login");
    assert!(tab.faults().is_empty());
    tab.script("document.querySelector('label[for=name]').remove()");
    assert!(tab.faults().concat().contains("label"));
    let tab = app.tab_of(cast::MANAGER_NORTH).without_script().visit("/users");
    tab.script("document.querySelector('h1').remove()");
    assert!(tab.faults().concat().contains("heading"), "with scripts off, too");
}
