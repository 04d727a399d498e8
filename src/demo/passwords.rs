//! The logins of the demonstration and their passwords.
use super::DemoError;
use crate::error::Error;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// A login to print: `demo login: LOGIN PASSWORD ROLE`.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    pub login: String,
    pub password: String,
    pub role: &'static str,
}

/// Login and role of SPEC 11.
const CAST: [(&str, &str); 3] = [
    ("Administrator", "administrator"),
    ("mette.holm", "manager"),
    ("jonas.krogh", "employee"),
];

const FILE: &str = "demo-logins";

/// Letters and digits that are not easily mistaken for each other: 31 of them, so 20 make 99 bits.
const LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
const LENGTH: usize = 20;

/// Returns the logins with the passwords kept in the data folder. At first use it creates them, in a file that only the
/// server can read.
pub(super) fn keep(data_dir: &Path) -> Result<Vec<Login>, DemoError> {
    let path = data_dir.join(FILE);
    let failed = |error| DemoError::Passwords {
        path: path.display().to_string(),
        error,
    };
    match fs::read_to_string(&path) {
        Ok(text) => match read(&text) {
            Some(logins) => return Ok(logins),
            None => {
                return Err(failed(io::Error::new(
                    ErrorKind::InvalidData,
                    "not a login and a password a line; delete it for new ones",
                )));
            }
        },
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    let logins = make()?;
    write(&path, &logins).map_err(failed)?;
    Ok(logins)
}

fn read(text: &str) -> Option<Vec<Login>> {
    let password = |login: &str| {
        let mut lines = text.lines().filter_map(|line| line.split_once(' '));
        lines
            .find(|(name, password)| *name == login && !password.is_empty())
            .map(|(_, password)| password.to_owned())
    };
    CAST.iter()
        .map(|(login, role)| {
            Some(Login {
                login: (*login).to_owned(),
                password: password(login)?,
                role,
            })
        })
        .collect()
}

fn make() -> Result<Vec<Login>, Error> {
    let login = |(login, role): &(&str, &'static str)| {
        Ok(Login {
            login: (*login).to_owned(),
            password: random()?,
            role,
        })
    };
    CAST.iter().map(login).collect()
}

fn random() -> Result<String, Error> {
    let mut password = String::with_capacity(LENGTH);
    while password.len() < LENGTH {
        let mut byte = [0u8];
        getrandom::fill(&mut byte).map_err(|error| Error::Internal(format!("random: {error}")))?;
        // Five bits give one of 32 values. The one without a letter is drawn again, so all letters are equally likely.
        password.extend(LETTERS.get(usize::from(byte[0] & 31)).map(|letter| char::from(*letter)));
    }
    Ok(password)
}

fn write(path: &Path, logins: &[Login]) -> io::Result<()> {
    let part = path.with_extension("part");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&part)?;
    for login in logins {
        writeln!(file, "{} {}", login.login, login.password)?;
    }
    file.sync_all()?;
    fs::rename(part, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_long_random_and_without_spaces() {
        let (one, other) = (random().unwrap(), random().unwrap());
        assert_ne!(one, other);
        assert!(one.len() == LENGTH && one.bytes().all(|byte| LETTERS.contains(&byte)));
    }

    #[test]
    fn what_is_written_is_read_again_and_nothing_else() {
        let text = "Administrator a\nmette.holm b\njonas.krogh c\n";
        let passwords: Vec<String> = read(text).unwrap().into_iter().map(|login| login.password).collect();
        assert_eq!(passwords, ["a", "b", "c"]);
        assert!(read("Administrator a\nmette.holm b\n").is_none());
    }
}
