//! Diagnostics: what is wrong with a document, where, and how to mend it.
//!
//! Every diagnostic has a [`Code`]; each code has a page in `docs/errors/`. [`render()`] makes the text
//! that people read in a terminal, [`to_json`] what editors read.

mod lines;
mod render;

pub use render::{render, render_styled, to_json};

pub(crate) use lines::Lines;

use std::fmt;

/// The most diagnostics that one compilation reports: a file of nothing but faults is not worth more.
pub const DIAGNOSTICS_MAX: usize = 100;

macro_rules! codes {
    ($($variant:ident = $code:literal, $title:literal;)+) => {
        /// What kind of fault a diagnostic is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $title] $variant,)+
        }

        impl Code {
            /// All codes, in their order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as shown: `P0007`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// What the fault is, in a few words: the heading of its page.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }
        }
    };
}

codes! {
    NotText = "P0001", "The file is not a text that can be read";
    NotYaml = "P0002", "The file is not well-formed YAML";
    UnknownKey = "P0003", "A key is not known here";
    RepeatedKey = "P0004", "A key is given twice";
    MissingKey = "P0005", "A key is missing";
    WrongType = "P0006", "A value is of the wrong type";
    NotAValue = "P0007", "A value is none of the possible ones";
    BadName = "P0008", "A name is not in the form of names";
    BadLimit = "P0009", "A value is outside its limits";
    ActivityKind = "P0010", "An activity is not of exactly one kind";
    UnknownActivity = "P0011", "An activity is not declared";
    UnknownField = "P0012", "A field is not declared";
    BadTemplate = "P0013", "A text with names in it cannot be read";
    BadCondition = "P0014", "A condition cannot be decided";
    UnknownInvoker = "P0015", "An invoker does not exist";
    UnknownQueue = "P0016", "A queue does not exist";
    Unreachable = "P0017", "An activity is never reached";
    EndlessCycle = "P0018", "Activities follow each other without end";
    NoDefaultFlow = "P0019", "There may be no way on";
    FlowNeverTaken = "P0020", "A flow is never taken";
    UncaughtFailure = "P0021", "A failure has no way on";
    CustomerNotTold = "P0022", "The customer is not told of a failure";
    AdminsNotTold = "P0023", "The administrators are not told of a failure";
    FieldNotAsked = "P0024", "An error is shown beside a field that no form asks for";
    NoDialog = "P0025", "A user task has no dialog";
    RepeatedLabel = "P0026", "Two things are called the same";
    FieldNotThere = "P0027", "A mapping reads a field that is not declared";
    UnknownProcess = "P0028", "A process does not exist";
    CallsItself = "P0029", "A process waits for itself";
    UnknownMessage = "P0030", "A message is never awaited";
    NotAParallel = "P0031", "A join does not name a parallel";
    BadBranches = "P0032", "A parallel does not go on in branches";
    BadDelay = "P0033", "A span of time cannot be read";
    NotOneOf = "P0034", "Not exactly one of several keys is given";
    WrongField = "P0035", "A field is of the wrong type";
    TokensMeet = "P0036", "Branches meet outside of a join";
    JoinStuck = "P0037", "A join may wait for ever";
    InvocationWithdrawn = "P0038", "An invocation may be withdrawn while it is under way";
    TooManyStates = "P0039", "Branches are too entangled to prove anything";
    FieldNotFilled = "P0040", "A field is read that may not have been filled";
    ConditionsUndecided = "P0041", "Conditions are too much to decide";

    ScenariosUnreadable = "S0001", "A file of scenarios cannot be read";
    ScenarioKey = "S0002", "A key of a scenario is unknown, missing or given twice";
    ScenarioValue = "S0003", "A value of a scenario is not in its form";
    ScenarioName = "S0004", "A scenario names something that is not there";
    ScenarioNotMet = "S0005", "What is found is not what was expected";
    ScenarioRefused = "S0006", "A step of a scenario was refused";
    ScenarioNotRefused = "S0007", "A step was to be refused, and was not, or for another reason";
    ScenarioNotAwaited = "S0008", "Nothing waits for an answer";
    ScenarioUnderWay = "S0009", "Something is still under way at the end of a scenario";
    ScenarioOrder = "S0010", "A scenario does not begin with its first event";
    ScenarioTooManyTimers = "S0011", "Too many timers come in the time that passes";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A place in a document: within one line, counted in characters from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The line, from 1.
    pub line: usize,
    /// The first character's column, from 1.
    pub column: usize,
    /// How many characters; 0 for a place between two.
    pub length: usize,
}

/// A further place that a diagnostic points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What it has to do with the fault.
    pub text: String,
}

/// One fault of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of fault.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Further places.
    pub labels: Vec<Label>,
    /// How to mend it.
    pub help: Option<String>,
    /// For a fault of behaviour: a path of activities that leads there.
    pub counterexample: Option<String>,
}

impl Diagnostic {
    /// A diagnostic with neither help nor labels.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            span,
            labels: Vec::new(),
            help: None,
            counterexample: None,
        }
    }

    /// With a help text.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With a further place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// With a path of activities that leads to the fault.
    #[must_use]
    pub fn counterexample(mut self, path: impl Into<String>) -> Self {
        self.counterexample = Some(path.into());
        self
    }
}

/// Collects the faults of one document.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<Diagnostic>,
    n_left_out: usize,
}

impl Faults {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        if self.is_full() {
            self.n_left_out += 1;
        } else {
            self.list.push(diagnostic);
        }
    }

    /// Reports a name that is not known, with what was probably meant.
    pub(crate) fn push_named<'c>(
        &mut self,
        mut diagnostic: Diagnostic,
        given: &str,
        candidates: impl IntoIterator<Item = &'c str> + Clone,
    ) {
        // Comparing names takes time; nobody reads the help of a fault that is only counted.
        if !self.is_full() {
            diagnostic.help = did_you_mean(given, candidates);
        }
        self.push(diagnostic);
    }

    /// Whether further faults are only counted: no help needs to be looked for.
    fn is_full(&self) -> bool {
        self.list.len() >= DIAGNOSTICS_MAX
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All faults, by position.
    pub(crate) fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code));
        self.list.dedup();
        if let (1.., Some(last)) = (self.n_left_out, self.list.last_mut()) {
            let more = format!(
                "{} more faults are not shown; they will be once these are mended",
                self.n_left_out
            );
            last.help = Some(
                last.help.take().map_or_else(|| more.clone(), |help| format!("{help}; {more}")),
            );
        }
        self.list
    }
}

/// The candidate that `given` most likely stands for, if one is near enough.
pub fn closest<'c>(given: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    // A third of the letters wrong is a typing mistake; more is another word.
    let distance_max = (given.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(given, candidate, distance_max), candidate))
        .filter(|(distance, _)| *distance <= distance_max)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A help text that offers the nearest candidate, or else lists them all.
pub(crate) fn did_you_mean<'c>(
    given: &str,
    candidates: impl IntoIterator<Item = &'c str> + Clone,
) -> Option<String> {
    /// More names than this are no help any more.
    const LISTED_MAX: usize = 20;
    if let Some(candidate) = closest(given, candidates.clone()) {
        return Some(format!("did you mean `{candidate}`?"));
    }
    let mut names: Vec<String> =
        candidates.into_iter().map(|candidate| format!("`{candidate}`")).collect();
    let n_more = names.len().saturating_sub(LISTED_MAX);
    names.truncate(LISTED_MAX);
    match (names.is_empty(), n_more) {
        (true, _) => None,
        (false, 0) => Some(format!("possible here: {}", names.join(", "))),
        (false, _) => Some(format!("possible here: {}, and {n_more} more", names.join(", "))),
    }
}

/// How many letters must be put in, left out, replaced or swapped with their neighbour to make one
/// text of the other, without regard to case; anything over `distance_max` for texts far apart.
fn distance(a: &str, b: &str, distance_max: usize) -> usize {
    let letters = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
    let (a, b) = (letters(a), letters(b));
    if a.len().abs_diff(b.len()) > distance_max {
        return distance_max + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (row, &letter) in a.iter().enumerate() {
        let mut line = vec![row + 1];
        for (column, &other) in b.iter().enumerate() {
            let at =
                |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX / 2);
            let replaced = at(&last, column) + usize::from(letter != other);
            let mut best = replaced.min(at(&last, column + 1) + 1).min(at(&line, column) + 1);
            let swapped = row > 0
                && column > 0
                && a.get(row - 1) == Some(&other)
                && b.get(column - 1) == Some(&letter);
            if swapped {
                best = best.min(at(&before, column - 1) + 1);
            }
            line.push(best);
        }
        before = std::mem::replace(&mut last, line);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: &str, candidates: &[&str], expected: Option<&str>) {
        assert_eq!(closest(given, candidates.iter().copied()), expected, "{given}");
    }

    #[test]
    fn a_typing_mistake_finds_its_name() {
        check("Userlogin", &["UserEmail", "UserLogin"], Some("UserLogin"));
        check("activties", &["activities", "fields"], Some("activities"));
        check("nxet", &["next", "on-error"], Some("next"));
        check("ab", &["ba"], Some("ba"));
    }

    #[test]
    fn another_word_finds_nothing() {
        check("parallel", &["user-task", "choice"], None);
        check("", &["a", "bc"], Some("a"));
        check("x", &[], None);
    }

    #[test]
    fn codes_count_up_from_one() {
        for family in ['P', 'S'] {
            let codes = Code::ALL.iter().map(|code| code.name());
            let codes: Vec<&str> = codes.filter(|name| name.starts_with(family)).collect();
            for (position, name) in codes.iter().enumerate() {
                assert_eq!(*name, format!("{family}{:04}", position + 1));
            }
        }
    }

    #[test]
    fn too_many_faults_are_counted() {
        let mut faults = Faults::default();
        for line in 1..=DIAGNOSTICS_MAX + 7 {
            faults.push(Diagnostic::new(
                Code::UnknownKey,
                Span { line, column: 1, length: 1 },
                "x",
            ));
        }
        let list = faults.into_sorted();
        assert_eq!(list.len(), DIAGNOSTICS_MAX);
        assert_eq!(
            list.last().unwrap().help.as_deref(),
            Some("7 more faults are not shown; they will be once these are mended")
        );
    }
}
