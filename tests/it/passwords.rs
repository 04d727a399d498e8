//! Changing passwords (SPEC 3.4, SECURITY PW3–PW7, LO5, SE2, SE6).
use crate::links;
use crate::security::TRACES;
use crate::support::client::Client;
use crate::support::page::{Form, Page};
use crate::support::{TestApp, cast, unit};

const NEW: &str = "grøn regnjakke på cykel";

fn change(who: &Client, path: &str, current: &str, new: &str) -> Page {
    let form = who.get(path).form("main form").fill("current_password", current);
    form.fill("new_password", new).fill("again", new).submit()
}

fn own(who: &Client, current: &str, new: &str) -> Page {
    change(who, "/account/password", current, new)
}

#[test]
fn ones_own_change_keeps_this_session_under_a_new_secret_and_ends_the_others() {
    let app = TestApp::start();
    let (here, there) = (app.log_in(cast::CASHIER_NORTH), app.log_in(cast::CASHIER_NORTH));
    let stolen = here.copy_at(app.address);
    assert_eq!(own(&here, cast::PASSWORD, NEW).status, 303);
    assert_eq!((here.get("/account").status, there.get("/account").status), (200, 303));
    assert_eq!(stolen.get("/account").status, 303, "the secret from before the change");
    app.log_in_as("carl", NEW);
    assert_eq!(
        app.db.text("SELECT must_change_password FROM users WHERE id = 202"),
        "false"
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'user.password_changed'"),
        1
    );
}

#[test]
fn the_rules_are_told_by_name_and_cost_no_attempt() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    for (new, rule) in [
        ("fjorten tegn!!", "at least 15"),
        ("passwordpassword", "most common"),
        ("min gule AAGAARD cykel", "display name"),
        ("test chain i regnvejr", "organisation"),
        ("abcabcabcabcabcabc", "too easy"),
        (cast::PASSWORD, "current password"),
    ] {
        let page = own(&carl, cast::PASSWORD, new);
        assert_eq!(page.status, 422, "{new}");
        assert!(
            page.text("#new_password-error").contains(rule),
            "{new}: {}",
            page.text("#new_password-error")
        );
    }
    assert_eq!(app.db.number("SELECT count(*) FROM proof_counters"), 0);
}

#[test]
fn any_long_password_works_whole_and_only_whole() {
    let app = TestApp::start();
    let long: String = ('!'..='~').cycle().step_by(7).take(128).collect();
    for new in ["correct horse battery staple", "🐎🔋📎🌲🍋🚲🧀🎈🐙⛵🎻🪁🌶🧭🪐", &long] {
        app.db
            .run("UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE id = 201) WHERE id = 202");
        let page = own(&app.log_in(cast::CASHIER_NORTH), cast::PASSWORD, new);
        assert_eq!(page.status, 303, "{new}: {:?}", page.texts(".err"));
        app.log_in_as("carl", new);
    }
    let cut = app
        .visitor()
        .post("/login", &[("name", "carl"), ("password", &long[..64])]);
    assert_eq!(cut.status, 422);
}

/// PW2: what was hashed more cheaply, or imported, is hashed anew at the next good login, and only then.
#[test]
fn an_older_hash_is_replaced_at_the_next_good_login() {
    let app = TestApp::start();
    let old = cast::hash(cast::PASSWORD, 16, 2);
    app.db
        .run(&format!("UPDATE users SET password_hash = '{old}' WHERE id = 202"));
    let hash = || app.db.text("SELECT password_hash FROM users WHERE id = 202");
    app.visitor().post("/login", &[("name", "carl"), ("password", "wrong")]);
    assert_eq!(hash(), old);
    app.log_in(cast::CASHIER_NORTH);
    let new = hash();
    assert!(new.starts_with("$argon2id$v=19$m=8,t=1,p=1$") && new != old, "{new}");
    app.log_in(cast::CASHIER_NORTH);
    assert_eq!(hash(), new);
}

#[test]
fn without_the_current_password_nothing_changes_and_wrong_ones_lock_for_a_while() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let hash = || app.db.text("SELECT password_hash FROM users WHERE id = 202");
    let before = hash();
    let fields = [("new_password", NEW), ("again", NEW)];
    assert_eq!(carl.post("/account/password", &fields).status, 422);
    for _ in 0..5 {
        assert_eq!(
            own(&carl, "wrong", NEW).text("#current_password-error"),
            "This is not your current password."
        );
    }
    let locked = own(&carl, cast::PASSWORD, NEW);
    assert!(
        locked.text("#current_password-error").starts_with("Too many"),
        "{}",
        locked.text(".err")
    );
    assert_eq!(hash(), before);
    assert_eq!(
        app.db.number("SELECT failed_shown FROM user_clock WHERE user_id = 202"),
        0,
        "a counter of its own"
    );
    app.db
        .run("UPDATE proof_counters SET locked_until = now() - interval '1 second'");
    assert_eq!(own(&carl, cast::PASSWORD, NEW).status, 303);
}

#[test]
fn parallel_wrong_passwords_count_one_by_one() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    let wrong = [("current_password", "wrong"), ("new_password", NEW), ("again", NEW)];
    let tries: Vec<_> = (0..8).map(|_| carl.copy_at(app.address)).collect();
    let tries = tries
        .into_iter()
        .map(|one| std::thread::spawn(move || one.post("/account/password", &wrong).status));
    for status in tries.collect::<Vec<_>>() {
        assert!([422, 503].contains(&status.join().unwrap()));
    }
    assert!(app.db.number("SELECT failed FROM proof_counters WHERE user_id = 202") <= 5);
}

#[test]
fn a_manager_sets_a_cashiers_password_with_the_managers_own_and_it_must_be_changed() {
    let app = TestApp::start();
    let (mona, carl) = (app.log_in(cast::MANAGER_NORTH), app.log_in(cast::CASHIER_NORTH));
    assert_eq!(
        change(&mona, "/users/202/password", cast::PASSWORD, NEW).location(),
        "/users/202"
    );
    assert_eq!(carl.get("/").location(), "/login");
    assert_eq!(mona.get("/users/202").status, 200);
    let carl = app.log_in_as("carl", NEW);
    let page = carl.get("/").follow();
    assert_eq!(page.path, "/new-password");
    let same = page.form("main form").fill("password", NEW).fill("again", NEW).submit();
    assert_eq!(
        (same.status, same.texts(".err").len()),
        (422, 1),
        "the one that was given"
    );
    let next = "en helt anden hemmelighed";
    assert_eq!(
        page.form("main form")
            .fill("password", next)
            .fill("again", next)
            .submit()
            .location(),
        "/"
    );
    assert_eq!(carl.get("/account").status, 200);
}

#[test]
fn nothing_but_the_new_password_answers_before_it_is_set() {
    let app = TestApp::start();
    app.db
        .run("UPDATE users SET must_change_password = true WHERE id = 201");
    let mona = app.log_in(cast::MANAGER_NORTH);
    for path in ["/", "/users/202", "/account", "/account/password", "/users/new"] {
        assert_eq!(mona.get(path).location(), "/new-password", "{path}");
    }
    assert_eq!(
        mona.post("/users/202", &[("version", "1"), ("display_name", "X")])
            .status,
        401
    );
}

#[test]
fn nobody_sets_the_password_of_who_holds_more_or_of_administrator() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (6, 101, 202), (1, 3, 203)");
    let (mona, second) = (app.log_in(cast::MANAGER_NORTH), app.log_in(cast::MANAGER_SOUTH));
    let hashes = || {
        app.db
            .text("SELECT string_agg(password_hash, ' ' ORDER BY id) FROM users")
    };
    let before = hashes();
    let fields = [
        ("current_password", cast::PASSWORD),
        ("new_password", NEW),
        ("again", NEW),
    ];
    let refused = mona.post("/users/202/password", &fields);
    assert!(
        refused.status == 403 && refused.says("a unit that is not open to you") && !refused.says("South"),
        "{}",
        refused.text("main")
    );
    assert_eq!(second.post("/users/2/password", &fields).status, 403);
    assert_eq!(mona.post("/users/203/password", &fields).status, 404);
    assert_eq!(hashes(), before);
}

/// PW6: nobody is made to change a password because it is old.
#[test]
fn an_old_password_is_as_good_as_a_new_one() {
    let app = TestApp::start();
    app.db
        .run("UPDATE users SET password_set_at = now() - interval '400 days'");
    let carl = app.log_in(cast::CASHIER_NORTH);
    assert_eq!(
        (carl.get("/").location(), carl.get("/account").status),
        ("/account", 200)
    );
}

/// PW8: nothing but the password itself opens an account.
#[test]
fn no_page_asks_for_a_hint_or_a_secret_question() {
    let app = TestApp::start();
    let carl = app.log_in(cast::CASHIER_NORTH);
    for page in [
        app.visitor().get("/login"),
        carl.get("/account"),
        carl.get("/account/password"),
    ] {
        let fields = page.attrs("main input, main textarea", "name").join(" ");
        assert!(
            page.status == 200 && !fields.contains("hint") && !fields.contains("question"),
            "{fields}"
        );
    }
}

#[test]
fn password_managers_can_fill_in_every_field() {
    let app = TestApp::start();
    let page = app.log_in(cast::CASHIER_NORTH).get("/account/password");
    let kinds = page.attrs("main form input", "autocomplete");
    assert_eq!(kinds, ["username", "current-password", "new-password", "new-password"]);
    assert!(!page.body.contains("onpaste"));
}

#[test]
fn the_meter_answers_who_types_and_nobody_else() {
    let app = TestApp::start();
    let typed = [("new_password", "regn"), ("current_password", "x")];
    let page = app.log_in(cast::CASHIER_NORTH).post("/password-strength", &typed);
    assert_eq!((page.status, page.attr("meter", "value").as_str()), (200, "2"));
    assert_eq!(page.attr(".strength", "id"), "new_password-meter");
    assert_eq!(app.visitor().post("/password-strength", &typed).status, 401);
}

/// Every form that takes a password, filled in but for it, and the fields it goes into.
fn forms(mona: &Client, visitor: &Client, link: &str) -> [(Form, [&'static str; 2]); 5] {
    let changed = |path: &str| {
        let form = mona.get(path).form("main form");
        form.fill("current_password", cast::PASSWORD)
    };
    let create = mona.get("/users/new").form("form[data-guard]").fill("name", "kaj");
    let create = create.fill("display_name", "Kaj").choose("unit", unit::AALBORG);
    let login = visitor.get("/login").form("main form").fill("name", "mona");
    let activation = visitor.get(link).follow().form("main form");
    [
        (login, ["password"; 2]),
        (changed("/account/password"), ["new_password", "again"]),
        (changed("/users/205/password"), ["new_password", "again"]),
        (create, ["password", "again"]),
        (activation, ["password", "again"]),
    ]
}

fn sent_with((form, fields): (Form, [&str; 2]), letters: usize) -> Page {
    let typed = "å1".repeat(letters / 2);
    let form = fields.into_iter().fold(form, |form, field| form.fill(field, &typed));
    form.submit()
}

/// SECURITY EX6, PW3: what is too long to be a password is told clearly, and nothing of it is hashed or kept.
#[test]
fn a_password_of_a_megabyte_changes_nothing_at_any_form_and_one_of_2000_letters_is_told_at_its_field() {
    let app = TestApp::start();
    links::waiting(&app);
    let link = links::fresh(&app);
    let (mona, visitor) = (app.log_in(cast::MANAGER_NORTH), app.visitor());
    let traces = TRACES.iter().copied().filter(|table| *table != "login_counters");
    let before = app.db.fingerprint(&traces.collect::<Vec<_>>());
    for form in forms(&mona, &visitor, &link) {
        let page = sent_with(form, 1 << 20);
        assert!(
            page.status == 413 && !page.text("h1").is_empty(),
            "{}: {}",
            page.path,
            page.status
        );
    }
    app.db.assert_same(&before);
    let stored = "SELECT string_agg(id || ' ' || coalesce(password_hash, ''), ', ' ORDER BY id) FROM users";
    let kept = app.db.text(stored);
    for form in forms(&mona, &visitor, &link) {
        let page = sent_with(form, 2_000);
        assert_eq!(page.status, 422, "{}: {}", page.path, page.text("main"));
    }
    assert_eq!(app.db.text(stored), kept);
}
