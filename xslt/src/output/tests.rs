//! Drives the emitter by events and compares what comes out.

mod emitter;
mod html;
mod serializer;
mod xhtml;

use super::*;
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::names::Names;
use crate::program::Program;
use crate::run::Store;

/// What an instruction writes. Names are `prefix:local` or `prefix:local=namespace`.
#[derive(Debug, Clone, Copy)]
enum Event {
    /// An element, with the namespaces that it brings along: `p=uri`, divided by spaces.
    Start(&'static str, &'static str),
    Namespace(&'static str),
    Attribute(&'static str, &'static str),
    Text(&'static str),
    Raw(&'static str),
    Comment(&'static str),
    Instruction(&'static str, &'static str),
    End,
}

use Event::{Attribute, Comment, End, Instruction, Namespace, Raw, Start, Text};

fn parts(names: &Names<'_>, written: &str) -> (Name, Atom) {
    let (qualified, uri) = written.split_once('=').unwrap_or((written, ""));
    let (prefix, local) = qualified.split_once(':').unwrap_or(("", qualified));
    (names.name(names.atom(uri), local), names.atom(prefix))
}

fn pair(names: &Names<'_>, written: &str) -> (Atom, Atom) {
    let (prefix, uri) = written.split_once('=').unwrap();
    (names.atom(prefix), names.atom(uri))
}

fn feed(emitter: &mut Emitter<'_, '_>, events: &[Event]) -> Result<()> {
    let names = &emitter.run.store.names;
    for event in events {
        match *event {
            Start(name, namespaces) => {
                let (name, prefix) = parts(names, name);
                let declared: Vec<_> =
                    namespaces.split_whitespace().map(|written| pair(names, written)).collect();
                emitter.start_element(ResultName { name, prefix }, &declared)?;
            }
            Namespace(written) => {
                let (prefix, uri) = pair(names, written);
                emitter.namespace(prefix, uri)?;
            }
            Attribute(name, value) => {
                let (name, prefix) = parts(names, name);
                emitter.attribute(name, prefix, value)?;
            }
            Text(text) => emitter.text(text, false)?,
            Raw(text) => emitter.text(text, true)?,
            Comment(text) => emitter.comment(text)?,
            Instruction(target, data) => {
                emitter.processing_instruction(names.name(Atom::EMPTY, target), data)?;
            }
            End => emitter.end_element()?,
        }
    }
    Ok(())
}

fn with_run<T>(limits: Limits, body: impl FnOnce(&Run<'_>) -> T) -> T {
    let program = Program::default();
    let store = Store::new(&program);
    body(&Run::new(&program, &store, limits, None))
}

/// Settings as attributes of `xsl:output` would give them, divided by spaces.
fn settings(run: &Run<'_>, written: &str) -> OutputSettings {
    let mut settings = OutputSettings::default();
    for (key, value) in written.split_whitespace().map(|part| part.split_once('=').unwrap()) {
        let yes = Some(value == "yes");
        match key {
            "method" => {
                settings.method = Some(match value {
                    "xml" => Method::Xml,
                    "html" => Method::Html,
                    _ => Method::Text,
                });
            }
            "version" => settings.version = Some(value.into()),
            "encoding" => settings.encoding = Some(value.into()),
            "omit" => settings.omit_xml_declaration = yes,
            "standalone" => settings.standalone = yes,
            "public" => settings.doctype_public = Some(value.into()),
            "system" => settings.doctype_system = Some(value.into()),
            "indent" => settings.indent = yes,
            "cdata" => settings.cdata_section_elements.push(parts(&run.store.names, value).0),
            other => panic!("what is {other}?"),
        }
    }
    settings
}

fn serialize(limits: Limits, written: &str, events: &[Event]) -> Result<Vec<u8>> {
    with_run(limits, |run| {
        let settings = settings(run, written);
        let mut bytes = Vec::new();
        let serializer = Serializer::new(&mut bytes, &settings, &run.store.names, &run.limits);
        let mut emitter = Emitter::new(run, Target::Result(Box::new(serializer)));
        feed(&mut emitter, events)?;
        emitter.finish()?;
        Ok(bytes)
    })
}

fn check(written: &str, events: &[Event], expected: &str) {
    let bytes = serialize(Limits::default(), written, events).unwrap();
    assert_eq!(String::from_utf8_lossy(&bytes), expected, "{written} {events:?}");
}

/// XML without a declaration and without indentation, written at once and by way of a tree.
fn check_xml(events: &[Event], expected: &str) {
    check("method=xml omit=yes indent=no", events, expected);
    with_run(Limits::default(), |run| {
        let mut emitter = Emitter::new(run, Target::Tree(Box::default()));
        feed(&mut emitter, events).unwrap();
        let Taken::Tree(tree) = emitter.finish().unwrap() else { panic!("a tree is built") };
        let node = run.add_document(tree).unwrap();
        assert_eq!(to_xml(run, node).unwrap(), expected, "by way of a tree: {events:?}");
    });
}
