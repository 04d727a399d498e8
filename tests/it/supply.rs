//! SECURITY SU1: what the program is made of. Known vulnerabilities need the network: `script/supply`.
use serde_json::Value;
use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Everything that is built into the program or used to build and test it, as the lock file has it.
fn packages() -> Vec<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--locked", "--offline", "--format-version", "1"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

fn allowed() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("deny.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let list = table["licenses"]["allow"].as_array().unwrap().clone();
    list.iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// `(MIT OR Apache-2.0) AND Unicode-3.0`: one of the alternatives of each part is allowed. Older packages write `/` for OR.
fn permits(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.replace('/', " OR ").replace(['(', ')'], " ");
    let is_allowed = |name: &str| allowed.iter().any(|have| have == name.trim());
    // Without its brackets an expression may seem stricter than it is, never less strict.
    let all = |part: &str| part.split(" AND ").all(is_allowed);
    expression.split(" AND ").all(|part| part.split(" OR ").any(is_allowed)) || expression.split(" OR ").any(all)
}

#[test]
fn su1_every_part_comes_from_the_registry_under_a_licence_that_was_agreed_to() {
    let allowed = allowed();
    let mut wrong = Vec::new();
    for package in packages() {
        let (name, licence) = (
            package["name"].as_str().unwrap(),
            package["license"].as_str().unwrap_or("NONE"),
        );
        if name == "keyholder" {
            continue;
        }
        if package["source"].as_str() != Some("registry+https://github.com/rust-lang/crates.io-index") {
            wrong.push(format!("{name}: from {}", package["source"]));
        }
        if !permits(licence, &allowed) {
            wrong.push(format!("{name}: {licence}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn su1_the_versions_are_those_of_the_lock_file_each_with_its_checksum() {
    let text = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let lock: toml::Table = text.parse().unwrap();
    let packages = lock["package"].as_array().unwrap();
    let without: Vec<_> = packages
        .iter()
        .filter(|package| package.get("checksum").is_none())
        .map(|package| package["name"].as_str().unwrap())
        .collect();
    assert_eq!(without, ["keyholder"]);
    for script in ["script/test", "script/server"] {
        let text = std::fs::read_to_string(root().join(script)).unwrap();
        assert!(text.contains("--locked"), "{script} builds what the lock file says");
    }
}

/// SECURITY's own floors (its last section).
#[test]
fn su1_parts_are_not_older_than_what_is_known_to_be_safe() {
    let packages = packages();
    let version = |name: &str| {
        let found = packages.iter().find(|package| package["name"] == name);
        let text = found.unwrap_or_else(|| panic!("{name}"))["version"].as_str().unwrap();
        text.split(['.', '-'])
            .map(|part| part.parse().unwrap_or(0))
            .collect::<Vec<u32>>()
    };
    assert!(version("diesel") >= vec![2, 3, 10]);
    assert!(version("lettre") >= vec![0, 11, 22]);
    assert!(packages.iter().all(|package| package["name"] != "rsa"), "no rsa");
    assert!(
        packages.iter().all(|package| package["name"] != "h2"),
        "no http2 of our own: TLS ends in front"
    );
}
