//! Writing keys down briefly.

use super::{Construct, Holds, Key, Type, Words};

/// A key that may be left out.
pub(super) const fn key(name: &'static str, holds: Holds, about: &'static str) -> Key {
    Key { name, about, is_needed: false, only_with: None, holds }
}

pub(super) const fn plain(name: &'static str, value: Type, about: &'static str) -> Key {
    key(name, Holds::Plain(value), about)
}

pub(super) const fn text(name: &'static str, about: &'static str) -> Key {
    plain(name, Type::Text, about)
}

pub(super) const fn template(name: &'static str, about: &'static str) -> Key {
    plain(name, Type::Template, about)
}

pub(super) const fn word(name: &'static str, words: Words, about: &'static str) -> Key {
    plain(name, Type::Word(words), about)
}

pub(super) const fn one(
    name: &'static str,
    construct: &'static Construct,
    about: &'static str,
) -> Key {
    key(name, Holds::One(construct), about)
}

pub(super) const fn list(
    name: &'static str,
    construct: &'static Construct,
    about: &'static str,
) -> Key {
    key(name, Holds::List(construct, 0), about)
}

/// The same key, which must be given.
pub(super) const fn need(key: Key) -> Key {
    Key { is_needed: true, ..key }
}
