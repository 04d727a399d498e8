//! Deleting actors that were merged, or merged and parted again (SPEC; SECURITY DP1): for good, and nothing of them is
//! left anywhere.
use super::cpr::{MASKED, give};
use super::merge::start_with_axel;
use super::*;
use crate::jobs::{run_now, soon};
use crate::security::TRACES;
use crate::support::cast::ADMINISTRATOR;

const DELETE: &str = "/actors/delete?id=501";
/// Dina's number, and what is shown of it.
const DINAS: &str = "090877-1359";
const MASKED_DINA: &str = "090877-****";

/// What is Axel's alone; his number is K507.
const OF_AXEL: [&str; 5] = ["axel", "privat.example", "22 33 44 55", "22334455", "Ledger 4711-M"];

/// Everybody, with an Axel who has neither user nor notes that would have to stay.
pub fn start_with_free_axel() -> TestApp {
    let app = start_with_axel();
    app.db.run(
        "UPDATE actors SET user_id = NULL WHERE id = 507; DELETE FROM actor_notes;
         UPDATE actor_values SET value = 'Ledger 4711-M' WHERE value = 'X-7'",
    );
    app
}

/// One into the other, which takes over these fields besides those it lacks.
fn merge(client: &Client, other: i64, survivor: i64, taken: &[&str]) {
    let path = format!("/actors/merge?id={survivor}&id={other}&survivor={survivor}");
    let mut form = client.get(&path).form("#merge");
    for field in taken {
        form = form.choose(&format!("take-{field}"), "other");
    }
    let done = form.submit();
    assert_eq!(done.status, 303, "{}", done.text("main"));
}

/// Every entry is sealed, and the chain is what was written.
fn verify(app: &TestApp) {
    soon("sealed", || {
        app.db.number("SELECT count(*) FROM activity_unsealed") == 0
    });
    run_now(&app.db, "activity_verify");
    let result = app.db.text("SELECT result FROM jobs WHERE name = 'activity_verify'");
    assert!(result.ends_with(" entries, 0 breaks"), "{result}");
}

/// Dina, who is in a group, into Axel, and Axel into Aksel.
pub fn two_merged(app: &TestApp) -> Client {
    give(app, 505, DINAS);
    let admin = app.log_in(ADMINISTRATOR);
    let members = admin.post("/setup/actors/groups/41/members", &[("actor", "505")]);
    assert_eq!(members.status, 303, "{}", members.text("main"));
    merge(&admin, 505, 507, &[]);
    merge(&admin, 507, 501, &["number", "email", "phone"]);
    admin
}

#[test]
fn a4_while_a_merge_can_be_undone_the_survivor_is_not_deleted_and_it_is_said_until_when() {
    let app = start_with_free_axel();
    let admin = two_merged(&app);
    app.db
        .run("UPDATE actor_merges SET merged_at = now() - interval '29 days' WHERE other_id = 507");
    let until = "SELECT to_char((merged_at + interval '30 days') AT TIME ZONE 'Europe/Copenhagen', 'DD-MM-YYYY HH24:MI') FROM actor_merges WHERE other_id = 507";
    let said = format!("until {} that can be undone", app.db.text(until));
    let before = app.db.fingerprint(TRACES);
    let page = admin.get(DELETE);
    assert!(page.says(&said) && !page.has("[name=confirm]"), "{}", page.text("main"));
    let page = admin.post(DELETE, &[("confirm", "K507")]);
    assert_eq!((page.status, page.says(&said)), (403, true), "{}", page.text("main"));
    app.db.assert_same(&before);
    assert_eq!(admin.post("/actors/501/merged/507", &[]).status, 303);
    assert_eq!(admin.post("/actors/507/merged/505", &[]).status, 303);
}

#[test]
fn a4_dp1_after_thirty_days_a_survivor_is_deleted_with_all_that_were_merged_into_it() {
    let app = start_with_free_axel();
    let admin = two_merged(&app);
    // Dina comes back after Axel only, so her own merge, of today, keeps nobody.
    app.db
        .run("UPDATE actor_merges SET merged_at = now() - interval '30 days 1 minute' WHERE other_id = 507");
    let markers = [&OF_AXEL[..], &["ahorn", "dina dam", "kunde.example", MASKED_DINA]].concat();
    for text in &markers {
        assert!(!app.db.tables_with(text).is_empty(), "{text}");
    }
    let page = admin.get(DELETE);
    assert!(
        page.says("K507 · Aalborg · with 2 that were merged into it"),
        "{}",
        page.text("main")
    );
    let done = page.form("#dialog form").fill("confirm", "K507").submit();
    assert_eq!(done.status, 303, "{}", done.text("main"));
    for text in markers {
        assert_eq!(app.db.tables_with(text), [""; 0], "{text}");
    }
    assert_eq!(
        app.db.number("SELECT count(*) FROM actors WHERE id IN (501, 505, 507)"),
        0
    );
    let entries = "SELECT string_agg(subject_id::text, ' ' ORDER BY subject_id) || ' ' || count(DISTINCT batch_id) FROM activity WHERE type = 'actor.deleted'";
    assert_eq!(app.db.text(entries), "501 505 507 1");
    for id in [501, 505, 507] {
        assert_eq!(admin.get(&format!("/actors/{id}")).status, 404, "{id}");
    }
    verify(&app);
}

#[test]
fn a4_it_does_not_hang_on_the_job_that_removes_what_was_kept() {
    let app = start_with_free_axel();
    let admin = two_merged(&app);
    app.db
        .run("UPDATE actor_merges SET merged_at = now() - interval '31 days'");
    run_now(&app.db, "merges");
    assert_eq!(app.db.number("SELECT count(*) FROM actor_merges"), 0);
    assert_eq!(admin.post(DELETE, &[("confirm", "K507")]).status, 303);
    assert_eq!(app.db.tables_with("ahorn"), [""; 0]);
}

#[test]
fn dp1_who_was_parted_again_and_deleted_leaves_nothing_in_the_log_of_who_had_survived() {
    let app = start_with_free_axel();
    let admin = app.log_in(ADMINISTRATOR);
    let change = |id: i64, field: &str, text: &str| {
        let saved = admin
            .get(&format!("/actors/{id}"))
            .form(FORM)
            .fill(field, text)
            .submit();
        assert_eq!(saved.status, 303, "{}", saved.text("main"));
    };
    give(&app, 507, "170583-3907");
    merge(&admin, 507, 501, &["name", "number", "email", "phone"]);
    change(501, "city", "Own city");
    change(501, "email", "third@kunde.example");
    change(501, "email", "aksel@privat.example");
    // Whoever survives the survivor bears it too.
    merge(&admin, 501, 505, &["email", "phone"]);
    assert_eq!(admin.post("/actors/505/merged/501", &[]).status, 303);
    assert_eq!(admin.post("/actors/501/merged/507", &[]).status, 303);
    let markers = [&OF_AXEL[..], &[MASKED]].concat();
    for text in &markers {
        assert!(!app.db.tables_with(text).is_empty(), "{text}");
    }
    let told = "SELECT count(*) FROM activity_personal WHERE person_id IN (-501, -505) AND details::text LIKE '%";
    for text in ["Axel", "privat.example", "22 33 44 55", "Ledger", MASKED] {
        assert!(app.db.number(&format!("{told}{text}%'")) > 0, "{text}");
    }
    let done = admin.post("/actors/delete?id=507", &[("confirm", "K507")]);
    assert_eq!(done.status, 303, "{}", done.text("main"));
    for text in markers {
        assert_eq!(app.db.tables_with(text), [""; 0], "{text}");
    }
    let kept = "SELECT string_agg(p.details->'city'->>'new', ' ') FROM activity_personal p WHERE p.person_id = -501";
    assert_eq!(app.db.text(kept), "Own city", "the rest of it is Aksel's");
    assert_eq!(
        app.db.text("SELECT name || number FROM actors WHERE id = 501"),
        "Aksel AhornK501"
    );
    verify(&app);
}

/// Erasing what others bore goes by the merges; a name that two have by chance is nobody else's.
#[test]
fn dp1_what_somebody_else_is_called_stays_in_the_log() {
    let app = start_with_free_axel();
    let admin = app.log_in(ADMINISTRATOR);
    let same = admin
        .get("/actors/505")
        .form(FORM)
        .fill("email", "aksel@privat.example");
    assert_eq!(same.submit().status, 303);
    merge(&admin, 507, 501, &["email"]);
    assert_eq!(admin.post("/actors/501/merged/507", &[]).status, 303);
    assert_eq!(admin.post("/actors/delete?id=507", &[("confirm", "K507")]).status, 303);
    let kept =
        "SELECT string_agg(person_id::text, ' ') FROM activity_personal WHERE details::text LIKE '%privat.example%'";
    assert_eq!(app.db.text(kept), "-505");
}
