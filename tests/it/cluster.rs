//! The private PostgreSQL: real processes, real signals.
use crate::support::db::TestDb;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use keyholder::db::cluster::{Cluster, ClusterError, Durability, Options};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A data folder that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("keyholder-cluster-{:016x}", rand::random::<u64>()));
        std::fs::create_dir(&path).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o711)).unwrap();
        Self(path)
    }

    fn start(&self) -> Cluster {
        self.try_start().unwrap()
    }

    fn try_start(&self) -> Result<Cluster, ClusterError> {
        let data_dir = self.0.join("data");
        Cluster::open(&Options {
            data_dir,
            connections: 10,
            durability: Durability::None,
        })
    }

    fn postgres(&self) -> PathBuf {
        self.0.join("data/postgres")
    }

    /// The server's process, if there is one.
    fn pid(&self) -> Option<Pid> {
        let text = std::fs::read_to_string(self.postgres().join("postmaster.pid")).ok()?;
        let pid: i32 = text.lines().next()?.parse().ok()?;
        Path::new(&format!("/proc/{pid}/exe"))
            .exists()
            .then(|| Pid::from_raw(pid))
    }

    fn socket(&self) -> PathBuf {
        let text = std::fs::read_to_string(self.postgres().join("postmaster.pid")).unwrap();
        PathBuf::from(text.lines().nth(4).unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(pid) = self.pid() {
            let _ = std::fs::remove_dir_all(self.socket());
            let _ = kill(pid, Signal::SIGKILL);
        }
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn owner(cluster: &Cluster) -> PgConnection {
    PgConnection::establish(cluster.owner_url()).unwrap()
}

fn note(cluster: &Cluster, number: i32) {
    let statement = format!("CREATE TABLE IF NOT EXISTS notes (n int); INSERT INTO notes VALUES ({number})");
    owner(cluster).batch_execute(&statement).unwrap();
}

fn notes(cluster: &Cluster) -> i64 {
    let count = diesel::select(diesel::dsl::sql::<BigInt>("(SELECT count(*) FROM notes)"));
    count.get_result(&mut owner(cluster)).unwrap()
}

fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_first_start_makes_a_database_and_the_next_one_finds_what_was_written() {
    let folder = Folder::new();
    let cluster = folder.start();
    note(&cluster, 1);
    cluster.stop().unwrap();
    assert!(folder.pid().is_none());
    assert_eq!(notes(&folder.start()), 1);
}

#[test]
fn the_role_of_requests_owns_nothing_and_creates_nothing() {
    let folder = Folder::new();
    let cluster = folder.start();
    let mut app = PgConnection::establish(cluster.app_url()).unwrap();
    for statement in [
        "CREATE TABLE mine (n int)",
        "CREATE TEMP TABLE mine (n int)",
        "CREATE ROLE other",
        "CREATE SCHEMA s",
    ] {
        assert!(app.batch_execute(statement).is_err(), "{statement}");
    }
    let is_super = diesel::dsl::sql::<Bool>("(SELECT rolsuper FROM pg_roles WHERE rolname = current_user)");
    assert!(!diesel::select(is_super).get_result::<bool>(&mut app).unwrap());
}

#[test]
fn the_last_user_stops_it_and_not_the_first() {
    let folder = Folder::new();
    let (first, second) = (folder.start(), folder.start());
    let pid = folder.pid();
    drop(first);
    assert_eq!(folder.pid(), pid);
    note(&second, 1);
    let socket = folder.socket();
    drop(second);
    assert!(folder.pid().is_none() && !socket.exists());
}

#[test]
fn starting_at_the_same_time_makes_one_server() {
    let folder = Folder::new();
    let all: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| folder.start())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    note(&all[0], 1);
    assert!(all.iter().all(|cluster| notes(cluster) == 1));
}

#[test]
fn a_killed_server_comes_back_by_itself_with_everything_committed() {
    let folder = Folder::new();
    let cluster = folder.start();
    note(&cluster, 1);
    let pid = folder.pid().unwrap();
    kill(pid, Signal::SIGKILL).unwrap();
    eventually("it comes back", || {
        folder.pid().is_some_and(|new| new != pid) && PgConnection::establish(cluster.app_url()).is_ok()
    });
    assert_eq!(notes(&cluster), 1);
}

#[test]
fn a_busy_backend_of_a_killed_server_is_in_nobodys_way() {
    let folder = Folder::new();
    let cluster = folder.start();
    note(&cluster, 1);
    let mut busy = owner(&cluster);
    let work = std::thread::spawn(move || busy.batch_execute("SELECT count(*) FROM generate_series(1, 100000000000)"));
    std::thread::sleep(Duration::from_millis(300));
    kill(folder.pid().unwrap(), Signal::SIGKILL).unwrap();
    assert_eq!(notes(&folder.start()), 1);
    assert!(work.join().unwrap().is_err());
}

#[test]
fn a_server_that_an_operator_stopped_is_left_alone() {
    let folder = Folder::new();
    let _cluster = folder.start();
    kill(folder.pid().unwrap(), Signal::SIGINT).unwrap();
    eventually("it stops", || folder.pid().is_none());
    std::thread::sleep(Duration::from_millis(700));
    assert!(folder.pid().is_none());
}

#[test]
fn a_frozen_server_is_woken_by_the_next_start_and_stops() {
    let folder = Folder::new();
    let first = folder.start();
    kill(folder.pid().unwrap(), Signal::SIGSTOP).unwrap();
    note(&folder.start(), 1);
    kill(folder.pid().unwrap(), Signal::SIGSTOP).unwrap();
    first.stop().unwrap();
    assert!(folder.pid().is_none());
}

#[test]
fn a_socket_that_was_swept_away_is_made_again() {
    let folder = Folder::new();
    let first = folder.start();
    note(&first, 1);
    std::fs::remove_dir_all(folder.socket()).unwrap();
    assert_eq!(notes(&folder.start()), 1);
    assert_eq!(notes(&first), 1);
}

#[test]
fn a_pid_file_that_names_somebody_elses_process_does_not_matter() {
    let folder = Folder::new();
    folder.start().stop().unwrap();
    let data = folder.postgres();
    let stale = format!(
        "{}\n{}\n1\n5432\n/tmp\n\n1 1\nready\n",
        std::process::id(),
        data.display()
    );
    std::fs::write(data.join("postmaster.pid"), stale).unwrap();
    note(&folder.start(), 1);
}

#[test]
fn half_a_database_of_a_killed_first_start_is_made_anew() {
    let folder = Folder::new();
    let aside = folder.0.join("data/postgres.new");
    std::fs::create_dir_all(&aside).unwrap();
    std::fs::write(aside.join("PG_VERSION"), "15\n").unwrap();
    std::fs::set_permissions(folder.0.join("data"), PermissionsExt::from_mode(0o711)).unwrap();
    note(&folder.start(), 1);
    assert!(!aside.exists());
}

#[test]
fn a_data_folder_closed_to_postgresqls_user_points_elsewhere() {
    if !nix::unistd::geteuid().is_root() {
        return;
    }
    let folder = Folder::new();
    std::fs::set_permissions(&folder.0, PermissionsExt::from_mode(0o700)).unwrap();
    let cluster = folder.start();
    note(&cluster, 1);
    cluster.stop().unwrap();
    let pointer = std::fs::read_to_string(folder.0.join("data/postgres.location")).unwrap();
    let elsewhere = PathBuf::from(pointer.trim());
    assert!(elsewhere.starts_with("/var/lib/keyholder") && elsewhere.join("postgres/PG_VERSION").exists());
    assert_eq!(notes(&folder.start()), 1);
    std::fs::remove_dir_all(elsewhere).unwrap();
    assert!(matches!(folder.try_start(), Err(ClusterError::Lost { .. })));
}

#[test]
fn data_of_another_version_name_the_package_that_is_missing() {
    let folder = Folder::new();
    folder.start().stop().unwrap();
    std::fs::write(folder.postgres().join("PG_VERSION"), "9\n").unwrap();
    let error = folder.try_start().map(drop).unwrap_err();
    assert!(error.to_string().contains("apt-get install postgresql-9"), "{error}");
}

#[test]
fn every_test_has_a_database_of_its_own_with_the_schema() {
    let (first, second) = (TestDb::new(), TestDb::new());
    let rename = "UPDATE org_units SET name = 'Renamed' WHERE id = 1";
    first.app().batch_execute(rename).unwrap();
    let renamed = diesel::dsl::sql::<BigInt>("(SELECT count(*) FROM org_units WHERE name = 'Renamed')");
    assert_eq!(diesel::select(renamed).get_result::<i64>(&mut second.app()).unwrap(), 0);
    assert!(
        second
            .app()
            .batch_execute("ALTER TABLE org_units ADD COLUMN mine int")
            .is_err()
    );
    assert!(
        second
            .owner()
            .batch_execute("ALTER TABLE org_units ADD COLUMN mine int")
            .is_ok()
    );
}
