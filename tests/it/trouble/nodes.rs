//! Two nodes on one database: what was acknowledged on one holds on the other at its next request (SPEC P-8, DESIGN 4).
use super::times;
use crate::operations::key;
use crate::support::app::{key_file, seal};
use crate::support::cast::PASSWORD;
use crate::support::client::Client;
use crate::support::program::{Place, Serving};
use crate::support::{TestApp, TestDb, cast};
use diesel::prelude::*;
use keyholder::files::Table;
use keyholder::files::import::{Options, import};
use nix::sys::signal::Signal;
use rand::Rng;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How often the right was changed: begun, and acknowledged. Where it is denied the number is odd.
#[derive(Default)]
struct Changes {
    begun: AtomicUsize,
    acknowledged: AtomicUsize,
    over: AtomicBool,
}

/// Takes Access in North from the manager there, and gives it back, at random moments.
fn keep_changing(app: &TestApp, changes: &Changes) {
    let owner = || PgConnection::establish(&app.db.app_url()).unwrap();
    while !changes.over.load(Ordering::SeqCst) {
        let number = changes.begun.fetch_add(1, Ordering::SeqCst) + 1;
        let effect = if number % 2 == 1 { "deny" } else { "empty" };
        let file =
            format!("account_kind,account,permission,unit_code,effect\nuser,mona,OrgUnitAccess,NORTH,{effect}\n");
        let report = import(owner(), &seal(), Table::Grants, file.as_bytes(), Options::default()).unwrap();
        assert!(report.problems.is_empty());
        changes.acknowledged.store(number, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(rand::rng().random_range(0..120)));
    }
}

/// Asks again and again; answers how often no change was under way, so that only one answer was right. A wrong one ends it
/// for everybody: nobody waits for the rest of a million.
fn keep_asking(client: &Client, changes: &Changes, requests: usize) -> Result<usize, String> {
    let mut certain = 0;
    for asked in 0..requests {
        if changes.over.load(Ordering::SeqCst) {
            break;
        }
        let acknowledged = changes.acknowledged.load(Ordering::SeqCst);
        let status = client.get("/users/202").status;
        if changes.begun.load(Ordering::SeqCst) == acknowledged {
            let right = if acknowledged % 2 == 1 { 404 } else { 200 };
            if status != right {
                changes.over.store(true, Ordering::SeqCst);
                return Err(format!("{status} at request {asked}, after change {acknowledged}"));
            }
            certain += 1;
        }
    }
    Ok(certain)
}

#[test]
fn p8_no_request_on_any_node_sees_a_right_older_than_the_last_acknowledged_change() {
    let app = TestApp::start();
    let (_node, other) = app.second_node();
    // A session each: a long run outlasts the access token, and each browser is given its own new secret.
    let reader = || app.log_in(cast::MANAGER_NORTH);
    let readers = [reader(), reader().copy_at(other), reader().copy_at(other)];
    let (changes, requests, began) = (Changes::default(), times(500), Instant::now());
    let answers: Vec<Result<usize, String>> = std::thread::scope(|scope| {
        scope.spawn(|| keep_changing(&app, &changes));
        let asking: Vec<_> = readers
            .iter()
            .map(|reader| scope.spawn(|| keep_asking(reader, &changes, requests)))
            .collect();
        let answers: Vec<_> = asking.into_iter().map(|reader| reader.join()).collect();
        changes.over.store(true, Ordering::SeqCst);
        answers.into_iter().map(Result::unwrap).collect()
    });
    let certain: usize = answers.into_iter().map(Result::unwrap).sum();
    let changed = changes.acknowledged.load(Ordering::SeqCst);
    println!(
        "{} requests, {certain} of them between changes, {changed} changes, {:?}",
        3 * requests,
        began.elapsed()
    );
    assert!(changed > 5 && certain > requests / 10, "{certain}");
}

/// README, "Running for real": what one node was doing when it was killed is all that is lost.
#[test]
fn a_killed_node_fails_no_request_of_the_other() {
    let (db, places) = (TestDb::new(), [Place::new(), Place::new()]);
    let [mut first, second] = places.each_ref().map(|place| {
        let key = std::fs::read_to_string(key_file()).unwrap();
        key::write(&place.folder.join("data"), &[key.trim()]);
        let mut command = key::node(place, &db);
        command
            .env("KEYHOLDER_TEST_WEAK_HASHING", "yes")
            .env("KEYHOLDER_ARGON2_MEMORY_KIB", "8")
            .env("KEYHOLDER_ARGON2_ITERATIONS", "1");
        Serving::start_set_up(command)
    });
    let client = Client::new(first.socket());
    let page = client.post("/login", &[("name", cast::MANAGER_NORTH.login), ("password", PASSWORD)]);
    assert_eq!(page.status, 303, "{}", page.body);
    let (over, asked, lost) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for node in [&first, &first, &second, &second] {
            let (client, is_second) = (client.copy_at(node.socket()), std::ptr::eq(node, &second));
            let (over, asked, lost) = (&over, &asked, &lost);
            scope.spawn(move || {
                while !over.load(Ordering::SeqCst) {
                    let answered = client.request("GET", "/users").try_send();
                    let fine = answered.is_ok_and(|page| page.status == 200);
                    if is_second {
                        asked.fetch_add(1, Ordering::SeqCst);
                        lost.fetch_add(usize::from(!fine), Ordering::SeqCst);
                    }
                }
            });
        }
        std::thread::sleep(Duration::from_secs(1));
        first.signal(Signal::SIGKILL);
        let before = asked.load(Ordering::SeqCst);
        std::thread::sleep(Duration::from_secs(2));
        assert!(asked.load(Ordering::SeqCst) > before + 20, "it goes on");
        over.store(true, Ordering::SeqCst);
    });
    first.wait();
    assert_eq!(lost.load(Ordering::SeqCst), 0, "of {asked:?}");
}
