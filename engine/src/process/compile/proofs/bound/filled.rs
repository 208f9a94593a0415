//! What has been filled: a set of slots.

use crate::process::FieldIdx;
use crate::process::compile::FIELDS_MAX;

/// Something that holds nothing until it is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Slot {
    Field(FieldIdx),
    /// `error.code` and `error.message`: something failed, and nothing succeeded since.
    Error,
    /// `submitter`: somebody has submitted a form.
    Submitter,
}

/// A set of slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Filled([u64; N_WORDS]);

const N_WORDS: usize = (N_SLOTS_MAX).div_ceil(WORD_BITS);
const N_SLOTS_MAX: usize = FIELDS_MAX + 2;
const WORD_BITS: usize = 64;

impl Slot {
    fn position(self) -> usize {
        match self {
            Self::Error => 0,
            Self::Submitter => 1,
            Self::Field(FieldIdx(field)) => field + 2,
        }
    }
}

impl Filled {
    pub(super) const NOTHING: Self = Self([0; N_WORDS]);
    pub(super) const EVERYTHING: Self = Self([u64::MAX; N_WORDS]);

    pub(super) fn has(&self, slot: Slot) -> bool {
        let word = self.0.get(slot.position() / WORD_BITS).copied().unwrap_or_default();
        word & bit(slot) != 0
    }

    pub(super) fn put(&mut self, slot: Slot, filled: bool) {
        if let Some(word) = self.0.get_mut(slot.position() / WORD_BITS) {
            if filled { *word |= bit(slot) } else { *word &= !bit(slot) }
        }
    }

    /// What both have.
    #[must_use]
    pub(super) fn and(self, other: Self) -> Self {
        let mut words = self.0;
        words.iter_mut().zip(other.0).for_each(|(word, other)| *word &= other);
        Self(words)
    }

    /// What either has.
    #[must_use]
    pub(super) fn or(self, other: Self) -> Self {
        let mut words = self.0;
        words.iter_mut().zip(other.0).for_each(|(word, other)| *word |= other);
        Self(words)
    }

    /// What at least so many of these have.
    pub(super) fn of_at_least(n_needed: usize, all: &[Self]) -> Self {
        // `level[n]`: what at least `n` of those seen so far have.
        let mut levels = vec![Self::NOTHING; n_needed + 1];
        if let Some(none) = levels.first_mut() {
            *none = Self::EVERYTHING;
        }
        for &one in all {
            for level in (1..=n_needed).rev() {
                let below = levels.get(level - 1).copied().unwrap_or(Self::NOTHING);
                if let Some(level) = levels.get_mut(level) {
                    *level = level.or(below.and(one));
                }
            }
        }
        levels.last().copied().unwrap_or(Self::EVERYTHING)
    }
}

impl FromIterator<FieldIdx> for Filled {
    fn from_iter<I: IntoIterator<Item = FieldIdx>>(fields: I) -> Self {
        let mut filled = Self::NOTHING;
        fields.into_iter().for_each(|field| filled.put(Slot::Field(field), true));
        filled
    }
}

fn bit(slot: Slot) -> u64 {
    1 << (slot.position() % WORD_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(n_needed: usize, all: &[&[usize]], expected: &[usize]) {
        let set = |fields: &[usize]| fields.iter().copied().map(FieldIdx).collect::<Filled>();
        let all: Vec<Filled> = all.iter().map(|fields| set(fields)).collect();
        assert_eq!(Filled::of_at_least(n_needed, &all), set(expected), "{n_needed}");
    }

    #[test]
    fn what_enough_of_them_have_is_had() {
        let all: [&[usize]; 3] = [&[1, 64], &[1, 2, 199], &[1, 2]];
        check(1, &all, &[1, 2, 64, 199]);
        check(2, &all, &[1, 2]);
        check(3, &all, &[1]);
    }
}
