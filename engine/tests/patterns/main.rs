//! The control-flow patterns of `docs/workflow-patterns.md`, each run or refused.

#[cfg(test)]
mod branching;
#[cfg(test)]
mod cancelling;
#[cfg(test)]
mod instances;
#[cfg(test)]
mod script;
#[cfg(test)]
mod sequence;
#[cfg(test)]
mod table;
