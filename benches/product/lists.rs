//! The users list: against what PostgreSQL and the server could do at best, at two sizes, deep inside, by reader, by search.
use super::Words;
use super::load::{CONNECTIONS, Load, Target, in_turn, median};
use super::place::{Place, Size};
use super::report::{Figure, number};
use super::server::Server;
use super::statements::Rival;

pub const ADMINISTRATOR: &str = "administrator";
pub const LIST: &str = "/users";

/// A place with a server on it and everybody logged in who reads lists.
pub struct Scene {
    pub place: Place,
    server: Server,
}

impl Scene {
    fn of_users(users: u32) -> Self {
        Self::at(Place::of_users(users))
    }

    pub fn at(place: Place) -> Self {
        let server = Server::start(&place);
        Self { place, server }
    }

    pub fn target(&self, path: impl Into<String>, login: &str) -> Target<'_> {
        Target::new(&self.server, path, &self.server.log_in(login))
    }
}

pub fn said(load: &Load) -> String {
    format!(
        "{} requests/s, p50 {} ms, p95 {} ms, {} ms of processor time each",
        number(load.per_second),
        number(load.p50),
        number(load.p95),
        number(load.cpu)
    )
}

/// The whole page against pgbench on exactly its statements, and against a file of about its size.
pub fn against_rivals(words: &Words) -> Vec<Figure> {
    let place = Place::of_users(words.users);
    let rival = Rival::of_page(&place, LIST, ADMINISTRATOR);
    let scene = Scene::at(place);
    let list = scene.target(LIST, ADMINISTRATOR);
    let page = list.get();
    let (asset, size) = asset_like(&scene.server, &page.body, page.body.len());
    let asset = Target::new(&scene.server, asset, "");
    let (mut lists, mut rivals, mut assets) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..3 {
        lists.push(list.run());
        rivals.push(rival.run(CONNECTIONS, 4));
        assets.push(asset.run().per_second);
    }
    let per_second = median(lists.iter().map(|load| load.per_second));
    let rival_rate = median(rivals.into_iter());
    let asset_rate = median(assets.into_iter());
    let share = per_second / rival_rate * 100.0;
    vec![
        Figure::new(
            format!(
                "users list, everything included, against pgbench running its {} statements",
                rival.statements
            ),
            "≥ 60 %",
            format!(
                "{share:.0} %: {} against {} /s; p50 {} ms, p95 {} ms, {} ms of processor time each",
                number(per_second),
                number(rival_rate),
                number(median(lists.iter().map(|load| load.p50))),
                number(median(lists.iter().map(|load| load.p95))),
                number(median(lists.iter().map(|load| load.cpu))),
            ),
            share >= 60.0,
        ),
        Figure::without_goal(
            format!(
                "the same ({} kB) against a file of {} kB from the same server",
                page.bytes / 1024,
                size / 1024
            ),
            format!(
                "{:.0} %: {} against {} /s",
                per_second / asset_rate * 100.0,
                number(per_second),
                number(asset_rate)
            ),
        ),
    ]
}

/// May this user do this here, as a till asks (SPEC 12), against a file of about the answer's size.
pub fn asked_by_program(words: &Words) -> Vec<Figure> {
    let scene = Scene::of_users(words.users);
    let token = format!("khp_{:012x}_{:064x}", 2, 2);
    scene.place.run(&format!(
        "INSERT INTO api_tokens (user_id, name, public_id, secret_hash, scope, created_by)
         VALUES (2, 'Till', 'khp_{:012x}', sha256('{token}'), 'read', 2) ON CONFLICT DO NOTHING",
        2
    ));
    let one = |column: &str, table: &str| {
        scene.place.text(&format!(
            "SELECT max({column}) FROM {table} WHERE id = (SELECT min(id) + 500 FROM {table} WHERE id > 5)"
        ))
    };
    let (login, unit) = (one("sort_login", "users"), one("code", "org_units"));
    let path = format!("/api/v1/can?login={login}&permission=EditUser&unit={unit}");
    let can = Target::of_program(&scene.server, path, &token);
    let page = scene.target(LIST, ADMINISTRATOR).get();
    let (asset, size) = asset_like(&scene.server, &page.body, can.get().bytes);
    let loads = in_turn(&[can, Target::new(&scene.server, asset, "")]);
    let share = loads[0].per_second / loads[1].per_second * 100.0;
    vec![Figure::new(
        format!("`GET /api/v1/can` against a file of {size} bytes from the same server"),
        "≥ 70 %",
        format!(
            "{share:.0} %: {} against {} /s; p50 {} ms, p95 {} ms",
            number(loads[0].per_second),
            number(loads[1].per_second),
            number(loads[0].p50),
            number(loads[0].p95)
        ),
        share >= 70.0,
    )]
}

/// Of the files a page loads the one nearest to this size.
fn asset_like(server: &Server, page: &str, size: usize) -> (String, usize) {
    let assets = assets(page).into_iter().map(|url| {
        let size = server.get(&url, "").bytes;
        (url, size)
    });
    assets
        .min_by_key(|(_, of_file)| of_file.abs_diff(size))
        .expect("a page loads files")
}

/// Addresses of all files that a page or a style sheet names.
pub fn assets(text: &str) -> Vec<String> {
    let named = text.split("/static/").skip(1);
    let mut urls: Vec<String> = named
        .map(|rest| rest.split(['"', '#', '\'', ')']).next().unwrap_or_default())
        .map(|name| format!("/static/{name}"))
        .collect();
    urls.sort();
    urls.dedup();
    urls
}

fn times(figure: f64, base: f64, goal: f64) -> (String, bool) {
    (
        format!("{:.2} times: {figure:.2} against {base:.2} ms", figure / base),
        figure / base <= goal,
    )
}

/// All users and a tenth of them.
pub fn by_size(words: &Words) -> Vec<Figure> {
    let (large, small) = (Scene::of_users(words.users), Scene::of_users(words.users / 10));
    let loads = in_turn(&[large.target(LIST, ADMINISTRATOR), small.target(LIST, ADMINISTRATOR)]);
    let (figure, is_met) = times(loads[0].cpu, loads[1].cpu, 1.1);
    let what = format!(
        "list at {} against {} users, processor time",
        number(words.users.into()),
        words.users / 10
    );
    vec![Figure::new(what, "≤ 1.1 times", figure, is_met)]
}

/// Page 1,000 and the first.
pub fn deep(words: &Words) -> Vec<Figure> {
    let scene = Scene::of_users(words.users);
    let page = 1_000.min(words.users / 100);
    let cursor = scene.place.text(&format!(
        "SELECT 'f' || id || '.' || encode(sort_name::bytea, 'hex') FROM users WHERE state = 'active'
         ORDER BY sort_name, id OFFSET {} LIMIT 1",
        (page - 1) * 50
    ));
    let path = format!("{LIST}?cursor={cursor}");
    let loads = in_turn(&[scene.target(path, ADMINISTRATOR), scene.target(LIST, ADMINISTRATOR)]);
    let (figure, is_met) = times(loads[0].cpu, loads[1].cpu, 1.1);
    vec![Figure::new(
        format!("page {page} against page 1, processor time"),
        "≤ 1.1 times",
        figure,
        is_met,
    )]
}

/// Those who see less than everything (readers.sql).
pub fn by_reader(words: &Words) -> Vec<Figure> {
    let scene = Scene::of_users(words.users);
    let readers = [
        ("reader-region", "of 15 % of all users"),
        ("reader-district", "of some thousand users"),
        ("reader-manager", "of 3 stores"),
    ];
    let targets = readers.map(|(login, _)| scene.target(LIST, login));
    let loads = in_turn(&targets);
    let lines = readers.iter().zip(&loads);
    lines
        .map(|((_, what), load)| Figure::without_goal(format!("list as manager {what}"), said(load)))
        .collect()
}

/// Words looked for, with what is said of them.
fn searches(place: &Place, users: u32) -> [(String, String); 5] {
    let hits = u64::from(users) * 7 / 1000;
    let common = format!("SELECT word FROM user_words GROUP BY word ORDER BY abs(count(*) - {hits}), word LIMIT 1");
    let rare = "SELECT sort_login FROM users WHERE id = (SELECT min(id) + 500 FROM users WHERE id > 5)";
    [
        (place.text(rare), "search with 1 hit".to_owned()),
        (
            place.text(&common),
            format!("search with about {} hits", number(hits as f64)),
        ),
        ("an".to_owned(), "search of two letters".to_owned()),
        ("a".to_owned(), "search of one letter".to_owned()),
        ("qqqq".to_owned(), "search with no hit".to_owned()),
    ]
}

pub fn search(words: &Words) -> Vec<Figure> {
    let scene = Scene::of_users(words.users);
    let searches = searches(&scene.place, words.users);
    let mut figures = Vec::new();
    for (login, reader) in [
        (ADMINISTRATOR, "administrator"),
        ("reader-region", "manager of 15 %"),
        ("reader-manager", "manager of 3 stores"),
    ] {
        let targets: Vec<_> = searches
            .iter()
            .map(|(word, _)| scene.target(format!("{LIST}?q={word}"), login))
            .collect();
        let alone: Vec<_> = searches
            .iter()
            .map(|(word, _)| scene.target(format!("{LIST}?q={word}"), login).alone())
            .collect();
        let (loads, alone) = (in_turn(&targets), in_turn(&alone));
        for (at, (word, what)) in searches.iter().enumerate() {
            let (load, single) = (&loads[at], &alone[at]);
            let what = format!("{what} (`{word}`), {reader}");
            let figure = format!("{}; alone p95 {} ms", said(load), number(single.p95));
            figures.push(if word.len() <= 2 {
                Figure::new(what, "≤ 20 ms", figure, single.p95 <= 20.0)
            } else {
                let is_met = load.per_second >= 1_500.0 && load.p95 <= 15.0;
                Figure::new(what, "≥ 1,500 /s, p95 ≤ 15 ms", figure, is_met)
            });
        }
    }
    figures
}

/// 20,000 users, 5,000 nested groups, and a manager who holds Access in 100 units by 100 cells of their own.
pub fn delegated(_: &Words) -> Vec<Figure> {
    let size = Size {
        users: 20_000,
        units: 1_000,
        groups: 5_000,
        actors: 0,
    };
    let cells = "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
        SELECT 900000003, p.id, p.scope, u.id, true
        FROM (SELECT id FROM org_units WHERE pos = last ORDER BY md5(code) LIMIT 100) u, permissions p WHERE p.key = 'OrgUnitAccess'";
    let scene = Scene::at(Place::named("delegated", size, cells));
    let paths = [LIST.to_owned(), format!("{LIST}?q=anna")];
    let targets: Vec<_> = paths
        .iter()
        .map(|path| scene.target(path, "reader-manager").alone())
        .collect();
    let loads = in_turn(&targets);
    let line = |what: &str, load: &Load| {
        Figure::new(
            format!("delegated {what}: 20,000 users, 5,000 nested groups, 100 cells on the manager"),
            "p95 ≤ 20 ms",
            said(load),
            load.p95 <= 20.0,
        )
    };
    vec![line("list", &loads[0]), line("search", &loads[1])]
}

/// The support screen: the list beside whoever is chosen, and its filters.
pub fn support(words: &Words) -> Vec<Figure> {
    let scene = Scene::of_users(words.users);
    let paths = [
        "/support/users",
        "/support/users?licensed=1",
        "/support/users?locked=1",
        "/support/users?status=deactivated",
        "/support/users?all=1&q=anna",
        "/support/users/60000",
    ];
    let targets: Vec<_> = paths
        .iter()
        .map(|path| scene.target(*path, ADMINISTRATOR).alone())
        .collect();
    let loads = in_turn(&targets);
    let lines = paths.iter().zip(&loads);
    lines
        .map(|(path, load)| {
            Figure::new(
                format!("support `{path}`"),
                "p95 ≤ 100 ms",
                said(load),
                load.p95 <= 100.0,
            )
        })
        .collect()
}

/// The lists whose plans are shown.
pub fn shown(place: &Place) -> Vec<(String, &'static str, String)> {
    let users = place.text("SELECT count(*) FROM users").parse().unwrap_or_default();
    let mut shown = Vec::new();
    for (login, reader) in [
        (ADMINISTRATOR, "administrator"),
        ("reader-region", "manager of 15 %"),
        ("reader-manager", "manager of 3 stores"),
    ] {
        shown.push((format!("list, {reader}"), login, LIST.to_owned()));
        let searches = searches(place, users);
        shown.extend(searches.map(|(word, what)| (format!("{what}, {reader}"), login, format!("{LIST}?q={word}"))));
    }
    shown
}
