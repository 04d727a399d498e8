//! Finds and runs PostgreSQL's programs that dump and load whole databases: `pg_dump`, `pg_restore`, `psql`.
use super::cluster::{ClusterError, programs};
use diesel::prelude::*;
use diesel::sql_types::Integer;
use percent_encoding::percent_decode_str;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Schema in which a restore keeps what was there before until it is complete. It is never part of a backup.
pub const BEFORE_RESTORE: &str = "before_restore";

const ALL: [&str; 3] = ["pg_dump", "pg_restore", "psql"];

/// The programs of one version.
#[derive(Debug, Clone)]
pub struct Clients {
    folder: PathBuf,
    /// Major version of the server they are used with.
    pub server: u32,
}

impl Clients {
    /// Finds the programs of the server's version, or else of the next newer one. `pg_dump` refuses a server newer
    /// than itself.
    ///
    /// # Errors
    /// PostgreSQL does not answer, or the programs are missing.
    pub fn of(conn: &mut PgConnection) -> Result<Self, ClusterError> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Integer)]
            version: i32,
        }
        let row: Row = diesel::sql_query("SELECT current_setting('server_version_num')::int / 10000 AS version")
            .get_result(conn)?;
        let server = row.version.unsigned_abs();
        let found = programs::folders(&ALL).into_iter();
        let versions = found.filter_map(|folder| Some((programs::version(&folder, ALL[0])?, folder)));
        let best = versions
            .filter(|(version, _)| *version >= server)
            .min_by_key(|(version, _)| *version);
        match best {
            Some((_, folder)) => Ok(Self { folder, server }),
            None => Err(ClusterError::NoClients(server)),
        }
    }

    /// Returns a command that dumps the database as of a snapshot to its standard output, compressed, for
    /// `pg_restore`. Owners and rights are left out, because the restoring installation sets its own.
    pub fn dump(&self, url: &str, snapshot: &str) -> Command {
        let mut command = self.connected("pg_dump", url);
        command.args(["--format=custom", "--no-owner", "--no-privileges"]);
        command.arg(format!("--exclude-schema={BEFORE_RESTORE}"));
        command.arg(format!("--snapshot={snapshot}"));
        command.stdout(Stdio::piped());
        command
    }

    /// Returns a command that turns the output of [`Clients::dump`] into statements, from standard input to
    /// standard output.
    pub fn unpack(&self) -> Command {
        let mut command = self.command("pg_restore");
        command.args(["--no-owner", "--no-privileges", "--file=-"]);
        // Some backups of earlier versions hold it.
        command.arg(format!("--exclude-schema={BEFORE_RESTORE}"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command
    }

    /// Returns a command that runs statements from its standard input and stops at the first that fails.
    pub fn run(&self, url: &str) -> Command {
        let mut command = self.connected("psql", url);
        command.args([
            "--no-psqlrc",
            "--quiet",
            "--set=ON_ERROR_STOP=1",
            "--set=VERBOSITY=terse",
        ]);
        command.stdin(Stdio::piped()).stdout(Stdio::null());
        command
    }

    fn connected(&self, program: &str, url: &str) -> Command {
        let mut command = self.command(program);
        let (url, password) = apart(url);
        command.arg("--no-password").arg(format!("--dbname={url}"));
        if let Some(password) = password {
            command.env("PGPASSWORD", password);
        }
        command
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.folder.join(program));
        command.env("LC_ALL", "C").stdin(Stdio::null()).stderr(Stdio::piped());
        command
    }
}

/// Splits the password from the address, because everybody on the machine can read a process's arguments (SECURITY
/// SC1).
fn apart(url: &str) -> (String, Option<String>) {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let mut password = None;
    let parameters: Vec<&str> = query
        .split('&')
        .filter(|pair| match pair.strip_prefix("password=") {
            Some(found) => {
                password = Some(decoded(found));
                false
            }
            None => !pair.is_empty(),
        })
        .collect();
    let mut address = address.to_owned();
    if let Some((scheme, rest)) = url.split_once("://") {
        let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
        let authority = rest.split('/').next().unwrap_or_default();
        if let Some((user, host)) = authority.rsplit_once('@')
            && let Some((name, found)) = user.split_once(':')
        {
            password = password.or_else(|| Some(decoded(found)));
            address = format!("{scheme}://{name}@{host}{}", &rest[authority.len()..]);
        }
    }
    if !parameters.is_empty() {
        address = format!("{address}?{}", parameters.join("&"));
    }
    (address, password)
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn no_password_is_left_in_an_address() {
        let parts = |url: &str| {
            let (address, password) = apart(url);
            (address, password.unwrap_or_default())
        };
        let own = |address: &str, password: &str| (address.to_owned(), password.to_owned());
        assert_eq!(
            parts("postgresql://kh:s%40c%2fret@db.example:5433/keyholder?sslmode=verify-full"),
            own(
                "postgresql://kh@db.example:5433/keyholder?sslmode=verify-full",
                "s@c/ret"
            )
        );
        assert_eq!(
            parts("postgres:///keyholder?host=%2Frun&password=a%20b&user=kh"),
            own("postgres:///keyholder?host=%2Frun&user=kh", "a b")
        );
        assert_eq!(
            parts("postgresql://kh@%2Frun/keyholder"),
            own("postgresql://kh@%2Frun/keyholder", "")
        );
    }
}
