//! The national id number (SPEC A-3; SECURITY AC10, AC11, LG4, DP4): who sees it, who writes it, and nowhere else.
use super::*;
use crate::mail::send_to;
use crate::security::{TRACES, gets, stored};
use crate::support::app;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH};
use crate::support::smtp::{Caught, Smtp};

/// A number that stands nowhere else.
pub const MARKER: &str = "170583-3907";
pub const MASKED: &str = "170583-****";

/// Aksel's number, by an administrator.
fn marked() -> TestApp {
    let app = start();
    give(&app, 501, MARKER);
    app
}

pub fn give(app: &TestApp, id: i64, cpr: &str) {
    let page = app.log_in(ADMINISTRATOR).get(&format!("/actors/{id}"));
    let saved = page.form(FORM).fill("cpr", cpr).submit();
    assert_eq!(saved.status, 303, "{}", saved.body);
}

/// Mona, who looks after customers in North, with these rights everywhere besides.
fn mona_with(app: &TestApp, rights: &[&str]) -> Client {
    app.db.allow(MANAGER_NORTH.id, rights, unit::TOP);
    keeper(app)
}

fn looks(app: &TestApp) -> i64 {
    app.db
        .number("SELECT count(*) FROM activity WHERE type = 'actor.cpr_viewed' AND subject_id = 501 AND unit_id = 4")
}

fn kept(app: &TestApp) -> String {
    app.db
        .text("SELECT coalesce(string_agg(encode(cpr || cpr_hash, 'hex'), ' ' ORDER BY id), '') FROM actors")
}

fn says_whole(page: &Page) -> bool {
    tells(&page.body, "3907")
}

#[test]
fn a3_whoever_may_edit_it_has_the_field_and_each_page_that_shows_it_is_an_entry() {
    let app = start();
    let mona = mona_with(&app, &["ActorCprEdit"]);
    let page = mona.get("/actors/501");
    assert_eq!((page.form(FORM).value("cpr"), looks(&app)), (String::new(), 0));
    let saved = page.form(FORM).fill("cpr", "1705833907").submit();
    assert!(
        !tells(saved.header("set-cookie"), "3907"),
        "{}",
        saved.header("set-cookie")
    );
    let page = saved.follow();
    assert_eq!((page.form(FORM).value("cpr"), looks(&app)), (MARKER.into(), 1));
    assert!(page.says(&format!("CPR: – → {MASKED}")), "{}", page.body);
    mona.get("/actors/501");
    assert_eq!(looks(&app), 2);
    let changed = app.db.text("SELECT p.details->>'cpr' FROM activity_personal p JOIN activity a ON a.id = p.activity_id WHERE a.type = 'actor.updated'");
    assert!(changed.contains(MASKED) && !changed.contains("3907"), "{changed}");
    assert_eq!(page.form(FORM).fill("cpr", "").submit().status, 303);
    assert_eq!(
        (kept(&app), mona.get("/actors/501").form(FORM).value("cpr")),
        (String::new(), String::new())
    );
}

#[test]
fn a3_another_number_with_the_same_mask_is_a_change_all_the_same() {
    let app = marked();
    let before = kept(&app);
    give(&app, 501, "170583-3908");
    assert_ne!(kept(&app), before);
    let changes = "SELECT count(*) FROM activity_personal p JOIN activity a ON a.id = p.activity_id WHERE a.type = 'actor.updated' AND p.details->'cpr' IS NOT NULL";
    assert_eq!(app.db.number(changes), 2);
}

#[test]
fn a3_whoever_may_view_it_sees_it_whole_and_cannot_write_it() {
    let app = marked();
    let mona = mona_with(&app, &["ActorCprView"]);
    let before = looks(&app);
    let page = mona.get("/actors/501");
    assert!(page.says(MARKER) && !page.has("[name=cpr]"));
    assert_eq!(looks(&app), before + 1);
    let state = app.db.fingerprint(TRACES);
    let refused = mona.post("/actors/501", &[("version", "2"), ("name", "A"), ("cpr", MARKER)]);
    assert_eq!((refused.status, says_whole(&refused)), (403, false));
    app.db.assert_same(&state);
}

#[test]
fn ac10_without_either_right_it_is_masked_and_saving_never_touches_it() {
    let app = marked();
    let (mona, before, looked) = (keeper(&app), kept(&app), looks(&app));
    let page = mona.get("/actors/501");
    assert!(page.says(MASKED) && !page.has("[name=cpr]") && !says_whole(&page));
    let saved = page.form(FORM).fill("name", "Aksel Asp").submit().follow();
    assert!(saved.says("Aksel Asp") && saved.says(MASKED));
    assert_eq!((kept(&app), looks(&app)), (before, looked));
}

#[test]
fn a3_an_attempt_to_save_one_without_the_right_is_access_denied_and_changes_nothing() {
    let app = marked();
    let mona = keeper(&app);
    let state = app.db.fingerprint(TRACES);
    for cpr in [MARKER, MASKED, "", "x", "010190-1234"] {
        let fields = [("version", "2"), ("kind", "person"), ("name", "Changed"), ("cpr", cpr)];
        let refused = mona.post("/actors/501", &fields);
        assert_eq!(refused.status, 403, "{cpr}");
        assert!(
            refused.says("access denied") || refused.says("Access denied"),
            "{}",
            refused.body
        );
        let new = [&fields[1..], &[("unit", "4"), ("role", "1"), ("roles", "1")]].concat();
        assert_eq!(mona.post("/actors/new?role=customer", &new).status, 403, "{cpr}");
    }
    assert!(!mona.get("/actors/new?role=customer").has("[name=cpr]"));
    app.db.assert_same(&state);
    assert_eq!(app.db.number("SELECT count(*) FROM activity WHERE type = 'access.denied' AND details->>'right' = 'ActorCprEdit' AND details->>'path' = '/actors/501'"), 1);
}

#[test]
fn a3_impossible_days_organizations_and_the_mask_itself_are_told_at_the_field() {
    let app = marked();
    let admin = app.log_in(ADMINISTRATOR);
    let before = kept(&app);
    for (cpr, said) in [
        ("310490-1234", "The first six digits are no date."),
        (MASKED, "A CPR number has ten digits"),
        ("12345", "A CPR number has ten digits"),
    ] {
        let page = admin.get("/actors/501").form(FORM).fill("cpr", cpr).submit();
        assert_eq!(
            (page.status, page.attrs("#mistakes a", "href")),
            (422, vec!["#cpr".into()]),
            "{cpr}"
        );
        assert!(page.says(said) && page.form(FORM).value("cpr") == cpr, "{}", page.body);
    }
    let company = admin
        .get("/actors/501")
        .form(FORM)
        .choose("kind", "organization")
        .submit();
    assert!(company.status == 422 && company.says("An organization has no CPR number."));
    let company = keeper(&app)
        .get("/actors/501")
        .form(FORM)
        .choose("kind", "organization")
        .submit();
    assert_eq!(
        (company.status, company.attrs("#mistakes a", "href")),
        (422, vec!["#kind".into()])
    );
    assert_eq!(kept(&app), before);
    let form = admin
        .get("/actors/501")
        .form(FORM)
        .choose("kind", "organization")
        .fill("cpr", "");
    assert_eq!((form.submit().status, kept(&app)), (303, String::new()));
    assert_eq!(
        admin
            .get("/actors/501")
            .form(FORM)
            .choose("kind", "person")
            .fill("cpr", MARKER)
            .submit()
            .status,
        303
    );
}

#[test]
fn a3_a_number_that_somebody_has_is_taken_and_nothing_more_is_told() {
    let app = start();
    give(&app, 502, MARKER);
    let mona = mona_with(&app, &["ActorCprEdit"]);
    let page = mona.get("/actors/501").form(FORM).fill("cpr", MARKER).submit();
    assert_eq!(page.text("#cpr-error"), "This CPR number is taken.");
    assert!(!page.says("Bente") && !page.says("Odense"));
    let form = mona
        .get("/actors/new?role=customer&unit=4")
        .form(FORM)
        .fill("name", "Ny");
    assert_eq!(
        form.fill("cpr", MARKER).submit().text("#cpr-error"),
        "This CPR number is taken."
    );
    let form = mona
        .get("/actors/new?role=customer&unit=4")
        .form(FORM)
        .fill("name", "Ny");
    let made = form.fill("cpr", "170583-3908").submit();
    assert_eq!(made.follow().form(FORM).value("cpr"), "170583-3908");
}

#[test]
fn a3_of_two_who_save_the_same_number_at_once_one_is_told() {
    let app = start();
    let forms = [501, 505].map(|id| {
        let page = app.log_in(ADMINISTRATOR).get(&format!("/actors/{id}"));
        page.form(FORM).fill("cpr", MARKER)
    });
    let mut ends = forms
        .map(|form| std::thread::spawn(move || form.submit().status))
        .map(|one| one.join().unwrap());
    ends.sort_unstable();
    assert_eq!(ends, [303, 422]);
    assert_eq!(app.db.number("SELECT count(*) FROM actors WHERE cpr IS NOT NULL"), 1);
}

#[test]
fn u7_a_conflict_shows_both_numbers_to_who_may_edit_them_and_none_to_others() {
    let app = marked();
    let (editor, mona) = (app.log_in(ADMINISTRATOR), keeper(&app));
    let (theirs, hers) = (editor.get("/actors/501").form(FORM), mona.get("/actors/501").form(FORM));
    give(&app, 501, "170583-3908");
    let before = looks(&app);
    let page = theirs.fill("cpr", "170583-3909").submit();
    assert!(page.status == 409 && page.says("170583-3908") && page.says("170583-3909"));
    assert_eq!(looks(&app), before + 1);
    let page = hers.fill("name", "Aksel Asp").submit();
    assert!(
        page.status == 409 && page.says(MASKED) && !["3907", "3908", "3909"].iter().any(|last| tells(&page.body, last)),
        "{}",
        page.body
    );
    assert_eq!(looks(&app), before + 1);
}

#[test]
fn p21_ones_own_is_masked_unless_the_right_is_held() {
    let app = start();
    give(&app, 504, MARKER);
    let carl = app.log_in(CASHIER_NORTH);
    let page = carl.get("/account/actor");
    assert!(page.says(MASKED) && !says_whole(&page));
    assert_eq!(
        carl.post("/account/actor", &[("version", "2"), ("name", "C"), ("cpr", "")])
            .status,
        400
    );
    app.db.allow(CASHIER_NORTH.id, &["ActorCprView"], unit::TOP);
    assert!(carl.get("/account/actor").says(MARKER));
    let wrong = carl.get("/account/actor").form(FORM).fill("name", "").submit();
    assert!(wrong.status == 422 && wrong.says(MARKER));
    let entries =
        "SELECT count(*) FROM activity WHERE type = 'actor.cpr_viewed' AND subject_id = 504 AND user_id = 202";
    // The page, the form read anew, and the same with what was wrong.
    assert_eq!(app.db.number(entries), 3);
}

#[test]
fn ac11_only_who_may_view_it_finds_somebody_by_the_whole_number_and_nobody_by_a_part() {
    let app = marked();
    let found = |who: &Client, q: &str| names(&who.get(&format!("/actors?role=customer&q={q}")));
    let mona = keeper(&app);
    for q in [
        MARKER,
        "1705833907",
        "cpr:170583-3907",
        "CPR:1705833907",
        "cpr:0101901234",
        "cpr:x",
        "cpr:170583",
    ] {
        assert!(found(&mona, q).is_empty(), "{q}");
    }
    let viewer = mona_with(&app, &["ActorCprView"]);
    for q in [
        MARKER,
        "1705833907",
        "cpr:170583-3907",
        "CPR:1705833907",
        "cpr:+170583-3907",
    ] {
        assert_eq!(found(&viewer, q), ["Aksel Ahorn"], "{q}");
    }
    for q in [
        "170583",
        "3907",
        "cpr:170583",
        "cpr:3907",
        "cpr:170583-390",
        "cpr:1705833907+aksel",
        MASKED,
    ] {
        assert!(found(&viewer, q).is_empty(), "{q}");
    }
    assert!(found(&viewer, "1705833907&kind=organization").is_empty());
    // Ten digits are words, too: whoever has them as a number outside Access changes nothing.
    let form = app.log_in(ADMINISTRATOR).get("/actors/501").form(FORM);
    assert_eq!(form.fill("number", "0101901234").submit().status, 303);
    assert_eq!(found(&viewer, "0101901234"), ["Aksel Ahorn"]);
    give(&app, 502, "010190-1234");
    assert_eq!(found(&viewer, "0101901234"), ["Aksel Ahorn"]);
    assert!(found(&viewer, "cpr:0101901234").is_empty());
}

#[test]
fn ac10_the_column_the_export_and_the_log_are_masked_even_for_who_may_view_it() {
    let app = marked();
    let viewer = mona_with(&app, &["ActorCprView", "navigation.access.event.log"]);
    viewer.post(
        "/actors/columns?role=customer",
        &[("column", "cpr"), ("column", "number")],
    );
    let list = viewer.get("/actors?role=customer");
    assert!(list.says(MASKED) && !says_whole(&list), "{}", list.body);
    let file = viewer.get("/actors/export?role=customer&id=501");
    assert!(file.body.contains(MASKED) && !says_whole(&file), "{}", file.body);
    let log = viewer.get("/activity?subject=aksel");
    assert!(log.says(MASKED) && !says_whole(&log));
}

/// What a mail server gets of what is done to Carl's user: a link, a new password, another address, and the test of Setup.
fn mails_about_carl(app: &TestApp, smtp: &Smtp) -> Vec<Caught> {
    const CARL: &str = "carl@chain.example";
    send_to(&app.db, smtp);
    app.db.run("UPDATE users SET email_confirmed_at = now() WHERE id = 202");
    let admin = app.log_in(ADMINISTRATOR);
    let post = |path: &str, selector: &str, fields: &[(&str, &str)]| {
        let form = admin.get(path).form(selector);
        let form = fields.iter().fold(form, |form, (name, value)| form.fill(name, value));
        let page = form.submit();
        assert_eq!(page.status, 303, "{path}: {}", page.text("main"));
    };
    post("/users/send-reset-link?id=202", "main form", &[]);
    smtp.wait_for_words(CARL, "/reset-password/");
    let word = "en helt anden adgangskode 4711";
    let words = [
        ("current_password", cast::PASSWORD),
        ("new_password", word),
        ("again", word),
    ];
    post("/users/202/password", "main form", &words);
    smtp.wait_for_words(CARL, "password of your account was changed");
    post("/users/202", FORM, &[("email", "carl@kunde.example")]);
    smtp.wait_for_words("carl@kunde.example", "/confirm-email/");
    post("/setup/email/test", "#dialog form", &[("address", "ops@chain.example")]);
    smtp.wait_for_words("ops@chain.example", "If you read this");
    smtp.caught()
}

/// AC10, LG4, DP4: the number stands in no page of somebody without the right, in no mail, in no log and in no row of the
/// database, neither in digits nor in the bytes that are those digits.
#[test]
fn lg4_dp4_the_whole_number_is_on_no_page_of_others_in_no_mail_no_log_and_no_table() {
    let (app, smtp) = (start(), Smtp::plain());
    give(&app, 504, "230791-2843");
    let keys = app
        .db
        .rows("SELECT key FROM permissions WHERE key NOT LIKE 'ActorCpr%'");
    let keys: Vec<&str> = keys.iter().filter_map(|row| row["key"].as_str()).collect();
    app.db.allow(MANAGER_NORTH.id, &keys, unit::TOP);
    let mona = app.log_in(MANAGER_NORTH);
    for place in gets(504).iter().chain(&gets(CASHIER_NORTH.id)) {
        assert!(!tells(&place.ask(&mona).body, "2843"), "{place}");
    }
    assert!(mona.get("/actors/504").says("230791-****"));
    let admin = app.log_in(ADMINISTRATOR);
    for cpr in ["310491-2843", "230791-2843"] {
        let form = admin.get("/actors/501").form(FORM).fill("cpr", cpr);
        assert_eq!(form.submit().status, 422, "{cpr}");
    }
    let mails = mails_about_carl(&app, &smtp);
    assert!(mails.len() >= 4, "{mails:?}");
    let (log, stored) = (app::log(), stored(&app.db));
    assert!(stored.contains("230791-****") && log.contains("/actors/{id}"));
    for spelled in ["230791-2843", "2307912843", "310491-2843"] {
        assert!(!log.contains(spelled) && !stored.contains(spelled), "{spelled}");
        assert!(!stored.contains(&hex::encode(spelled)), "{spelled} in bytes");
        let told = mails
            .iter()
            .find(|mail| mail.raw.contains(spelled) || mail.text().contains(spelled));
        assert!(told.is_none(), "{spelled}: {told:?}");
    }
}

#[test]
fn lg4_what_was_searched_for_is_in_no_line_of_the_server() {
    let app = start();
    keeper(&app).get("/actors?role=customer&q=090877-1357");
    let log = app::log();
    let ours = log
        .lines()
        .filter(|line| line.contains("keyholder::") && !line.contains("sql"));
    assert_eq!(ours.filter(|line| line.contains("090877")).count(), 0);
}
