//! Actors → Actor groups: groups and their members, within what one may see (SPEC A-6, P-12).
use crate::actor_setup_roles::{FORM, actor, details, made, make, setter};
use crate::security::TRACES;
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::{TestApp, cast, unit};

const LIST: &str = "/setup/actors/groups";

fn create(client: &Client, name: &str, role: &str) -> Page {
    let form = client.get(&format!("{LIST}/new")).form(FORM);
    form.fill("name", name).choose("role", role).submit()
}

/// The page of the members of a new group.
fn group(client: &Client, name: &str, role: &str) -> String {
    let page = create(client, name, role);
    assert_eq!(page.status, 303, "{}", page.text("main"));
    page.location().to_owned()
}

/// An actor that is found by its name.
fn findable(app: &TestApp, id: i64, name: &str, unit: i64, role: i64) {
    actor(app, id, name, unit, &[role]);
    for word in keyholder::text::words(name) {
        app.db.run(&format!(
            "INSERT INTO actor_words VALUES ('{word}', {role}, lower('{name}'), {id}, {unit}, true)"
        ));
    }
}

fn found(page: &Page) -> Vec<String> {
    page.texts("#actor-found label .cut")
}

fn add(client: &Client, path: &str, find: &str, actor: i64) -> Page {
    let page = client.get(&format!("{path}?actor_find={find}"));
    page.form("#add").choose("actor", actor).submit()
}

#[test]
fn a6_members_are_found_by_name_added_and_taken_out() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    findable(&app, 500, "Bodil Bager", unit::AALBORG, 1);
    findable(&app, 501, "Bodil Skipper", unit::ODENSE, 1);
    let path = group(&admin, "Club", "");
    assert_eq!(
        found(&admin.get(&format!("{path}?actor_find=bod"))),
        ["Bodil Bager", "Bodil Skipper"]
    );
    let page = add(&admin, &path, "bod+bag", 500).follow();
    assert!(page.says("Bodil Bager is a member now."), "{}", page.text("#toasts"));
    assert_eq!(page.texts("#members th[scope=row]"), ["Bodil Bager"]);
    let again = add(&admin, &path, "bod", 500);
    assert!(
        again.status == 422 && again.says("is a member already"),
        "{}",
        again.text("main")
    );
    let told = "SELECT p.details->>'actor' FROM activity_personal p JOIN activity a ON a.id = p.activity_id WHERE a.type = 'actor_setup.member_added' AND p.person_id = -500";
    assert_eq!(app.db.text(told), "A500 Bodil Bager");
    assert_eq!(details(&app, "actor_setup.member_added")["group"], "Club");
    let page = page.form("#members").press_sending("leaves", "500").follow();
    assert!(page.says("no longer a member") && page.says("No members that you may see."));
    let entry = "SELECT unit_id FROM activity WHERE type = 'actor_setup.member_removed'";
    assert_eq!(app.db.number(entry), unit::AALBORG);
}

#[test]
fn p12_actors_outside_access_are_neither_found_nor_shown_nor_touched() {
    let app = TestApp::start();
    let (admin, mona) = (app.log_in(cast::ADMINISTRATOR), setter(&app));
    findable(&app, 500, "Bodil Bager", unit::AALBORG, 1);
    findable(&app, 501, "Bodil Skipper", unit::ODENSE, 1);
    let path = group(&admin, "Club", "");
    assert_eq!(add(&admin, &path, "bod", 501).status, 303);
    assert_eq!(found(&mona.get(&format!("{path}?actor_find=bod"))), ["Bodil Bager"]);
    assert!(!mona.get(&path).says("Bodil Skipper"));
    let before = app.db.fingerprint(TRACES);
    for (field, actor) in [
        ("actor", "501"),
        ("leaves", "501"),
        ("actor", "999"),
        ("leaves", "999"),
        ("leaves", "500"),
    ] {
        assert_eq!(mona.post(&path, &[(field, actor)]).status, 404, "{field} {actor}");
    }
    app.db.assert_same(&before);
    assert_eq!(add(&mona, &path, "bod", 500).status, 303);
    assert_eq!(app.db.number("SELECT count(*) FROM actor_group_members"), 2);
}

/// The level of division counts here as in every list of actors.
#[test]
fn a6_a_division_lets_actors_of_other_units_be_found_without_naming_the_unit() {
    let app = TestApp::start();
    let (admin, mona) = (app.log_in(cast::ADMINISTRATOR), setter(&app));
    findable(&app, 501, "Bodil Skipper", unit::ODENSE, 1);
    let path = group(&admin, "Club", "");
    assert_eq!(
        admin
            .get("/setup/actors")
            .form(FORM)
            .choose("division", "1")
            .submit()
            .status,
        303
    );
    let page = mona.get(&format!("{path}?actor_find=bod"));
    assert_eq!(found(&page), ["Bodil Skipper"]);
    assert!(!page.text("#actor-found").contains("Odense"));
    assert_eq!(add(&mona, &path, "bod", 501).status, 303);
}

#[test]
fn a6_a_group_for_a_role_takes_actors_with_the_role_only() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    findable(&app, 500, "Bodil Bager", unit::AALBORG, 1);
    findable(&app, 501, "Bodil Skipper", unit::ODENSE, 2);
    let path = group(&admin, "Suppliers of fish", "2");
    assert_eq!(found(&admin.get(&format!("{path}?actor_find=bod"))), ["Bodil Skipper"]);
    let page = admin.post(&path, &[("actor", "500")]);
    assert!(
        page.status == 422 && page.says("lacks the role"),
        "{}",
        page.text("main")
    );
    assert_eq!(admin.post(&path, &[]).status, 422);
    let other = group(&admin, "Anybody", "");
    assert_eq!(add(&admin, &other, "bager", 500).status, 303);
    let form = admin.get(other.trim_end_matches("/members")).form(FORM);
    let page = form.clone().choose("role", "2").submit();
    assert!(
        page.status == 422 && page.says("lack this role"),
        "{}",
        page.text("main")
    );
    assert_eq!(form.choose("role", "1").submit().status, 303);
}

#[test]
fn a6_groups_are_named_once_found_renamed_and_deleted_and_a_role_they_are_for_stays() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let role = made(&make(&admin, "vip", "Vip", false));
    let path = group(&admin, "Club of friends", &role.to_string());
    let own = path.trim_end_matches("/members").to_owned();
    let page = create(&admin, "CLUB OF FRIENDS", "");
    assert!(
        page.status == 422 && page.says("has this name"),
        "{}",
        page.text("main")
    );
    assert_eq!(
        admin.get(&format!("{LIST}?q=fri")).texts("tbody th"),
        ["Club of friends"]
    );
    assert!(
        admin.get(&format!("{LIST}?q=xyz")).says("clear") || admin.get(&format!("{LIST}?q=xyz")).count("tbody") == 0
    );
    let form = admin.get(&own).form(FORM);
    assert_eq!(form.clone().fill("name", "Friends").submit().status, 303);
    assert_eq!(form.fill("name", "Guests").submit().status, 409);
    let ask = admin.get(&format!("/setup/actors/roles/{role}/delete"));
    assert!(
        ask.says("A group of actors is for this role alone."),
        "{}",
        ask.text("main")
    );
    assert_eq!(
        admin
            .get(&format!("{own}/delete"))
            .form("#dialog form")
            .submit()
            .location(),
        LIST
    );
    assert_eq!((admin.get(&own).status, admin.get(&path).status), (404, 404));
    assert_eq!(details(&app, "actor_setup.group_deleted")["group"], "Friends");
}

#[test]
fn a6_many_groups_and_many_members_are_paged() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    app.db.run(
        "INSERT INTO actor_groups (id, name, name_key, sort_name) SELECT n, 'Group ' || n, 'group ' || n, 'group ' || n FROM generate_series(1000, 1060) n;
         INSERT INTO actors (id, kind, name, sort_name, number, number_key, unit_id) SELECT n, 'person', 'Actor ' || n, 'actor ' || n, n, n, 4 FROM generate_series(2000, 2060) n;
         INSERT INTO actor_group_members SELECT 1000, id FROM actors",
    );
    for (path, rows) in [
        (LIST, "#list tbody tr"),
        ("/setup/actors/groups/1000/members", "#members tbody tr"),
    ] {
        let page = admin.get(path);
        assert_eq!(page.count(rows), 50, "{path}");
        let next = page.click(".pager a[rel=next]");
        assert_eq!(
            (next.count(rows), next.has(".pager a[rel=next]")),
            (11, false),
            "{path}"
        );
        assert_eq!(next.click(".pager a[rel=prev]").count(rows), 50, "{path}");
    }
}

#[test]
fn p26_without_the_right_groups_are_read_and_stay() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    findable(&app, 500, "Bodil Bager", unit::AALBORG, 1);
    let path = group(&admin, "Club", "");
    add(&admin, &path, "bod", 500);
    let carl = app.log_in(cast::CASHIER_NORTH);
    assert_eq!((carl.get(LIST).status, carl.get(&path).status), (403, 403));
    app.db.give(
        cast::CASHIER_NORTH.id,
        "navigation.access.actors.setup",
        unit::TOP,
        true,
    );
    let page = carl.get(&path);
    assert!(page.says("Bodil Bager") && !page.has("#add") && !page.has("#remove-500"));
    let before = app.db.fingerprint(TRACES);
    assert_eq!(carl.post(&path, &[("leaves", "500")]).status, 403);
    assert_eq!(carl.post(&format!("{LIST}/new"), &[("name", "Mine")]).status, 403);
    let own = path.trim_end_matches("/members");
    assert_eq!(carl.post(own, &[("name", "Mine"), ("version", "1")]).status, 403);
    assert_eq!(carl.post(&format!("{own}/delete"), &[]).status, 403);
    app.db.assert_same(&before);
}
