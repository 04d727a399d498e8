//! Archive, unarchive and delete (SPEC A-1, U-4, SECURITY DP1).
use super::merge::start_with_axel;
use super::*;
use crate::security::TRACES;
use crate::support::cast::ADMINISTRATOR;

#[test]
fn archiving_asks_first_and_takes_out_of_the_list_and_back() {
    let app = start();
    let mona = keeper(&app);
    let page = mona.get("/actors/archive?id=501&from=%2Factors%3Frole%3Dcustomer");
    assert_eq!(page.text("h1"), "Archive Aksel Ahorn");
    let done = page.form("#dialog form").submit();
    assert_eq!(done.location(), "/actors?role=customer");
    let list = done.follow();
    assert_eq!(
        (list.text(".toast p"), names(&list)),
        ("Aksel Ahorn archived.".into(), vec!["Dina Dam".to_owned()])
    );
    assert!(names(&mona.get("/actors?role=customer&q=aksel")).is_empty());
    mona.get("/actors/unarchive?id=501").form("#dialog form").submit();
    assert_eq!(names(&mona.get("/actors?role=customer&q=aksel")), ["Aksel Ahorn"]);
    let kinds = app
        .db
        .rows("SELECT type FROM activity WHERE subject_kind = 'actor' AND subject_id = 501 ORDER BY id");
    assert_eq!(
        kinds
            .iter()
            .map(|row| row["type"].as_str().unwrap())
            .collect::<Vec<_>>(),
        ["actor.archived", "actor.unarchived"]
    );
}

#[test]
fn u4_refused_rows_are_skipped_and_reported_and_the_others_share_a_batch() {
    let app = start();
    insert(&app.db, &party(507, "Frida Fyr", unit::SKAGEN, &[CUSTOMER]));
    let mona = keeper(&app);
    let page = mona.get("/actors/archive?id=501&id=505&id=507&id=502&from=%2Factors%3Frole%3Dcustomer");
    assert!(
        page.says("One actor will be skipped")
            && page.says("You need Employee - Achive / Unarchive in Skagen.")
            && !page.says("Bente")
    );
    let said = page.form("#dialog form").submit().follow().text(".toast p");
    assert!(said.starts_with("2 actors archived. 1 skipped: Dina Dam:"), "{said}");
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'actor.archived'"),
        2
    );
    assert_eq!(
        app.db.number(
            "SELECT count(DISTINCT batch_id) FROM activity WHERE type = 'actor.archived' AND batch_id IS NOT NULL"
        ),
        1
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM actors WHERE archived_at IS NOT NULL"),
        2
    );
}

#[test]
fn where_nobody_may_be_archived_the_answer_is_access_denied_and_nothing_changes() {
    let app = start();
    let mona = mona(&app, &["actor.customer.edit", "actor.employee.edit"]);
    let before = app.db.fingerprint(TRACES);
    for path in [
        "/actors/archive?id=501",
        "/actors/archive?id=501&id=505",
        "/actors/delete?id=505",
        "/actors/unarchive?id=501",
    ] {
        let page = mona.post(path, &[("confirm", "K505")]);
        assert_eq!(page.status, 403, "{path}");
        assert!(page.says("Access denied"), "{path}");
    }
    assert_eq!(mona.post("/actors/archive?id=502", &[]).status, 404);
    app.db.assert_same(&before);
    assert!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'access.denied' AND user_id = 201")
            >= 2
    );
}

#[test]
fn an_actor_is_deleted_after_its_number_was_typed_and_leaves_nothing() {
    let app = start();
    let mona = keeper(&app);
    mona.get("/actors/501")
        .form(FORM)
        .fill("remarks", "Marker remark")
        .submit();
    let page = mona.get("/actors/delete?id=501&from=%2Factors%3Frole%3Dcustomer");
    let before = app.db.fingerprint(TRACES);
    let wrong = page.form("#dialog form").fill("confirm", "501").submit();
    assert_eq!(
        (wrong.status, wrong.text(".err")),
        (422, "Type K501 exactly. Nothing has been deleted.".into())
    );
    app.db.assert_same(&before);
    let done = wrong.form("#dialog form").fill("confirm", " k501 ").submit();
    assert_eq!(done.follow().text(".toast p"), "Aksel Ahorn deleted.");
    let tables = app
        .db
        .rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    for table in tables.iter().filter_map(|row| row["tablename"].as_str()) {
        for text in ["Aksel", "aksel", "kunde.example", "Marker remark", "98 12 34"] {
            let found = app
                .db
                .number(&format!("SELECT count(*) FROM {table} t WHERE t::text LIKE '%{text}%'"));
            assert_eq!(found, 0, "{text} in {table}");
        }
    }
    let log = mona.get("/actors?role=customer");
    assert_eq!(names(&log), ["Dina Dam"]);
    assert_eq!(mona.get("/actors/501").status, 404);
}

#[test]
fn an_actor_in_use_is_not_deleted_and_the_dialog_says_by_what() {
    let app = start();
    app.db.run(
        "DELETE FROM actor_listed WHERE actor_id = 505; UPDATE actors SET merged_into = 501, in_directory = false WHERE id = 505;
         INSERT INTO actor_merges (other_id, survivor_id, changed) VALUES (505, 501, '{}')",
    );
    let admin = app.log_in(ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    let linked = admin.get("/actors/delete?id=504");
    assert!(linked.says("a user is linked to this actor"));
    assert_eq!(admin.post("/actors/delete?id=504", &[("confirm", "K504")]).status, 403);
    assert!(
        admin
            .get("/actors/delete?id=501")
            .says("other actors have been merged into this one")
    );
    assert_eq!(admin.post("/actors/delete?id=501", &[("confirm", "K501")]).status, 403);
    app.db.assert_same(&before);
    let both = admin.post("/actors/delete?id=504&id=502", &[("confirm", "K502")]);
    assert_eq!(
        (
            both.status,
            app.db.number("SELECT count(*) FROM actors WHERE id IN (502, 504)")
        ),
        (303, 1)
    );
}

#[test]
fn a_user_with_an_actor_is_not_deleted_but_deactivate_is_offered() {
    let app = start();
    let mona = app.log_in(MANAGER_NORTH);
    let page = mona.get("/users/delete?id=202");
    assert!(page.says("an actor is linked to this user") && page.has("a[href^='/users/deactivate?id=202']"));
    let before = app.db.fingerprint(TRACES);
    assert_eq!(mona.post("/users/delete?id=202", &[("confirm", "carl")]).status, 403);
    app.db.assert_same(&before);
    app.db.run("UPDATE actors SET user_id = NULL WHERE id = 504");
    assert_eq!(mona.post("/users/delete?id=202", &[("confirm", "carl")]).status, 303);
}

#[test]
fn u4_everybody_who_was_skipped_is_named_with_the_reason_on_a_page_where_a_message_has_no_room() {
    let app = start();
    for (id, name) in [
        (511, "Aa Skjold"),
        (512, "Bo Skjold"),
        (513, "Ci Skjold"),
        (514, "Di Skjold"),
    ] {
        insert(&app.db, &party(id, name, unit::SKAGEN, &[CUSTOMER, EMPLOYEE]));
    }
    let mona = keeper(&app);
    let page = mona.get("/actors/archive?id=501&id=511&id=512&id=513&id=514&from=%2Factors%3Frole%3Dcustomer");
    let done = page.form("#dialog form").submit();
    assert_eq!(
        (done.status, done.text("#report .note p")),
        (200, "Aksel Ahorn archived.".into())
    );
    assert_eq!(
        done.texts("#report li"),
        ["Aa Skjold", "Bo Skjold", "Ci Skjold", "Di Skjold"]
    );
    assert!(
        done.text("#report h3")
            .starts_with("You need Employee - Achive / Unarchive in Skagen.")
    );
    assert_eq!(done.attr("#report-back", "href"), "/actors?role=customer");
    assert_eq!(names(&done.click("#report-back")).len(), 5, "all but the one archived");
}

/// Carl is an employee with a user; Axel is in a group.
#[test]
fn a2_remarks_are_a_warning_wherever_the_actor_is_shown() {
    let app = start_with_axel();
    app.db
        .run("UPDATE actors SET remarks = 'Only cash' WHERE id IN (503, 504, 507); DELETE FROM actor_notes");
    let admin = app.log_in(ADMINISTRATOR);
    for (path, place) in [
        ("/actors?role=supplier", "tbody th .warn-ink"),
        ("/actors/503", ".note-warn"),
        ("/actors/503/notes", ".note-warn"),
        ("/actors/503/activity", ".note-warn"),
        ("/actors/archive?id=503", "#dialog .warn-ink"),
        ("/actors/delete?id=503", "#dialog .warn-ink"),
        ("/actors/merge?id=501&other_find=axel", "#other-found .warn-ink"),
        ("/actors/merge/found?id=501&other_find=axel", "#other-found .warn-ink"),
        ("/setup/actors/groups/41/members", "#members .warn-ink"),
        (
            "/setup/actors/groups/42/found?actor_find=cykler",
            "#actor-found .warn-ink",
        ),
        ("/users/202", ".note-warn"),
    ] {
        let page = admin.get(path);
        assert!(page.text(place).contains("Only cash"), "{path}: {}", page.body);
    }
}
