//! The words of the process language: each construct with its keys, in the order in which they are written.
//!
//! The one table of them. The formatter sorts by it; what else must know the keys reads them here. Whether a
//! key is possible for one kind of activity or field, and what its value means, is the compiler's business.

/// A mapping with a closed set of keys.
#[derive(Debug)]
pub struct Construct {
    /// What it is, for sentences: "a dialog".
    pub name: &'static str,
    /// Its keys, in canonical order.
    pub keys: &'static [Key],
}

/// A key of a construct.
#[derive(Debug)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What stands behind it.
    pub holds: Holds,
}

/// What the value of a key is made of.
#[derive(Debug, Clone, Copy)]
pub enum Holds {
    /// Nothing that has keys of the language: a text, a list of texts, or names that are the author's.
    Plain,
    /// One construct, or a text in its place.
    One(&'static Construct),
    /// A list of constructs; a single one may stand without the list.
    List(&'static Construct),
    /// Constructs under names of the author's, in his order.
    Named {
        /// What each name holds.
        of: &'static Construct,
        /// The name that comes last, whatever the order.
        last: Option<&'static str>,
        /// How they are laid out.
        layout: Layout,
    },
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

impl Construct {
    /// The key of that name, with its position.
    pub fn key(&self, name: &str) -> Option<(usize, &'static Key)> {
        self.keys.iter().enumerate().find(|(_, key)| key.name == name)
    }

    /// The names of its keys, in canonical order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|key| key.name)
    }
}

const fn plain(name: &'static str) -> Key {
    Key { name, holds: Holds::Plain }
}

const fn one(name: &'static str, construct: &'static Construct) -> Key {
    Key { name, holds: Holds::One(construct) }
}

const fn list(name: &'static str, construct: &'static Construct) -> Key {
    Key { name, holds: Holds::List(construct) }
}

const fn named(
    name: &'static str,
    of: &'static Construct,
    last: Option<&'static str>,
    layout: Layout,
) -> Key {
    Key { name, holds: Holds::Named { of, last, layout } }
}

/// The whole document.
pub static PROCESS: Construct = Construct {
    name: "a process",
    keys: &[
        plain("process"),
        plain("name"),
        plain("description"),
        one("start", &START),
        one("ticket", &TICKET),
        one("company", &CLAUSE),
        named("fields", &FIELD, None, Layout::Lines),
        named("activities", &ACTIVITY, None, Layout::Spaced),
    ],
};

/// `start`.
pub static START: Construct =
    Construct { name: "`start`", keys: &[plain("activity"), one("by", &CLAUSE)] };

/// `ticket`.
pub static TICKET: Construct =
    Construct { name: "`ticket`", keys: &[plain("title"), plain("queue"), plain("priority")] };

/// `by` and `company`.
pub static CLAUSE: Construct = Construct {
    name: "a clause of people",
    keys: &[plain("people"), plain("groups"), plain("customers"), plain("users"), plain("fields")],
};

/// A dynamic field: what it is, what it allows, what it begins with, what people are told.
pub static FIELD: Construct = Construct {
    name: "a field",
    keys: &[
        plain("label"),
        plain("type"),
        plain("options"),
        plain("max_length"),
        plain("pattern"),
        plain("min"),
        plain("max"),
        one("check", &CHECK),
        plain("default"),
        plain("hint"),
    ],
};

/// `check`.
pub static CHECK: Construct =
    Construct { name: "a check", keys: &[plain("that"), plain("message")] };

/// An activity of any kind: its keyword, its names, what happens on entering, what it does, what
/// happens if nobody acts, where it goes on, and who is told.
pub static ACTIVITY: Construct = Construct {
    name: "an activity",
    keys: &[
        plain("user-task"),
        plain("service-task"),
        list("do", &ACTION),
        plain("choice"),
        plain("parallel"),
        plain("join"),
        plain("wait"),
        plain("call"),
        plain("for-each"),
        plain("end"),
        plain("name"),
        list("on-enter", &ACTION),
        list("dialogs", &DIALOG),
        plain("wait-for"),
        plain("until"),
        plain("after"),
        plain("message"),
        plain("fields"),
        plain("lines"),
        plain("choices"),
        plain("rows"),
        plain("customer-users"),
        plain("with"),
        plain("take"),
        plain("failed"),
        plain("compensate"),
        one("remind", &REMIND),
        one("expire", &EXPIRE),
        list("next", &FLOW),
        named("on-error", &ERROR_FLOW, Some("any"), Layout::Lines),
        plain("tell"),
        one("notify", &RECIPIENT),
    ],
};

/// A form of a user task.
pub static DIALOG: Construct = Construct {
    name: "a dialog",
    keys: &[
        plain("name"),
        one("by", &CLAUSE),
        plain("description"),
        named("fields", &DIALOG_FIELD, None, Layout::Compact),
        plain("submit"),
    ],
};

/// A field as a dialog offers it.
pub static DIALOG_FIELD: Construct =
    Construct { name: "a field of a dialog", keys: &[plain("mode"), plain("default")] };

/// `remind`.
pub static REMIND: Construct = Construct {
    name: "`remind`",
    keys: &[
        plain("after"),
        plain("every"),
        one("notify", &RECIPIENT),
        plain("subject"),
        plain("body"),
    ],
};

/// `expire`.
pub static EXPIRE: Construct = Construct {
    name: "`expire`",
    keys: &[plain("after"), plain("to"), plain("tell"), list("do", &ACTION)],
};

/// A way on.
pub static FLOW: Construct =
    Construct { name: "a flow", keys: &[plain("when"), plain("to"), list("do", &ACTION)] };

/// A way on after a failure.
pub static ERROR_FLOW: Construct = Construct {
    name: "an error flow",
    keys: &[plain("to"), plain("field"), plain("tell"), list("do", &ACTION)],
};

/// An action: one of these.
pub static ACTION: Construct = Construct {
    name: "an action",
    keys: &[
        plain("set-state"),
        one("set-field", &SET_FIELD),
        plain("set-queue"),
        plain("set-priority"),
        plain("set-type"),
        plain("set-title"),
        plain("set-owner"),
        one("set-customer", &SET_CUSTOMER),
        plain("lock"),
        one("note", &NOTE),
        one("notify", &NOTIFY),
        one("create-ticket", &CREATE_TICKET),
        plain("invoke"),
    ],
};

/// `set-field`.
pub static SET_FIELD: Construct =
    Construct { name: "`set-field`", keys: &[plain("field"), plain("to")] };

/// `set-customer`.
pub static SET_CUSTOMER: Construct =
    Construct { name: "`set-customer`", keys: &[plain("customer"), plain("customer-user")] };

/// `note`.
pub static NOTE: Construct =
    Construct { name: "`note`", keys: &[plain("subject"), plain("body"), plain("visible-to")] };

/// `notify`.
pub static NOTIFY: Construct = Construct {
    name: "`notify`",
    keys: &[one("to", &RECIPIENT), plain("subject"), plain("body"), plain("link")],
};

/// `create-ticket`.
pub static CREATE_TICKET: Construct =
    Construct { name: "`create-ticket`", keys: &[plain("process"), plain("with")] };

/// Who gets a mail, where a word does not say it.
pub static RECIPIENT: Construct =
    Construct { name: "a recipient", keys: &[plain("group"), plain("field")] };

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Calls `check` with a construct and all that it holds.
    fn each(construct: &'static Construct, check: &mut impl FnMut(&'static Construct)) {
        check(construct);
        for key in construct.keys {
            match key.holds {
                Holds::Plain => {}
                Holds::One(inner) | Holds::List(inner) | Holds::Named { of: inner, .. } => {
                    each(inner, check);
                }
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
}
