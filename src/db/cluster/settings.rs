//! Writes the configuration files of a private PostgreSQL at every start, in a folder it cannot write to.
use super::place::Place;
use super::{ClusterError, Options, Result, roles};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Whether a commit must survive a crash of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Every commit is on disk before it is answered.
    Full,
    /// For test suites: fast, and worthless after a crash of the machine.
    None,
}

/// Connections for commands, migrations and the superuser, in addition to those for requests.
const SPARE_CONNECTIONS: u32 = 30;
const MEBIBYTE: u64 = 1024 * 1024;

pub(super) fn write(place: &Place, options: &Options, socket: &Path) -> Result<()> {
    let folder = place.settings();
    std::fs::create_dir_all(&folder).map_err(ClusterError::file(&folder))?;
    let files = [
        ("postgresql.conf", server(place, options, socket)),
        ("pg_hba.conf", "local all all peer map=kh\n".to_owned()),
        ("pg_ident.conf", idents(place)),
    ];
    for (name, text) in files {
        let file = folder.join(name);
        std::fs::write(&file, text).map_err(ClusterError::file(&file))?;
        let readable = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(&file, readable).map_err(ClusterError::file(&file))?;
    }
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&folder, open).map_err(ClusterError::file(&folder))
}

/// Lists the system users who may connect as either role: the user of this process, the folder's owner, and root.
/// PostgreSQL asks the kernel who is at the other end of the socket.
fn idents(place: &Place) -> String {
    let mut users = vec![place.run_as().me(), place.run_as().user(), "root"];
    users.sort_unstable();
    users.dedup();
    let line = |user: &str, role| format!("kh \"{}\" {role}\n", user.replace('"', "\"\""));
    let lines = users
        .iter()
        .flat_map(|user| [line(user, roles::OWNER), line(user, roles::APP)]);
    lines.collect()
}

fn server(place: &Place, options: &Options, socket: &Path) -> String {
    let quoted = |path: &Path| format!("'{}'", path.display().to_string().replace('\'', "''"));
    let durable = match options.durability {
        Durability::Full => "fsync = on\nfull_page_writes = on\nsynchronous_commit = on\n",
        Durability::None => "fsync = off\nfull_page_writes = off\nwal_level = minimal\nmax_wal_senders = 0\n",
    };
    let buffers = buffer_mebibytes(options.durability);
    let connections = options.connections + SPARE_CONNECTIONS;
    format!(
        "# Written by Keyholder at every start. Changes of your own: ALTER SYSTEM, which goes before this file.\n\
         include_if_exists = {initdb}\n\
         listen_addresses = ''\nunix_socket_directories = {socket}\nunix_socket_permissions = 0700\n\
         hba_file = {hba}\nident_file = {ident}\ncluster_name = 'keyholder'\n\
         max_connections = {connections}\nshared_buffers = {buffers}MB\nrandom_page_cost = 1.1\njit = off\n{durable}\
         timezone = 'UTC'\nlog_timezone = 'UTC'\nlc_messages = 'C'\nclient_encoding = 'UTF8'\n\
         logging_collector = on\nlog_directory = 'log'\nlog_filename = 'postgresql-%a.log'\n\
         log_truncate_on_rotation = on\nlog_rotation_age = 1d\nlog_rotation_size = 0\nlog_line_prefix = '%m [%p] %u '\n\
         {private}",
        // Includes what initdb found out about the machine, mainly the kind of shared memory.
        initdb = quoted(&place.data().join("postgresql.conf")),
        socket = quoted(socket),
        hba = quoted(&place.settings().join("pg_hba.conf")),
        ident = quoted(&place.settings().join("pg_ident.conf")),
        // A detail line would repeat the values of a row: names, addresses, hashes (SECURITY LG4).
        private = "log_error_verbosity = terse\nlog_parameter_max_length = 0\nlog_parameter_max_length_on_error = 0\n",
    )
}

/// Returns a quarter of the memory of the machine or its control group, as PostgreSQL's manual recommends (19.4.1).
fn buffer_mebibytes(durability: Durability) -> u64 {
    match durability {
        Durability::Full => (memory_bytes() / MEBIBYTE / 4).clamp(128, 8192),
        Durability::None => 128,
    }
}

fn memory_bytes() -> u64 {
    let info = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total = info.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kibibytes = total.and_then(|rest| rest.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    let group = std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok();
    let limit = group
        .and_then(|text| text.trim().parse::<u64>().ok())
        .unwrap_or(u64::MAX);
    kibibytes
        .map_or(512 * MEBIBYTE, |kibibytes| kibibytes * 1024)
        .min(limit)
}

/// Returns an address for libpq. The time-out is for a suspended server; two seconds is libpq's minimum.
pub(super) fn url(socket: &Path, role: &str, database: &str) -> String {
    let host: String = url::form_urlencoded::byte_serialize(socket.as_os_str().as_encoded_bytes()).collect();
    format!("postgresql://{role}@{host}/{database}?connect_timeout=2&application_name=keyholder")
}
