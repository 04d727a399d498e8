//! Logins: what they cost others, how many there can be, and that their time tells nothing.
use super::Words;
use super::load::{Target, median};
use super::place::{PASSWORD, Place, hash};
use super::report::{Figure, number};
use super::server::Server;
use argon2::{Algorithm, Argon2, Block, Version};
use keyholder::session::hashing::HashingConfig;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Who logs in.
const PEOPLE: usize = 400;
/// Logins at the same time: a shop that opens, and a storm.
const AT_ONCE: usize = 8;
const STORM: usize = 64;

/// Logins of people who have a password now.
pub fn people(place: &Place) -> Vec<String> {
    let ids = format!(
        "SELECT id FROM users WHERE id > 10000 AND id < 900000000 AND state = 'active' ORDER BY id LIMIT {PEOPLE}"
    );
    place.run(&format!(
        "UPDATE users SET password_hash = '{}', password_set_at = now() WHERE id IN ({ids})",
        hash()
    ));
    place.run("DELETE FROM login_counters");
    let logins = place.text(&format!(
        "SELECT string_agg(name, ' ') FROM accounts WHERE id IN ({ids})"
    ));
    logins.split(' ').map(str::to_owned).collect()
}

/// Logs people in, so many at a time, while something else is done; answers how many a second.
pub fn while_logging_in<T>(server: &Server, people: &[String], at_once: usize, work: impl FnOnce() -> T) -> (T, f64) {
    let (over, next) = (AtomicBool::new(false), AtomicUsize::new(0));
    let begin = Instant::now();
    let done = std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    let person = &people[next.fetch_add(1, Ordering::Relaxed) % people.len()];
                    let reply = server.post("/login", "", &[("name", person), ("password", PASSWORD)]);
                    assert!(matches!(reply.status, 303 | 503), "{person}: {}", reply.status);
                }
            });
        }
        let done = work();
        over.store(true, Ordering::Relaxed);
        done
    });
    (done, next.into_inner() as f64 / begin.elapsed().as_secs_f64())
}

/// As many checks a second as as many threads can make with nothing around them.
fn bare() -> f64 {
    let config = HashingConfig::default();
    let params =
        argon2::Params::new(config.memory_kib, config.iterations, config.parallelism, None).expect("parameters");
    let one = || {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
        let mut memory = vec![Block::default(); params.block_count()];
        let (mut output, begin, mut count) = ([0; 32], Instant::now(), 0);
        while begin.elapsed() < Duration::from_secs(4) {
            argon2
                .hash_password_into_with_memory(PASSWORD.as_bytes(), &[7; 16], &mut output, &mut memory)
                .expect("a hash");
            count += 1;
        }
        f64::from(count) / begin.elapsed().as_secs_f64()
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..config.threads).map(|_| scope.spawn(one)).collect();
        threads.into_iter().map(|thread| thread.join().expect("a rate")).sum()
    })
}

/// The list with and without logins beside it; logins alone.
pub fn beside_lists(words: &Words) -> Vec<Figure> {
    let place = Place::of_users(words.users);
    let people = people(&place);
    let server = Server::start(&place);
    let cookie = server.log_in("administrator");
    let list = Target::new(&server, "/users", &cookie);
    let reader = Target::new(&server, "/users", &cookie).alone();
    let mut figures = vec![
        beside(&server, &people, &list, AT_ONCE, Some(1.5)),
        beside(&server, &people, &list, STORM, Some(1.5)),
        beside(&server, &people, &reader, AT_ONCE, None),
    ];
    let (mut rates, mut bares) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let alone = || std::thread::sleep(Duration::from_secs(4));
        rates.push(while_logging_in(&server, &people, AT_ONCE, alone).1);
        bares.push(bare());
    }
    let (rate, bare) = (median(rates.into_iter()), median(bares.into_iter()));
    let figure = format!(
        "{:.0} %: {} against {} /s",
        rate / bare * 100.0,
        number(rate),
        number(bare)
    );
    figures.push(Figure::new(
        "logins/s against argon2 with nothing around it, as many threads",
        "≥ 90 %",
        figure,
        rate / bare >= 0.9,
    ));
    figures
}

/// What readers of the list notice of so many logins at a time.
fn beside(server: &Server, people: &[String], list: &Target<'_>, logins: usize, goal: Option<f64>) -> Figure {
    let (mut quiet, mut busy, mut rates) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..3 {
        quiet.push(list.run());
        let (load, rate) = while_logging_in(server, people, logins, || list.run());
        busy.push(load);
        rates.push(rate);
    }
    let of = |loads: &[super::load::Load], number: fn(&super::load::Load) -> f64| median(loads.iter().map(number));
    let (p99, p99_quiet) = (of(&busy, |load| load.p99), of(&quiet, |load| load.p99));
    let readers = match list.connections {
        1 => "one reader".to_owned(),
        many => format!("{many} readers"),
    };
    let what = format!("list with {readers} while {logins} logins run in parallel, against nobody else: p99");
    let figure = format!(
        "{:.2} times: {p99:.2} against {p99_quiet:.2} ms (p50 {:.2} against {:.2} ms; {} logins/s)",
        p99 / p99_quiet,
        of(&busy, |load| load.p50),
        of(&quiet, |load| load.p50),
        number(median(rates.into_iter())),
    );
    match goal {
        Some(goal) => Figure::new(what, format!("≤ {goal} times"), figure, p99 / p99_quiet <= goal),
        None => Figure::without_goal(what, figure),
    }
}

/// Whether the time of a refusal tells that a name exists (SECURITY AU6).
pub fn known_against_unknown(words: &Words) -> Vec<Figure> {
    let place = Place::of_users(words.users);
    let people = people(&place);
    let server = Server::start(&place);
    server.log_in(&people[0]);
    let timed = |name: &str, password: &str| {
        let begin = Instant::now();
        let reply = server.post("/login", "", &[("name", name), ("password", password)]);
        assert!((400..500).contains(&reply.status), "{}", reply.status);
        begin.elapsed().as_secs_f64() * 1e3
    };
    let long = "x".repeat(1_000);
    let passwords = [
        ("a wrong", "Wrong horse 7731"),
        ("an empty", ""),
        ("a 1,000-character", &long),
    ];
    let lines = passwords.map(|(what, password)| {
        place.run("DELETE FROM login_counters");
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for (at, person) in people.iter().take(200).enumerate() {
            known.push(timed(person, password));
            unknown.push(timed(&format!("nobody-{at}"), password));
        }
        let (known, unknown) = (median(known.into_iter()), median(unknown.into_iter()));
        let apart = (known / unknown - 1.0).abs() * 100.0;
        Figure::new(
            format!("known against unknown name, {what} password, medians of 200"),
            "within 10 %",
            format!("{apart:.1} %: {known:.2} against {unknown:.2} ms"),
            apart <= 10.0,
        )
    });
    place.run("DELETE FROM login_counters");
    lines.into()
}
