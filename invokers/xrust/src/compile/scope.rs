//! Variables in scope while compiling.

/// What kind of value an expression has; known for each one before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Type {
    Nodes,
    Text,
    Number,
    Boolean,
    /// The content of a variable: a tree that can be copied and read as text, and nothing else.
    Fragment,
}

#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) name: String,
    /// The name it has for `xrust`, different from that of every other variable.
    pub(super) unique: String,
    pub(super) kind: Type,
}

/// Variables, the innermost last.
#[derive(Debug, Clone, Default)]
pub(super) struct Variables(Vec<Variable>);

impl Variables {
    pub(super) fn find(&self, name: &str) -> Option<&Variable> {
        self.0.iter().rev().find(|variable| variable.name == name)
    }

    pub(super) fn add(&mut self, variable: Variable) {
        self.0.push(variable);
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|variable| variable.name.as_str())
    }
}
