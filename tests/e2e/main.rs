//! Stories over the real server: what people notice.

#[cfg(test)]
mod access;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
#[path = "../support/binary.rs"]
mod binary;
#[cfg(test)]
mod command_line;
#[cfg(test)]
#[path = "../support/contents.rs"]
mod contents;
#[cfg(test)]
mod editor_help;
#[cfg(test)]
mod failing;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod from_outside;
#[cfg(test)]
mod in_a_row;
#[cfg(test)]
mod invitation;
#[cfg(test)]
mod language;
#[cfg(test)]
mod login_taken;
#[cfg(test)]
mod mails;
#[cfg(test)]
#[path = "../support/mappings.rs"]
mod mappings;
#[cfg(test)]
mod migration;
#[cfg(test)]
#[path = "../support/portal.rs"]
mod portal;
#[cfg(test)]
mod processes;
#[cfg(test)]
#[path = "../support/program.rs"]
mod program;
#[cfg(test)]
mod race;
#[cfg(test)]
mod registration;
#[cfg(test)]
mod removal;
#[cfg(test)]
mod review;
#[cfg(test)]
mod routes;
#[cfg(test)]
mod rpc;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod stylesheets;
#[cfg(test)]
#[path = "../support.rs"]
mod support;
#[cfg(test)]
mod transports;
#[cfg(test)]
#[path = "../support/visitor.rs"]
mod visitor;
#[cfg(test)]
#[path = "../support/wire.rs"]
mod wire;
