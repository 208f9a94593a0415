//! The figures, as a table or as JSON.

use serde_json::json;

use super::load::Measured;
use crate::cli::{complain, say};

pub(super) struct Report {
    pub(super) json: bool,
}

impl Report {
    pub(super) fn head(&self) {
        if !self.json {
            say(
                "registrations per second, each durable (SQLite, synchronous=FULL) when it is answered;",
            );
            say(
                "the limit is one-row updates per second of one connection, each committed, measured just before\n",
            );
            say("where        clients   per second   of the limit        p50        p99");
        }
    }

    pub(super) fn limit(&self, commits: f64) {
        if self.json {
            say(&json!({ "limit_commits_per_second": commits }).to_string());
        } else {
            say(&format!("limit              1   {commits:10.0}"));
        }
    }

    pub(super) fn row(&self, target: &str, clients: usize, measured: &Measured, limit: f64) {
        let (rate, ratio) = (measured.rate(), measured.rate() / limit);
        let (p50, p99) = (measured.percentile(50), measured.percentile(99));
        if self.json {
            let figures = json!({
                "where": target,
                "clients": clients,
                "registrations": measured.done,
                "per_second": rate,
                "ratio_to_limit": ratio,
                "p50_us": u64::try_from(p50.as_micros()).unwrap_or(u64::MAX),
                "p99_us": u64::try_from(p99.as_micros()).unwrap_or(u64::MAX),
                "faults": measured.faults,
                "first_fault": measured.first_fault,
            });
            say(&figures.to_string());
        } else {
            let (p50, p99) = (p50.as_secs_f64() * 1e3, p99.as_secs_f64() * 1e3);
            say(&format!(
                "{target:12} {clients:7}   {rate:10.0}   {ratio:12.2}   {p50:5.1} ms   {p99:5.1} ms"
            ));
        }
        if let Some(fault) = &measured.first_fault {
            complain(&format!("{} clients stopped, the first because: {fault}", measured.faults));
        }
    }

    /// What the process holds in memory, where the system tells.
    pub(super) fn memory(&self) {
        let Some(kilobytes) = resident_kilobytes() else { return };
        if self.json {
            say(&json!({ "resident_kilobytes": kilobytes }).to_string());
        } else {
            say(&format!("\n{} MB resident after all of it, clients included", kilobytes / 1024));
        }
    }
}

/// `VmRSS` of proc(5).
fn resident_kilobytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
