//! Random documents and random stylesheets of what mappings use, given to this engine and to xsltproc: both have to give
//! the same.
//!
//! `XSLT_DIFFERENTIAL_PAIRS` is the number of pairs (200 if it is not set), `XSLT_DIFFERENTIAL_SEED` the seed of the first one
//! (from the clock if it is not set). A pair's seed is printed with what differs; with that seed and one pair it is run again.

#[path = "../conformance/canonical.rs"]
#[expect(dead_code, reason = "the other suite uses all of it")]
mod canonical;
mod document;
mod expression;
mod random;
mod stylesheet;

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use random::Random;
use xslt::Stylesheet;

/// What one of the two makes of a pair: the result, or that there is none.
type Result = std::result::Result<String, String>;

fn ours(sheet: &str, document: &str) -> Result {
    let stylesheet = Stylesheet::compile(sheet).map_err(|error| error.to_string())?;
    let output = stylesheet.transform(document).map_err(|error| error.to_string())?;
    String::from_utf8(output.bytes).map_err(|error| error.to_string())
}

fn theirs(folder: &Path, sheet: &str, document: &str) -> Result {
    let (sheet_file, document_file) = (folder.join("sheet.xsl"), folder.join("document.xml"));
    std::fs::write(&sheet_file, sheet).unwrap();
    std::fs::write(&document_file, document).unwrap();
    let output = Command::new("xsltproc")
        .args(["--nonet", "--novalid"])
        .args([&sheet_file, &document_file])
        .output()
        .expect("xsltproc (Debian: apt-get install xsltproc)");
    if output.status.success() {
        String::from_utf8(output.stdout).map_err(|error| error.to_string())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a number, not `{text}`")))
}

/// What differs for a seed.
fn difference(folder: &Path, seed: u64) -> Option<String> {
    let random = &mut Random::new(seed);
    let document = document::document(random);
    let sheet = stylesheet::stylesheet(random);
    let (ours, theirs) = (ours(&sheet, &document), theirs(folder, &sheet, &document));
    let same = match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => canonical::is_same(ours, theirs),
        (Err(_), Err(_)) => true,
        (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
    };
    let show = |result: Result| result.unwrap_or_else(|error| format!("ERROR {error}"));
    (!same).then(|| {
        format!(
            "--- seed {seed}\n{sheet}\n{document}\n--- here:\n{}\n--- xsltproc:\n{}",
            show(ours),
            show(theirs)
        )
    })
}

#[test]
fn random_mappings_give_what_libxslt_gives() {
    let n_pairs = number("XSLT_DIFFERENTIAL_PAIRS").unwrap_or(200);
    let first = number("XSLT_DIFFERENTIAL_SEED").unwrap_or_else(|| {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        now.as_secs() * 1_000_000
    });
    println!("{n_pairs} pairs from seed {first}");
    let next = AtomicU64::new(0);
    let differences = Mutex::new(Vec::new());
    let n_threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(|| {
                let folder = tempfile::tempdir().unwrap();
                loop {
                    let nth = next.fetch_add(1, Ordering::Relaxed);
                    if nth >= n_pairs || differences.lock().unwrap().len() >= 5 {
                        break;
                    }
                    if let Some(difference) = difference(folder.path(), first + nth) {
                        differences.lock().unwrap().push(difference);
                    }
                }
            });
        }
    });
    let differences = differences.into_inner().unwrap();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
