//! Whole chains of any shape through `keyholder import` and `export`.
use crate::support::console::Console;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const TABLES: [&str; 5] = ["org_units", "groups", "users", "memberships", "grants"];

/// A chain of any shape: each unit below an earlier one, each user in one of them, groups nested forwards only.
fn chains() -> impl Strategy<Value = [String; 5]> {
    let units = prop::collection::vec(any::<prop::sample::Index>(), 1..25);
    let users = prop::collection::vec(
        (any::<prop::sample::Index>(), any::<bool>(), "[a-zæøå =;\"'-]{0,12}x"),
        1..25,
    );
    let groups = prop::collection::vec(any::<(prop::sample::Index, prop::sample::Index)>(), 1..10);
    (units, users, groups, any::<u64>()).prop_map(|(units, users, groups, seed)| {
        let mut files = [
            vec![
                "code,name,kind,parent_code,customer_number".to_owned(),
                "c0,Customer,customer,,7".into(),
            ],
            vec!["name,display_name".to_owned()],
            vec!["login,display_name,unit_code,enabled".to_owned()],
            vec!["unit_code,group,account_kind,account".to_owned()],
            vec!["account_kind,account,permission,unit_code,effect".to_owned()],
        ];
        for (at, above) in units.iter().enumerate() {
            files[0].push(format!("c{},Unit {at},unit,c{},", at + 1, above.index(at + 1)));
        }
        for (at, (unit, enabled, name)) in users.iter().enumerate() {
            let name = format!("\"'{}\"", name.replace('"', "\"\""));
            let unit = unit.index(units.len() + 1);
            files[2].push(format!("u{at},{name},c{unit},{}", if *enabled { "yes" } else { "no" }));
            files[4].push(format!("user,u{at},EditUser,c{unit},deny"));
        }
        for (at, (above, unit)) in groups.iter().enumerate() {
            files[1].push(format!("g{at},Group {at}"));
            if at > 0 {
                files[3].push(format!(
                    "c{},g{},group,g{at}",
                    unit.index(units.len() + 1),
                    above.index(at)
                ));
            }
            files[3].push(format!(",g{at},user,u{}", unit.index(users.len())));
        }
        files.map(|mut rows| {
            // Rows in any order: a parent may come after its child.
            let count = rows.len() - 1;
            rows[1..].rotate_left((seed as usize) % count.max(1));
            rows.join("\r\n")
        })
    })
}

#[test]
fn any_chain_is_imported_once_and_exported_as_it_was_imported() {
    let mut runner = TestRunner::new(Config {
        cases: 6,
        ..Config::default()
    });
    let run = runner.run(&chains(), |files| {
        let console = Console::new();
        for (table, file) in TABLES.iter().zip(&files) {
            prop_assert!(console.imported(table, file).contains(" 0 changed, 0 removed, 0 unchanged"));
            prop_assert!(console.imported(table, file).starts_with("0 added, 0 changed"));
            let exported = console.exported(table);
            prop_assert!(console.imported(table, &exported).starts_with("0 added, 0 changed"));
        }
        let wrong_tree = "SELECT count(*) FROM org_units c JOIN org_units p ON p.id = c.parent_id
            WHERE c.pos <= p.pos OR c.last > p.last OR c.last - c.pos + 1 <> (SELECT count(*) FROM org_units d WHERE d.pos BETWEEN c.pos AND c.last)";
        prop_assert_eq!(console.db.number(wrong_tree), 0);
        Ok(())
    });
    run.unwrap();
}
