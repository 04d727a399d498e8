//! Made-up data: whole, repeatable, and refused where there is something already (SPEC 11).
use crate::support::app::seal;
use crate::support::db::TestDb;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use keyholder::db::{End, run_command};
use keyholder::generate::{Made, Size, generate, settle};

const SMALL: Size = Size {
    users: 600,
    units: 60,
    groups: 40,
    actors: 1_200,
    seed: 1,
};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Digest {
    #[diesel(sql_type = Text)]
    digest: String,
}

fn filled(size: &Size) -> (TestDb, Option<Made>) {
    let db = TestDb::without_cast();
    let made = run_command(db.owner(), |tx| generate(tx, &seal(), size).map(End::Commit)).expect("made-up data");
    settle(&mut db.owner()).expect("statistics");
    (db, made)
}

fn count(db: &TestDb, query: &str) -> i64 {
    diesel::sql_query(format!("SELECT count(*) FROM {query}"))
        .get_result::<Count>(&mut db.owner())
        .expect("a count")
        .count
}

fn digest(db: &TestDb) -> String {
    let query = "SELECT md5(string_agg(line, ';' ORDER BY line)) AS digest FROM (
        SELECT concat_ws(',', id, unit_id, display_name, sort_login, email, state) FROM users
        UNION ALL SELECT concat_ws(',', id, code, name, pos, last) FROM org_units
        UNION ALL SELECT concat_ws(',', account_id, group_id, unit_id, valid_from, valid_to) FROM memberships
        UNION ALL SELECT concat_ws(',', id, number, name, unit_id, phone, email, cpr IS NULL, user_id, archived_at IS NULL) FROM actors
        UNION ALL SELECT concat_ws(',', account_id, permission_id, unit_id, allow, valid_to) FROM grants) AS t (line)";
    diesel::sql_query(query)
        .get_result::<Digest>(&mut db.owner())
        .expect("a digest")
        .digest
}

#[test]
fn there_is_as_much_as_asked_for_and_told() {
    let (db, made) = filled(&SMALL);
    let made = made.expect("the database was fresh");
    assert_eq!((made.users, made.units, made.groups), (600, 60, 40));
    assert_eq!(count(&db, "users WHERE id > 2"), 600);
    assert_eq!(count(&db, "org_units WHERE id > 1"), 60);
    assert_eq!(count(&db, "groups WHERE id > 5 AND module IS NULL"), 40);
    assert_eq!(count(&db, "memberships WHERE account_id > 2"), made.memberships as i64);
    assert_eq!(count(&db, "grants WHERE account_id > 99"), made.grants as i64);
    assert_eq!(count(&db, "activity WHERE type = 'data.generated'"), 1);
}

#[test]
fn the_same_seed_makes_the_same_data_and_another_seed_other_data() {
    let (one, two) = (filled(&SMALL).0, filled(&SMALL).0);
    let other = filled(&Size { seed: 2, ..SMALL }).0;
    assert_eq!(digest(&one), digest(&two));
    assert_ne!(digest(&one), digest(&other));
}

#[test]
fn every_derived_column_is_as_the_forms_would_have_left_it() {
    let (db, _) = filled(&SMALL);
    assert_eq!(
        count(
            &db,
            "users u WHERE NOT EXISTS (SELECT FROM user_clock c WHERE c.user_id = u.id)"
        ),
        0
    );
    assert_eq!(
        count(
            &db,
            "user_words w JOIN users u ON u.id = w.user_id
            WHERE (w.sort_name, w.unit_id, w.active) <> (u.sort_name, u.unit_id, u.state = 'active')"
        ),
        0
    );
    assert_eq!(
        count(
            &db,
            "users u WHERE NOT EXISTS (SELECT FROM user_words w WHERE w.user_id = u.id)"
        ),
        0
    );
    assert_eq!(
        count(
            &db,
            "unit_counts c JOIN (SELECT unit_id, count(*) FILTER (WHERE state = 'active') AS a,
                count(*) FILTER (WHERE state = 'deactivated') AS d FROM users GROUP BY unit_id) AS u USING (unit_id)
                WHERE (c.active, c.deactivated) IS DISTINCT FROM (u.a::int, u.d::int)"
        ),
        0
    );
    assert_eq!(
        count(
            &db,
            "org_units u JOIN org_units p ON p.id = u.parent_id WHERE NOT (u.pos > p.pos AND u.last <= p.last)"
        ),
        0
    );
    assert_eq!(
        count(
            &db,
            "access_changes JOIN access_state USING (version) WHERE kind = 'unit'"
        ),
        60
    );
}

#[test]
fn a_database_with_users_of_its_own_is_left_as_it_is() {
    let (db, _) = filled(&SMALL);
    let before = digest(&db);
    let again = run_command(db.owner(), |tx| generate(tx, &seal(), &SMALL).map(End::Rollback)).expect("an answer");
    assert_eq!((again, digest(&db)), (None, before));
}

#[test]
fn actors_are_found_by_what_the_program_itself_would_find_them_by() {
    let (db, made) = filled(&SMALL);
    assert_eq!((made.unwrap().actors, count(&db, "actors")), (1_200, 1_200));
    let differ = "actors a JOIN actor_listed l ON l.actor_id = a.id
        WHERE (l.sort_name, l.unit_id, l.active, a.in_directory) IS DISTINCT FROM (a.sort_name, a.unit_id, a.archived_at IS NULL, true)";
    assert_eq!((count(&db, "actor_listed"), count(&db, differ)), (1_200, 0));
    for role in 1..=3 {
        assert!(
            count(&db, &format!("actor_listed WHERE role_id = {role}")) > 10,
            "{role}"
        );
    }
    let words = || {
        count(
            &db,
            "(SELECT word, role_id, sort_name, actor_id, unit_id, active FROM actor_words) w",
        )
    };
    let made = words();
    let ids: Vec<i64> = db
        .rows("SELECT id FROM actors")
        .iter()
        .filter_map(|row| row["id"].as_i64())
        .collect();
    run_command(db.owner(), |tx| {
        keyholder::actors::words::write_all(tx, &ids).map(End::Commit)
    })
    .unwrap();
    assert_eq!(made, words());
    // Whoever is deactivated is an employee who has left.
    let shut = "users u JOIN actors a ON a.user_id = u.id WHERE (u.state = 'active') <> (a.archived_at IS NULL) OR u.employee_off <> (a.archived_at IS NOT NULL)";
    assert_eq!(
        (count(&db, "actors WHERE user_id IS NOT NULL"), count(&db, shut)),
        (120, 0)
    );
}

#[test]
fn generated_id_numbers_open_with_the_key_and_are_found_by_their_hash() {
    let (db, _) = filled(&SMALL);
    let number = keyholder::generate::cpr(1).unwrap();
    let hash = hex::encode(number.hash(&seal()));
    let found = format!("SELECT encode(cpr, 'hex') FROM actors WHERE number = 'M10001' AND cpr_hash = '\\x{hash}'");
    let sealed = hex::decode(db.text(&found)).unwrap();
    let id = db.number("SELECT id FROM actors WHERE number = 'M10001'");
    assert_eq!(keyholder::actors::cpr::open(&seal(), id, &sealed).unwrap(), number);
}
