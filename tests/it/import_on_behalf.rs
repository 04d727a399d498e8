//! The column `on_behalf` of users (SPEC 3.6, 11, P-10, P-12).
use crate::support::TestApp;
use crate::support::cast;
use crate::support::console::Console;
use crate::support::explain::Explainer;
use crate::support::files::problems;

const HEAD: &str = "login,display_name,unit_code,on_behalf";

fn links(db: &crate::support::TestDb) -> String {
    db.text("SELECT string_agg(main_id || ':' || clerk_id, ' ' ORDER BY main_id, clerk_id) FROM on_behalf")
}

#[test]
fn links_come_by_login_also_to_rows_of_the_same_file_and_a_second_import_changes_nothing() {
    let console = Console::new();
    let file = format!("{HEAD}\ntill,Till,N1,carl;LONE;new\nnew,New,N1,\n");
    assert_eq!(
        console.imported("users", &file),
        "2 added, 0 changed, 0 removed, 0 unchanged"
    );
    assert_eq!(links(&console.db), "1000:202 1000:205 1000:1001");
    assert_eq!(
        console.imported("users", &file),
        "0 added, 0 changed, 0 removed, 2 unchanged"
    );
    let exported = console.exported("users");
    assert!(exported.contains("carl;lone;new"), "{exported}");
    console.imported("users", &exported);
    assert_eq!(
        console.imported("users", format!("{HEAD}\ntill,Till,N1,new\n")),
        "0 added, 1 changed, 0 removed, 0 unchanged"
    );
    assert_eq!(links(&console.db), "1000:1001");
    // Only columns that are there are touched.
    console.imported("users", "login,display_name,unit_code\ntill,The till,N1\n");
    assert_eq!(links(&console.db), "1000:1001");
    console.imported("users", format!("{HEAD}\ntill,The till,N1,\n"));
    assert_eq!(links(&console.db), "");
}

#[test]
fn nobody_is_linked_to_themselves_to_nobody_or_to_the_installations_own() {
    let console = Console::new();
    for login in ["carl", "nobody", "Administrator", "System", "cashiers"] {
        let said = console.import("users", format!("{HEAD}\ncarl,Carl,N1,{login}\n"), &[]);
        assert_eq!(said.code, 1, "{login}: {}", said.out);
    }
    assert_eq!(console.db.number("SELECT count(*) FROM on_behalf"), 0);
}

#[test]
fn a_row_needs_what_the_dialog_needs_and_leaves_what_it_cannot_see() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO on_behalf (main_id, clerk_id) VALUES (202, 203)");
    let mona = app.log_in(cast::MANAGER_NORTH);
    for (row, said) in [
        (
            "carl,Carl Aagaard,N1,sune",
            "2 on_behalf There is no user sune who could be linked.",
        ),
        ("carl,Carl Aagaard,N1,mona", "2 on_behalf "),
    ] {
        let told = problems(&mona.check_file("users", format!("{HEAD}\n{row}\n")));
        assert!(told.len() == 1 && told[0].starts_with(said), "{row}: {told:?}");
    }
    mona.import_file("users", format!("{HEAD}\ncarl,Carl Aagaard,N1,lone\n"));
    assert_eq!(links(&app.db), "202:203 202:205");
    mona.import_file("users", format!("{HEAD}\ncarl,Carl Aagaard,N1,\n"));
    assert_eq!(links(&app.db), "202:203");
}

/// U-41: whoever applies a file is who did it, whoever sent it.
#[test]
fn u41_a_file_is_applied_by_the_clerk_who_pressed_apply() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO on_behalf (main_id, clerk_id) VALUES (201, 204), (201, 205)");
    let mona = app.visitor();
    let page = mona.post("/login", &[("name", "mona"), ("password", cast::PASSWORD)]);
    let stage = page.follow().form(crate::on_behalf::FORM);
    assert_eq!(stage.choose("clerk", cast::DENIED.id).submit().status, 303);
    let page = mona.check_file("users", "login,display_name,unit_code\nanna,Anna,N1\n");
    let dialog = mona.get("/account/clerk").form(crate::on_behalf::FORM);
    assert_eq!(dialog.choose("clerk", cast::LOCKED.id).submit().status, 303);
    let sent = page.form("main form").press("Apply");
    assert!(mona.settled(sent.location()).says("The file has been applied"));
    let clerk = |kind: &str| {
        app.db.number(&format!(
            "SELECT clerk_id FROM activity WHERE type = '{kind}' ORDER BY id LIMIT 1"
        ))
    };
    assert_eq!(
        (clerk("file.sent"), clerk("file.imported"), clerk("user.created")),
        (cast::DENIED.id, cast::LOCKED.id, cast::LOCKED.id)
    );
}

#[test]
fn p12_the_log_of_a_file_counts_nobody_whom_the_importer_does_not_see() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO on_behalf (main_id, clerk_id) VALUES (202, 203)");
    let mona = app.log_in(cast::MANAGER_NORTH);
    let page = mona.check_file("users", format!("{HEAD}\ncarl,Carl Aagaard,N1,lone\n"));
    assert!(page.says("+1, −0"), "{}", page.text("main"));
    mona.import_file("users", format!("{HEAD}\ncarl,Carl Aagaard,N1,lone\n"));
    mona.import_file("users", format!("{HEAD}\ncarl,Carl Aagaard,N1,\n"));
    let told = "SELECT string_agg(details ->> 'on_behalf', ' ' ORDER BY id) FROM activity WHERE type = 'user.updated'";
    assert_eq!(
        app.db.text(told),
        r#"{"new": "+1, −0", "old": null} {"new": "+0, −1", "old": null}"#
    );
}

/// SECURITY EX6: others wait while a file is applied.
#[test]
fn ex6_people_and_addresses_are_looked_up_once_for_all_rows() {
    let db = crate::support::TestDb::new();
    let mut explainer = Explainer::new(&db);
    let app = TestApp::on(db);
    let admin = app.log_in(cast::ADMINISTRATOR);
    let mut asked = |head: &str, rows: &str, of: fn(&str) -> bool| {
        explainer.plans();
        admin.check_file("users", format!("{head}\n{rows}"));
        let plans = explainer.plans();
        plans.iter().filter(|plan| of(plan.statement())).count()
    };
    let people = |said: &str| said.starts_with("SELECT u.id, u.unit_id, ") && said.ends_with("WHERE u.id = ANY($1)");
    let one = asked(HEAD, "mona,Mona Nørgaard,NORTH,carl\n", people);
    let rows = "mona,Mona Nørgaard,NORTH,carl\ndora,Dora Dahl,NORTH,carl\nlone,Lone Lund,N2,carl;dora\n";
    assert_eq!((one > 0, asked(HEAD, rows, people)), (true, one));
    let domains = |said: &str| said.contains("internal_email_domains");
    let head = "login,display_name,unit_code,email,security_roles";
    let row = |login: &str| format!("{login},X,N1,{login}@chain.example,support_agent\n");
    let one = asked(head, &row("carl"), domains);
    let three = asked(head, &["carl", "dora", "lone"].map(row).concat(), domains);
    assert_eq!((one > 0, three), (true, one));
}
