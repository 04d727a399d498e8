//! The actor linked to one's own user (SPEC P-21).
use super::*;
use crate::security::TRACES;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, LOCKED};

#[test]
fn p21_everybody_edits_name_address_phone_and_email_of_their_own_actor() {
    let app = start();
    let carl = app.log_in(CASHIER_NORTH);
    let page = carl.get("/account").click("a[href='/account/actor']");
    let form = page.form(FORM);
    let fields: Vec<String> = form.names().into_iter().collect();
    assert_eq!(
        fields,
        [
            "address",
            "city",
            "country",
            "email",
            "name",
            "phone",
            "postal_code",
            "version"
        ]
    );
    let form = form
        .fill("name", "Carl Å. Aagaard")
        .fill("phone", "22 33 44 55")
        .fill("city", "Aalborg");
    assert_eq!(form.submit().follow().text(".toast p"), "Saved.");
    assert_eq!(
        app.db.text("SELECT name || phone FROM actors WHERE id = 504"),
        "Carl Å. Aagaard22 33 44 55"
    );
    assert_eq!(
        names(&app.log_in(ADMINISTRATOR).get("/actors?role=employee&q=22334455")),
        ["Carl Å. Aagaard"]
    );
    assert_eq!(
        app.db
            .text("SELECT details->>'own' FROM activity WHERE type = 'actor.updated' AND user_id = 202"),
        "true"
    );
}

#[test]
fn p21_nothing_else_and_nobody_elses() {
    let app = start();
    let carl = app.log_in(CASHIER_NORTH);
    let before = app.db.fingerprint(TRACES);
    for field in [
        "number",
        "enabled",
        "unit",
        "role",
        "remarks",
        "cvr",
        "kind",
        "user",
        "field-101",
    ] {
        let fields = [("version", "1"), ("name", "Carl"), (field, "1")];
        assert_eq!(carl.post("/account/actor", &fields).status, 400, "{field}");
    }
    for path in ["/actors/504", "/actors/501"] {
        assert_eq!(
            (
                carl.get(path).status,
                carl.post(path, &[("version", "1"), ("name", "x")]).status
            ),
            (403, 403),
            "{path}"
        );
    }
    app.db.assert_same(&before);
    assert_eq!(app.db.text("SELECT name FROM actors WHERE id = 504"), "Carl Aagaard");
}

#[test]
fn mistakes_and_a_save_in_between_keep_what_was_typed() {
    let app = start();
    let carl = app.log_in(CASHIER_NORTH);
    let wrong = carl
        .get("/account/actor")
        .form(FORM)
        .fill("name", "")
        .fill("email", "x")
        .submit();
    assert_eq!(
        (wrong.status, wrong.attrs("#mistakes a", "href")),
        (422, vec!["#name".to_owned(), "#email".to_owned()])
    );
    let form = carl.get("/account/actor").form(FORM).fill("city", "Vejle");
    app.db
        .run("UPDATE actors SET version = 2, phone = '+45 11 22 33 44', updated_by = 2 WHERE id = 504");
    let stale = form.submit();
    assert_eq!((stale.status, stale.form(FORM).value("city")), (409, "Vejle".into()));
    let admin = app.db.text("SELECT display_name FROM users WHERE id = 2");
    assert!(
        stale
            .text(".note-warn[role=alert]")
            .contains(&format!("{admin} saved on"))
    );
    let both = stale.texts(".versions tbody tr");
    assert_eq!(both.len(), 2, "{both:?}");
    assert!(both[0].starts_with("City") && both[0].ends_with("Vejle"), "{both:?}");
    assert!(both[1].starts_with("Phone+45 11 22 33 44"), "{both:?}");
    assert_eq!(stale.form(FORM).submit().status, 303);
}

#[test]
fn without_an_actor_there_is_no_such_page() {
    let app = start();
    app.db.run("DELETE FROM login_counters WHERE user_id = 205");
    let lone = app.log_in(LOCKED);
    assert!(!lone.get("/account").has("a[href='/account/actor']"));
    assert_eq!(lone.get("/account/actor").status, 404);
    assert_eq!(
        lone.post("/account/actor", &[("version", "1"), ("name", "Lone")])
            .status,
        404
    );
}
