//! Several links, or several tabs of one, in one browser (SECURITY TK2, TK5): a form is good for the link it was
//! shown for and for no other, and says how that one stands.
use super::{CARL, NEW, fresh, path, press, use_link, waiting};
use crate::addresses;
use crate::mail::with_mail;
use crate::support::page::{Form, Page};
use crate::support::{TestApp, cast};

const LONE: i64 = cast::LOCKED.id;

/// The form of a link in a browser, filled in.
fn filled(page: &Page) -> Form {
    page.form("main form").fill("password", NEW).fill("again", NEW)
}

fn hash(app: &TestApp, user: i64) -> String {
    app.db
        .text(&format!("SELECT password_hash FROM users WHERE id = {user}"))
}

/// An activation link of somebody else than Carl.
fn lones(app: &TestApp) -> String {
    app.db
        .run(&format!("UPDATE users SET password_hash = NULL WHERE id = {LONE}"));
    let url = format!("/users/{LONE}/links");
    let page = app
        .log_in(cast::MANAGER_NORTH)
        .post(&url, &[("purpose", "activation"), ("deed", "create")]);
    path(&page.follow())
}

#[test]
fn tk5_the_form_of_one_link_never_sets_the_password_of_another() {
    let app = TestApp::start();
    waiting(&app);
    let (carls, lones, visitor) = (fresh(&app), lones(&app), app.visitor());
    let first = visitor.get(&carls).follow();
    assert!(first.says("Choose a password for carl"));
    let second = visitor.get(&lones).follow();
    let page = filled(&first).submit();
    assert_eq!(
        (page.status, page.text(".note.warn, [role=alert]").is_empty()),
        (409, false)
    );
    assert!(
        page.says("Nothing was done") && page.says("Choose a password for lone"),
        "{}",
        page.text("main")
    );
    assert_eq!((hash(&app, 202), hash(&app, LONE)), (String::new(), String::new()));
    assert_eq!(filled(&second).submit().status, 303);
    assert_eq!((hash(&app, 202).is_empty(), hash(&app, LONE).is_empty()), (true, false));
    assert_eq!(use_link(&visitor, &carls).status, 303);
}

/// Of another purpose, too: the browser holds one link.
#[test]
fn tk5_a_form_whose_link_the_browser_holds_no_more_asks_to_open_it_again() {
    let app = TestApp::start();
    let (reset, visitor) = (fresh(&app), app.visitor());
    let form = filled(&visitor.get(&reset).follow());
    visitor.get(&lones(&app));
    let before = hash(&app, 202);
    let page = form.submit();
    assert_eq!((page.status, page.text("h1")), (410, "Open the link again".into()));
    assert_eq!(hash(&app, 202), before);
}

#[test]
fn tk2_of_two_tabs_of_one_link_the_second_says_that_it_was_used() {
    let app = TestApp::start();
    waiting(&app);
    let (link, visitor) = (fresh(&app), app.visitor());
    let tabs = [(); 2].map(|()| filled(&visitor.get(&link).follow()));
    let [first, second] = tabs.map(Form::submit);
    assert_eq!((first.status, second.status), (303, 410));
    assert_eq!(second.text("h1"), "This link has been used");
}

/// The cookie that carries the secret lives for half an hour.
#[test]
fn a_form_that_was_open_for_too_long_says_to_open_the_link_again_and_then_it_works() {
    let app = TestApp::start();
    waiting(&app);
    let (link, visitor) = (fresh(&app), app.visitor());
    let form = filled(&visitor.get(&link).follow());
    visitor.forget_cookies();
    let page = form.submit();
    assert_eq!((page.status, page.text("h1")), (410, "Open the link again".into()));
    assert!(
        page.says("30 minutes") && page.says("once more"),
        "{}",
        page.text("main")
    );
    assert_eq!(visitor.get("/activate").text("h1"), "Open the link again");
    assert_eq!(use_link(&visitor, &link).status, 303);
}

/// Nobody learns from an id how its link stands, or does anything with it.
#[test]
fn which_link_a_form_is_for_cannot_be_made_up() {
    let app = TestApp::start();
    waiting(&app);
    let link = fresh(&app);
    let id = app.db.text("SELECT max(id) FROM links");
    for made_up in ["", "1", &id, "zz", &"00".repeat(60)] {
        let fields = [("link", made_up), ("password", NEW), ("again", NEW)];
        let page = app.visitor().post("/activate", &fields);
        assert_eq!(
            (page.status, page.text("h1")),
            (410, "Open the link again".into()),
            "{made_up}"
        );
        let holder = app.visitor();
        holder.get(&link);
        assert_eq!(holder.post("/activate", &fields).status, 409, "{made_up}");
    }
    assert_eq!(hash(&app, 202), "");
}

#[test]
fn a_dead_link_that_is_opened_leaves_the_open_one_alone() {
    let app = TestApp::start();
    waiting(&app);
    let dead = fresh(&app);
    let (link, visitor) = (fresh(&app), app.visitor());
    let form = filled(&visitor.get(&link).follow());
    assert_eq!(visitor.get(&dead).status, 410);
    assert_eq!(form.submit().status, 303);
}

#[test]
fn u51_a_withdrawn_link_says_what_withdrew_it() {
    let app = TestApp::start();
    let said = |link: &str| app.visitor().get(link).text("h1 + p");
    let link = fresh(&app);
    app.log_in(cast::CASHIER_NORTH);
    assert_eq!(
        said(&link),
        "Its user has logged in since, so it is not needed any more."
    );
    let (link, newer) = (fresh(&app), fresh(&app));
    assert_eq!(said(&link), "A newer link has taken its place. Use that one.");
    press(&app.log_in(cast::MANAGER_NORTH), "revoke");
    assert_eq!(said(&newer), "Somebody revoked it.");
    let link = fresh(&app);
    let carl = app.log_in(cast::CASHIER_NORTH);
    app.db
        .run("UPDATE links SET revoked_at = NULL, revoked_how = NULL WHERE id = (SELECT max(id) FROM links)");
    let form = carl
        .get("/account/password")
        .form("main form")
        .fill("current_password", cast::PASSWORD);
    assert_eq!(form.fill("new_password", NEW).fill("again", NEW).submit().status, 303);
    assert_eq!(said(&link), "The password has been changed since.");
    let link = fresh(&app);
    let mona = app.log_in(cast::MANAGER_NORTH);
    mona.get("/users/deactivate?id=202").form("main form").submit();
    assert!(said(&link).contains("or somebody revoked it"), "{}", said(&link));
    assert_eq!(mona.get(CARL).status, 200);
}

/// AU10: the same for links that confirm an address.
#[test]
fn the_form_of_one_address_never_confirms_another() {
    let (app, smtp) = with_mail();
    let mut opened = Vec::new();
    let visitor = app.visitor();
    for who in [cast::CASHIER_NORTH, cast::MANAGER_NORTH] {
        let address = format!("{}.ny@chain.example", who.login);
        addresses::change_own(&app.log_in(who), &address);
        let path = smtp.wait_for_words(&address, "confirm it").path("/confirm-email");
        opened.push(visitor.get(&path).follow());
    }
    let confirmed = || {
        app.db
            .text("SELECT coalesce(string_agg(id::text, ','), '') FROM users WHERE email_confirmed_at IS NOT NULL")
    };
    let page = opened[0].form("main form").submit();
    assert_eq!((page.status, confirmed().as_str()), (409, ""), "{}", page.text("main"));
    assert!(page.says("mona.ny@chain.example"));
    assert_eq!(page.form("main form").submit().status, 303);
    assert_eq!(confirmed(), "201");
    assert_eq!(
        opened[1].form("main form").submit().text("h1"),
        "This link has been used"
    );
}
