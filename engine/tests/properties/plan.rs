//! What a random process is made of: activities by number, and where each leads.

use engine::simulation::values::Lot;

/// The activities of a process; each is named by its position.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    pub(crate) steps: Vec<Step>,
    pub(crate) start: usize,
    /// Whether the first form asks for the file, so that it can be read.
    pub(crate) asks_file: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) kind: Kind,
    pub(crate) next: Vec<Flow>,
    /// The labels of `on-error`.
    pub(crate) errors: Vec<(&'static str, usize)>,
    pub(crate) expire: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    UserTask,
    ServiceTask,
    Do,
    Choice,
    Parallel,
    Join { of: usize, wait_for: usize },
    WaitAfter,
    WaitUntil,
    WaitMessage,
    Call,
    ForEach,
    End { is_successful: bool },
}

impl Step {
    /// Everything that it leads to.
    fn targets(&mut self) -> impl Iterator<Item = &mut usize> {
        let next = self.next.iter_mut().map(|flow| &mut flow.to);
        next.chain(self.errors.iter_mut().map(|(_, to)| to)).chain(&mut self.expire)
    }
}

impl Plan {
    /// Whether any activity leads to this one.
    pub(crate) fn leads_to(&self, target: usize) -> bool {
        self.steps.iter().any(|step| step.clone().targets().any(|to| *to == target))
    }

    /// Leaves out an activity to which nothing leads.
    pub(crate) fn remove(&mut self, gone: usize) {
        self.steps.remove(gone);
        let shift = |to: &mut usize| *to -= usize::from(*to > gone);
        shift(&mut self.start);
        for step in &mut self.steps {
            step.targets().for_each(shift);
            if let Kind::Join { of, .. } = &mut step.kind {
                shift(of);
            }
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Flow {
    pub(crate) when: Option<Question>,
    pub(crate) to: usize,
}

impl Flow {
    pub(crate) const fn to(to: usize) -> Self {
        Self { when: None, to }
    }
}

/// A condition over the fields Colour (`red`, `green`, `blue`), Agreed and Count (0 to 3).
#[derive(Debug, Clone)]
pub(crate) enum Question {
    Colour(&'static str),
    Agreed,
    Less(i64),
    Equals(i64),
    Not(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
}

pub(crate) const COLOURS: [&str; 3] = ["red", "green", "blue"];
pub(crate) const COUNT_MAX: i64 = 3;

/// What the fields hold: what is absent is the default of its type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    colour: &'static str,
    agreed: bool,
    count: i64,
}

impl Held {
    /// Everything that they can hold.
    pub(crate) fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for colour in ["", "red", "green", "blue"] {
            for agreed in [false, true] {
                all.extend((0..=COUNT_MAX).map(|count| Self { colour, agreed, count }));
            }
        }
        all
    }
}

impl Question {
    pub(crate) fn holds(&self, held: Held) -> bool {
        match self {
            Self::Colour(colour) => held.colour == *colour,
            Self::Agreed => held.agreed,
            Self::Less(than) => held.count < *than,
            Self::Equals(number) => held.count == *number,
            Self::Not(inner) => !inner.holds(held),
            Self::And(left, right) => left.holds(held) && right.holds(held),
            Self::Or(left, right) => left.holds(held) || right.holds(held),
        }
    }

    pub(crate) fn text(&self) -> String {
        match self {
            Self::Colour(colour) => format!("Colour == \"{colour}\""),
            Self::Agreed => "Agreed".to_owned(),
            Self::Less(than) => format!("Count < {than}"),
            Self::Equals(number) => format!("Count == {number}"),
            Self::Not(inner) => format!("!({})", inner.text()),
            Self::And(left, right) => format!("({}) && ({})", left.text(), right.text()),
            Self::Or(left, right) => format!("({}) || ({})", left.text(), right.text()),
        }
    }

    pub(crate) fn draw(lot: &mut Lot, depth: usize) -> Self {
        let part = |lot: &mut Lot| Box::new(Self::draw(lot, depth - 1));
        match lot.below(if depth == 0 { 5 } else { 9 }) {
            0 | 1 => Self::Colour(COLOURS[lot.below(3)]),
            2 => Self::Agreed,
            3 => Self::Less(1 + i64::try_from(lot.below(3)).unwrap()),
            4 => Self::Equals(i64::try_from(lot.below(4)).unwrap()),
            5 | 6 => Self::Not(part(lot)),
            7 => Self::And(part(lot), part(lot)),
            _ => Self::Or(part(lot), part(lot)),
        }
    }
}

/// Questions for `n` flows, of which the last may have none: one applies always, if they are drawn well.
pub(crate) fn questions(lot: &mut Lot, n: usize) -> Vec<Option<Question>> {
    let not = |question: Question| Some(Question::Not(Box::new(question)));
    match (n, lot.below(6)) {
        (1, _) => vec![None],
        (2, 0) => {
            let question = Question::draw(lot, 1);
            vec![Some(question.clone()), not(question)]
        }
        (3, 0) => vec![Some(Question::Less(1)), Some(Question::Equals(1)), not(Question::Less(2))],
        (3, 1) => {
            vec![Some(Question::Colour("red")), Some(Question::Colour("green")), None]
        }
        // Some of these are never taken, or leave something out.
        (_, 2) => (0..n).map(|_| Some(Question::draw(lot, 2))).collect(),
        _ => {
            let mut all: Vec<_> = (1..n).map(|_| Some(Question::draw(lot, 2))).collect();
            all.push(None);
            all
        }
    }
}
