//! Templates, global variables and functions: whatever has a frame of its own.

use super::Env;
use super::scope::{Context, Local};
use super::sheet::{Attr, Child, Children, Markup, is_space};
use super::space::Ambient;
use super::top::Declaration;
use super::vocabulary;
use super::{STACK_PIECE, STACK_RED_ZONE, rules};
use crate::names::Name;
use crate::program::{
    Binding, Block, Global, Instruction, Key, Op, Place, Rule, Template, UserFunction,
};
use crate::xml::SPACE;

/// Compiles the instructions of one frame.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub(super) env: &'a Env<'a>,
    /// The variables in scope, the innermost last.
    locals: Vec<Local>,
    /// The slots in use, and the most that ever were.
    n_used: u32,
    n_slots: u32,
    /// Whether `func:result` may stand here.
    pub(super) in_function: bool,
}

impl<'a> Frame<'a> {
    pub(super) fn new(env: &'a Env<'a>) -> Self {
        Self { env, locals: Vec::new(), n_used: 0, n_slots: 0, in_function: false }
    }

    /// The most slots that were in use at the same time.
    pub(super) fn n_slots(&self) -> u32 {
        self.n_slots
    }

    pub(super) fn context(&self, element: Markup<'a>) -> Context<'_> {
        Context { env: self.env, element, locals: &self.locals }
    }

    /// Gives a variable its slot. In XSLT 1.0 it must not hide another one of the same template (section 11.5).
    pub(super) fn declare(
        &mut self,
        element: Markup<'a>,
        attr: Attr<'a>,
        forwards: bool,
    ) -> Option<(Name, u32)> {
        let name = element.qname(attr, false)?;
        let other = self.locals.iter().find(|local| local.name == name);
        if let Some(other) = other.filter(|_| !forwards) {
            let message = format!("there is another variable `{}` in scope", attr.text);
            attr.fault(message, Some(format!("it is in line {}", other.place.line)));
        }
        let slot = self.n_used;
        self.n_used += 1;
        self.n_slots = self.n_slots.max(self.n_used);
        self.locals.push(Local { name, slot, place: element.place() });
        Some((name, slot))
    }

    /// Takes note of a variable that could not be understood, so that its uses are no faults as well.
    pub(super) fn excuse(&mut self, local: Local) {
        self.locals.push(local);
    }

    /// The instructions of an element's content. Variables are in scope to its end.
    pub(super) fn block(&mut self, children: Children<'a>, ambient: &Ambient) -> Block {
        stacker::maybe_grow(STACK_RED_ZONE, STACK_PIECE, || {
            let (n_locals, n_used) = (self.locals.len(), self.n_used);
            let mut block: Vec<Instruction> = Vec::new();
            for child in children {
                match child {
                    Child::Element(element) => block.extend(self.instruction(element, ambient)),
                    Child::Text(place, text) => {
                        let op = Op::Text { text: text.into(), raw: false };
                        block.push(Instruction { place, op });
                    }
                }
            }
            self.locals.truncate(n_locals);
            self.n_used = n_used;
            block.into_boxed_slice()
        })
    }

    /// The content of an element as instructions.
    pub(super) fn content(&mut self, element: Markup<'a>, ambient: &Ambient) -> Block {
        self.block(element.children(ambient.preserve), ambient)
    }

    /// The parameters that a template or function begins with; what follows them is left in `children`.
    fn params(&mut self, children: &mut Children<'a>, ambient: &Ambient) -> Vec<Instruction> {
        let mut params = Vec::new();
        while let Some(element) = children.next_if("param") {
            let place = element.place();
            if let Some(definition) = vocabulary::find("param") {
                vocabulary::check_attributes(element, definition, ambient.forwards);
            }
            let value = self.binding(element, ambient);
            let attr = element.attribute("name");
            let declared = attr.and_then(|attr| self.declare(element, attr, ambient.forwards));
            if let Some((name, slot)) = declared {
                params.push(Instruction { place, op: Op::Param { slot, name, value } });
            }
        }
        params
    }

    /// The content of a template or function: parameters, then instructions.
    fn body(&mut self, mut children: Children<'a>, ambient: &Ambient) -> (Block, u32) {
        let mut body = self.params(&mut children, ambient);
        let n_params = super::module::number(body.len());
        body.extend(self.block(children, ambient));
        (body.into_boxed_slice(), n_params)
    }

    /// The value of a variable, parameter or argument (XSLT 1.0, section 11.2).
    pub(super) fn binding(&mut self, element: Markup<'a>, ambient: &Ambient) -> Binding {
        let ambient = ambient.enter(element).apart();
        let Some(select) = element.attribute("select") else {
            let body = self.content(element, &ambient);
            return if body.is_empty() { Binding::Empty } else { Binding::Body(body) };
        };
        if !ambient.forwards && element.children(false).next().is_some() {
            let message = format!("`{}` has both `select` and content", element.written());
            element.fault(message, Some("leave one of them out".to_owned()));
        }
        Binding::Select(self.context(element).expr(select))
    }
}

impl<'a> Children<'a> {
    /// The next child if it is the XSLT element of that name; white space before it is of no account.
    pub(super) fn next_if(&mut self, local: &str) -> Option<Markup<'a>> {
        let mut ahead = self.clone();
        loop {
            match ahead.next()? {
                Child::Element(element) if element.is(local) => {
                    *self = ahead;
                    return Some(element);
                }
                Child::Text(_, text) if is_space(&text) => {}
                Child::Element(_) | Child::Text(..) => return None,
            }
        }
    }
}

fn ambient(element: Markup<'_>) -> Ambient {
    element.sheet.ambient.get().cloned().unwrap_or_default()
}

/// Compiles all templates; the rules of those with patterns come with the number of their mode.
pub(super) fn templates(env: &Env<'_>) -> (Vec<Template>, Vec<(u32, Rule)>) {
    let mut rules = Vec::new();
    let declarations = env.index.templates.iter().zip(0..);
    let templates = declarations
        .map(|(declaration, number)| {
            let element = declaration.element;
            if element.is_xslt() {
                rules.extend(template_rules(env, declaration, number));
                template(env, declaration)
            } else {
                rules.push((0, rules::of_root(number, declaration.precedence)));
                simplified(env, declaration)
            }
        })
        .collect();
    (templates, rules)
}

fn template(env: &Env<'_>, declaration: &Declaration<'_>) -> Template {
    let Declaration { element, precedence, .. } = *declaration;
    let mut frame = Frame::new(env);
    let ambient = ambient(element).enter(element);
    let (body, _) = frame.body(element.children(ambient.preserve), &ambient);
    Template {
        place: element.place(),
        label: label(element),
        precedence,
        imports: imports(env, precedence),
        n_slots: frame.n_slots,
        body,
    }
}

/// A stylesheet that is a literal result element: one template for the root (XSLT 1.0, section 2.3).
fn simplified(env: &Env<'_>, declaration: &Declaration<'_>) -> Template {
    let Declaration { element, precedence, .. } = *declaration;
    let mut frame = Frame::new(env);
    let body: Vec<_> = frame.instruction(element, &Ambient::default()).into_iter().collect();
    Template {
        place: element.place(),
        label: "match=\"/\"".into(),
        precedence,
        imports: imports(env, precedence),
        n_slots: frame.n_slots,
        body: body.into_boxed_slice(),
    }
}

fn imports(env: &Env<'_>, precedence: u32) -> (u32, u32) {
    let place = usize::try_from(precedence).unwrap_or(usize::MAX);
    env.index.imports.get(place).copied().unwrap_or_default()
}

fn label(element: Markup<'_>) -> Box<str> {
    let parts = ["match", "name", "mode"].into_iter().filter_map(|local| {
        let attr = element.attribute(local)?;
        Some(format!("{local}=\"{}\"", attr.text))
    });
    parts.collect::<Vec<_>>().join(" ").into()
}

fn template_rules(env: &Env<'_>, declaration: &Declaration<'_>, template: u32) -> Vec<(u32, Rule)> {
    let Declaration { element, precedence, forwards } = *declaration;
    let priority = element.attribute("priority").and_then(|attr| priority(attr, forwards));
    let mode = env.mode(element, forwards);
    let Some(pattern) = element.attribute("match") else { return Vec::new() };
    let patterns = Frame::new(env).context(element).pattern(pattern).into_iter();
    let rules = patterns.map(|pattern| {
        let priority = priority.unwrap_or(pattern.priority);
        (mode, Rule { pattern, template, precedence, priority })
    });
    rules.collect()
}

fn priority(attr: Attr<'_>, forwards: bool) -> Option<f64> {
    let text = attr.text.trim_matches(SPACE);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number = text.parse::<f64>().ok().filter(|_| is_number);
    if number.is_none() && !forwards {
        attr.fault(format!("`{text}` is not a priority"), Some("it is a number".to_owned()));
    }
    number
}

/// Compiles the global variables and parameters.
pub(super) fn globals(env: &Env<'_>) -> Vec<Global> {
    let entries = env.index.globals.entries.iter();
    let globals = entries.filter_map(|entry| {
        let element = entry.declarations.first()?.element;
        let mut frame = Frame::new(env);
        let value = frame.binding(element, &ambient(element));
        Some(Global {
            place: element.place(),
            name: entry.name,
            param: element.is("param"),
            value,
            n_slots: frame.n_slots,
        })
    });
    globals.collect()
}

/// Compiles `func:function`.
pub(super) fn functions(env: &Env<'_>) -> Vec<UserFunction> {
    let entries = env.index.functions.entries.iter();
    let functions = entries.filter_map(|entry| {
        let element = entry.declarations.first()?.element;
        let mut frame = Frame::new(env);
        frame.in_function = true;
        let ambient = ambient(element).enter(element);
        let (body, n_params) = frame.body(element.children(ambient.preserve), &ambient);
        let place = element.place();
        Some(UserFunction { place, name: entry.name, n_params, n_slots: frame.n_slots, body })
    });
    functions.collect()
}

/// Compiles `xsl:key`.
pub(super) fn keys(env: &Env<'_>) -> Vec<Key> {
    let keys = env.index.keys.iter().filter_map(|declaration| {
        let element = declaration.element;
        let frame = Frame::new(env);
        let context = frame.context(element);
        let name = element.attribute("name").and_then(|name| element.qname(name, false));
        let patterns = element.attribute("match").map(|attr| context.pattern(attr));
        let value = element.attribute("use").map(|attr| context.expr(attr));
        let place: Place = element.place();
        Some(Key { place, name: name?, patterns: patterns?.into_boxed_slice(), value: value? })
    });
    keys.collect()
}
