//! The words of the process language: each construct with its keys, in the order in which they are written.
//!
//! The one table of them. The compiler knows no other keys, the formatter sorts by it, and the JSON Schema that
//! editors complete and check by ([`super::schema`]) is made of it. What cannot be said of one key alone, such
//! as whether a name exists, is the compiler's business.

pub mod actions;
pub mod activities;
mod keys;
pub mod parts;

pub use activities::ACTIVITY;
pub use parts::PROCESS;

/// A mapping with a closed set of keys.
#[derive(Debug)]
pub struct Construct {
    /// What it is, for sentences: "a dialog".
    pub name: &'static str,
    /// What it is for, for whoever points at it in an editor.
    pub about: &'static str,
    /// The text that may stand in its place, if one may.
    pub short: Option<Type>,
    /// Its keys, in canonical order; those of all kinds, if there are kinds.
    pub keys: &'static [Key],
    /// Which of the keys go together.
    pub rule: Rule,
}

/// Which keys of a construct go together, besides those that it always needs.
#[derive(Debug, Clone, Copy)]
pub enum Rule {
    /// Any.
    Free,
    /// At least one.
    AtLeastOne,
    /// Exactly one of all.
    One,
    /// Exactly one of these.
    OneOf(&'static [&'static str]),
    /// It is of one of these kinds: the first key of each, which no other has.
    Keyword(&'static [Construct]),
    /// It is of one of these kinds, which its key `type` names.
    Type(&'static [(&'static str, Construct)]),
}

/// A key of a construct.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What it is for, for whoever points at it in an editor.
    pub about: &'static str,
    /// Whether the construct is none without it.
    pub is_needed: bool,
    /// The key that must stand beside it, if one must.
    pub only_with: Option<&'static str>,
    /// What stands behind it.
    pub holds: Holds,
}

/// What the value of a key is made of.
#[derive(Debug, Clone, Copy)]
pub enum Holds {
    /// Nothing that has keys of the language.
    Plain(Type),
    /// One construct.
    One(&'static Construct),
    /// A list of at least so many.
    List(&'static Construct, usize),
    /// The same; a single one may stand without the list.
    OneOrList(&'static Construct),
    /// Constructs under names of the author's, in his order.
    Named {
        /// What each name holds.
        of: &'static Construct,
        /// What the names are.
        names: Type,
        /// The name that comes last, whatever the order, and must be there.
        last: Option<&'static str>,
        /// How they are laid out.
        layout: Layout,
    },
}

/// What a value without keys of the language says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A text.
    Text,
    /// A text with names in it: `Dear {{ Name }}`.
    Template,
    /// A condition.
    Condition,
    /// A regular expression.
    Pattern,
    /// A span of time: `1w 2d`.
    Delay,
    /// `true` or `false`.
    Flag,
    /// `true`.
    True,
    /// A whole number, at least this one.
    Integer(i64),
    /// A number.
    Number,
    /// The name of a process, message or invoker.
    Name,
    /// The name of an activity.
    Activity,
    /// The name of a field.
    Field,
    /// The code of a failure; of these, if there are any.
    Failure(&'static [&'static str]),
    /// A value of a field: a text, a number, a truth value, or a list of texts.
    Value,
    /// One of a closed set of words.
    Word(Words),
    /// Texts, at least one.
    Texts,
    /// The names of fields, at least so many.
    Fields(usize),
    /// Texts, or a mapping of texts to what people read.
    Options,
    /// The names of fields with a template each.
    Templates,
    /// The names of fields with the name of a field each.
    FieldsOfFields,
}

/// The closed sets of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// States of tickets.
    State,
    /// Those in which a ticket is closed.
    ClosedState,
    /// Priorities.
    Priority,
    /// Kinds of people.
    People,
    /// Recipients that need no name.
    Recipient,
    /// The ways to offer a field.
    Mode,
    /// The types of fields.
    FieldType,
    /// Who reads a note.
    Reader,
}

/// How named constructs are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// On one line if they fit there.
    Compact,
    /// Each on lines of its own.
    Lines,
    /// The same, and the longer ones stand apart.
    Spaced,
}

impl Holds {
    /// What has no keys of the language, whatever it says.
    pub(crate) const NO_KEYS: Self = Self::Plain(Type::Text);
}

impl Construct {
    /// The key of that name, with its position.
    pub fn key(&self, name: &str) -> Option<(usize, &'static Key)> {
        self.keys.iter().enumerate().find(|(_, key)| key.name == name)
    }

    /// The names of its keys, in canonical order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + Clone + use<> {
        self.keys.iter().map(|key| key.name)
    }

    /// What tells its kinds apart, with the kinds; none if there are none.
    pub fn kinds(&self) -> Vec<(&'static str, &'static Self)> {
        match self.rule {
            Rule::Keyword(kinds) => {
                kinds.iter().filter_map(|kind| Some((kind.names().next()?, kind))).collect()
            }
            Rule::Type(kinds) => kinds.iter().map(|(word, kind)| (*word, kind)).collect(),
            Rule::Free | Rule::AtLeastOne | Rule::One | Rule::OneOf(_) => Vec::new(),
        }
    }

    /// The kind of that keyword or type.
    pub fn kind(&self, word: &str) -> Option<&'static Self> {
        self.kinds().into_iter().find(|(other, _)| *other == word).map(|(_, kind)| kind)
    }

    /// The keys of which exactly one is given.
    pub fn choices(&self) -> Vec<&'static str> {
        match self.rule {
            Rule::One => self.names().collect(),
            Rule::OneOf(names) => names.to_vec(),
            Rule::Free | Rule::AtLeastOne | Rule::Keyword(_) | Rule::Type(_) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Calls `check` with a construct and all that it holds.
    fn each(construct: &'static Construct, check: &mut impl FnMut(&'static Construct)) {
        check(construct);
        for (_, kind) in construct.kinds() {
            each(kind, check);
        }
        for key in construct.keys {
            match key.holds {
                Holds::Plain(_) => {}
                Holds::One(inner)
                | Holds::List(inner, _)
                | Holds::OneOrList(inner)
                | Holds::Named { of: inner, .. } => each(inner, check),
            }
        }
    }

    #[test]
    fn no_construct_has_a_key_twice() {
        let mut names = BTreeSet::new();
        each(&PROCESS, &mut |construct| {
            names.insert(construct.name);
            let keys: BTreeSet<&str> = construct.names().collect();
            assert_eq!(keys.len(), construct.keys.len(), "{}", construct.name);
        });
        assert!(names.contains("an action") && names.contains("`create-ticket`"), "{names:?}");
    }

    #[test]
    fn every_key_of_a_construct_belongs_to_a_kind_of_it_and_the_other_way_round() {
        for construct in [&ACTIVITY, &parts::FIELD] {
            let kinds = construct.kinds();
            let keys: BTreeSet<&str> = kinds.iter().flat_map(|(_, kind)| kind.names()).collect();
            assert_eq!(keys, construct.names().collect(), "{}", construct.name);
            for (word, kind) in kinds {
                let of_all: Vec<&str> =
                    construct.names().filter(|key| kind.key(key).is_some()).collect();
                assert_eq!(of_all, kind.names().collect::<Vec<_>>(), "the order of {word}");
            }
        }
    }

    #[test]
    fn every_key_says_what_it_is_for() {
        each(&PROCESS, &mut |construct| {
            assert!(construct.about.ends_with('.'), "{}", construct.name);
            for key in construct.keys {
                assert!(key.about.ends_with('.'), "{}: {}", construct.name, key.name);
                let beside = key.only_with.into_iter().chain(construct.choices());
                assert!(beside.into_iter().all(|key| construct.key(key).is_some()));
            }
        });
    }
}
