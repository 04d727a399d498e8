//! What stands where a list has no rows (UI habit 13).
use crate::support::TestApp;
use crate::support::cast::ADMINISTRATOR;

/// UI habit 13: none yet, no match and filtered, each in words of its own.
#[test]
fn an_empty_list_says_why_it_is_empty_and_what_to_do_about_it() {
    let app = TestApp::start();
    app.db.run("UPDATE login_counters SET locked_until = NULL");
    let admin = app.log_in(ADMINISTRATOR);
    let says = |path: &str| {
        let page = admin.get(path);
        (
            page.text("#list .empty p, .card .empty p"),
            page.texts(".empty a.btn").concat(),
        )
    };
    for (path, why, button) in [
        ("/users?status=locked", "Nobody is locked now.", "Clear the filters"),
        ("/users?q=zzz", "Nobody matches.", "Clear search"),
        (
            "/support/users?locked=1&all=1",
            "Nobody fits these filters.",
            "Clear the filters",
        ),
        ("/support/users?q=zzz&all=1", "Nobody matches.", "Clear search"),
        ("/support/customers?q=zzz", "No customer matches.", "Clear search"),
        (
            "/support/organisations?q=zzz",
            "No organisation matches.",
            "Clear search",
        ),
        (
            "/support/organisations",
            "There are no organisations yet.",
            "Create organisation",
        ),
        ("/setup/actors/groups?q=zzz", "No actor group matches.", "Clear search"),
        ("/setup/actors/groups", "There are no actor groups yet.", ""),
        ("/users/202/settings", "This user has no settings yet.", ""),
        (
            "/users/202/settings?key=zz",
            "No setting has these letters in its key.",
            "Clear search",
        ),
        (
            "/actors?role=supplier&kind=person&enabled=no",
            "Nobody fits these filters.",
            "Clear the filters",
        ),
    ] {
        let (text, link) = says(path);
        assert!(text.starts_with(why), "{path}: {text}");
        assert_eq!(link, button, "{path}");
    }
}
