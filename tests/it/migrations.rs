//! Migrations run while people work, beside the version before (STYLE): none makes everybody wait, and none takes away what that
//! version still uses.
use crate::house::files;
use std::collections::HashSet;
use std::path::Path;

/// Those up to this one were written before the rule.
const BEFORE: &str = "0169";

/// Tables that have a row for each user or more; building an index of one takes long.
const LARGE: [&str; 22] = [
    "accounts",
    "account_keys",
    "activity",
    "activity_chain",
    "activity_personal",
    "actor_listed",
    "actor_notes",
    "actor_values",
    "actor_words",
    "actors",
    "api_tokens",
    "grants",
    "known_devices",
    "links",
    "login_audit",
    "mails",
    "memberships",
    "sessions",
    "stored_files",
    "user_clock",
    "user_words",
    "users",
];

/// What a later release removes once no version uses it any more: migration, and why that is so.
const CONTRACTED: [(&str, &str); 0] = [];

struct Migration {
    name: String,
    /// Without comments, in small letters, with single spaces.
    sql: String,
    in_transaction: bool,
}

fn migrations() -> Vec<Migration> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut found: Vec<Migration> = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| read(&entry.path()))
        .collect();
    found.retain(|migration| &migration.name[..4] > BEFORE);
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

fn read(folder: &Path) -> Migration {
    let text = |file| std::fs::read_to_string(folder.join(file)).unwrap_or_default();
    Migration {
        name: folder.file_name().unwrap().to_str().unwrap().to_owned(),
        sql: plain(&text("up.sql")),
        in_transaction: !text("metadata.toml")
            .replace(' ', "")
            .contains("run_in_transaction=false"),
    }
}

fn plain(sql: &str) -> String {
    let code: Vec<&str> = sql
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default())
        .collect();
    code.join(" ")
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

impl Migration {
    fn statements(&self) -> impl Iterator<Item = &str> + Clone {
        self.sql
            .split(';')
            .map(str::trim)
            .filter(|statement| !statement.is_empty())
    }

    fn makes(&self, table: &str) -> bool {
        self.statements()
            .any(|statement| statement.starts_with(&format!("create table {table} ")))
    }
}

/// What is wrong with it, if anything.
fn blocking(migration: &Migration) -> Option<&'static str> {
    let mut indexes = migration
        .statements()
        .filter(|statement| statement.starts_with("create index ") || statement.starts_with("create unique index "));
    if indexes.clone().any(|index| index.contains(" concurrently ")) {
        let alone = migration.statements().count() == 1 && !migration.in_transaction;
        return (!alone).then_some(
            "CREATE INDEX CONCURRENTLY stands alone in its migration, whose metadata.toml says run_in_transaction = false",
        );
    }
    let on_large = |index: &str| {
        let table = index.split(" on ").nth(1).unwrap_or_default();
        let table = table.split([' ', '(']).next().unwrap_or_default();
        LARGE.contains(&table) && !migration.makes(table)
    };
    indexes.any(on_large).then_some(
        "nobody can write to a large table until its index is built: CREATE INDEX CONCURRENTLY, alone, with \
         run_in_transaction = false",
    )
}

fn taking_away(migration: &Migration) -> Option<&'static str> {
    let takes = |word: &&str| migration.statements().any(|statement| statement.contains(*word));
    [" drop column", "drop table", " rename ", " set not null", " set data type"].iter().find(|word| takes(word)).map(|_| {
        "the version before still runs beside this schema and uses what is taken away; add now, and take away in a release in \
         which no version does (then it stands in CONTRACTED)"
    })
}

#[track_caller]
fn none(wrong: fn(&Migration) -> Option<&'static str>) {
    let offences: Vec<String> = migrations()
        .iter()
        .filter(|migration| !CONTRACTED.iter().any(|(name, _)| *name == migration.name))
        .filter_map(|migration| Some(format!("{}: {}", migration.name, wrong(migration)?)))
        .collect();
    assert!(offences.is_empty(), "\n{}", offences.join("\n"));
}

#[test]
fn no_migration_makes_everybody_wait_for_an_index() {
    none(blocking);
}

#[test]
fn no_migration_takes_away_what_the_version_before_uses() {
    none(taking_away);
}

#[test]
fn migrations_that_block_or_take_away_are_found() {
    let migration = |sql: &str, in_transaction| Migration {
        name: "9999_x".into(),
        sql: plain(sql),
        in_transaction,
    };
    let index = "CREATE INDEX x ON users (id);";
    assert!(blocking(&migration(index, true)).is_some());
    assert!(blocking(&migration("CREATE INDEX CONCURRENTLY x ON users (id);", true)).is_some());
    assert!(blocking(&migration("CREATE INDEX CONCURRENTLY x ON users (id); -- alone", false)).is_none());
    assert!(blocking(&migration("CREATE INDEX CONCURRENTLY x ON users (id); SELECT 1", false)).is_some());
    assert!(blocking(&migration("CREATE INDEX x ON installation (one)", true)).is_none());
    for sql in [
        "ALTER TABLE users DROP COLUMN name",
        "DROP TABLE users",
        "ALTER TABLE users RENAME COLUMN a TO b",
        "ALTER TABLE users ALTER a SET NOT NULL",
    ] {
        assert!(taking_away(&migration(sql, true)).is_some(), "{sql}");
    }
    assert!(taking_away(&migration("ALTER TABLE users ADD COLUMN a text", true)).is_none());
}

/// A constraint that is called otherwise in the database would answer with an error page in place of "is taken".
#[test]
fn the_constraints_that_the_program_names_stand_in_the_migrations() {
    let migrations: String = files("migrations", "sql").into_iter().map(|file| file.text).collect();
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let there: HashSet<&str> = migrations.split(|c| !inside(c)).collect();
    let mut named = 0;
    for file in files("src", "rs") {
        let code: Vec<&str> = file.code().map(|(_, line)| line).collect();
        for call in code.concat().split("violation(").skip(1) {
            let meanings = call.split(']').next().unwrap();
            for name in meanings.split('"').skip(1).step_by(2) {
                assert!(there.contains(name), "{}: {name}", file.path);
                named += 1;
            }
        }
    }
    assert!(named >= 17, "{named}");
}
