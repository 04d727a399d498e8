//! The activity log as CSV and JSON Lines (SPEC N-20, SECURITY EX2).
use crate::activity_log::{some_changes, with_right};
use crate::jobs::soon;
use crate::support::TestApp;
use crate::support::cast::MANAGER_NORTH;
use crate::support::console::Terminal;

#[test]
fn ex2_the_export_has_the_rows_of_the_list_and_is_logged() {
    let app = TestApp::on(with_right());
    some_changes(&app);
    let mona = app.log_in(MANAGER_NORTH);
    let csv = mona.get("/activity/export?kind=user.updated");
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8; header=present");
    let lines: Vec<&str> = csv.body.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[1].contains(
            "Aalborg,User changed,Carla North,Display name: Carl Aagaard → Carla North,Administrator,,127.0.0.1"
        ),
        "{}",
        lines[1]
    );
    soon("logged", || {
        app.db.number("SELECT count(*) FROM activity WHERE type = 'activity.exported' AND user_id = 201 AND details @> '{\"rows\": 1, \"whole\": true, \"format\": \"csv\"}'") == 1
    });
}

#[test]
fn exported_json_lines_are_verified_line_by_line_and_as_a_whole() {
    let app = TestApp::start();
    let admin = some_changes(&app);
    soon("sealed", || {
        app.db.number("SELECT count(*) FROM activity_unsealed") == 0
    });
    let file = admin.get("/activity/export?format=jsonl").body;
    let terminal = Terminal::at(&app.db);
    let verify = |content: &str| {
        let path = terminal.folder().join("log.jsonl");
        std::fs::write(&path, content).unwrap();
        let said = terminal.run(&["activity", "verify", path.to_str().unwrap()]);
        (said.code, said.out)
    };
    assert_eq!(verify(&file), (0, "4 entries, 0 of them not sealed yet\n".into()));
    let lines: Vec<&str> = file.lines().collect();
    let without = |left_out: usize| {
        lines
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != left_out)
            .map(|(_, line)| format!("{line}\n"))
            .collect::<String>()
    };
    let told = |content: &str, words: &str| {
        let (code, out) = verify(content);
        assert!(code == 1 && out.contains(words), "{words}: {out}");
    };
    told(
        &file.replace("user.updated", "user.created"),
        "line 2: the entry was changed",
    );
    told(
        &file.replace("Carl Aagaard", "Carl Aagard"),
        "line 3: the personal values were changed",
    );
    told(&without(1), "line 2: lines before it are missing");
    told(&without(4), "the end of the file is missing");
    told(&without(0), "does not confirm the file");
    let swapped = format!("{}\n{}\n{}\n{}\n{}\n", lines[1], lines[0], lines[2], lines[3], lines[4]);
    told(
        &swapped,
        "line 1: lines before it are missing, or it stands in another place",
    );
}
