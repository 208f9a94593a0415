//! The server: what runs the engine's decisions, and the screens over it.

pub mod admission;
pub mod app;
pub mod bench;
pub mod cli;
pub mod clock;
pub mod config;
pub mod crash;
pub mod items;
pub mod jobs;
pub mod mails;
pub mod numbers;
pub mod operations;
pub mod password;
pub mod people;
pub mod policy;
pub mod process_library;
pub mod runtime;
pub mod sample;
pub mod secret;
pub mod store;
pub mod timers;
pub mod web;
