//! The preview of a move to another customer shows what reach alone changes (SPEC O-1, C-5).
use super::with_other;
use crate::security::{SENT, TRACES};
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_NORTH, unit};
use crate::support::console::Terminal;
use crate::support::files::problems;
use crate::support::page::Page;

/// What a row of the preview says of somebody.
fn told(page: &Page, name: &str) -> Vec<String> {
    let names = page.texts("#people th[scope=row] a");
    let at = names.iter().position(|one| one == name);
    let at = at.unwrap_or_else(|| panic!("{name} among {names:?}"));
    page.texts("#people td").chunks(3).nth(at).unwrap().to_vec()
}

#[test]
fn c5_the_preview_counts_and_lists_whom_a_unit_goes_out_of_and_comes_within_reach_of() {
    let app = with_other();
    app.db
        .allow(MANAGER_NORTH.id, &["OrgUnitAccess", "MembershipAdd"], unit::TOP);
    app.db.allow(206, &["OrgUnitAccess"], unit::TOP);
    let page = app.log_in(ADMINISTRATOR).get("/org-units/7/move?parent=20");
    let preview = page.text("#preview");
    assert!(
        preview.contains("One user gains rights, 2 users lose some."),
        "{preview}"
    );
    assert!(
        preview.contains("2 of them no longer reach it, one comes to."),
        "{preview}"
    );
    assert_eq!(
        page.texts("#people th[scope=row] a"),
        ["Mona Nørgaard", "Olga Zebraquist", "Sune Sørensen"]
    );
    let (mona, olga) = (told(&page, "Mona Nørgaard"), told(&page, "Olga Zebraquist"));
    assert!(
        mona[1] == "–" && mona[2].contains("Access") && mona[2].contains("Add"),
        "{mona:?}"
    );
    assert!(olga[1].contains("Access") && olga[2] == "–", "{olga:?}");
    assert_eq!(
        page.texts("#people th .hint"),
        ["No longer reaches it", "Comes to reach it", "No longer reaches it"]
    );
    let form = page.form("main form[method=post]");
    assert_eq!(form.submit().status, 303);
    let can = |login: &str| Terminal::at(&app.db).run(&["can", login, "OrgUnitAccess", "S1"]).out;
    assert!(can("mona").starts_with("none") && can("zebraquist.olga").starts_with("allow"));
}

#[test]
fn c5_whoever_is_moved_along_is_shown_with_what_they_gain_and_lose_at_both_customers() {
    let app = with_other();
    app.db
        .allow(CASHIER_NORTH.id, &["OrgUnitAccess", "EditUser"], unit::TOP);
    let page = app.log_in(ADMINISTRATOR).get("/org-units/4/move?parent=20");
    let carl = told(&page, "Carl Aagaard");
    assert!(
        carl[1].contains("Access") && carl[1].contains("Edit user") && carl[1].ends_with("in Zebraquist"),
        "{carl:?}"
    );
    assert!(
        carl[2].contains("Edit user") && carl[2].ends_with("in Chain"),
        "{carl:?}"
    );
    assert!(
        page.texts("#people th .hint")
            .contains(&"Reaches the other customer instead".to_owned())
    );
    assert_eq!(page.form("main form[method=post]").submit().status, 303);
    let can = |code: &str| Terminal::at(&app.db).run(&["can", "carl", "EditUser", code]).out;
    assert!(can("ZQ2").starts_with("allow") && can("N1").starts_with("allow") && can("S1").starts_with("none"));
}

#[test]
fn c5_whoever_reaches_both_customers_is_not_in_the_preview_and_everybody_is_when_users_hold_something() {
    let app = with_other();
    app.db.allow(MANAGER_NORTH.id, &["OrgUnitAccess"], unit::TOP);
    app.db
        .run("UPDATE users SET security_roles = '{customer,caterer}', organisation_id = 7 WHERE id = 201");
    let admin = app.log_in(ADMINISTRATOR);
    let people = || {
        admin
            .get("/org-units/7/move?parent=20")
            .texts("#people th[scope=row] a")
    };
    assert_eq!(people(), ["Sune Sørensen"]);
    app.db
        .run("UPDATE users SET security_roles = '{caterer}' WHERE id = 201");
    assert_eq!(people(), ["Mona Nørgaard", "Sune Sørensen"], "comes to reach it");
    app.db.allow(4, &["OrgUnitAccess"], unit::TOP);
    let all = [
        "Carl Aagaard",
        "Dora Dahl",
        "Lone Lund",
        "Mona Nørgaard",
        "Olga Zebraquist",
        "Sune Sørensen",
    ];
    assert_eq!(people(), all);
}

/// SPEC U-4: of whom a full pool refuses nothing has gone ahead, and the rest is done.
#[test]
fn u4_a_move_that_is_refused_for_one_leaves_their_memberships_where_they_are() {
    let app = with_other();
    app.db
        .run("UPDATE customer_licences SET pool = 2 WHERE customer_id = 20");
    let admin = app.log_in(ADMINISTRATOR);
    let into = [("into", "21"), ("along", "1")];
    let page = admin.post("/users/move?id=202&id=205&from=%2Fusers", &into);
    assert_eq!(page.status, 303, "{}", page.text("main"));
    let stand = "SELECT string_agg(u.id || ' in ' || u.unit_id || ' member in ' || m.unit_id, ', ' ORDER BY u.id)
        FROM users u JOIN memberships m ON m.account_id = u.id WHERE u.id IN (202, 205)";
    assert_eq!(app.db.text(stand), "202 in 21 member in 21, 205 in 5 member in 5");
    let told = "SELECT count(*) FROM activity WHERE type LIKE 'membership.%'";
    assert_eq!(app.db.number(told), 2, "of the one who moved");
}

/// C-3: when not enough are left it is refused, saying how many there are and whom to ask; nothing half done.
#[test]
fn c3_a_unit_takes_its_licences_along_only_where_the_other_customer_has_as_many_left() {
    let app = with_other();
    app.db
        .run("UPDATE customer_licences SET pool = 4 WHERE customer_id = 20; UPDATE installation SET support_contact = 'Helle, 1234'");
    let admin = app.log_in(ADMINISTRATOR);
    let before = app.db.fingerprint(TRACES);
    let page = admin.get("/org-units/3/move?parent=20");
    let preview = page.text("#preview");
    assert!(
        preview.contains("Licences that go along: 4. Left with the customer there: 3."),
        "{preview}"
    );
    let why = "4 licences are needed, and the customer has 3 left of 4. Ask Helle, 1234.";
    assert!(
        preview.contains(why) && !page.has("main form[method=post]"),
        "{preview}"
    );
    let refused = admin.post("/org-units/3/move?parent=20", &[("version", "1")]);
    assert!(refused.status == 403 && refused.says(why), "{}", refused.text("main"));
    app.db.assert_same(&before);
    app.db
        .run("UPDATE customer_licences SET pool = 5 WHERE customer_id = 20");
    let page = admin.get("/org-units/3/move?parent=20");
    assert_eq!(page.form("main form[method=post]").submit().status, 303);
    let taken = "SELECT string_agg(customer_id || ' ' || taken, ', ' ORDER BY customer_id) FROM customer_licences";
    assert_eq!(app.db.text(taken), "2 1, 20 5");
    // To the top it becomes a customer of its own, without an end.
    let page = admin.get("/org-units/3/move?parent=1");
    assert!(!page.says("Licences that go along"));
}

/// The pools of the file are those that count, whatever the order of its rows.
#[test]
fn c3_a_file_moves_units_and_changes_pools_at_once() {
    let app = with_other();
    app.db
        .run("UPDATE customer_licences SET pool = 5 WHERE customer_id = 2; UPDATE customer_licences SET pool = 1 WHERE customer_id = 20");
    let file = |pools: [&str; 2]| {
        let [chain, other] = pools;
        format!(
            "code,name,kind,parent_code,licence_pool\nNORTH,North,unit,ZQ1,\nCHAIN,Chain,customer,,{chain}\nZQ1,Zebraquist,customer,,{other}\n"
        )
    };
    let admin = app.log_in(ADMINISTRATOR);
    let before = app.db.fingerprint(&[TRACES, SENT].concat());
    for (pools, told) in [
        (
            ["5", "1"],
            "2 parent_code 4 licences are needed, and the customer has 0 left of 1.",
        ),
        (
            ["5", "4"],
            "4 licence_pool 4 licences are needed, and the customer has 3 left of 4.",
        ),
        (
            ["0", "5"],
            "3 licence_pool 1 licences are assigned now: the pool cannot be smaller.",
        ),
    ] {
        assert_eq!(problems(&admin.check_file("org_units", file(pools))), [told]);
    }
    app.db.assert_same(&before);
    let page = admin.import_file("org_units", file(["1", "5"]));
    assert!(page.says("The file has been applied"), "{}", page.body);
    let pools = "SELECT string_agg(customer_id || ' ' || taken || '/' || pool, ', ' ORDER BY customer_id) FROM customer_licences";
    assert_eq!(app.db.text(pools), "2 1/1, 20 5/5");
}
