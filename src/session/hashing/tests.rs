use super::*;
use std::time::{Duration, Instant};

/// The cheapest argon2 settings; these tests are not about its strength.
fn cheap() -> HashingConfig {
    HashingConfig {
        memory_kib: 64,
        iterations: 1,
        parallelism: 1,
        threads: 2,
        queue: 8,
    }
}

fn hasher() -> Hasher {
    Hasher::start(&cheap()).unwrap()
}

fn check(hasher: &Hasher, password: &str, stored: &str) -> Verdict {
    hasher
        .verify_blocking(Secret::new(password), stored.to_owned())
        .unwrap()
}

/// Returns the shortest time of five checks. Without a stored hash, measures a pretended check against one like `like`.
fn quickest(hasher: &Hasher, password: &str, stored: Option<&str>, like: Option<&str>) -> Duration {
    let once = || {
        let (begin, password) = (Instant::now(), Secret::new(password));
        let verdict = match stored {
            Some(stored) => hasher.verify_blocking(password, stored.to_owned()),
            None => hasher.pretend_blocking(password, like.map(str::to_owned)),
        };
        assert!(!verdict.unwrap().ok);
        begin.elapsed()
    };
    (0..5).map(|_| once()).min().unwrap()
}

#[track_caller]
fn assert_alike(one: Duration, other: Duration) {
    // A check that was left out would take less than a hundredth. How close the times are is measured in script/bench.
    assert!(one * 10 > other && other * 10 > one, "{one:?} against {other:?}");
}

#[test]
fn the_right_password_is_right_and_any_other_is_wrong() {
    let hasher = hasher();
    let stored = hasher.hash_blocking(Secret::new("correct horse")).unwrap();
    assert_eq!(
        check(&hasher, "correct horse", &stored),
        Verdict {
            ok: true,
            needs_rehash: false
        }
    );
    assert!(!check(&hasher, "correct hors", &stored).ok);
    assert!(!check(&hasher, "", &stored).ok);
}

#[test]
fn two_hashes_of_one_password_differ() {
    let hasher = hasher();
    let hash = || hasher.hash_blocking(Secret::new("correct horse")).unwrap();
    assert_ne!(hash(), hash());
}

#[test]
fn the_default_is_at_least_what_owasp_recommends() {
    let config = HashingConfig::default();
    let stored = Hasher::start(&config).unwrap().hash_blocking(Secret::new("x")).unwrap();
    assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
}

#[test]
fn composed_and_decomposed_accents_are_one_password() {
    let hasher = hasher();
    let stored = hasher.hash_blocking(Secret::new("Ågård")).unwrap();
    assert!(check(&hasher, "A\u{30A}ga\u{30A}rd", &stored).ok);
}

#[test]
fn all_1024_code_points_count_and_a_longer_password_is_refused() {
    let hasher = hasher();
    let long = "ø".repeat(1_024);
    let stored = hasher.hash_blocking(Secret::new(long.clone())).unwrap();
    assert!(check(&hasher, &long, &stored).ok);
    assert!(!check(&hasher, &long[2..], &stored).ok);
    assert!(!check(&hasher, &format!("{long}ø"), &stored).ok);
    let refused = hasher.hash_blocking(Secret::new(format!("{long}ø")));
    assert_eq!(refused, Err(NotHashed::TooLong));
}

#[test]
fn a_hash_with_other_parameters_is_replaced_at_the_next_login() {
    let old = HashingConfig {
        memory_kib: 32,
        ..cheap()
    };
    let stored = Hasher::start(&old)
        .unwrap()
        .hash_blocking(Secret::new("correct"))
        .unwrap();
    let hasher = hasher();
    assert_eq!(
        check(&hasher, "correct", &stored),
        Verdict {
            ok: true,
            needs_rehash: true
        }
    );
    assert_eq!(
        check(&hasher, "wrong", &stored),
        Verdict {
            ok: false,
            needs_rehash: false
        }
    );
}

#[test]
fn an_imported_bcrypt_hash_works_once_and_is_replaced() {
    let hasher = hasher();
    let stored = bcrypt::hash("correct", 4).unwrap();
    assert_eq!(
        check(&hasher, "correct", &stored),
        Verdict {
            ok: true,
            needs_rehash: true
        }
    );
    assert!(!check(&hasher, "wrong", &stored).ok);
}

#[test]
fn bcrypt_does_not_check_a_long_password_by_its_beginning() {
    let hasher = hasher();
    let stored = bcrypt::hash("x".repeat(72), 4).unwrap();
    assert!(!check(&hasher, &"x".repeat(73), &stored).ok);
}

#[test]
fn a_stored_hash_nobody_can_read_is_a_wrong_password() {
    let hasher = hasher();
    assert!(!check(&hasher, "x", "not a hash").ok);
    assert!(
        !check(
            &hasher,
            "x",
            "$2b$31$L6Bc/AlTQHyd9liGgGEZyOFLPHNgyxeEPfgYfBCVxJ7JIlwxyVU3u"
        )
        .ok
    );
}

#[test]
fn unknown_names_and_odd_passwords_take_as_long_as_a_real_check() {
    let config = HashingConfig {
        memory_kib: 19_456,
        threads: 1,
        ..cheap()
    };
    let hasher = Hasher::start(&config).unwrap();
    let stored = hasher.hash_blocking(Secret::new("correct horse")).unwrap();
    let real = quickest(&hasher, "wrong horse", Some(&stored), None);
    let long = "x".repeat(5_000);
    for (password, stored) in [
        ("wrong horse", None),
        ("", Some(&*stored)),
        ("", None),
        (long.as_str(), Some(&*stored)),
    ] {
        assert_alike(quickest(&hasher, password, stored, None), real);
    }
}

/// AU6: where hashes were imported or made with other parameters, some unknown names take as long as those hashes do.
#[test]
fn a_name_without_a_password_takes_as_long_as_an_imported_or_older_hash() {
    let dear = HashingConfig {
        memory_kib: 32_768,
        iterations: 3,
        ..cheap()
    };
    let old = Hasher::start(&dear)
        .unwrap()
        .hash_blocking(Secret::new("correct"))
        .unwrap();
    let hasher = hasher();
    let usual = quickest(&hasher, "wrong", None, None);
    for stored in [bcrypt::hash("correct", 9).unwrap(), old] {
        let kind = match stored.starts_with("$2") {
            true => stored[..7].to_owned(),
            false => stored.rsplitn(3, '$').last().unwrap().to_owned(),
        };
        let like = Kinds::new([(kind, 1)], hasher.kind()).like(&[9; 32]);
        let real = quickest(&hasher, "wrong", Some(&stored), None);
        assert!(real > usual * 10, "{real:?} and {usual:?} cannot be told apart");
        assert_alike(quickest(&hasher, "wrong", None, like.as_deref()), real);
        let long = "x".repeat(5_000);
        for odd in ["", &long[..100], &long[..]] {
            assert_alike(quickest(&hasher, odd, Some(&stored), None), real);
        }
    }
}

/// Slow enough that no job ends while the test is still queueing others.
fn slow() -> HashingConfig {
    HashingConfig {
        memory_kib: 65_536,
        iterations: 10,
        threads: 2,
        queue: 3,
        ..cheap()
    }
}

#[actix_web::test]
async fn fifty_logins_at_once_occupy_no_more_than_threads_and_queue() {
    let hasher = Hasher::start(&slow()).unwrap();
    let mut accepted = Vec::new();
    for _ in 0..50 {
        accepted.extend(hasher.offer(Work::Pretend(None), Secret::new("x")));
    }
    assert!((3..=5).contains(&accepted.len()), "{} accepted", accepted.len());
    for answer in accepted {
        assert_eq!(
            verdict(answer.await),
            Ok(Verdict {
                ok: false,
                needs_rehash: false
            })
        );
    }
}

#[test]
fn a_secret_prints_nothing() {
    let secret = Secret::new("correct horse");
    assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "Secret Some(Secret)");
}
