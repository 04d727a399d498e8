//! Generates groups, memberships and cells.
use super::dice::Dice;
use super::names::{CHAINS, ROLES};
use super::people::Person;
use super::tree::{Index, Tree};
use crate::access::permission::{BUILTINS, Builtin, Permission, Scope};

const NESTING: u64 = 3;
const MEMBERSHIPS: u64 = 4;
const OWN_CELLS: u64 = 5;
const GROUP_CELLS: u64 = 6;

/// The number of groups on the deepest path of nested groups.
const DEEP: usize = 8;
/// The number of memberships of each user.
pub const EACH: usize = 3;
/// One in this many users has a cell of their own.
const OWN_CELL_EVERY: usize = 4;

/// A generated group.
pub struct Group {
    pub name: String,
    pub display_name: String,
}

/// Returns the group with this number, which makes its name unique.
pub fn group(number: usize) -> Group {
    let (code, role) = ROLES[number % ROLES.len()];
    let (chain, letters) = CHAINS[number / ROLES.len() % CHAINS.len()];
    Group {
        name: format!("{}-{code}-{number}", letters.to_lowercase()),
        display_name: format!("{role}, {chain}"),
    }
}

/// The period in which a membership or a cell counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dates {
    Always,
    /// From a day in the past to one far ahead.
    Long,
    /// Ended long ago.
    Past,
}

impl Dates {
    fn of(dice: &mut Dice) -> Self {
        match dice.below(100) {
            0..3 => Dates::Long,
            3 => Dates::Past,
            _ => Dates::Always,
        }
    }

    /// Returns the first and last moment. They are fixed dates, so that the same seed gives the same data on any day.
    pub fn bounds(self) -> (Option<&'static str>, Option<&'static str>) {
        match self {
            Dates::Always => (None, None),
            Dates::Long => (Some("2024-01-01Z"), Some("2040-01-01Z")),
            Dates::Past => (Some("2020-01-01Z"), Some("2024-01-01Z")),
        }
    }
}

/// A generated membership. Without a unit it is at the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub group: usize,
    pub unit: Option<Index>,
    pub dates: Dates,
}

/// Returns the membership of group `number` in another group, one level further out. The outermost level has none, so
/// the deepest path has [`DEEP`] groups.
pub fn nesting(seed: u64, number: usize, tree: &Tree) -> Option<Membership> {
    let (block, level) = (number / DEEP, number % DEEP);
    let outer = level.checked_sub(1)?;
    let mut dice = Dice::of(seed, NESTING, number);
    let back = dice.below(block.min(3) + 1);
    Some(Membership {
        group: (block - back) * DEEP + outer,
        unit: dice.percent(50).then(|| dice.below(tree.units.len())),
        dates: Dates::Always,
    })
}

/// Returns the memberships of a user: two groups in the user's own unit and one in the unit above, or fewer if there
/// are fewer groups.
pub fn memberships(seed: u64, number: usize, person: &Person, tree: &Tree, groups: usize) -> Vec<Membership> {
    let mut dice = Dice::of(seed, MEMBERSHIPS, number);
    let first = dice.below(groups);
    let other = |dice: &mut Dice| (first + 1 + dice.below(groups - 1)) % groups;
    let mut rows = Vec::with_capacity(EACH);
    for turn in 0..EACH.min(groups) {
        let (group, unit) = match turn {
            0 => (first, Some(person.unit)),
            1 => (other(&mut dice), Some(person.unit)),
            _ => (dice.below(groups), tree.above(person.unit)),
        };
        let dates = Dates::of(&mut dice);
        rows.push(Membership { group, unit, dates });
    }
    rows
}

/// A generated cell. Without a unit it is at the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub permission: Permission,
    pub scope: Scope,
    pub unit: Option<Index>,
    pub is_allow: bool,
    pub dates: Dates,
}

/// Returns the number of cells of groups. In all there is one cell for every two users; half of them belong to users.
pub fn cells_of_groups(users: usize, groups: usize) -> usize {
    if groups == 0 {
        0
    } else {
        users / 2 - users / OWN_CELL_EVERY
    }
}

/// Returns the user's own cell, if the user has one. It is in the user's own unit.
pub fn own_cell(seed: u64, number: usize, person: &Person) -> Option<Cell> {
    if number % OWN_CELL_EVERY != OWN_CELL_EVERY - 1 {
        return None;
    }
    let mut dice = Dice::of(seed, OWN_CELLS, number);
    let right = *dice.pick(&in_units());
    Some(cell(&mut dice, right, Some(person.unit)))
}

/// Returns the cell with this number among those of groups, with its group. Every group first gets the rights to open
/// screens, then rights in one unit after the other. `None` once the group has every right in every unit.
pub fn group_cell(seed: u64, number: usize, groups: usize, tree: &Tree) -> Option<(usize, Cell)> {
    let (group, turn) = (number % groups, number / groups);
    let mut dice = Dice::of(seed, GROUP_CELLS, number);
    let screens: Vec<&Builtin> = BUILTINS.iter().filter(|right| right.scope == Scope::Menu).collect();
    if let Some(screen) = screens.get(turn) {
        return Some((group, cell(&mut dice, screen, None)));
    }
    let rights = in_units();
    let turn = turn - screens.len();
    let (right, place) = (rights[turn % rights.len()], turn / rights.len());
    let first = Dice::of(seed, GROUP_CELLS, group).below(tree.units.len());
    let unit = (place < tree.units.len()).then(|| (first + place) % tree.units.len())?;
    Some((group, cell(&mut dice, right, Some(unit))))
}

fn in_units() -> Vec<&'static Builtin> {
    BUILTINS.iter().filter(|right| right.scope == Scope::OrgUnit).collect()
}

fn cell(dice: &mut Dice, right: &Builtin, unit: Option<Index>) -> Cell {
    Cell {
        permission: right.permission,
        scope: right.scope,
        unit,
        is_allow: dice.percent(96),
        dates: Dates::of(dice),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::people::person;
    use std::collections::HashSet;

    #[test]
    fn no_account_gets_the_same_cell_twice() {
        let tree = Tree::grow(1, 30);
        let cells = (0..20_000).filter_map(|number| group_cell(1, number, 40, &tree));
        let mut seen = HashSet::new();
        assert!(
            cells
                .map(|(group, cell)| (group, cell.permission, cell.unit))
                .all(|key| seen.insert(key))
        );
        assert!(seen.len() > 15_000);
    }

    #[test]
    fn no_user_is_in_the_same_group_of_a_unit_twice() {
        let tree = Tree::grow(1, 30);
        for number in 0..2_000 {
            let person = person(1, number, &tree);
            for groups in [1, 2, 3, 40] {
                let rows = memberships(1, number, &person, &tree, groups);
                let different: HashSet<_> = rows.iter().map(|row| (row.group, row.unit)).collect();
                assert_eq!((rows.len(), different.len()), (groups.min(EACH), groups.min(EACH)));
            }
        }
    }

    #[test]
    fn groups_are_nested_eight_deep_without_circles() {
        let tree = Tree::grow(1, 30);
        let depth = |number: usize| {
            std::iter::successors(Some(number), |at| nesting(1, *at, &tree).map(|row| row.group)).count()
        };
        assert_eq!((0..5_000).map(depth).max(), Some(DEEP));
    }
}
