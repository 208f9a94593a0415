//! The engine decides; it never acts.
//!
//! A process designer's YAML ([`process::document`]) is compiled ([`process::compile`]) into a
//! [`process::Process`]. [`step::start`] and [`step::step`] take a process, a [`state::State`] and an
//! [`event::Event`] and answer with the new state, the [`event::Effect`]s that others must carry out
//! and the decisions for the journal.
//!
//! **Invariant:** nothing here knows I/O, the clock, chance, SQL, HTTP or HTML, and no type that runs
//! is `Serialize`: documents, rows and wire structs are types of their own which are parsed into these.
#![warn(missing_docs)]

pub mod access;
pub mod action;
pub mod condition;
pub mod customer;
pub mod delay;
pub mod diagnostic;
pub mod event;
pub mod field;
pub mod map;
pub mod migration;
pub mod name;
pub mod process;
pub mod scenario;
pub mod simulation;
pub mod state;
pub mod step;
pub mod template;
pub mod ticket;
pub mod value;
