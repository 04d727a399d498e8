//! Full load and patch from a real database.

use criterion::Criterion;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer};
use keyholder::access::snapshots::Snapshots;
use keyholder::db::migrate::migrate;

use super::world;

const DATABASE: &str = "keyholder_engine_bench";

pub fn loading(c: &mut Criterion) {
    let Ok(server) = std::env::var("KEYHOLDER_BENCH_SERVER") else {
        println!("KEYHOLDER_BENCH_SERVER is not set: loading and patching are not measured");
        return;
    };
    let mut admin = PgConnection::establish(&server).expect("the server of KEYHOLDER_BENCH_SERVER");
    let drop = format!("DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)");
    admin.batch_execute(&drop).expect("no database from before");
    admin
        .batch_execute(&format!("CREATE DATABASE {DATABASE}"))
        .expect("a database");
    let mut url = url::Url::parse(&server).expect("a postgres:// address");
    url.set_path(DATABASE);
    migrate(url.as_str(), url.as_str()).expect("migrations");
    let mut conn = PgConnection::establish(url.as_str()).expect("the new database");
    fill(&mut conn).expect("the chain in the database");
    measure(c, &mut conn);
    std::mem::drop(conn);
    admin.batch_execute(&drop).expect("the database goes");
}

fn measure(c: &mut Criterion, conn: &mut PgConnection) {
    let mut group = c.benchmark_group("stored");
    group.sample_size(10);
    group.bench_function("full load", |b| {
        b.iter(|| Snapshots::new().at_least(conn, 0).expect("a load"));
    });
    let snapshots = Snapshots::new();
    let mut version = snapshots.at_least(conn, 0).expect("a load").version();
    let changes = [
        (
            "patch of one account's grants",
            format!("('grant', {})", world::FIRST_GROUP),
        ),
        (
            "patch of one group's nesting",
            format!("('group', {})", world::FIRST_GROUP),
        ),
        ("patch of the units", String::from("('unit', 2)")),
        ("patch of nothing", String::from("('none', 0)")),
    ];
    for (name, noted) in changes {
        group.bench_function(name, |b| {
            b.iter_custom(|times| {
                let mut spent = std::time::Duration::ZERO;
                for _ in 0..times {
                    conn.batch_execute(&format!(
                        "BEGIN; UPDATE access_state SET version = version + 1;
                         INSERT INTO access_changes (version, kind, key) SELECT version, k, n FROM access_state, (VALUES {noted}) v (k, n); COMMIT"
                    ))
                    .expect("a change");
                    version += 1;
                    let start = std::time::Instant::now();
                    snapshots.at_least(conn, version).expect("a patch");
                    spent += start.elapsed();
                }
                spent
            });
        });
    }
    group.finish();
}

fn fill(conn: &mut PgConnection) -> QueryResult<()> {
    let units: Vec<_> = world::units().into_iter().filter(|unit| unit.id != 1).collect();
    for chunk in units.chunks(2_000) {
        insert_units(conn, chunk)?;
    }
    let last = units.iter().map(|unit| unit.last).max().unwrap_or(1);
    diesel::sql_query("UPDATE org_units SET last = $1 WHERE id = 1")
        .bind::<Integer, _>(last)
        .execute(conn)?;
    conn.batch_execute(
        "INSERT INTO accounts (id, kind, name, name_key) SELECT i, 'group', 'group-' || i, 'group-' || i FROM generate_series(1000, 5999) i;
         INSERT INTO groups (id, display_name, sort_name) SELECT i, 'Group number ' || i, 'group' FROM generate_series(1000, 5999) i;
         INSERT INTO accounts (id, kind, name, name_key) SELECT i, 'user', 'user-' || i, 'user-' || i FROM generate_series(100000, 199999) i",
    )?;
    let nestings = world::nestings();
    diesel::sql_query("INSERT INTO memberships (account_id, group_id, unit_id) SELECT * FROM unnest($1, $2, $3)")
        .bind::<Array<BigInt>, _>(nestings.iter().map(|n| n.member).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(nestings.iter().map(|n| n.group).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(nestings.iter().map(|n| n.unit).collect::<Vec<_>>())
        .execute(conn)?;
    insert_grants(conn)?;
    conn.batch_execute("ANALYZE")
}

fn insert_units(conn: &mut PgConnection, units: &[keyholder::access::snapshot::Unit]) -> QueryResult<usize> {
    diesel::sql_query(
        "INSERT INTO org_units (id, kind, parent_id, parent_kind, code, code_key, name, sort_name, words, customer_number, pos, last)
         SELECT u.id, CASE u.p WHEN 1 THEN 'customer' ELSE 'unit' END, u.p,
            CASE WHEN u.p = 1 THEN 'top' WHEN u.g = 1 THEN 'customer' ELSE 'unit' END,
            'U' || u.id, 'u' || u.id, 'Unit number ' || u.id, 'unit', '{}', CASE u.p WHEN 1 THEN u.id::text END, u.id, u.last
         FROM unnest($1, $2, $3, $4) AS u (id, p, g, last) ORDER BY u.id",
    )
    .bind::<Array<BigInt>, _>(units.iter().map(|u| u.id).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(units.iter().map(|u| u.parent.unwrap_or(0)).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(units.iter().map(|u| i64::from(u.parent.is_some_and(world::is_customer))).collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(units.iter().map(|u| u.last).collect::<Vec<_>>())
    .execute(conn)
}

fn insert_grants(conn: &mut PgConnection) -> QueryResult<()> {
    let grants: Vec<_> = world::grants().collect();
    for chunk in grants.chunks(50_000) {
        diesel::sql_query(
            "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
             SELECT g.a, p.id, p.scope, g.u, g.y FROM unnest($1, $2, $3, $4) AS g (a, p, u, y) JOIN permissions p ON p.id = g.p
             ON CONFLICT DO NOTHING",
        )
        .bind::<Array<BigInt>, _>(chunk.iter().map(|g| g.account).collect::<Vec<_>>())
        .bind::<Array<Integer>, _>(chunk.iter().map(|g| g.permission.0).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(chunk.iter().map(|g| g.unit).collect::<Vec<_>>())
        .bind::<Array<Bool>, _>(chunk.iter().map(|g| g.allow).collect::<Vec<_>>())
        .execute(conn)?;
    }
    Ok(())
}
