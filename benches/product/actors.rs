//! The lists of actors at as many of them as there are users elsewhere: by whoever sees all and by a manager of three stores,
//! by name, phone, number and national id number (SPEC 8, L-1).
use super::Words;
use super::lists::{ADMINISTRATOR, Scene, said};
use super::load::{in_turn, repeated};
use super::place::{Place, Size};
use super::report::{Figure, number};
use keyholder::generate::cpr;
use scraper::{Html, Selector};
use std::time::Instant;

/// Milliseconds a page may take in 95 of 100 cases.
const GOAL: f64 = 50.0;
/// An employee of the generated chain, by what it is made of.
const SOMEBODY: usize = 1;
/// The readers may open the lists, and the administrator needs no leave.
const READERS: &str = "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
    SELECT 900000000, id, scope, 1, true FROM permissions WHERE key = 'navigation.access.actors.directory'";

/// A chain of its own: the lists of users are measured without actors beside them.
fn place(actors: u32) -> Place {
    let size = Size {
        users: (actors / 50).max(200),
        units: (actors / 50).max(20),
        groups: 50,
        actors,
    };
    Place::named(&format!("actors-{actors}"), size, READERS)
}

/// What is looked for, with what is said of it.
fn searches(place: &Place) -> Vec<(&'static str, String)> {
    let one = |column: &str| {
        place.text(&format!(
            "SELECT {column} FROM actors a JOIN actor_listed l ON l.actor_id = a.id AND l.role_id = 1
             WHERE a.phone <> '' AND l.active ORDER BY a.id OFFSET (SELECT count(*) / 2 FROM actor_listed WHERE role_id = 1 AND active) / 2 LIMIT 1"
        ))
    };
    let customers = |query: String| format!("/actors?role=customer&q={query}");
    let id_number = cpr(SOMEBODY).expect("a national id number").whole();
    vec![
        ("list", "/actors?role=customer".to_owned()),
        ("search by a frequent name", customers("nielsen".into())),
        ("search by two words", customers("anna+nielsen".into())),
        ("search by the beginning of a name", customers("an".into())),
        (
            "search by phone",
            customers(one("regexp_replace(a.phone, '[^0-9]', '', 'g')")),
        ),
        ("search by number", customers(one("a.number"))),
        ("search by CPR number", format!("/actors?role=employee&q={id_number}")),
        ("search with no hit", customers("qqqq".into())),
    ]
}

pub fn lists(words: &Words) -> Vec<Figure> {
    let scene = Scene::at(place(words.users));
    let searches = searches(&scene.place);
    let mut figures = Vec::new();
    for (login, reader) in [
        (ADMINISTRATOR, "administrator"),
        ("reader-region", "manager of 15 %"),
        ("reader-manager", "store manager of 3 stores"),
    ] {
        let targets: Vec<_> = searches
            .iter()
            .map(|(_, path)| scene.target(path, login).alone())
            .collect();
        for ((what, _), load) in searches.iter().zip(in_turn(&targets)) {
            figures.push(Figure::new(
                format!("{what} of {} actors, {reader}", number(words.users.into())),
                "p95 ≤ 50 ms",
                said(&load),
                load.p95 <= GOAL,
            ));
        }
    }
    figures
}

/// Notes of an actor that is merged away.
const NOTES: u32 = 10_000;

/// Two customers become one, and everything of the other moves: from the form's button to the answer.
pub fn merge(words: &Words) -> Vec<Figure> {
    let scene = Scene::at(place(words.users));
    let spent = repeated(|_| {
        let pair = scene.place.text(
            "SELECT string_agg(id::text, ' ' ORDER BY id) FROM (SELECT a.id FROM actors a JOIN actor_listed l ON l.actor_id = a.id
                WHERE l.role_id = 1 AND l.active AND a.merged_into IS NULL AND a.kind = 'person'
                    AND NOT EXISTS (SELECT FROM actors m WHERE m.merged_into = a.id) ORDER BY a.id DESC LIMIT 2) two",
        );
        let (survivor, other) = pair.split_once(' ').expect("two customers");
        scene.place.run(&format!(
            "INSERT INTO actor_notes (actor_id, day, subject, author_id)
             SELECT {other}, date '2026-01-01' + n / 40, 'Note ' || n, 2 FROM generate_series(1, {NOTES}) n; ANALYZE actor_notes"
        ));
        let target = scene.target(
            format!("/actors/merge?id={survivor}&id={other}&survivor={survivor}"),
            ADMINISTRATOR,
        );
        let page = Html::parse_document(&target.get().body);
        let hidden = Selector::parse("#merge input[type=hidden]").expect("a selector");
        let fields: Vec<_> = page
            .select(&hidden)
            .filter_map(|input| Some((input.attr("name")?, input.attr("value")?)))
            .collect();
        let begin = Instant::now();
        let reply = target.server.post(&target.path, &target.cookie, &fields);
        let spent = begin.elapsed().as_secs_f64();
        assert_eq!(reply.status, 303, "{}", reply.body);
        spent
    });
    vec![Figure::new(
        format!("merge of two customers, one with {} notes", number(NOTES.into())),
        "≤ 2 s",
        format!("{spent:.2} s"),
        spent <= 2.0,
    )]
}
