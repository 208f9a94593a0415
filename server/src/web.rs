//! The screens: pages rendered on the server, which work without JavaScript.

pub mod assets;
pub mod error;
pub mod form;
pub mod view;
