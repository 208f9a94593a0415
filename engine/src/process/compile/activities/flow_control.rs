//! Where tokens part, meet and end: parallels, joins, ends.

use std::collections::BTreeMap;

use petgraph::visit::{Dfs, NodeFiltered};

use super::Draft;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::process::compile::Compiler;
use crate::process::document::mapping::{Mapping, text};
use crate::process::document::text::Text;
use crate::process::document::{Kind, Node};
use crate::process::graph::{graph_of, node};
use crate::process::{ActivityIdx, ActivityKind, Flow};
use crate::ticket::TicketState;

impl Compiler<'_> {
    /// The flows of a parallel, each with its place: at least two, to different activities.
    pub(super) fn branches(&mut self, mapping: Mapping<'_>) -> (Vec<Flow>, Vec<Span>) {
        let branches = self.flows_of(mapping, true);
        if let Some((key, next)) = mapping.get("next")
            && !matches!(&next.kind, Kind::List(nodes) if nodes.len() > 1)
            && !matches!(&next.kind, Kind::Empty)
        {
            let diagnostic =
                Diagnostic::new(Code::BadBranches, key.span, "a parallel has at least two flows")
                    .help("list what goes on at the same time, or leave the parallel out");
            self.faults.push(diagnostic);
            self.is_whole = false;
        }
        let mut first: BTreeMap<ActivityIdx, Span> = BTreeMap::new();
        for (flow, span) in &branches {
            if let Some(earlier) = first.insert(flow.to, *span) {
                let message = "two branches of a parallel begin at the same activity";
                let diagnostic = Diagnostic::new(Code::BadBranches, *span, message)
                    .label(earlier, "the first one")
                    .help("it could not be told which of them went on");
                self.faults.push(diagnostic);
                // Every proof would say the same in other words.
                self.is_whole = false;
            }
        }
        branches.into_iter().unzip()
    }

    pub(super) fn join(
        &mut self,
        mapping: Mapping<'_>,
        keyword: &Text,
        value: &Node,
        next: Vec<Flow>,
    ) -> Option<ActivityKind> {
        let parallel = text(value, &keyword.value, keyword.span, &mut self.faults);
        let of = parallel.and_then(|text| self.parallel_named(text));
        let wait_for = match mapping.text("wait-for", &mut self.faults) {
            None => None,
            Some(text) => Some((self.number(text, "wait-for")?, text.span)),
        };
        let (of, n_branches) = of?;
        let wait_for = match wait_for {
            None => n_branches,
            Some((number, at)) => self.wait_for(number, n_branches, at)?,
        };
        Some(ActivityKind::Join { of, wait_for, region: Vec::new(), next })
    }

    fn wait_for(&mut self, number: i64, n_branches: usize, at: Span) -> Option<usize> {
        let wait_for =
            usize::try_from(number).ok().filter(|number| (1..=n_branches).contains(number));
        // A parallel that has no branches is told already.
        if wait_for.is_none() && n_branches > 1 {
            let message =
                format!("`wait-for` must be from 1 to {n_branches}, the number of branches");
            self.faults.push(Diagnostic::new(Code::BadLimit, at, message));
        }
        wait_for
    }

    /// The parallel that a text names, with the number of its branches.
    fn parallel_named(&mut self, text: &Text) -> Option<(ActivityIdx, usize)> {
        let found = self.activities.get(&text.value).copied();
        if let (Some(idx), Some(&n_branches)) = (found, self.outline.parallels.get(&text.value)) {
            return Some((idx, n_branches));
        }
        self.is_whole = false;
        let name = &text.value;
        let (code, message) = if found.is_none() {
            (Code::UnknownActivity, format!("there is no activity `{name}`"))
        } else {
            (
                Code::NotAParallel,
                format!("`{name}` is not a parallel: a join gathers the branches of one"),
            )
        };
        let diagnostic = Diagnostic::new(code, text.span, message);
        self.faults.push_named(diagnostic, name, self.outline.parallels.keys().map(String::as_str));
        None
    }

    pub(super) fn end(
        &mut self,
        mapping: Mapping<'_>,
        keyword: &Text,
        value: &Node,
    ) -> Option<ActivityKind> {
        const STATES: [TicketState; 2] =
            [TicketState::ClosedSuccessful, TicketState::ClosedUnsuccessful];
        let state = text(value, &keyword.value, keyword.span, &mut self.faults)
            .and_then(|text| self.one_of(text, "final state", &STATES, TicketState::name));
        let tell = match mapping.text("tell", &mut self.faults) {
            None => None,
            Some(text) => Some(self.template(text)?),
        };
        let notify = match mapping.get("notify") {
            None => None,
            Some((key, node)) => Some(self.recipient(key, node)?),
        };
        Some(ActivityKind::End { state: state?, tell, notify })
    }
}

/// Tells each join that does not wait for all branches which activities lie on them: those that the branches
/// reach without passing the join, be it by a failure or a deadline.
pub(in crate::process::compile) fn find_regions(drafts: &mut [Draft]) {
    let graph = graph_of(drafts.iter().map(|draft| &draft.activity));
    let mut regions: Vec<(usize, Vec<ActivityIdx>)> = Vec::new();
    for (position, draft) in drafts.iter().enumerate() {
        let ActivityKind::Join { of, wait_for, .. } = draft.activity.kind else { continue };
        let branches = drafts.get(of.0).map_or(&[][..], |of| of.activity.kind.next());
        if wait_for >= branches.len() {
            continue;
        }
        let join = node(ActivityIdx(position));
        let without_join = NodeFiltered::from_fn(&graph, |other| other != join);
        let mut search = Dfs::empty(&without_join);
        search.stack.extend(branches.iter().map(|flow| node(flow.to)).filter(|to| *to != join));
        let mut region = Vec::new();
        while let Some(found) = search.next(&without_join) {
            region.push(ActivityIdx(found.index()));
        }
        region.sort_unstable();
        regions.push((position, region));
    }
    for (position, found) in regions {
        if let Some(ActivityKind::Join { region, .. }) =
            drafts.get_mut(position).map(|draft| &mut draft.activity.kind)
        {
            *region = found;
        }
    }
}
