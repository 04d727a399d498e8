//! Repeatable random numbers: the same seed gives the same data on every machine and in every version.

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014). It is our own, because
/// libraries do not promise the same numbers in every version. It decides names and places, never secrets.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Returns separate dice for each item of each kind, so that an item can be made without those before it.
    pub fn of(seed: u64, kind: u64, index: usize) -> Self {
        let mut mixed = Self(seed ^ kind.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        let start = mixed.next() ^ (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Self(start)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Returns a number below `bound`, or 0 if the bound is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// Returns true in `share` of a hundred throws.
    pub fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// Picks an element at random, all equally likely. `from` must not be empty.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Picks an element at random, the first ones far more often, as for common names. `from` must not be empty.
    pub fn favour<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let side = self.below(from.len()).min(self.below(from.len()));
        &from[side]
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn the_same_seed_gives_the_same_numbers_in_every_version() {
        let mut dice = Dice::of(7, 1, 42);
        assert_eq!([0, 1, 2].map(|_| dice.below(1000)), [453, 564, 818]);
    }

    #[test]
    fn every_face_comes_up_about_equally_often() {
        let mut counts = [0; 6];
        (0..6_000).for_each(|index| counts[Dice::of(1, 2, index).below(6)] += 1);
        assert!(counts.iter().all(|count| (850..1150).contains(count)), "{counts:?}");
    }
}
