//! The generator's own chance: small, seeded and the same on every machine. It must never ask the clock or the system.

/// Steps of `SplitMix64` (Steele, Lea and Flood, 2014), enough for placing made-up cables.
#[derive(Clone, Debug)]
pub struct Chance(u64);

/// Mixes a number so that neighbours come out unrelated.
pub fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Chance {
    /// A chance of its own for one thing, so that adding a thing elsewhere does not change this one.
    pub fn of(words: &[u64]) -> Self {
        Chance(words.iter().fold(0x004E_6761_6D68_6F61, |state, word| mix(state ^ mix(*word))))
    }

    /// FNV-1a of a name, for seeds.
    pub fn seed_of(name: &str) -> u64 {
        name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// In [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// In [low, high).
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// In [low, high], whole days or counts.
    pub fn whole(&mut self, low: i32, high: i32) -> i32 {
        let span = f64::from((high - low).max(0) + 1);
        low + (self.unit() * span) as i32
    }

    pub fn happens(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// Bell-shaped, mean 0 and deviation 1 (sum of twelve, so no logarithm whose last digit varies by machine).
    pub fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let last = choices.len().checked_sub(1)?;
        choices.get(((self.unit() * choices.len() as f64) as usize).min(last))
    }
}
