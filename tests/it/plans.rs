//! How lists are read at 100,000 users (DESIGN 5, 7): nothing is read from end to end, nothing large is sorted, and no
//! statement looks at more pages than its line in the table says. A new list adds its lines there.
//!
//! The figures of every line: `cargo test --test it plans -- --nocapture`.
use crate::support::cast::{self, PASSWORD};
use crate::support::client::Client;
use crate::support::explain::{Explainer, Plan};
use crate::support::{TestApp, TestDb};
use keyholder::db::{End, run_command};
use keyholder::generate::{Size, generate, settle};

const SIZE: Size = Size {
    users: 100_000,
    units: 4_000,
    groups: 500,
    seed: 1,
};
/// Tables of fewer rows may be read from end to end: what there is one of for each unit.
const LARGE: i64 = 10_000;
/// As many rows as a list sorts where it reads a few units or words (`SMALL` in users/list/store.rs, and a little).
const SORTED: u64 = 7_500;
/// PostgreSQL plans a prepared statement anew five times, then it may keep one plan for all values.
const TIMES: usize = 7;
/// Statements a page may take: who asks, how much there is, the rows, and one for what is selected.
const STATEMENTS: usize = 4;

/// Who reads (benches/product/readers.sql): everything, about 15 %, some thousand users, three stores.
const READERS: [&str; 4] = ["administrator", "reader-region", "reader-district", "reader-manager"];

/// A list, and how many pages of 8 kB any of its statements may look at, for each reader.
#[derive(Clone)]
struct Shape(String, [u64; 4]);

/// Every list of the product. Lines of a new screen go here.
fn shapes(db: &TestDb) -> Vec<Shape> {
    [users(db), users_searched(db)].concat()
}

fn users(db: &TestDb) -> Vec<Shape> {
    // A cursor in the middle of everybody.
    let middle = |key: &str| {
        let select = format!(
            "SELECT 'f' || id || '.' || coalesce(encode({key}::bytea, 'hex'), '-') FROM users WHERE state = 'active'
             ORDER BY {key}, id OFFSET 50000 LIMIT 1"
        );
        db.text(&select)
    };
    let plain = [900, 3_000, 5_000, 900];
    let mut shapes = Vec::new();
    for (sort, key) in [
        ("display_name", "sort_name"),
        ("name", "sort_login"),
        ("email", "sort_email"),
        ("id", "null::text"),
    ] {
        let cursor = middle(key);
        for rest in [
            "",
            "&dir=desc",
            &format!("&cursor={cursor}"),
            &format!("&cursor={}", cursor.replacen('f', "b", 1)),
        ] {
            shapes.push(Shape(format!("/users?sort={sort}{rest}"), plain));
        }
    }
    for query in [
        "sort=unit",
        "sort=unit&dir=desc",
        "deactivated=1",
        "deactivated=1&sort=email",
        "locked=1",
    ] {
        shapes.push(Shape(format!("/users?{query}"), plain));
    }
    shapes
}

fn users_searched(db: &TestDb) -> Vec<Shape> {
    let login = db.text("SELECT sort_login FROM users WHERE id = 60000");
    let common = db.text("SELECT word FROM user_words GROUP BY word ORDER BY abs(count(*) - 700), word LIMIT 1");
    let searches = [
        (login.as_str(), [900; 4]),
        (&common, [6_500; 4]),
        ("qqqq", [900; 4]),
        ("an", [20_000; 4]),
        ("a", [20_000; 4]),
        ("aarhus", [7_500; 4]),
        ("anna+nielsen", [13_000; 4]),
        // Sorted by anything but display names, two frequent words together are still found by a walk.
        ("jens+aarhus", [200_000, 8_000, 8_000, 8_000]),
        ("-anna", [25_000; 4]),
        ("%22anna+j%22", [17_000; 4]),
        ("unit:odense", [35_000; 4]),
    ];
    let both =
        |(word, pages): (&str, [u64; 4])| ["", "&sort=name"].map(|sort| Shape(format!("/users?q={word}{sort}"), pages));
    searches.into_iter().flat_map(both).collect()
}

#[test]
fn lists_read_no_more_than_they_show() {
    let db = chain();
    let shapes = shapes(&db);
    let large = large_tables(&db);
    let mut explainer = Explainer::new(&db);
    // One connection, so that all requests share its prepared statements.
    let app = TestApp::with(db, &[("KEYHOLDER_POOL_SIZE", "1")]);
    let mut offences = Vec::new();
    for (at, reader) in READERS.iter().enumerate() {
        let client = entered(&app, reader);
        explainer.plans();
        for Shape(path, pages) in &shapes {
            // Searches of the same shape share their texts; those of several words are planned each time.
            let again = at < 2 && !path.contains("q=");
            for time in std::iter::once(1).chain(again.then_some(TIMES)) {
                for _ in 2..time {
                    client.get(path);
                }
                explainer.plans();
                assert_eq!(client.get(path).status, 200, "{path}");
                let plans = explainer.of_request();
                let found = judged(&plans, pages[at], &large);
                offences.extend(
                    found
                        .iter()
                        .map(|offence| format!("{reader} {path}, time {time}: {offence}")),
                );
                println!("{reader} {path}, time {time}: {}", summed(&plans));
            }
        }
    }
    assert!(offences.is_empty(), "\n{}", offences.join("\n"));
}

fn summed(plans: &[Plan]) -> String {
    let pages: Vec<_> = plans.iter().map(|plan| plan.buffers().to_string()).collect();
    format!(
        "{} pages, at most {} rows sorted",
        pages.join(" + "),
        plans.iter().map(Plan::sorted).max().unwrap_or_default()
    )
}

fn judged(plans: &[Plan], pages: u64, large: &[String]) -> Vec<String> {
    let mut offences = Vec::new();
    if plans.len() > STATEMENTS {
        offences.push(format!("{} statements", plans.len()));
    }
    for plan in plans {
        let beginning: String = plan.statement().chars().take(100).collect();
        let scanned = plan
            .scanned()
            .into_iter()
            .filter(|table| large.iter().any(|name| name == table));
        offences.extend(scanned.map(|table| format!("reads {table} from end to end: {beginning}")));
        if plan.sorted() > SORTED || plan.spilled() {
            offences.push(format!("sorts {} rows: {beginning}", plan.sorted()));
        }
        if plan.buffers() > pages {
            offences.push(format!("looks at {} pages, not {pages}: {beginning}", plan.buffers()));
        }
    }
    offences
}

/// Made-up users, and readers with a password.
fn chain() -> TestDb {
    let db = TestDb::without_cast();
    run_command(db.owner(), |tx| generate(tx, &SIZE).map(End::Commit)).expect("made-up data");
    let hash = cast::hash(PASSWORD, 8, 1);
    db.run(&include_str!("../../benches/product/readers.sql").replace("{hash}", &hash));
    settle(&mut db.owner()).expect("statistics");
    db
}

fn large_tables(db: &TestDb) -> Vec<String> {
    let rows = db.rows(&format!(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > {LARGE}"
    ));
    rows.iter()
        .filter_map(|row| Some(row["relname"].as_str()?.to_owned()))
        .collect()
}

/// Logged in, and what a first request reads once has been read.
fn entered(app: &TestApp, reader: &str) -> Client {
    let client = app.log_in_as(reader, PASSWORD);
    assert_eq!(client.get("/users").status, 200);
    client
}
