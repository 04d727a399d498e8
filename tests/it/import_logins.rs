//! What a file of users does to logins: links, passwords, and what their owners are told (SPEC 11, N-6; SECURITY TK4, AU9).
use crate::jobs::soon;
use crate::links;
use crate::mail::with_mail;
use crate::support::TestApp;
use crate::support::cast::ADMINISTRATOR;
use crate::support::console::Terminal;
use diesel::connection::SimpleConnection;

const BCRYPT: &str = "$2b$04$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01232";
const CARL: &str = "carl@chain.example";
const BY_OTHER: &str = "Somebody who looks after your account did this.";

/// Each kind of row after which no open link of Carl's may work, and what is typed beside it.
const ROWS: [(&str, &[&str]); 4] = [
    ("login,display_name,unit_code,enabled\ncarl,Carl Aagaard,N1,no\n", &[]),
    (
        "login,display_name,unit_code,email\ncarl,Carl Aagaard,N1,carl.ny@chain.example\n",
        &[],
    ),
    (
        "login,display_name,unit_code,password_hash\ncarl,Carl Aagaard,N1,HASH\n",
        &[],
    ),
    (
        "login,display_name,unit_code\nmona,Mona Nørgaard,NORTH\n",
        &["--replace"],
    ),
];

fn no_link_is_left(app: &TestApp, link: &str, row: &str) {
    assert_eq!(app.visitor().get(link).status, 410, "{row}");
    let kept = "SELECT count(*) FROM links WHERE revoked_at IS NULL OR sealed IS NOT NULL OR mail_sealed IS NOT NULL";
    assert_eq!(app.db.number(kept), 0, "{row}");
}

/// SECURITY TK4.
#[test]
fn tk4_a_file_of_the_command_line_ends_open_links_of_whom_it_shuts_out_or_gives_an_address_or_password() {
    for (row, options) in ROWS {
        let app = TestApp::start();
        links::waiting(&app);
        let link = links::fresh(&app);
        let said = Terminal::at(&app.db).import("users", row.replace("HASH", BCRYPT), options);
        assert_eq!(said.code, 0, "{row}: {said:?}");
        no_link_is_left(&app, &link, row);
    }
}

#[test]
fn tk4_a_file_of_the_screen_does_the_same() {
    for (row, _) in ROWS.into_iter().filter(|(_, options)| options.is_empty()) {
        let app = TestApp::start();
        links::waiting(&app);
        let link = links::fresh(&app);
        let page = app
            .log_in(ADMINISTRATOR)
            .import_file("users", row.replace("HASH", BCRYPT));
        assert!(page.says("The file has been applied"), "{row}: {}", page.text("main"));
        no_link_is_left(&app, &link, row);
    }
}

/// Carl changes the password while a file that says nothing of passwords has been read and is about to be written.
#[test]
fn a_password_changed_while_a_file_is_applied_stays() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    app.db
        .run("UPDATE users SET must_change_password = true WHERE id = 202");
    let page = admin.check_file("users", "login,display_name,unit_code\ncarl,Carl Å,N1\n");
    let mut owner = app.db.owner();
    let change =
        "BEGIN; UPDATE users SET password_hash = 'chosen meanwhile', must_change_password = false WHERE id = 202";
    owner.batch_execute(change).unwrap();
    let sent = page.form("main form").press("Apply");
    soon("the file waits for Carl's row", || {
        let waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        app.db.number(waiting) > 0
    });
    owner.batch_execute("COMMIT").unwrap();
    assert!(admin.settled(sent.location()).says("The file has been applied"));
    let kept = "SELECT display_name || ': ' || password_hash || ' ' || must_change_password FROM users WHERE id = 202";
    assert_eq!(app.db.text(kept), "Carl Å: chosen meanwhile false");
}

/// SPEC N-6; SECURITY AU9: as the forms do.
#[test]
fn au9_owners_are_told_of_a_password_or_a_second_factor_that_a_file_changes() {
    let (app, smtp) = with_mail();
    let head = "login,display_name,unit_code,password_hash,two_factor_required";
    let file = format!("{head}\ncarl,Carl Aagaard,N1,{BCRYPT},yes\nmona,Mona Nørgaard,NORTH,,no\n");
    let terminal = Terminal::at(&app.db);
    assert_eq!(terminal.import("users", &file, &[]).code, 0);
    for words in [
        "password of your account was changed",
        "two-factor authentication is required",
    ] {
        assert!(smtp.wait_for_words(CARL, words).text().contains(BY_OTHER));
    }
    assert_eq!(terminal.import("users", &file, &[]).code, 0);
    assert_eq!(
        app.db.number("SELECT count(*) FROM mails"),
        2,
        "nobody is told of what stays as it is"
    );
    terminal.imported(
        "users",
        "login,display_name,unit_code,two_factor_required\ncarl,Carl Aagaard,N1,no\n",
    );
    smtp.wait_for_words(CARL, "no longer required");
}
