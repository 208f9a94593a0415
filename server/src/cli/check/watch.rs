//! `usher check --watch`: checks again whenever a file changes.
//!
//! The files are looked at five times a second. There are few of them, so this costs nothing to speak of; it
//! needs no crate, and unlike the notices of the kernel it works on network drives and in containers, too.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use jiff::tz::TimeZone;

use super::Check;
use crate::cli::{chain, complain, ignore_closed};
use crate::clock::Clock;

/// How long between two looks. A change is taken up once two looks see the same, so that a file that an
/// editor is still writing is not checked half.
const PERIOD: Duration = Duration::from_millis(200);
/// How deep folders are looked into: mappings, one of them, its cases.
const DEPTH_MAX: usize = 3;
/// Clears a terminal, and what it keeps above.
const CLEAR: &str = "\u{1b}[2J\u{1b}[3J\u{1b}[H";

/// When each file was changed, and its length.
type Stamps = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// Runs until it is interrupted.
pub(super) async fn watch(check: &Check) -> crate::cli::Result {
    let mut interrupted = pin!(tokio::signal::ctrl_c());
    let (mut checked, mut seen) = (None, None);
    loop {
        let now = stamps(check);
        let is_settled = checked.is_none() || seen.as_ref() == Some(&now);
        if is_settled && checked.as_ref() != Some(&now) {
            show(check)?;
            checked = Some(now.clone());
        }
        seen = Some(now);
        tokio::select! {
            interrupt = &mut interrupted => {
                interrupt?;
                return Ok(ExitCode::SUCCESS);
            }
            () = tokio::time::sleep(PERIOD) => {}
        }
    }
}

/// Checks and prints, with the time.
fn show(check: &Check) -> serde_json::Result<()> {
    if std::io::stdout().is_terminal() {
        let mut out = std::io::stdout().lock();
        ignore_closed(out.write_all(CLEAR.as_bytes()).and_then(|()| out.flush()));
    }
    let result = match check.check() {
        Ok(report) => {
            report.print(check.format())?;
            check.note_what_is_left_out();
            report.summary()
        }
        // A file may be away for a moment, or for good: it is looked for again.
        Err(error) => format!("error: {}", chain(&error)),
    };
    let now = Clock::System.now().to_zoned(TimeZone::system());
    complain(&format!("{} {result}; watching, Ctrl-C ends it", now.strftime("%H:%M:%S")));
    Ok(())
}

fn stamps(check: &Check) -> Stamps {
    let mut stamps = Stamps::new();
    for path in check.files.iter().chain([&check.mappings]) {
        stamp(path, DEPTH_MAX, &mut stamps);
    }
    stamps
}

/// Notes a file, or what is in a folder. What cannot be read is not there.
fn stamp(path: &Path, depth: usize, stamps: &mut Stamps) {
    let Ok(metadata) = std::fs::metadata(path) else { return };
    if !metadata.is_dir() {
        stamps.insert(path.to_owned(), (metadata.modified().ok(), metadata.len()));
        return;
    }
    let Some(depth) = depth.checked_sub(1) else { return };
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        // Editors keep files of their own beside those that they edit.
        if !entry.file_name().to_string_lossy().starts_with('.') {
            stamp(&entry.path(), depth, stamps);
        }
    }
}
