//! How lists are read at 100,000 users (DESIGN 5, 7): nothing is read from end to end, nothing large is sorted, and no
//! statement looks at more pages than its line in the table says. A new list adds its lines there.
//!
//! The figures of every line: `cargo test --test it plans -- --nocapture`.
use crate::support::app::seal;
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
    actors: 0,
    seed: 1,
};
/// Tables of fewer rows may be read from end to end: what there is one of for each unit.
const LARGE: i64 = 10_000;
/// As many rows as a list sorts where it reads a few units or words (`SMALL` in users/list/store.rs, and a little).
const SORTED: u64 = 7_500;
/// A search word that begins many is read whole and its first page kept (`RANGE` in the stores of lists).
const RANGE: u64 = 30_000;
/// PostgreSQL plans a prepared statement anew five times, then it may keep one plan for all values.
const TIMES: usize = 7;
/// Statements a list may take: who asks, how much there is, the rows, and one for what is selected.
const LIST: usize = 4;
/// Statements of a list whose rows are looked at one by one: chunk by chunk, with an end.
const LOOKS: usize = 16;
/// Statements of a page with filters to name, or about one account: who it is, its ways, its cells.
const PAGE: usize = 10;

/// Who reads (benches/product/readers.sql): everything, about 15 %, some thousand users, three stores.
const READERS: [&str; 4] = ["administrator", "reader-region", "reader-district", "reader-manager"];

/// A page, how many pages of 8 kB any of its statements may look at, for each reader (0: nothing for this reader), and how
/// many statements there may be.
#[derive(Clone)]
struct Shape(String, [u64; 4], usize);

impl Shape {
    /// Rows its statements may sort.
    fn sorted(&self) -> u64 {
        if self.0.ends_with("&q=a") { RANGE } else { SORTED }
    }
}

/// Every list of the product. Lines of a new screen go here.
fn shapes(db: &TestDb) -> Vec<Shape> {
    [
        users(db),
        users_searched(db),
        administration(db),
        actors(db),
        support(db),
    ]
    .concat()
}

/// The support screen: the list of users without its columns, whose licences, whose customers.
fn support(db: &TestDb) -> Vec<Shape> {
    let cursor = db.text(
        "SELECT 'f' || id || '.' || encode(sort_name::bytea, 'hex') FROM users WHERE state = 'active' ORDER BY sort_name, id OFFSET 45000 LIMIT 1",
    );
    let lines = [
        "",
        "?licensed=1",
        "?locked=1",
        "?all=1&licensed=1",
        "?q=anna+nielsen&licensed=1",
        "?status=active",
        "?status=deactivated",
        "?all=1&status=deactivated&q=anna",
    ];
    let lists = lines.map(|rest| format!("/support/users{rest}"));
    let others = [
        format!("/support/users?cursor={cursor}"),
        "/support/users/60000?licensed=1".to_owned(),
    ];
    let all = lists.into_iter().chain(others);
    // Whoever is chosen stands beside the list.
    all.map(|path| Shape(path, [20_000, 0, 0, 0], PAGE + 2)).collect()
}

/// The lists of actors: who asks, how much there is, fields, columns, the rows.
fn actors(db: &TestDb) -> Vec<Shape> {
    let cursor = db.text(
        "SELECT 'f' || actor_id || '.' || encode(sort_name::bytea, 'hex') FROM actor_listed WHERE role_id = 1
         ORDER BY sort_name, actor_id OFFSET 45000 LIMIT 1",
    );
    let login = db.text("SELECT sort_login FROM users WHERE id = 60001");
    let plain = [900, 3_000, 5_000, 900];
    let lines = [
        (String::new(), plain),
        ("&dir=desc".to_owned(), plain),
        (format!("&cursor={cursor}"), plain),
        (format!("&cursor={}", cursor.replacen('f', "b", 1)), plain),
        ("&archived=1".to_owned(), plain),
        // Whether a reader sees few is counted up to 5,001.
        (format!("&q={login}"), [900, 1_200, 900, 900]),
        ("&q=qqqq".to_owned(), [900, 1_200, 900, 900]),
        ("&q=cpr:0101901234".to_owned(), [900, 1_200, 900, 900]),
        ("&q=0101901234".to_owned(), [900, 1_200, 900, 900]),
        ("&q=an".to_owned(), [20_000; 4]),
        ("&q=a".to_owned(), [20_000; 4]),
        ("&q=anna+nielsen".to_owned(), [13_000; 4]),
        ("&q=-anna".to_owned(), [25_000; 4]),
        ("&q=%22anna+j%22".to_owned(), [17_000; 4]),
        ("&q=name:anna".to_owned(), [25_000; 4]),
        ("&enabled=no".to_owned(), [40_000; 4]),
    ];
    let customers = lines.map(|(rest, pages)| Shape(format!("/actors?role=customer{rest}"), pages, LOOKS));
    let others = ["/actors?role=supplier", "/actors?role=supplier&q=an"];
    let others = others.map(|path| Shape(path.to_owned(), plain, LIST + 2));
    let roleless = ["/actors?role=-", "/actors?role=-&q=anna"];
    let roleless = roleless.map(|path| Shape(path.to_owned(), [20_000, 0, 0, 0], LOOKS));
    customers.into_iter().chain(others).chain(roleless).collect()
}

/// The other screens, as administrator; those of whoever has three stores would be 403.
fn administration(db: &TestDb) -> Vec<Shape> {
    let store = db.text("SELECT id FROM org_units WHERE pos = last AND kind = 'unit' ORDER BY md5(code) LIMIT 1");
    let group =
        db.text("SELECT group_id FROM memberships WHERE group_id > 10 GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1");
    let lines = [
        ("/groups".to_owned(), 300),
        ("/groups?q=store".to_owned(), 2_500),
        ("/memberships".to_owned(), 2_500),
        (format!("/memberships?group={group}"), 2_000),
        (format!("/memberships?unit={store}"), 2_000),
        ("/memberships?account=60000".to_owned(), 2_000),
        ("/memberships?soon=1".to_owned(), 2_000),
        ("/memberships?sort=until".to_owned(), 2_500),
        ("/memberships?sort=from&dir=desc".to_owned(), 2_500),
        (
            "/memberships?created_from=2020-01-01&created_to=2020-02-01".to_owned(),
            2_000,
        ),
        (format!("/check-rights?right=EditUser&unit={store}"), 1_000),
        ("/check-rights?right=EditUser&unit=1".to_owned(), 1_000),
        ("/org-units".to_owned(), 1_000),
        ("/org-units?q=aar".to_owned(), 2_000),
        ("/users/60000/permissions".to_owned(), 1_000),
        ("/users/60000/groups".to_owned(), 300),
        ("/users/60000/activity".to_owned(), 1_000),
        (format!("/groups/{group}/members"), 1_000),
        ("/activity".to_owned(), 1_000),
        ("/activity?dir=asc".to_owned(), 1_000),
        (format!("/activity?dir=asc&unit={store}"), 1_000),
        ("/activity?kind=login.failed".to_owned(), 1_000),
        ("/activity?address=10.0.0.0/24".to_owned(), 1_100),
        ("/activity?address=10.0.0.0/8".to_owned(), 1_500),
        ("/activity?q=anna".to_owned(), 8_100),
        (format!("/activity?unit={store}"), 1_000),
    ];
    lines.map(|(path, pages)| Shape(path, [pages, 0, 0, 0], PAGE)).into()
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
    let plain = [900, 3_000, 6_000, 900];
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
            shapes.push(Shape(format!("/users?sort={sort}{rest}"), plain, LIST));
        }
    }
    for query in [
        "sort=unit",
        "sort=unit&dir=desc",
        "deactivated=1",
        "deactivated=1&sort=email",
        "status=locked",
    ] {
        shapes.push(Shape(format!("/users?{query}"), plain, LIST));
    }
    // What is asked of each row: 5,000 of them at most.
    for query in [
        "status=waiting",
        "two_factor=on",
        "licensed=no",
        "last_active=never&sort=email",
    ] {
        shapes.push(Shape(format!("/users?{query}"), [40_000; 4], LOOKS));
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
        // Two frequent words that few people have both of.
        ("jens+aarhus", [15_000, 8_000, 8_000, 8_000]),
        ("jens+hansen", [12_000, 12_000, 20_000, 8_000]),
        ("jens+nielsen+aarhus", [12_000, 8_000, 8_000, 8_000]),
        ("-anna", [25_000; 4]),
        ("%22anna+j%22", [17_000; 4]),
        ("unit:odense", [35_000; 4]),
    ];
    let both = |(word, pages): (&str, [u64; 4])| {
        ["", "&sort=name"].map(|sort| Shape(format!("/users?q={word}{sort}"), pages, LIST))
    };
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
        for shape in shapes.iter().filter(|shape| shape.1[at] > 0) {
            let Shape(path, ..) = shape;
            // Searches of the same shape share their texts; those of several words are planned each time.
            let again = at < 2 && !path.contains("q=");
            for time in std::iter::once(1).chain(again.then_some(TIMES)) {
                for _ in 2..time {
                    client.get(path);
                }
                explainer.plans();
                assert_eq!(client.get(path).status, 200, "{path}");
                let plans = explainer.of_request();
                let found = judged(&plans, shape, at, &large);
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

fn judged(plans: &[Plan], shape: &Shape, reader: usize, large: &[String]) -> Vec<String> {
    let (pages, statements) = (shape.1[reader], shape.2);
    let mut offences = Vec::new();
    if plans.len() > statements {
        offences.push(format!("{} statements", plans.len()));
    }
    for plan in plans {
        let beginning: String = plan.statement().chars().take(100).collect();
        let scanned = plan
            .scanned()
            .into_iter()
            .filter(|table| large.iter().any(|name| name == table));
        offences.extend(scanned.map(|table| format!("reads {table} from end to end: {beginning}")));
        if plan.sorted() > shape.sorted() || plan.spilled() {
            offences.push(format!("sorts {} rows: {beginning}", plan.sorted()));
        }
        if plan.buffers() > pages {
            offences.push(format!("looks at {} pages, not {pages}: {beginning}", plan.buffers()));
        }
    }
    offences
}

/// Entries of a log: enough to make reading it from end to end an offence.
const LOG: &str = "
    INSERT INTO activity (at, type, unit_id, subject_kind, subject_id, user_id, address, request_id, details)
    SELECT now() - make_interval(mins => 50000 - n), CASE WHEN n % 3 = 0 THEN 'login.succeeded' ELSE 'login.failed' END,
        u.unit_id, 'user', u.id, u.id, '10.0.0.0'::inet + n * 7 % 9000, gen_random_uuid(), '{}'
    FROM generate_series(1, 50000) n JOIN users u ON u.id = 20000 + n % 60000";

/// An actor for each user, found by the same words: customers but for some suppliers and some without a role; every reader
/// may open their lists.
const ACTORS: &str = "
    INSERT INTO actors (id, kind, name, sort_name, number, number_key, unit_id, in_directory, cpr, cpr_hash, archived_at)
    SELECT id, 'person', display_name, sort_name, 'n' || id, 'n' || id, unit_id, id % 50 <> 0, '\\x00', sha256(convert_to(id::text, 'UTF8')),
        CASE WHEN state <> 'active' THEN now() END FROM users WHERE id > 100;
    INSERT INTO actor_listed (actor_id, role_id, sort_name, unit_id, active)
    SELECT id, CASE WHEN id % 1000 = 1 THEN 2 ELSE 1 END, sort_name, unit_id, archived_at IS NULL FROM actors WHERE in_directory;
    INSERT INTO actor_words (word, role_id, sort_name, actor_id, unit_id, active)
    SELECT w.word, l.role_id, l.sort_name, l.actor_id, l.unit_id, l.active FROM user_words w JOIN actor_listed l ON l.actor_id = w.user_id;
    INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
    SELECT a.id, p.id, p.scope, 1, true FROM accounts a, permissions p
    WHERE a.name LIKE 'reader-%' AND p.key = 'navigation.access.actors.directory'";

/// Made-up users, and readers with a password.
fn chain() -> TestDb {
    let db = TestDb::without_cast();
    run_command(db.owner(), |tx| generate(tx, &seal(), &SIZE).map(End::Commit)).expect("made-up data");
    let hash = cast::hash(PASSWORD, 8, 1);
    db.run(&include_str!("../../benches/product/readers.sql").replace("{hash}", &hash));
    db.run(LOG);
    db.run(ACTORS);
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
