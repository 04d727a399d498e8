//! What comes out of the printer (SPEC L-3).
use crate::support::{TestApp, cast};

#[test]
fn l3_a_list_is_printed_dark_on_white_without_what_can_only_be_pressed() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).dark().visit("/users");
    let names = tab.texts("tbody th a");
    assert!(names.len() == 4 && !tab.texts(".rail a").is_empty() && !tab.texts(".bars button").is_empty());
    tab.on_paper();
    assert_eq!(tab.texts("tbody th a"), names);
    assert_eq!(tab.texts("h1 .count"), ["4 active"]);
    for gone in [".rail a", ".bars button", ".bars input", ".pager", ".page-head .btn"] {
        assert_eq!(tab.texts(gone), [""; 0], "{gone}");
    }
    let style = |css: &str, property: &str| {
        tab.string(&format!("getComputedStyle(document.querySelector('{css}')).{property}"))
    };
    assert_eq!(style("body", "backgroundColor"), "rgb(255, 255, 255)");
    let ink = style("tbody th a", "color");
    let red = ink
        .trim_start_matches("rgb(")
        .split(',')
        .next()
        .and_then(|red| red.parse::<u8>().ok());
    assert!(red.is_some_and(|red| red < 100), "{ink}");
}
