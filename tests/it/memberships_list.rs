//! The Memberships screen (SPEC G-5): filters, what ends soon, removal, scope, pages.
use crate::memberships::{TRACES, keeper, membership};
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, MANAGER_NORTH, group, unit};
use crate::support::client::Client;
use crate::support::page::Page;

fn accounts(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/memberships?{query}"));
    assert_eq!(page.status, 200, "{query}");
    page.texts("tbody .who .kind")
}

#[test]
fn g5_all_memberships_are_listed_newest_first_and_only_those_in_sight() {
    let app = TestApp::start();
    app.db
        .run("UPDATE memberships SET created_at = now() - interval '1 day' * (100 - id)");
    let (admin, mona) = (app.log_in(ADMINISTRATOR), keeper(&app, MANAGER_NORTH));
    assert_eq!(
        accounts(&admin, ""),
        [
            "Lone Lund",
            "Dora Dahl",
            "Sune Sørensen",
            "Carl Aagaard",
            "Mona Nørgaard",
            "Store managers",
            "Store managers",
            "Administrator"
        ]
    );
    assert_eq!(
        accounts(&mona, ""),
        [
            "Lone Lund",
            "Dora Dahl",
            "Carl Aagaard",
            "Mona Nørgaard",
            "Store managers"
        ]
    );
    assert_eq!(
        admin.get("/memberships").attr("th[aria-sort]", "aria-sort"),
        "descending"
    );
}

#[test]
fn l2_the_list_is_sorted_by_its_dates_both_ways_and_those_without_stay_in_it() {
    let app = TestApp::start();
    app.db.run(
        "UPDATE memberships SET created_at = now() - interval '1 day' * (100 - id);
         UPDATE memberships SET valid_to = now() + interval '1 day' * account_id WHERE account_id IN (202, 203);
         UPDATE memberships SET valid_from = now() - interval '1 day' WHERE account_id = 204",
    );
    let admin = app.log_in(ADMINISTRATOR);
    let by_end = admin.get("/memberships").click("th a[href*='sort=until']");
    let names = by_end.texts("tbody .who .kind");
    assert_eq!(
        (names.len(), &names[..2]),
        (8, &["Carl Aagaard".into(), "Sune Sørensen".into()][..])
    );
    assert_eq!(by_end.attr("th[aria-sort]", "aria-sort"), "ascending");
    let turned = by_end.click("th[aria-sort] a");
    let back: Vec<String> = turned.texts("tbody .who .kind").into_iter().rev().collect();
    assert_eq!(
        (back, turned.attr("th[aria-sort]", "aria-sort")),
        (names, "descending".into())
    );
    assert_eq!(accounts(&admin, "sort=from").last().unwrap(), "Dora Dahl");
    assert_eq!(accounts(&admin, "sort=created")[0], "Administrator");
    assert_eq!(
        accounts(&admin, "soon=1&sort=until&dir=desc").len(),
        0,
        "neither ends within a month"
    );
}

#[test]
fn l2_sorted_by_dates_pages_lead_through_those_without() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO memberships (unit_id, group_id, account_id, valid_to)
         SELECT u.id, g, 202, CASE WHEN u.id = 4 THEN now() + interval '9 days' END FROM org_units u, generate_series(11, 13) g
         WHERE u.id > 1 ON CONFLICT DO NOTHING;
         INSERT INTO memberships (unit_id, group_id, account_id) SELECT u.id, g, a FROM org_units u, generate_series(11, 13) g,
            unnest(ARRAY[203, 204, 205]) a WHERE u.id > 1 ON CONFLICT DO NOTHING",
    );
    let admin = app.log_in(ADMINISTRATOR);
    for order in ["sort=until", "sort=until&dir=desc", "sort=from", "sort=created"] {
        let first = admin.get(&format!("/memberships?{order}"));
        let ids = |page: &Page| page.attrs("tbody [name=id]", "value");
        let second = first.click("a[rel=next]");
        let all = [ids(&first), ids(&second)].concat();
        let once: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!((ids(&first).len(), all.len()), (50, once.len()), "{order}");
        assert_eq!(
            all.len() as i64,
            app.db.number("SELECT count(*) FROM memberships"),
            "{order}"
        );
        assert_eq!(ids(&second.click("a[rel=prev]")), ids(&first), "{order}");
    }
}

#[test]
fn l2_the_columns_are_chosen_and_the_file_has_those_of_the_list() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let form = admin.get("/memberships?unit=3").form("#columns form");
    let page = form
        .untick_value("column", "created-by")
        .untick_value("column", "from")
        .submit()
        .follow();
    assert_eq!(page.path, "/memberships?unit=3");
    let heads = page.texts("thead th");
    assert!(
        heads.contains(&"Until".into()) && !heads.contains(&"Created by".into()),
        "{heads:?}"
    );
    let file = admin.get("/memberships/export?unit=3").body;
    assert_eq!(
        file.lines().next(),
        Some("Account,Login or name of the group,Group,Org. unit,Until,Created on")
    );
    assert_eq!(file.lines().nth(1).unwrap().split(',').count(), 6);
}

#[test]
fn each_filter_narrows_and_stands_as_a_chip_that_takes_it_off() {
    let app = TestApp::start();
    app.db
        .run("UPDATE memberships SET created_by = 2 WHERE account_id = 205");
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(accounts(&admin, "unit=6").len(), 2);
    assert_eq!(accounts(&admin, "group=101").len(), 3);
    assert_eq!(accounts(&admin, "account=202"), ["Carl Aagaard"]);
    assert_eq!(accounts(&admin, "account=@carl"), ["Carl Aagaard"]);
    assert_eq!(accounts(&admin, "by=administrator"), ["Lone Lund"]);
    assert_eq!(accounts(&admin, "created_to=2020-01-01").len(), 0);
    assert_eq!(accounts(&admin, "group=102&unit=3&account=101"), ["Store managers"]);
    let page = admin.get("/memberships?group=101&account=203");
    assert_eq!(
        page.texts(".filter-chips .tag"),
        ["Group: Store managers", "Account: Sune Sørensen"]
    );
    let other = page.click(".filter-chips .tag:nth-child(2) a");
    assert_eq!(
        (other.path.as_str(), other.count("tbody tr")),
        ("/memberships?group=101", 3)
    );
}

#[test]
fn what_ends_soon_is_shown_soonest_first() {
    let app = TestApp::start();
    app.db.run(
        "UPDATE memberships SET valid_to = now() + interval '20 days' WHERE account_id = 202;
         UPDATE memberships SET valid_to = now() + interval '2 days' WHERE account_id = 205;
         UPDATE memberships SET valid_to = now() + interval '60 days' WHERE account_id = 203;
         UPDATE memberships SET valid_from = now() - interval '9 days', valid_to = now() - interval '1 day' WHERE account_id = 204",
    );
    let admin = app.log_in(ADMINISTRATOR);
    assert_eq!(accounts(&admin, "soon=1"), ["Lone Lund", "Carl Aagaard"]);
    assert_eq!(
        accounts(&admin, "ends_from=2020-01-01"),
        ["Dora Dahl", "Lone Lund", "Carl Aagaard", "Sune Sørensen"]
    );
    assert_eq!(accounts(&admin, "starts_from=2020-01-01"), ["Dora Dahl"]);
    assert_eq!(accounts(&keeper(&app, MANAGER_NORTH), "soon=1&unit=5"), ["Lone Lund"]);
}

#[test]
fn an_account_or_a_unit_out_of_sight_filters_like_one_that_does_not_exist() {
    let app = TestApp::start();
    let mona = keeper(&app, MANAGER_NORTH);
    let seen = |query: &str| {
        let page = mona.get(&format!("/memberships?{query}"));
        (page.status, page.texts("tbody tr"))
    };
    assert_eq!(seen("account=203"), seen("account=99999"));
    assert_eq!((seen("unit=7").0, seen("unit=99999").0), (404, 404));
    assert!(!mona.get("/memberships?account=203").body.contains("Sune"));
}

#[test]
fn p15_a_member_whose_own_unit_is_out_of_sight_shows_a_display_name_and_nothing_more() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (4, 102, 203)");
    let page = keeper(&app, MANAGER_NORTH).get("/memberships?unit=4");
    assert!(page.says("Sune Sørensen") && !page.body.contains("sune") && !page.body.contains("/users/203"));
}

#[test]
fn a_new_membership_is_made_from_the_screen_and_several_are_removed_at_once() {
    let app = TestApp::start();
    let mona = keeper(&app, MANAGER_NORTH);
    let page = mona.get("/memberships").click("#create");
    let found = mona.get(&format!("{}&account_find=lone&unit=4", page.path));
    let done = found
        .form("main form")
        .choose("account", 205)
        .choose("group", group::CASHIERS)
        .press("Apply")
        .follow();
    assert!(done.path == "/memberships" && done.says("Lone Lund is in Cashiers in North / Aalborg now."));
    let (one, two) = (
        membership(&app.db, 205, 102, unit::AALBORG),
        membership(&app.db, 202, 102, unit::AALBORG),
    );
    let own = membership(&app.db, 201, 101, unit::NORTH);
    let form = done
        .form("#rows")
        .tick_value("id", one)
        .tick_value("id", two)
        .tick_value("id", own);
    let asked = form.press("Remove");
    assert_eq!(
        (asked.text("h1"), asked.count(".triples li")),
        ("Remove 3 memberships".into(), 3)
    );
    assert!(asked.says("Nobody may do this to their own user"));
    let done = asked.form("main form").press("Remove 2 memberships").follow();
    assert!(
        done.says("2 memberships removed. 1 skipped: Mona Nørgaard: Nobody may do this to their own user."),
        "{}",
        done.text("#toasts")
    );
    assert!(membership(&app.db, 202, 102, unit::AALBORG) == 0 && membership(&app.db, 201, 101, unit::NORTH) > 0);
    let batches = app
        .db
        .number("SELECT count(DISTINCT batch_id) FROM activity WHERE type = 'membership.removed'");
    assert_eq!(batches, 1);
}

#[test]
fn nothing_happens_where_everything_selected_is_refused() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let (one, two) = (
        membership(&app.db, 205, 102, unit::SKAGEN),
        membership(&app.db, 202, 102, unit::AALBORG),
    );
    let before = app.db.fingerprint(TRACES);
    let page = mona.post(&format!("/memberships/remove?id={one}&id={two}"), &[]);
    assert_eq!(page.status, 403);
    assert!(page.says("You need Memberships: Remove in Skagen") && page.says("Aalborg"));
    assert_eq!(app.db.fingerprint(TRACES), before);
    assert_eq!(
        mona.get("/memberships").status,
        403,
        "no right of the screen, no menu right"
    );
}

#[test]
fn many_memberships_are_paged_there_and_back_by_few_and_by_many_units() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO accounts (id, kind, name, name_key) SELECT i, 'group', 'g' || i, 'g' || i FROM generate_series(301, 420) i;
         INSERT INTO groups (id, display_name, sort_name) SELECT i, 'G' || i, 'g' || i FROM generate_series(301, 420) i;
         INSERT INTO memberships (unit_id, group_id, account_id) SELECT 4, 102, i FROM generate_series(301, 420) i",
    );
    for client in [app.log_in(ADMINISTRATOR), keeper(&app, MANAGER_NORTH)] {
        let first = client.get("/memberships?group=102&unit=4");
        let second = first.click("a[rel=next]");
        let third = second.click("a[rel=next]");
        assert_eq!(
            (
                first.count("tbody tr"),
                second.count("tbody tr"),
                third.count("tbody tr")
            ),
            (50, 50, 21)
        );
        assert!(!third.has("a[rel=next]") && !first.has("a[rel=prev]"));
        assert_eq!(
            third.click("a[rel=prev]").texts("tbody .who"),
            second.texts("tbody .who")
        );
        assert_eq!(
            second.click("a[rel=prev]").texts("tbody .who"),
            first.texts("tbody .who")
        );
    }
}

#[test]
fn no_text_of_the_screen_is_missing_in_either_language() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    for language in ["en", "da"] {
        app.db
            .run(&format!("UPDATE users SET language = '{language}' WHERE id = 2"));
        for query in [
            "",
            "soon=1",
            "group=101&account=202&by=x&starts_from=2026-01-01&ends_to=2027-01-01&created_from=2026-01-01",
        ] {
            let page = admin.get(&format!("/memberships?{query}"));
            assert!(
                page.status == 200 && !page.text("main").contains('['),
                "{query}: {}",
                page.text("main")
            );
        }
    }
}
