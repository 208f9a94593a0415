//! `xsl:attribute-set` (XSLT 1.0, section 7.1.4).

use super::Env;
use super::fault::closest;
use super::sheet::{Attr, Child, Markup, words};
use super::template::Frame;
use crate::program::{AttributeSet, AttributeSetDefinition};

/// Compiles all attribute sets.
pub(super) fn attribute_sets(env: &Env<'_>) -> Vec<AttributeSet> {
    let entries = env.index.attribute_sets.entries.iter();
    let sets = entries.map(|entry| {
        let definitions = entry.declarations.iter();
        let definitions = definitions.map(|declaration| definition(env, declaration.element));
        let place = entry.declarations.first().map(|d| d.element.place()).unwrap_or_default();
        AttributeSet { place, name: entry.name, definitions: definitions.collect() }
    });
    let sets: Vec<AttributeSet> = sets.collect();
    check_circles(env, &sets);
    sets
}

fn definition(env: &Env<'_>, element: Markup<'_>) -> AttributeSetDefinition {
    let ambient = element.sheet.ambient.get().cloned().unwrap_or_default().enter(element);
    for child in element.children(false) {
        if !child.is("attribute") && !ambient.forwards {
            let place = match child {
                Child::Element(child) => child.place(),
                Child::Text(place, _) => place,
            };
            let message = format!("`{}` contains attributes alone", element.written());
            let help = format!("they are made by `{}`", element.xslt_name("attribute"));
            env.faults.push(place, message, Some(help));
        }
    }
    let mut frame = Frame::new(env);
    let mut body = Vec::new();
    for child in element.children(false) {
        match child {
            Child::Element(child) if child.is("attribute") => {
                body.extend(frame.instruction(child, &ambient));
            }
            Child::Element(_) | Child::Text(..) => {}
        }
    }
    AttributeSetDefinition {
        uses: used(env, element, element.attribute("use-attribute-sets")),
        body: body.into_boxed_slice(),
        n_slots: frame.n_slots(),
    }
}

/// The sets that an attribute names.
pub(super) fn used(env: &Env<'_>, element: Markup<'_>, attr: Option<Attr<'_>>) -> Box<[u32]> {
    let Some(attr) = attr else { return Box::default() };
    let mut sets = Vec::new();
    for word in words(attr.text) {
        let Some(name) = element.expand(attr, word, false) else { continue };
        if let Some(set) = env.index.attribute_sets.find(name) {
            sets.push(set);
        } else if !env.faults.is_incomplete() && !env.index.is_suspect(name) {
            let names = env.index.attribute_sets.entries.iter();
            let names = names.map(|entry| env.names.local(entry.name));
            let help = closest(word, names).map(|meant| format!("did you mean `{meant}`?"));
            let offset = attr.text.find(word).unwrap_or(0);
            attr.fault_at(offset, format!("there is no attribute set `{word}`"), help);
        }
    }
    sets.into_boxed_slice()
}

/// Reports sets that use themselves.
fn check_circles(env: &Env<'_>, sets: &[AttributeSet]) {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        UnderWay,
        Done,
    }
    let mut states = vec![State::New; sets.len()];
    for start in 0..sets.len() {
        // What is to be looked at; a set is met a second time when all that it uses is done.
        let mut stack = vec![start];
        while let Some(at) = stack.last().copied() {
            let (Some(state), Some(set)) = (states.get_mut(at), sets.get(at)) else { break };
            if *state != State::New {
                *state = State::Done;
                stack.pop();
                continue;
            }
            *state = State::UnderWay;
            let uses = set.definitions.iter().flat_map(|definition| &definition.uses);
            for used in uses.filter_map(|used| usize::try_from(*used).ok()) {
                match states.get(used) {
                    Some(State::New) => stack.push(used),
                    Some(State::UnderWay) => {
                        let name = env.names.local(set.name);
                        let message = format!("the attribute set `{name}` uses itself");
                        env.faults.push(set.place, message, None);
                    }
                    Some(State::Done) | None => {}
                }
            }
        }
    }
}
