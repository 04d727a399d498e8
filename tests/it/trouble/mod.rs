//! Trouble, repeated (SECURITY RS1): killed, frozen and full, under load. Nothing acknowledged is lost, nothing is half done,
//! and it goes on by itself.
//!
//! A few rounds here; `KEYHOLDER_TROUBLE=10` makes it ten times as many for a long run. One part alone by its name: a million
//! requests at two nodes, while rights change, are
//! `KEYHOLDER_TROUBLE=667 cargo test --release --test it -- trouble::nodes --nocapture`.
mod clocks;
mod disk;
mod kills;
mod load;
mod nodes;

/// Rounds or requests of a run: the usual number, or a multiple of it.
fn times(usual: usize) -> usize {
    let factor = std::env::var("KEYHOLDER_TROUBLE").map_or(1, |factor| factor.parse().expect("a number"));
    usual * factor
}
