//! What nobody waits for any more ends (SECURITY EX6, DESIGN 3.3).
use crate::support::TestDb;
use keyholder::db::{self, End, Late, Peek};
use keyholder::error::Error;
use std::sync::atomic::Ordering;

#[test]
fn ex6_after_the_deadline_no_statement_is_carried_out_and_the_next_request_finds_a_good_connection() {
    let database = TestDb::new();
    let pool = db::pool(&database.app_url(), 1);
    let late = Late::default();
    let mut peek = Peek::until(pool.get().unwrap(), &late);
    assert!(db::now(&mut peek).is_ok());
    late.store(true, Ordering::SeqCst);
    for _ in 0..2 {
        assert!(matches!(db::now(&mut peek), Err(Error::Database(_))));
    }
    drop(peek);
    assert!(db::now(&mut Peek::new(pool.get().unwrap())).is_ok());
    late.store(false, Ordering::SeqCst);
    let done = db::run_until(pool.get().unwrap(), &late, |tx| {
        db::now(tx)?;
        late.store(true, Ordering::SeqCst);
        assert!(db::now(tx).is_err());
        assert!(tx.part(db::now).is_err());
        Ok(End::Commit(()))
    });
    assert!(matches!(done, Err(Error::Late)), "{done:?}");
    assert!(db::now(&mut Peek::new(pool.get().unwrap())).is_ok());
}
