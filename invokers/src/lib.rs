//! Invokers call out of a process and bring the answer back.
//!
//! A [`document::TicketDocument`] describes the ticket as XML. An [`invoker::Invoker`] maps it to a
//! [`invoker::Request`] (outbound mapping), somebody carries the operation out (the server in its own
//! transaction, or [`transport::HttpClient`] over JSON-RPC 2.0), and the [`rpc::Answer`] is mapped back
//! (inbound mapping) to the one [`engine::event::Outcome`] that the process goes on with.
//!
//! **Invariant:** nothing here knows a database or decides when to call again; [`retry::RetryPolicy`]
//! only says how long to wait. A mapping sees one document, makes another, and touches nothing else.
#![warn(missing_docs)]

pub mod case;
pub mod document;
pub mod duration;
pub mod invoker;
pub mod mapper;
pub mod redact;
pub mod retry;
pub mod rpc;
pub mod transport;

/// An error with all its causes, one after the other: each says its own part only.
fn error_chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
