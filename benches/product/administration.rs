//! The screens of access administration on the whole chain (issue 4 asks for each): pages within 50 ms, a preview within 1 s.
use super::Words;
use super::load::{Target, in_turn};
use super::place::Place;
use super::report::{Figure, number};
use super::server::Server;
use std::time::Instant;

const ADMINISTRATOR: &str = "administrator";
/// Milliseconds (p95) a page may take a single reader.
const PAGE: f64 = 50.0;

/// What is looked at: the account with most cells, the group with most members, a store, what its name begins with.
struct Subjects {
    user: String,
    group: String,
    store: String,
    word: String,
}

impl Subjects {
    fn of(place: &Place) -> Self {
        let store =
            place.text("SELECT id FROM org_units WHERE pos = last AND kind = 'unit' ORDER BY md5(code) LIMIT 1");
        Self {
            user: place.text(
                "SELECT account_id FROM grants JOIN users u ON u.id = account_id WHERE u.id > 10 AND u.id < 900000000
                 GROUP BY account_id ORDER BY count(*) DESC, account_id LIMIT 1",
            ),
            group: place.text(
                "SELECT group_id FROM memberships WHERE group_id > 10 GROUP BY group_id ORDER BY count(*) DESC, group_id LIMIT 1",
            ),
            word: place.text(&format!("SELECT lower(left(name, 3)) FROM org_units WHERE id = {store}")),
            store,
        }
    }

    fn pages(&self) -> Vec<(&'static str, String)> {
        let Self {
            user,
            group,
            store,
            word,
        } = self;
        vec![
            (
                "a user's tab Permissions",
                format!("/users/{user}/permissions?unit={store}"),
            ),
            (
                "a group's tab Permissions",
                format!("/groups/{group}/permissions?unit={store}"),
            ),
            (
                "who can edit users in a store",
                format!("/check-rights?right=EditUser&unit={store}"),
            ),
            (
                "who can edit users at the top",
                "/check-rights?right=EditUser&unit=1".to_owned(),
            ),
            ("tree of units, first paint", "/org-units".to_owned()),
            ("tree of units, searched", format!("/org-units?q={word}")),
            ("Memberships", "/memberships".to_owned()),
            ("Memberships of a group", format!("/memberships?group={group}")),
            ("Memberships in a store", format!("/memberships?unit={store}")),
            ("Memberships of a user", format!("/memberships?account={user}")),
            ("Memberships that end soon", "/memberships?soon=1".to_owned()),
            ("groups", "/groups".to_owned()),
        ]
    }
}

/// Every page for a single reader, as administrator.
pub fn pages(words: &Words) -> Vec<Figure> {
    let place = Place::of_users(words.users);
    let pages = Subjects::of(&place).pages();
    let server = Server::start(&place);
    let cookie = server.log_in(ADMINISTRATOR);
    let targets: Vec<_> = pages
        .iter()
        .map(|(_, path)| Target::new(&server, path, &cookie).alone())
        .collect();
    let loads = in_turn(&targets);
    let lines = pages.iter().zip(&loads);
    lines
        .map(|((what, path), load)| {
            let figure = format!("p50 {} ms, p95 {} ms", number(load.p50), number(load.p95));
            Figure::new(format!("{what} (`{path}`)"), "p95 ≤ 50 ms", figure, load.p95 <= PAGE)
        })
        .collect()
}

/// What a Deny at the top would take, told before it is saved.
pub fn preview(words: &Words) -> Vec<Figure> {
    let place = Place::of_users(words.users);
    let Subjects { user, group, .. } = Subjects::of(&place);
    let server = Server::start(&place);
    let cookie = server.log_in(ADMINISTRATOR);
    let right = place.text("SELECT id FROM permissions WHERE key = 'OrgUnitAccess'");
    let of = |what: &str, path: &str| {
        let field = format!("p{right}");
        let mut spent: Vec<f64> = (0..20)
            .map(|_| {
                let begin = Instant::now();
                let reply = server.post(path, &cookie, &[("seen", ""), (&field, "deny")]);
                assert_eq!(reply.status, 200, "{path}");
                assert!(reply.body.contains("id=\"preview\""), "{path} shows no preview");
                begin.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        spent.sort_by(f64::total_cmp);
        let (p50, p95) = (spent[spent.len() / 2], spent[spent.len() * 95 / 100]);
        let figure = format!("p50 {} ms, p95 {} ms", number(p50), number(p95));
        Figure::new(
            format!("preview of a Deny at the top, {what}"),
            "p95 ≤ 1 s",
            figure,
            p95 <= 1_000.0,
        )
    };
    vec![
        of(
            "of a group with most members",
            &format!("/groups/{group}/permissions/preview?unit=1"),
        ),
        of("of a user", &format!("/users/{user}/permissions/preview?unit=1")),
    ]
}

/// A cell changes; the next page of every node answers by it.
pub fn followed(words: &Words) -> Vec<Figure> {
    let place = Place::of_users(words.users);
    let nodes = [Server::start(&place), Server::start(&place)];
    let cookie = nodes[0].log_in(ADMINISTRATOR);
    for node in &nodes {
        node.get("/users", &cookie);
    }
    let mut spent: Vec<f64> = (0..20)
        .map(|_| {
            place.run(
                "BEGIN; UPDATE access_state SET version = version + 1;
                 INSERT INTO access_changes (version, kind, key) SELECT version, 'grant', (SELECT max(account_id) FROM grants) FROM access_state; COMMIT",
            );
            let begin = Instant::now();
            for node in &nodes {
                assert_eq!(node.get("/users", &cookie).status, 200);
            }
            begin.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    spent.sort_by(f64::total_cmp);
    let p95 = spent[spent.len() * 95 / 100];
    let figure = format!(
        "p50 {} ms, p95 {} ms, a page of each included",
        number(spent[spent.len() / 2]),
        number(p95)
    );
    vec![Figure::new(
        "a cell changes until two nodes have answered by it",
        "p95 ≤ 50 ms",
        figure,
        p95 <= PAGE,
    )]
}
