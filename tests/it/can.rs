//! `keyholder can` (SPEC 11): the engine's answer, from the command line.
use crate::support::console::Console;
use serde_json::Value;

/// Login, permission, unit, answer: a few of the cast of every kind.
const ANSWERS: &[(&str, &str, &str, &str)] = &[
    ("mona", "EditUser", "N1", "allow"),
    ("MONA", "EditUser", "n1", "allow"),
    ("mona", "EditUser", "S1", "none"),
    ("mona", "EditUser", "", "none"),
    ("mona", "navigation.access.security.users", "S1", "allow"),
    ("dora", "EditUser", "N1", "deny"),
    ("dora", "DeleteUser", "N1", "allow"),
    ("carl", "EditUser", "N1", "none"),
    ("lone", "OrgUnitAccess", "N2", "allow"),
    ("Administrator", "SetupManage", "TOP", "allow"),
    ("System", "EditUser", "", "none"),
];

#[test]
fn each_answer_is_one_word_and_its_reasons() {
    let console = Console::new();
    for (login, permission, unit, answer) in ANSWERS {
        let said = console.run(&["can", login, permission, unit]);
        let (word, reasons) = said.out.split_once('\n').unwrap();
        assert_eq!((said.code, word), (0, *answer), "{login} {permission} {unit}: {said:?}");
        assert!(reasons.starts_with("because "), "{said:?}");
    }
}

#[test]
fn a_batch_gives_the_same_answers_beside_the_rows_it_was_given() {
    let console = Console::new();
    let rows = |row: fn(&(&str, &str, &str, &str)) -> String| ANSWERS.iter().map(row).collect::<String>();
    let input = rows(|(login, permission, unit, _)| format!("{login},{permission},{unit}\n"));
    let expected = rows(|(login, permission, unit, answer)| format!("{login},{permission},{unit},{answer}\n"));
    assert_eq!(
        console.run_with(&["can", "--batch", "-"], input.as_bytes()).out,
        expected
    );
    let headed = console.run_with(
        &["can", "--batch", "-"],
        format!("login,permission,unit_code\r\n{input}").as_bytes(),
    );
    assert_eq!(headed.out, format!("login,permission,unit_code,decision\n{expected}"));
}

/// SPEC 11: read as imports read, guards of our own exports taken off, and written back as it came.
#[test]
fn a_batch_is_read_like_every_other_file() {
    let console = Console::new();
    console
        .db
        .run("UPDATE org_units SET code = '-N1', code_key = '-n1' WHERE id = 4");
    let answers = |input: &str| console.run_with(&["can", "--batch", "-"], input.as_bytes());
    let said = answers("\u{feff}Unit_code; LOGIN;Permission\r\n\r\n'-N1;mona;EditUser\r\n\"-N1\";carl;EditUser;\r\n");
    assert_eq!(
        said.out, "Unit_code; LOGIN;Permission;decision\n'-N1;mona;EditUser;allow\n-N1;carl;EditUser;none\n",
        "{said:?}"
    );
    for (wrong, told) in [
        ("mona,EditUser\n", "Line 1"),
        ("mona,EditUser,N2\nmona,\"EditUser,N2\n", "Line 2"),
        ("\u{0}", "NUL"),
    ] {
        let said = answers(wrong);
        assert!(
            said.code == 1 && said.out.is_empty() && said.err.contains(told),
            "{said:?}"
        );
    }
}

#[test]
fn unknown_words_are_errors_and_the_rest_of_a_batch_is_answered() {
    let console = Console::new();
    for words in [
        ["nobody", "EditUser", "N1"],
        ["cashiers", "EditUser", "N1"],
        ["mona", "edituser", "N1"],
        ["mona", "EditUser", "N9"],
    ] {
        let said = console.run(&[&["can"], &words[..]].concat());
        assert!(
            said.code == 1 && said.out.is_empty() && said.err.contains("there is no"),
            "{said:?}"
        );
    }
    let said = console.run_with(&["can", "--batch", "-"], b"nobody;EditUser;N1\nmona;EditUser;N1\n");
    assert_eq!(
        (said.code, said.out.as_str()),
        (1, "nobody;EditUser;N1;error\nmona;EditUser;N1;allow\n")
    );
    assert_eq!(console.run(&["can", "mona"]).code, 2);
}

#[test]
fn whoever_may_not_log_in_for_good_holds_nothing_and_an_archived_unit_gives_nothing() {
    let console = Console::new();
    console.db.run(
        "UPDATE users SET state = 'deactivated' WHERE id = 201; UPDATE users SET password_hash = NULL WHERE id = 203",
    );
    assert_eq!(
        console.run(&["can", "mona", "EditUser", "N1"]).out,
        "none\nbecause the user is deactivated\n"
    );
    assert!(
        console
            .run(&["can", "sune", "EditUser", "S1"])
            .out
            .starts_with("allow\n"),
        "waiting for activation does not matter"
    );
    console.db.run("UPDATE org_units SET archived_at = now() WHERE id = 7");
    assert_eq!(
        console.run(&["can", "sune", "EditUser", "S1"]).out,
        "none\nbecause Odense is archived\n"
    );
}

#[test]
fn json_names_the_grants_and_the_way_to_them() {
    let console = Console::new();
    let said = console.run(&["can", "dora", "EditUser", "N1", "--json"]);
    let answer: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        (answer["decision"].as_str(), answer["login"].as_str()),
        (Some("deny"), Some("dora"))
    );
    let grant = &answer["grants"][0];
    assert_eq!(
        (
            grant["effect"].as_str(),
            grant["account_kind"].as_str(),
            grant["unit_code"].as_str()
        ),
        (Some("deny"), Some("user"), Some("NORTH"))
    );
    assert_eq!(
        answer["reasons"].as_array().map(Vec::len),
        Some(2),
        "the Deny, and the Allow it overrules: {answer}"
    );
}

#[test]
fn what_is_asked_writes_nothing() {
    let console = Console::new();
    let before = console.db.fingerprint(&[]);
    console.run(&["can", "mona", "EditUser", "N1"]);
    assert_eq!(console.db.fingerprint(&[]), before);
}
