//! Previews of the tab **Permissions**, and many cells at once (SPEC 3.3, P-26).
use crate::permissions::{CELLS, carl_in, mona};
use crate::support::{TestApp, cast, unit};
use crate::users_edit::TRACES;

#[test]
fn a_preview_tells_who_gains_what_where_and_writes_nothing() {
    let app = TestApp::start();
    let page = carl_in(&app.log_in(cast::ADMINISTRATOR), unit::NORTH);
    let before = app.db.fingerprint(&[]);
    let form = page
        .form(CELLS)
        .choose("p1", "allow")
        .choose("p2", "allow")
        .choose("p21", "deny");
    let shown = form.press("Preview");
    assert_eq!(shown.status, 200);
    assert_eq!(app.db.fingerprint(&[]), before);
    let preview = shown.text("#preview");
    assert!(preview.contains("Gives 2 rights in 3 units, takes 1."), "{preview}");
    assert!(
        preview.contains("Edit user in North and 2 units below") && preview.contains("Access in Aalborg"),
        "{preview}"
    );
    assert!(shown.text("#eff-2").contains("after saving"));
    assert_eq!(
        shown.form(CELLS).submit().status,
        303,
        "saving goes on from the preview"
    );
}

#[test]
fn one_row_is_asked_for_as_it_would_be_and_a_refusal_is_told_before_saving() {
    let app = TestApp::start();
    app.db.give(202, "CheckRights", unit::AALBORG, true);
    let mona = mona(&app);
    let form = carl_in(&mona, unit::AALBORG).form(CELLS).choose("p2", "deny");
    let before = app.db.fingerprint(TRACES);
    let part = form.to("/users/202/permissions/preview?unit=4&row=2").submit();
    assert_eq!(part.status, 200);
    assert!(part.text("#eff-2").contains("Not allowed") && part.text("#eff-2").contains("after saving"));
    let told = part.text("#preview");
    assert!(
        told.contains("This account holds Check rights of others in Aalborg") && told.contains("Ask an administrator"),
        "{told}"
    );
    assert!(!part.has("#eff-3") && !part.has("main"));
    app.db.assert_same(&before);
}

#[test]
fn five_thousand_cells_are_one_save() {
    let app = TestApp::start();
    app.db.run("INSERT INTO permissions (id, key, scope, category, label, place) SELECT 2000 + n, 'till.' || n, 'org_unit', 'tills', 'Till ' || n, 900 + n FROM generate_series(0, 4999) n;
        UPDATE access_state SET version = version + 1");
    let admin = app.log_in(cast::ADMINISTRATOR);
    let names: Vec<String> = (2000..7000).map(|id| format!("p{id}")).collect();
    let mut fields = vec![("seen", "")];
    fields.extend(names.iter().map(|name| (name.as_str(), "allow")));
    assert_eq!(admin.post("/users/202/permissions?unit=4", &fields).status, 303);
    assert_eq!(
        app.db.number("SELECT count(*) FROM grants WHERE account_id = 202"),
        5000
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'grants.changed'"),
        1
    );
    fields.iter_mut().skip(1).for_each(|field| field.1 = "deny");
    let seen: Vec<String> = (2000..7000).map(|id| format!("{id}.allow..")).collect();
    let seen = seen.join(";");
    fields[0].1 = &seen;
    assert_eq!(admin.post("/users/202/permissions?unit=4", &fields).status, 303);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM grants WHERE account_id = 202 AND NOT allow"),
        5000
    );
}
