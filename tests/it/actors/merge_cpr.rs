//! The national id number where two actors are merged (SPEC; SECURITY AC10): it stays with whoever is left, and nobody
//! is shown it.
use super::cpr::{MARKER, MASKED, give};
use super::merge::{PAIR, merger, start_with_axel};
use super::*;
use crate::security::TRACES;

const OTHERS: &str = "010190-1234";

/// Who has the number, as administrators see it.
fn number(app: &TestApp, id: i64) -> String {
    let page = app.log_in(cast::ADMINISTRATOR).get(&format!("/actors/{id}"));
    page.form(FORM).value("cpr")
}

#[test]
fn a3_the_only_number_moves_unseen_and_comes_back_unseen() {
    let app = start_with_axel();
    give(&app, 507, MARKER);
    let mona = merger(&app);
    let page = mona.get(&format!("{PAIR}&survivor=501"));
    assert!(page.says(MASKED) && !tells(&page.body, "3907"));
    assert!(!page.has("[name=take-cpr]"), "there is nothing to choose");
    assert_eq!(page.form("#merge").submit().status, 303);
    assert_eq!(number(&app, 501), MARKER);
    let said = app.db.text("SELECT p.details->>'cpr' FROM activity_personal p JOIN activity a ON a.id = p.activity_id WHERE a.type = 'actor.merged'");
    assert!(said.contains(MASKED) && !said.contains("3907"), "{said}");
    let page = mona.get("/actors/501/merged/507");
    assert!(!tells(&page.body, "3907"));
    assert_eq!(page.form("#dialog form").submit().status, 303);
    assert_eq!((number(&app, 501), number(&app, 507)), (String::new(), MARKER.into()));
}

#[test]
fn a3_of_two_numbers_the_survivors_stays_unless_who_may_write_numbers_chooses() {
    let app = start_with_axel();
    give(&app, 501, MARKER);
    give(&app, 507, OTHERS);
    let mona = merger(&app);
    let pair = format!("{PAIR}&survivor=501");
    let page = mona.get(&pair);
    assert!(page.says(MASKED) && page.says("010190-****") && !page.has("[name=take-cpr]"));
    let form = page.form("#merge");
    let before = app.db.fingerprint(TRACES);
    let page = form.clone().forge("take-cpr", "other").submit();
    assert_eq!((page.status, page.says("Edit")), (403, true));
    app.db.assert_same(&before);
    assert_eq!(form.submit().status, 303);
    assert_eq!(number(&app, 501), MARKER);
    assert_eq!(mona.post("/actors/501/merged/507", &[]).status, 303);
    assert_eq!(number(&app, 507), OTHERS);
    app.db.give(MANAGER_NORTH.id, "ActorCprEdit", unit::TOP, true);
    let page = mona.get(&pair);
    assert!(!tells(&page.body, "3907"), "masked here for everybody");
    assert_eq!(page.form("#merge").choose("take-cpr", "other").submit().status, 303);
    assert_eq!(number(&app, 501), OTHERS);
    give(&app, 501, "020290-1234");
    assert!(mona.get("/actors/501/merged/507").says("CPR has been changed since."));
}

#[test]
fn ac11_the_number_of_who_was_merged_away_cannot_be_guessed() {
    let app = start_with_axel();
    give(&app, 507, MARKER);
    let rights = [super::all_of("customer"), super::all_of("employee")].concat();
    let rights: Vec<&str> = rights.iter().map(String::as_str).collect();
    app.db.allow(MANAGER_NORTH.id, &rights, unit::NORTH);
    let mona = merger(&app);
    let form = mona.get("/actors/507").form(FORM).fill("city", "Typed city");
    assert_eq!(
        mona.get(&format!("{PAIR}&survivor=501")).form("#merge").submit().status,
        303
    );
    assert_eq!(
        form.clone().submit().status,
        409,
        "without a number the form is told what happened"
    );
    for guess in [MARKER, OTHERS, ""] {
        let page = form.clone().forge("cpr", guess).submit();
        assert_eq!((page.status, tells(&page.body, "3907")), (403, false), "{guess}");
    }
}
