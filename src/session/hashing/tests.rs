use super::*;
use std::time::Instant;

/// As cheap as argon2 goes: what is tested is not its strength.
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
        .verify_blocking(Secret::new(password), Some(stored.to_owned()))
        .unwrap()
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
    assert!(config.is_strong_enough() && !cheap().is_strong_enough());
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
    // A check left out takes less than a hundredth; how close the times are is measured in script/bench.
    let config = HashingConfig {
        memory_kib: 19_456,
        threads: 1,
        ..cheap()
    };
    let hasher = Hasher::start(&config).unwrap();
    let stored = hasher.hash_blocking(Secret::new("correct horse")).unwrap();
    let quickest = |password: &str, stored: Option<&String>| {
        let once = || {
            let begin = Instant::now();
            hasher.verify_blocking(Secret::new(password), stored.cloned()).unwrap();
            begin.elapsed()
        };
        (0..5).map(|_| once()).min().unwrap()
    };
    let real = quickest("wrong horse", Some(&stored));
    let long = "x".repeat(5_000);
    for (password, stored) in [
        ("wrong horse", None),
        ("", Some(&stored)),
        ("", None),
        (long.as_str(), Some(&stored)),
    ] {
        let time = quickest(password, stored);
        assert!(time * 10 > real && real * 10 > time, "{time:?} against {real:?}");
    }
}

/// Slow enough that nothing ends while the test is still asking.
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
        accepted.extend(hasher.offer(Work::Verify(None), Secret::new("x")));
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
