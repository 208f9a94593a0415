//! Sorts template rules, and tells for each kind of node which may match (XSLT 1.0, section 5.5).

use crate::names::{Atom, Name, Names};
use crate::program::{Mode, Rule};
use crate::xpath::{Anchor, NodeTest, Pattern, PatternStep};

/// The rule of a simplified stylesheet.
pub(super) fn of_root(template: u32, precedence: u32) -> Rule {
    let anchor = Anchor::Root { ancestor: false };
    let pattern = Pattern { anchor, steps: Box::default(), priority: 0.5 };
    Rule { pattern, template, precedence, priority: 0.5 }
}

/// The modes with their rules, which come in the order of the stylesheet, the lowest import precedence first.
pub(super) fn modes(
    names: &Names<'_>,
    mode_names: Vec<Option<Name>>,
    rules: Vec<(u32, Rule)>,
) -> Vec<Mode> {
    let mut modes: Vec<Mode> =
        mode_names.into_iter().map(|name| Mode { name, ..Mode::default() }).collect();
    // The last one in the stylesheet comes first.
    for (number, rule) in rules.into_iter().rev() {
        let place = usize::try_from(number).unwrap_or(usize::MAX);
        if let Some(mode) = modes.get_mut(place) {
            mode.rules.push(rule);
        }
    }
    for mode in &mut modes {
        mode.rules.sort_by(|a, b| {
            b.precedence.cmp(&a.precedence).then(b.priority.total_cmp(&a.priority))
        });
        dispatch(names, mode);
    }
    modes
}

/// The nodes that a pattern may match, as far as their kind and name tell.
#[derive(Debug, Clone, Copy)]
enum Target {
    Everything,
    Root,
    /// All kinds of children.
    Children,
    Elements(NameTest),
    Attributes(NameTest),
    Text,
    Comments,
    ProcessingInstructions,
    Nothing,
}

#[derive(Debug, Clone, Copy)]
enum NameTest {
    Any,
    Namespace(Atom),
    Name(Name),
}

fn target(pattern: &Pattern) -> Target {
    let Some(PatternStep { attribute, test, .. }) = pattern.steps.first() else {
        return match pattern.anchor {
            Anchor::Root { .. } => Target::Root,
            Anchor::Nodes { .. } | Anchor::Anywhere => Target::Everything,
        };
    };
    let test = match test {
        NodeTest::Node if *attribute => NameTest::Any,
        NodeTest::Node => return Target::Children,
        NodeTest::Text | NodeTest::Comment | NodeTest::ProcessingInstruction(_) if *attribute => {
            return Target::Nothing;
        }
        NodeTest::Text => return Target::Text,
        NodeTest::Comment => return Target::Comments,
        NodeTest::ProcessingInstruction(_) => return Target::ProcessingInstructions,
        NodeTest::Any => NameTest::Any,
        NodeTest::Namespace(uri) => NameTest::Namespace(*uri),
        NodeTest::Name(name) => NameTest::Name(*name),
    };
    if *attribute { Target::Attributes(test) } else { Target::Elements(test) }
}

/// Whether a pattern matches every node of its target.
fn is_certain(pattern: &Pattern) -> bool {
    match &*pattern.steps {
        [] => matches!(pattern.anchor, Anchor::Root { .. }),
        [step] => {
            matches!(pattern.anchor, Anchor::Anywhere)
                && step.predicates.is_empty()
                && !matches!(step.test, NodeTest::ProcessingInstruction(Some(_)))
        }
        _ => false,
    }
}

/// The rules that nodes of one kind and name are tried against.
#[derive(Debug, Default)]
struct List {
    rules: Vec<u32>,
    /// The import precedence of the last rule that matches all of them: no other of that precedence has a chance.
    settled: Option<u32>,
}

impl List {
    fn push(&mut self, number: u32, rule: &Rule, is_certain: bool) {
        if self.settled == Some(rule.precedence) {
            return;
        }
        self.rules.push(number);
        if is_certain {
            self.settled = Some(rule.precedence);
        }
    }

    fn finish(self) -> Box<[u32]> {
        self.rules.into_boxed_slice()
    }
}

/// Lists by name, as in [`Mode::elements`].
type NamedLists = Vec<(Name, Box<[u32]>)>;

/// The lists for elements or for attributes: one for each name that a rule mentions, sorted, and one for all others.
#[derive(Debug)]
struct ByName {
    named: Vec<(Name, List)>,
    others: List,
}

impl ByName {
    /// `n_general` rules match several names each; where that makes too many entries, no name has a list of its own, and
    /// all rules are tried for all of them.
    fn new(mut mentioned: Vec<Name>, n_general: usize) -> Self {
        const MOST_ENTRIES: usize = 4_000_000;
        mentioned.sort_unstable();
        mentioned.dedup();
        if mentioned.len().saturating_mul(n_general) > MOST_ENTRIES {
            mentioned.clear();
        }
        let named = mentioned.into_iter().map(|name| (name, List::default())).collect();
        Self { named, others: List::default() }
    }

    fn push(
        &mut self,
        names: &Names<'_>,
        test: NameTest,
        number: u32,
        rule: &Rule,
        is_certain: bool,
    ) {
        match test {
            NameTest::Name(name) => {
                let place = self.named.binary_search_by_key(&name, |(name, _)| *name);
                match place.ok().and_then(|place| self.named.get_mut(place)) {
                    Some((_, list)) => list.push(number, rule, is_certain),
                    None => self.others.push(number, rule, false),
                }
            }
            NameTest::Namespace(uri) => {
                for (name, list) in &mut self.named {
                    if names.uri(*name) == uri {
                        list.push(number, rule, is_certain);
                    }
                }
                // Others may be in any namespace.
                self.others.push(number, rule, false);
            }
            NameTest::Any => {
                for (_, list) in &mut self.named {
                    list.push(number, rule, is_certain);
                }
                self.others.push(number, rule, is_certain);
            }
        }
    }

    fn finish(self) -> (NamedLists, Box<[u32]>) {
        let named = self.named.into_iter().map(|(name, list)| (name, list.finish())).collect();
        (named, self.others.finish())
    }
}

fn dispatch(names: &Names<'_>, mode: &mut Mode) {
    let mentioned = |of_attributes: bool| {
        let names = mode.rules.iter().filter_map(move |rule| {
            let target = target(&rule.pattern);
            let (Target::Elements(test) | Target::Attributes(test)) = target else { return None };
            let NameTest::Name(name) = test else { return None };
            (of_attributes == matches!(target, Target::Attributes(_))).then_some(name)
        });
        names.collect::<Vec<_>>()
    };
    let (elements, attributes) = (mentioned(false), mentioned(true));
    let n_general = mode.rules.len() - elements.len() - attributes.len();
    let mut elements = ByName::new(elements, n_general);
    let mut attributes = ByName::new(attributes, n_general);
    let [mut text, mut comment, mut instruction, mut root, mut namespace] =
        std::array::from_fn(|_| List::default());
    for (rule, number) in mode.rules.iter().zip(0..) {
        let certain = is_certain(&rule.pattern);
        let every = NameTest::Any;
        match target(&rule.pattern) {
            Target::Everything => {
                elements.push(names, every, number, rule, false);
                attributes.push(names, every, number, rule, false);
                for list in [&mut text, &mut comment, &mut instruction, &mut root, &mut namespace] {
                    list.push(number, rule, false);
                }
            }
            Target::Root => root.push(number, rule, certain),
            Target::Children => {
                elements.push(names, every, number, rule, certain);
                for list in [&mut text, &mut comment, &mut instruction] {
                    list.push(number, rule, certain);
                }
            }
            Target::Elements(test) => elements.push(names, test, number, rule, certain),
            Target::Attributes(test) => attributes.push(names, test, number, rule, certain),
            Target::Text => text.push(number, rule, certain),
            Target::Comments => comment.push(number, rule, certain),
            Target::ProcessingInstructions => instruction.push(number, rule, certain),
            Target::Nothing => {}
        }
    }
    (mode.elements, mode.any_element) = elements.finish();
    (mode.attributes, mode.any_attribute) = attributes.finish();
    mode.text = text.finish();
    mode.comment = comment.finish();
    mode.processing_instruction = instruction.finish();
    mode.root = root.finish();
    mode.namespace = namespace.finish();
}
