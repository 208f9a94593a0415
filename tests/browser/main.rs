//! Stories in a real browser: headless Chromium over the real command.
//!
//! Each stage is photographed into `target/screenshots`, wide, narrow and dark, and looked over for what
//! keeps people from using it.

#[cfg(test)]
#[path = "../support/binary.rs"]
mod binary;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod driver;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod keyboard;
#[cfg(test)]
#[path = "../support/process.rs"]
mod process;
#[cfg(test)]
mod story;
