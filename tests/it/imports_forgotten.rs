//! Files that wait while somebody is deleted (SECURITY DP1, EX6): they name nobody who is gone, and hold up nobody.
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, MANAGER_NORTH, MANAGER_SOUTH};
use crate::support::client::Client;
use crate::support::explain::Explainer;
use crate::support::{TestDb, unit};
use std::time::{Duration, Instant};

const HEAD: &str = "login,display_name,unit_code";
const GIVEN_UP: &str = "Somebody whom the file names has been deleted";

/// A file of Mona's that waits, made of what SQL says: unsealed, as one that was sent before files were sealed.
fn send_large(app: &TestApp, file: &str) {
    app.db.run(&format!(
        "INSERT INTO uploads (user_id, session_id, kind, file, sha256, state)
         SELECT 201, max(s.id), 'users', convert_to(f, 'UTF8'), sha256(convert_to(f, 'UTF8')), 'waiting'
         FROM sessions s, (SELECT {file} AS f) f WHERE s.user_id = 201 GROUP BY f"
    ));
    let bytes = app
        .db
        .number("SELECT octet_length(file) FROM uploads ORDER BY id DESC LIMIT 1");
    assert!((12_000_000..12_582_912).contains(&bytes), "{bytes}");
}

#[track_caller]
fn delete(client: &Client, id: i64, login: &str) {
    let page = client.get(&format!("/users/delete?id={id}"));
    let done = page.form("main form").fill("confirm", login).submit();
    assert_eq!(done.status, 303, "{}", done.text("main"));
}

#[track_caller]
fn delete_carl(client: &Client) {
    delete(client, 202, "carl");
}

fn files(app: &TestApp) -> i64 {
    app.db.number("SELECT count(*) FROM uploads WHERE file <> ''")
}

#[test]
fn ex6_a_file_of_nothing_but_cells_keeps_nobody_from_being_deleted() {
    let app = TestApp::start();
    app.log_in(MANAGER_NORTH);
    let _pause = app.pause_imports();
    send_large(&app, "repeat('å,', 4000000)");
    delete_carl(&app.log_in(ADMINISTRATOR));
    // As a version left it that kept what cannot be applied.
    app.db.run("UPDATE uploads SET state = 'checked'");
    delete(&app.log_in(ADMINISTRATOR), 205, "lone");
    assert_eq!(app.db.number("SELECT count(*) FROM users WHERE state = 'deleted'"), 2);
    assert_eq!(files(&app), 0);
}

#[test]
fn ex6_a_file_that_cannot_be_applied_is_kept_no_longer_than_it_takes_to_check_it() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    for file in [
        "å,å,å\nå,å,å\n".to_owned(),
        format!("{HEAD}\nkaj,Kaj,N1,more,cells\n"),
        format!("{HEAD}\nkaj,Kaj,nowhere\n"),
        format!("{HEAD}\ncarl,Carl Aagaard,N1\n"),
    ] {
        let page = mona.check_file("users", &file);
        assert!(!page.has("[name=act][value=apply]"), "{file}");
        assert_eq!(files(&app), 0, "{file}");
    }
    assert_eq!(app.db.number("SELECT count(*) FROM upload_names"), 0);
    let page = mona.check_file("users", format!("{HEAD}\nkaj,Kaj,N1\n"));
    assert_eq!((files(&app), page.has("[name=act][value=apply]")), (1, true));
}

#[test]
fn ex6_a_small_file_outlasts_large_ones_and_the_deletion_of_somebody_else() {
    let app = TestApp::start();
    app.log_in(MANAGER_NORTH);
    let sune = app.log_in(MANAGER_SOUTH);
    let small = sune.check_file("users", format!("{HEAD}\nkaj,Kaj,S1\n"));
    let pause = app.pause_imports();
    let waiting = sune.send_file("users", "u.csv", format!("{HEAD}\nine,Ine,S1\n"));
    for _ in 0..2 {
        send_large(&app, &format!("'{HEAD}\nbo,' || repeat('x', 12000000) || ',N1\n'"));
    }
    delete_carl(&app.log_in(ADMINISTRATOR));
    drop(pause);
    for page in [sune.get(&small.path), sune.settled(waiting.location())] {
        let sent = page.form("main form").press("Apply");
        assert!(sune.settled(sent.location()).says("The file has been applied"));
    }
}

#[test]
fn dp1_a_file_that_waits_to_be_checked_is_given_up_if_it_names_who_was_deleted_meanwhile() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let pause = app.pause_imports();
    let naming = mona.send_file("users", "a.csv", format!("{HEAD}\nkaj,Kaj,N1\nnew,Carl Aagaard,N1\n"));
    let other = mona.send_file("users", "b.csv", format!("{HEAD}\nine,Ine,N1\n"));
    delete_carl(&app.log_in(ADMINISTRATOR));
    assert_eq!(files(&app), 2);
    drop(pause);
    assert!(mona.settled(naming.location()).says(GIVEN_UP));
    assert!(mona.settled(other.location()).has("[name=act][value=apply]"));
    assert_eq!(app.db.tables_with("aagaard"), [""; 0]);
    assert_eq!(files(&app), 1);
}

#[test]
fn dp1_a_file_told_to_be_applied_is_given_up_if_it_names_who_was_deleted_meanwhile() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let page = mona.check_file("users", format!("{HEAD}\nkaj,Kaj,N1\ncarl,Carl Krog,N1\n"));
    let pause = app.pause_imports();
    let sent = page.form("main form").press("Apply");
    delete_carl(&app.log_in(ADMINISTRATOR));
    drop(pause);
    assert!(mona.settled(sent.location()).says(GIVEN_UP));
    assert_eq!(app.db.number("SELECT count(*) FROM accounts WHERE name = 'kaj'"), 0);
}

/// Of a version that kept no names.
#[test]
fn dp1_a_file_whose_names_are_not_known_is_given_up() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let page = mona.check_file("users", format!("{HEAD}\nkaj,Kaj,N1\n"));
    app.db.run("UPDATE uploads SET named = false; DELETE FROM upload_names");
    delete_carl(&app.log_in(ADMINISTRATOR));
    assert!(mona.get(&page.path).says(GIVEN_UP));
    assert_eq!(files(&app), 0);
}

#[test]
fn dp3_the_names_of_a_file_go_after_it() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let kept = mona.check_file("users", format!("{HEAD}\nkaj,Kaj,N1\n"));
    let gone = mona.check_file("users", format!("{HEAD}\nine,Ine,N1\n"));
    gone.form("main form").press("Remove this file");
    let names = || app.db.number("SELECT count(DISTINCT upload_id) FROM upload_names");
    assert_eq!(names(), 2);
    crate::jobs::run_now(&app.db, "uploads");
    assert_eq!(names(), 1);
    assert_eq!(mona.get(&kept.path).form("main form").press("Apply").status, 303);
}

#[test]
fn u4_however_many_are_deleted_files_are_looked_at_once() {
    let db = TestDb::new();
    db.run(&format!(
        "INSERT INTO accounts (id, kind, name, name_key) SELECT i, 'user', 'h' || i, 'h' || i FROM generate_series(301, 305) i;
         INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, state)
            SELECT i, {}, 'Holder ' || i, 'holder ' || i, 'h' || i, 'active' FROM generate_series(301, 305) i;
         INSERT INTO user_clock (user_id) SELECT generate_series(301, 305)",
        unit::AALBORG
    ));
    let mut explainer = Explainer::new(&db);
    let app = TestApp::with(db, &[("KEYHOLDER_POOL_SIZE", "1")]);
    let admin = app.log_in(ADMINISTRATOR);
    let page = admin.check_file("users", format!("{HEAD}\nkaj,Kaj,N1\nnew,Holder 303,N1\n"));
    // As of a file of twenty thousand rows.
    app.db
        .run("INSERT INTO upload_names SELECT i, upload_id FROM generate_series(1, 60000) i, (SELECT max(upload_id) AS upload_id FROM upload_names) u");
    let ids: String = (301..=305).map(|id| format!("id={id}&")).collect();
    let asked = admin.get(&format!("/users/delete?{ids}"));
    explainer.plans();
    let done = asked.form("main form").fill("confirm", "5").submit();
    assert_eq!(done.status, 303, "{}", done.text("main"));
    let plans = explainer.of_request();
    let about = |word: &str| plans.iter().filter(|plan| plan.statement().contains(word)).count();
    assert_eq!((about("uploads"), about("upload_rows")), (2, 1));
    assert!(admin.get(&page.path).says(GIVEN_UP));
}

/// One that ends the worker's attempt each time: as where a statement takes too long, or the disk is full.
#[test]
fn rs1_a_file_that_cannot_be_worked_on_holds_up_no_other_and_is_given_up() {
    let app = TestApp::start();
    let (mona, sune) = (app.log_in(MANAGER_NORTH), app.log_in(MANAGER_SOUTH));
    let pause = app.pause_imports();
    let bad = mona.send_file("users", "bad.csv", format!("{HEAD}\nkaj,Kaj,N1\n"));
    let good = sune.send_file("users", "good.csv", format!("{HEAD}\nine,Ine,S1\n"));
    app.db.run(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.upload_id = (SELECT min(id) FROM uploads) THEN RAISE 'could not extend file: No space left on device'; END IF;
            RETURN NEW; END $$;
         CREATE TRIGGER full_disk BEFORE INSERT ON upload_rows FOR EACH ROW EXECUTE FUNCTION full_disk()",
    );
    drop(pause);
    let began = Instant::now();
    let state = |at: &str| {
        app.db
            .text(&format!("SELECT state FROM uploads ORDER BY id {at} LIMIT 1"))
    };
    while state("DESC") != "checked" || state("ASC") != "failed" {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "{} {}",
            state("ASC"),
            state("DESC")
        );
        // A job that failed is not tried again for ten seconds.
        app.db.run("UPDATE jobs SET due_at = now() WHERE name = 'imports'");
        std::thread::sleep(Duration::from_millis(50));
    }
    let page = mona.settled(bad.location());
    assert!(
        page.says("Something went wrong. Tell support this reference"),
        "{}",
        page.text("main")
    );
    assert_eq!(page.form("main form").press("Remove this file").status, 303);
    assert!(sune.get(good.location()).has("[name=act][value=apply]"));
}
