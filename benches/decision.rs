//! The engine at the sizes it must hold: 20,000 units, 5,000 groups nested 8 deep, 500,000 grants.
//!
//! `cargo bench --bench decision`. Loading and patching need a server where a database may be made:
//! `KEYHOLDER_BENCH_SERVER='postgres:///postgres?host=/run/postgresql'`.

#[path = "decision/stored.rs"]
mod stored;
#[path = "decision/world.rs"]
mod world;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use keyholder::access::evaluate::{evaluate, holds, ranges};
use keyholder::access::permission::{BUILTINS, Permission};
use keyholder::access::snapshot::Snapshot;

fn decisions(c: &mut Criterion) {
    let before = resident();
    let snapshot = Snapshot::new(world::parts(), world::grants());
    println!(
        "snapshot in memory: about {} MB",
        (resident().saturating_sub(before)) / 1024
    );
    let (manager, now) = (world::manager(), world::now());
    let store = world::store_of_manager();
    let right = Permission::EDIT_USER;
    let decision = evaluate(&snapshot, &manager, right, store, now);
    println!(
        "the manager: {:?}, {} reasons, longest path {}",
        decision.answer,
        decision.because.len(),
        {
            decision
                .because
                .iter()
                .chain(&decision.overruled)
                .map(|reason| reason.path.len())
                .max()
                .unwrap_or(0)
        }
    );
    c.bench_function("holds, member of 3 groups nested 8 deep", |b| {
        b.iter(|| black_box(holds(&snapshot, &manager, black_box(right), black_box(store), now)));
    });
    c.bench_function("holds, all built-in rights in turn", |b| {
        let mut rights = BUILTINS.iter().cycle();
        b.iter(|| {
            rights
                .next()
                .map(|right| holds(&snapshot, &manager, right.permission, black_box(store), now))
        });
    });
    c.bench_function("evaluate with reasons", |b| {
        b.iter(|| black_box(evaluate(&snapshot, &manager, black_box(right), store, now)));
    });
    c.bench_function("ranges", |b| {
        b.iter(|| black_box(ranges(&snapshot, &manager, black_box(Permission::ORG_UNIT_ACCESS), now)));
    });
    let employee = world::employee();
    c.bench_function("holds, employee of one group", |b| {
        b.iter(|| black_box(holds(&snapshot, &employee, black_box(right), store, now)));
    });
}

/// Kilobytes of this process in memory.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}

criterion_group! {
    name = engine;
    config = Criterion::default().sample_size(20).without_plots();
    targets = decisions, stored::loading
}
criterion_main!(engine);
