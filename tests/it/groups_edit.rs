//! What is set on groups: all mistakes at once (SPEC U-8), and what predefined roles leave open (SPEC G-4).
use crate::groups::{create, id_of, keeper};
use crate::memberships::{TRACES, make_group, nest};
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, PASSWORD, group, unit};
use crate::support::page::Page;

const FORM: &str = "form[data-guard]";
/// The predefined roles User administrator and Store manager.
const USER_ADMINISTRATOR: i64 = 11;
const STORE_MANAGER: i64 = 12;

fn mistakes(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 422, "{}", page.text("main"));
    page.attrs("#mistakes a", "href")
}

#[test]
fn u8_that_the_name_of_a_group_is_taken_is_told_with_everything_else() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    let form = admin.get("/groups/new").form(FORM);
    let made = form.fill("name", "MONA@chain.example").fill("access_minutes", "many");
    let made = made.submit();
    assert_eq!(mistakes(&made), ["#name", "#display_name", "#access_minutes"]);
    assert_eq!(made.text("#name-error"), "This name is taken.");
    let form = admin.get("/groups/102").form(FORM).fill("name", "Store-Managers");
    let edited = form.fill("display_name", "").fill("refresh_minutes", "0").submit();
    assert_eq!(mistakes(&edited), ["#name", "#display_name", "#refresh_minutes"]);
    let form = admin.get("/groups/102/copy").form("main form").fill("name", "cashiers");
    assert_eq!(mistakes(&form.submit()), ["#name", "#display_name"]);
    app.db.assert_same(&before);
    // Its own name is its to keep.
    let form = admin.get("/groups/102").form(FORM).fill("name", "CASHIERS");
    assert_eq!(form.submit().status, 303);
    assert_eq!(create(&admin, "till-people", "Till people").status, 303);
    assert!(id_of(&app, "CASHIERS") == group::CASHIERS);
}

/// N-4, U-32: only name and rights belong to the module.
#[test]
fn g4_periods_and_two_factor_of_a_predefined_role_are_set_and_hold_while_name_and_rights_stay_locked() {
    let app = TestApp::start();
    nest(&app.db, CASHIER_NORTH.id, STORE_MANAGER, unit::AALBORG);
    let mona = keeper(&app);
    let form = mona.get("/groups/12").form(FORM);
    let form = form.fill("access_minutes", "15").fill("refresh_minutes", "90");
    let done = form.fill("description", "Whoever opens the store.").submit();
    assert_eq!(
        (done.status, done.location()),
        (303, "/groups/12"),
        "{}",
        done.text("main")
    );
    app.log_in(CASHIER_NORTH);
    let lasts = "SELECT round(extract(epoch FROM access_expires_at - created_at) / 60)::text || ' ' ||
        round(extract(epoch FROM expires_at - created_at) / 60)::text FROM sessions ORDER BY id DESC LIMIT 1";
    assert_eq!(app.db.text(lasts), "15 90");
    let form = mona.get("/groups/12").form(FORM).tick("require_two_factor");
    assert_eq!(form.submit().status, 303);
    let next = app
        .visitor()
        .post("/login", &[("name", "carl"), ("password", PASSWORD)]);
    assert_eq!(next.location(), "/login/two-factor");
    let before = app.db.fingerprint(TRACES);
    let form = mona.get("/groups/12").form(FORM).fill("access_minutes", "1");
    for (field, value) in [("name", "role.mine"), ("display_name", "Mine")] {
        let refused = form.clone().forge(field, value).submit();
        assert!(
            refused.status == 403 && refused.says("The name and the rights of a predefined role are locked."),
            "{field}: {}",
            refused.text("main")
        );
    }
    let refused = mona.post("/groups/12/permissions", &[("unit", "1"), ("p2", "allow")]);
    assert!(matches!(refused.status, 400 | 403), "{}", refused.status);
    app.db.assert_same(&before);
    let stored = "SELECT a.name || ' ' || g.display_name || ' ' || g.description FROM accounts a JOIN groups g USING (id) WHERE id = 12";
    assert_eq!(
        app.db.text(stored),
        "role.store-manager Store manager Whoever opens the store."
    );
}

/// P-6: what administrators must do is not for others to loosen.
#[test]
fn g4_a_predefined_role_that_leads_to_administrators_is_for_administrators_to_set() {
    let app = TestApp::start();
    app.db
        .run("UPDATE groups SET require_two_factor = true, refresh_minutes = 60 WHERE id = 11");
    nest(&app.db, USER_ADMINISTRATOR, 3, unit::TOP);
    let mona = keeper(&app);
    let before = app.db.fingerprint(TRACES);
    let page = mona.get("/groups/11");
    assert!(page.says("Only administrators may do this.") && !page.has(".savebar"));
    let loosened = mona.post("/groups/11", &[("version", "1"), ("refresh_minutes", "9999")]);
    assert_eq!(loosened.status, 403, "{}", loosened.text("main"));
    app.db.assert_same(&before);
    let form = app.log_in(ADMINISTRATOR).get("/groups/11").form(FORM);
    assert_eq!(form.fill("refresh_minutes", "30").submit().status, 303);
}

#[test]
fn u32_whoever_only_looks_at_a_group_sees_whether_it_requires_a_second_factor() {
    let app = TestApp::start();
    make_group(&app.db, 110, "night-shift");
    app.db.run("UPDATE groups SET require_two_factor = true WHERE id = 110");
    app.db
        .allow(CASHIER_NORTH.id, &["navigation.access.security.groups"], unit::TOP);
    let carl = app.log_in(CASHIER_NORTH);
    for (id, required) in [(110, "Yes"), (102, "No")] {
        let page = carl.get(&format!("/groups/{id}"));
        assert!(!page.has("[name=require_two_factor]"));
        let said = page.texts(".field");
        assert!(said.contains(&format!("Require two-factor{required}")), "{said:?}");
    }
}
