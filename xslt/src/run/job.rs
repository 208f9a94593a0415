//! A transformation from its source to its result.

use std::borrow::Cow;
use std::cell::RefCell;

use super::{Run, Spot, Store};
use crate::Resolver;
use crate::error::{ErrorKind, Message, Result, TransformError};
use crate::limits::Limits;
use crate::output::{Emitter, Serializer, Target};
use crate::program::{OutputSettings, Program};
use crate::tree::Node;
use crate::xml::{self, ReadOptions};

/// What is to be transformed, and with what.
pub(crate) struct Job<'a> {
    pub(crate) program: &'a Program,
    pub(crate) source: Source<'a>,
    /// The source's address; empty if it has none.
    pub(crate) address: &'a str,
    pub(crate) limits: Limits,
    pub(crate) resolver: Option<&'a dyn Resolver>,
    pub(crate) parameters: &'a [(String, crate::Parameter)],
    /// Whether the result is to be a text: UTF-8, which its XML declaration does not tell.
    pub(crate) to_text: bool,
    /// Whether it is counted what runs, and how long.
    pub(crate) trace: bool,
}

/// A document to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source<'a> {
    /// In the encoding that its XML declaration names.
    Bytes(&'a [u8]),
    /// Whatever encoding its XML declaration names.
    Text(&'a str),
}

/// What a transformation left beside its result.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) messages: Vec<Message>,
    pub(crate) documents: Vec<crate::ResultDocument>,
    pub(crate) trace: Option<crate::Trace>,
}

/// Transforms.
pub(crate) fn transform(job: &Job<'_>, writer: &mut dyn std::io::Write) -> Result<Report> {
    let store = Store::new(job.program);
    let mut run = Run::new(job.program, &store, job.limits, job.resolver);
    if job.trace {
        run.state.trace = Some(RefCell::default());
    }
    match run.carry_out(job, writer) {
        Ok(()) => Ok(run.report()),
        Err(mut error) => {
            error.0.messages = run.messages.take();
            Err(error)
        }
    }
}

impl<'r> Run<'r> {
    fn carry_out(&self, job: &Job<'_>, writer: &mut dyn std::io::Write) -> Result<()> {
        let root = self.read_source(job)?;
        self.check_time()?;
        self.set_parameters(job.parameters)?;
        let settings = match &job.program.output {
            settings if job.to_text && settings.encoding.is_some() => {
                Cow::Owned(OutputSettings { encoding: None, ..settings.clone() })
            }
            settings => Cow::Borrowed(settings),
        };
        let mut out = self.result(writer, &settings);
        self.apply_rules(Spot::alone(root), 0, &[], &mut out)?;
        out.finish().map(drop)
    }

    fn read_source(&self, job: &Job<'_>) -> Result<Node> {
        let n_bytes = match job.source {
            Source::Bytes(bytes) => bytes.len(),
            Source::Text(text) => text.len(),
        };
        if n_bytes > self.limits.input_bytes {
            let limit = self.limits.input_bytes;
            return Err(TransformError::new(ErrorKind::InputTooLarge { limit }));
        }
        let text = match job.source {
            Source::Bytes(bytes) => xml::decode(bytes, job.address)?,
            Source::Text(text) => Cow::Borrowed(text),
        };
        let options = ReadOptions {
            limits: &self.limits,
            address: job.address,
            strip: Some(&job.program.strip),
            offsets: false,
        };
        self.add_document(xml::read(&text, &self.store.names, options)?)
    }

    /// Where a result is written to that is serialised.
    pub(super) fn result<'a>(
        &'a self,
        writer: &'a mut dyn std::io::Write,
        settings: &'a OutputSettings,
    ) -> Emitter<'a, 'r> {
        let serializer = Serializer::new(writer, settings, &self.store.names, &self.limits);
        Emitter::new(self, Target::Result(Box::new(serializer)))
    }

    fn report(mut self) -> Report {
        let trace = self.state.trace.take().map(|tracer| tracer.into_inner().finish(&self));
        Report { messages: self.messages.take(), documents: self.state.results.take(), trace }
    }
}
