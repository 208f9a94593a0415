//! What a stylesheet may read and write, found without a document.
//!
//! The stylesheet is carried out on paths instead of nodes: a template is visited with the set of paths at which it may
//! be applied, until nothing new comes up. What comes out is never too little: every node that a transformation
//! looks at lies on a path that is listed, unless something is listed as unknown. It may be too much, for a path does not
//! know which conditions hold; a path that stands for more than what is written is marked as not exact.

mod called;
mod expression;
mod instruction;
mod matching;
mod path;
mod result;
mod rules;

use std::cmp::Ordering;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::Stylesheet;
use crate::error::Location;
use crate::names::{Name, Names};
use crate::program::{Place, Program};

use expression::Context;
use path::{Nodes, SourcePath};
use result::Fragment;

/// See [`Stylesheet::analyze`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Analysis {
    /// The paths of the source that may be looked at, in the order of their text.
    pub reads: Vec<Read>,
    /// The elements and attributes that the result may have, in the order of their text.
    pub writes: Vec<Write>,
    /// What could not be followed. While this is not empty, more than what is listed may be read or written.
    pub unknown: Vec<Unknown>,
}

/// A path of the source that may be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// From the root, such as `//Ticket/DynamicField[Name='UserLogin']/Value`.
    pub path: String,
    /// The same in parts.
    pub steps: Vec<ReadStep>,
    /// What is done with it; the most that is.
    pub purpose: Purpose,
    /// Whether the path is just what the stylesheet says; else it stands for more.
    pub exact: bool,
    /// The first place that reads it.
    pub location: Location,
}

/// A step of a path that may be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadStep {
    /// Whether it is anywhere below the step before (`//`), not just its child.
    pub descendant: bool,
    /// The node test: a name (`Name`, `{namespace}Name`, `@id`), `*`, `text()` and the like.
    pub test: String,
    /// Predicates that compare a path with a literal: `[Name='UserLogin']` is `("Name", "UserLogin")`. All have to hold.
    pub conditions: Vec<(String, String)>,
}

/// What is done with what is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// It is looked whether it is there, or how many there are.
    Existence,
    /// Its text is used.
    Text,
    /// It is copied with all below it.
    Copy,
}

/// An element or attribute that the result may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// From the root, such as `/RootElement/UserLogin` or `/RootElement/@version`; `*` stands for a name that is only known
    /// when it is run.
    pub path: String,
    /// Whether text may be written into it.
    pub text: bool,
    /// The texts that it may have as they stand in the stylesheet.
    pub constants: BTreeSet<String>,
    /// Whether it may have other text than these.
    pub computed: bool,
    /// Whether more may be below it than what is listed: it is copied from the source, or nests without end.
    pub open: bool,
}

/// Something that could not be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// What.
    pub reason: String,
    /// Where.
    pub location: Location,
}

impl Stylesheet {
    /// Finds what the stylesheet may read and write.
    ///
    /// This takes milliseconds, and does not depend on any document. A document that `document()` gives is taken for another
    /// one than the source, and so is a parameter's value; what is read of them is not told. Conditions are not weighed: both
    /// branches of a choice are taken.
    ///
    /// ```
    /// let stylesheet = xslt::Stylesheet::compile(
    ///     r#"<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
    ///          <xsl:template match="/">
    ///            <Login><xsl:value-of select="//Ticket/DynamicField[Name = 'UserLogin']/Value"/></Login>
    ///          </xsl:template>
    ///        </xsl:stylesheet>"#,
    /// )?;
    /// let analysis = stylesheet.analyze();
    /// assert_eq!(analysis.reads[1].path, "//Ticket/DynamicField[Name='UserLogin']/Value");
    /// assert_eq!(analysis.writes[0].path, "/Login");
    /// assert!(analysis.unknown.is_empty());
    /// # Ok::<(), xslt::CompileError>(())
    /// ```
    pub fn analyze(&self) -> Analysis {
        let names = Names::new(&self.program.names);
        let mut analyzer = Analyzer {
            program: &self.program,
            names: &names,
            reads: BTreeMap::new(),
            unknown: BTreeMap::new(),
            templates: BTreeMap::new(),
            globals: BTreeMap::new(),
            functions: BTreeMap::new(),
            given: Nodes::default(),
            changed: false,
            budget: BUDGET,
            keys_under_way: Vec::new(),
        };
        let result = analyzer.run();
        analyzer.finish(&result)
    }
}

/// The most instructions and paths that are looked at; real stylesheets take a hundredth of it.
const BUDGET: usize = 8_000_000;

/// What is known so far.
pub(crate) struct Analyzer<'p> {
    program: &'p Program,
    names: &'p Names<'p>,
    reads: BTreeMap<SourcePath, ReadFact>,
    unknown: BTreeMap<(u16, u32, u32), String>,
    /// Each template with what it may be applied to, so far.
    templates: BTreeMap<u32, Visit>,
    /// The values of global variables that were asked for, so far.
    globals: BTreeMap<u32, Global>,
    /// What functions of the stylesheet may be called with, and what they give, so far.
    functions: BTreeMap<u32, (Visit, Nodes)>,
    /// What the `func:result` of the function under way give.
    given: Nodes,
    /// Whether the last round found anything new.
    changed: bool,
    budget: usize,
    /// The keys whose nodes are being looked for: one that asks for itself is an error when it is run.
    keys_under_way: Vec<Name>,
}

#[derive(Debug, Clone, Copy)]
struct ReadFact {
    purpose: Purpose,
    place: Place,
}

/// The value of a global variable.
#[derive(Debug, Clone, Default)]
struct Global {
    value: Nodes,
    /// Whether it was looked at in this round.
    done: bool,
}

/// What a template may be applied to, and what it then writes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Visit {
    pub(crate) nodes: Nodes,
    /// Among what these are when it is asked for their position.
    pub(crate) list: Nodes,
    /// The rules, each a mode and a template, whose imports `xsl:apply-imports` may mean.
    pub(crate) rules: BTreeSet<(u32, u32)>,
    pub(crate) params: BTreeMap<Name, Nodes>,
    pub(crate) result: Fragment,
}

impl Analyzer<'_> {
    /// Goes through the stylesheet in rounds until nothing new comes up: what a template is applied to and what it writes
    /// only grows, and is bounded. What the whole of it writes.
    fn run(&mut self) -> Fragment {
        loop {
            // The last round finds all that the ones before it did, with paths that stand for theirs.
            self.changed = false;
            self.reads.clear();
            self.unknown.clear();
            self.globals.values_mut().for_each(|global| global.done = false);
            let start = Place { line: 1, column: 1, ..Place::default() };
            let result = self.apply(&Nodes::root(), 0, &BTreeMap::new(), start);
            let reached: Vec<u32> = self.templates.keys().copied().collect();
            for index in reached {
                self.visit(index);
            }
            let called: Vec<u32> = self.functions.keys().copied().collect();
            for index in called {
                self.visit_function(index);
            }
            if self.budget == 0 {
                self.unknown(start, "the stylesheet is too large to be followed to the end");
                return result;
            }
            if !self.changed {
                return result;
            }
        }
    }

    fn finish(self, result: &Fragment) -> Analysis {
        let location = |place: Place| {
            let module = self.program.modules.get(usize::from(place.module));
            Location {
                module: module.map_or_else(|| "".into(), |module| Arc::clone(&module.address)),
                line: place.line,
                column: place.column,
            }
        };
        let mut reads: BTreeMap<String, (Read, Place)> = BTreeMap::new();
        for (path, ReadFact { purpose, place }) in &self.reads {
            let told = |wider| self.reads.get(wider).is_some_and(|known| known.purpose >= *purpose);
            if path.wider().iter().any(told) {
                continue;
            }
            let read = Read {
                path: path.show(self.names),
                steps: path.show_steps(self.names),
                purpose: *purpose,
                exact: path.exact,
                location: location(*place),
            };
            match reads.entry(read.path.clone()) {
                Entry::Vacant(entry) => drop(entry.insert((read, *place))),
                // The same path may have been come to in an exact way and in another one.
                Entry::Occupied(mut entry) => {
                    let (known, first) = entry.get_mut();
                    known.exact = match known.purpose.cmp(&read.purpose) {
                        Ordering::Less => read.exact,
                        Ordering::Equal => known.exact || read.exact,
                        Ordering::Greater => known.exact,
                    };
                    known.purpose = known.purpose.max(read.purpose);
                    let key = |place: &Place| (place.module, place.line, place.column);
                    if key(place) < key(first) {
                        known.location = read.location;
                        *first = *place;
                    }
                }
            }
        }
        let reads = reads.into_values().map(|(read, _)| read).collect();
        let unknown = self
            .unknown
            .iter()
            .map(|((module, line, column), reason)| Unknown {
                reason: reason.clone(),
                location: location(Place { module: *module, line: *line, column: *column }),
            })
            .collect();
        Analysis { reads, writes: result.writes(self.names), unknown }
    }

    pub(crate) fn unknown(&mut self, place: Place, reason: &str) {
        let key = (place.module, place.line, place.column);
        self.unknown.entry(key).or_insert_with(|| reason.to_owned());
    }

    /// Notes that nodes are read.
    pub(crate) fn read(&mut self, nodes: &Nodes, purpose: Purpose, place: Place) {
        if nodes.unknown {
            self.unknown(place, "which nodes are read here is only known when it is run");
        }
        for path in &nodes.paths {
            // The root is always there.
            if path.steps.is_empty() && purpose == Purpose::Existence {
                continue;
            }
            let fact = ReadFact { purpose, place };
            let known = self.reads.entry(path.clone()).or_insert(fact);
            known.purpose = known.purpose.max(purpose);
        }
    }
}

/// Runs `body` on a stack that is large enough for one more level.
fn on_stack<T>(body: impl FnOnce() -> T) -> T {
    /// Left on the stack when a further piece is allocated, and the size of that.
    const RED_ZONE: usize = 256 * 1024;
    const PIECE: usize = 2 * 1024 * 1024;
    stacker::maybe_grow(RED_ZONE, PIECE, body)
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Existence => "whether it is there",
            Self::Text => "its text",
            Self::Copy => "it with all below it",
        })
    }
}
