//! A full disk (SECURITY RS1): said clearly, nothing lost, and over once there is room.
use super::load::Renamed;
use crate::support::client::Client;
use crate::support::program::{Place, serve_demo};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A small file system in memory, mounted over a data folder.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn over(folder: PathBuf) -> Self {
        std::fs::create_dir(&folder).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=160m,mode=711", "keyholder-test"]);
        assert!(mount.arg(&folder).status().unwrap().success(), "mounting a small disk");
        Self(folder)
    }

    /// Takes all the room that is left.
    fn fill(&self) -> PathBuf {
        let ballast = self.0.join("ballast");
        let mut file = File::create(&ballast).unwrap();
        for size in [1 << 20, 1 << 12, 1] {
            while file.write(&vec![0; size]).is_ok_and(|written| written == size) {}
        }
        ballast
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

/// Works until there is no room for it any more.
fn work_until_full(user: &Renamed, client: &Client) {
    for _ in 0..5000 {
        if !user.rename(client).unwrap() {
            return;
        }
    }
    panic!("the disk never became full");
}

fn remove(ballast: &Path) {
    std::fs::remove_file(ballast).unwrap();
}

#[test]
fn rs1_a_full_disk_is_said_clearly_and_over_once_there_is_room() {
    if !nix::unistd::geteuid().is_root() {
        // Mounting is root's; so are CI's machines.
        return;
    }
    let place = Place::new();
    let disk = SmallDisk::over(place.folder.join("data"));
    let server = serve_demo(&place, 0);
    let (login, password) = server.demo_login("administrator");
    let client = Client::new(server.socket());
    assert_eq!(
        client
            .post("/login", &[("name", &login), ("password", &password)])
            .status,
        303
    );
    let user = Renamed::new(0, place.db().number("SELECT max(id) FROM users"));
    assert!(user.rename(&client).unwrap(), "there is room at first");
    let ballast = disk.fill();
    work_until_full(&user, &client);
    for _ in 0..3 {
        assert!(!user.rename(&client).unwrap(), "what is full is said again");
    }
    remove(&ballast);
    let began = Instant::now();
    while !user.rename(&client).unwrap() {
        assert!(began.elapsed() < Duration::from_secs(15), "it stays full");
        std::thread::sleep(Duration::from_millis(50));
    }
    user.is_whole(&place.db(), "a full disk");
}
