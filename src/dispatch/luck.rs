//! Whether guesses of one kind are worth their price.

/// How often a guess of one kind was right.
#[derive(Default)]
pub(super) struct Luck {
    tries: u32,
    hits: u32,
}

impl Luck {
    /// After a few tries, a guess must be right one time in `n` to be worth its child.
    pub fn pays(&self, n: u32) -> bool {
        self.tries < 8 || self.hits * n >= self.tries
    }

    pub fn note(&mut self, hit: bool) {
        self.tries += 1;
        self.hits += u32::from(hit);
    }
}
