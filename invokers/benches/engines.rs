//! The XSLT engines on the same work in the same minute: `cargo bench -p invokers --bench engines [--features xrust]`.
//!
//! Each figure stands beside its limit, and beside libxslt where Python has `lxml` (which calls it without starting a process). The
//! work is a mapping of the customer user process: the document is read, transformed and written, the stylesheet is compiled.
#![expect(
    clippy::print_stdout,
    clippy::panic,
    reason = "a benchmark shows its figures, and stops at what cannot be"
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use invokers::mapper::Mappers;
use xslt::{Limits, Stylesheet};

const OUTBOUND: &str = include_str!("../../mappings/customer-user-add/outbound.xsl");
const INBOUND: &str = include_str!("../../mappings/customer-user-add/inbound.xsl");
const RESPONSE: &str = "<RootElement><Error><Code>CustomerUser.LoginExists</Code><Message>Taken.</Message></Error></RootElement>";

/// A ticket with so many fields; 21 make the 2.3 kB of an ordinary one.
fn ticket(n_fields: usize) -> String {
    let mut out = String::from(
        "<RootElement>\n  <Ticket>\n    <TicketID>17</TicketID>\n    <TicketNumber>2026112010000017</TicketNumber>\n    \
         <Title>New customer user anna</Title>\n    <State>open</State>\n    <CustomerID>ACME</CustomerID>\n",
    );
    let known = ["UserLogin", "UserFirstname", "UserLastname", "UserEmail", "ValidState"];
    for nth in 0..n_fields {
        let name = known.get(nth).map_or_else(|| format!("Field{nth}"), |name| (*name).to_owned());
        writeln!(
            out,
            "    <DynamicField>\n      <Name>{name}</Name>\n      <Value>value {nth}</Value>\n    </DynamicField>"
        )
        .unwrap_or_default();
    }
    out.push_str("  </Ticket>\n</RootElement>\n");
    out
}

/// Microseconds of one call: the least of several rounds, as others use the machine, too.
fn time(mut work: impl FnMut()) -> f64 {
    work();
    let begun = Instant::now();
    work();
    let once = begun.elapsed().max(Duration::from_nanos(100));
    let n_calls = (Duration::from_millis(60).as_nanos() / once.as_nanos()).clamp(1, 100_000);
    let n_calls = u32::try_from(n_calls).unwrap_or(1);
    (0..7)
        .map(|_| {
            let begun = Instant::now();
            (0..n_calls).for_each(|_| work());
            begun.elapsed().as_secs_f64() * 1e6 / f64::from(n_calls)
        })
        .fold(f64::INFINITY, f64::min)
}

/// The same work by libxslt; `None` where there is no lxml.
fn libxslt(sheet: &str, source: &str) -> Option<(f64, f64)> {
    const SCRIPT: &str = "
import sys, time
from lxml import etree
sheet, source = sys.stdin.buffer.read().split(b'\\0')
transform = etree.XSLT(etree.fromstring(sheet))
def run(): bytes(transform(etree.fromstring(source)))
def compiled(): etree.XSLT(etree.fromstring(sheet))
def best(work):
    start = time.perf_counter(); work(); once = time.perf_counter() - start
    n = max(1, min(20000, int(0.06 / max(once, 1e-6))))
    times = []
    for _ in range(7):
        start = time.perf_counter()
        for _ in range(n): work()
        times.append((time.perf_counter() - start) / n)
    return min(times) * 1e6
print(best(run), best(compiled))
";
    let mut child = Command::new("python3")
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let input = [sheet.as_bytes(), b"\0", source.as_bytes()].concat();
    child.stdin.take()?.write_all(&input).ok()?;
    let output = String::from_utf8(child.wait_with_output().ok()?.stdout).ok()?;
    let mut figures = output.split_whitespace().map(str::parse::<f64>);
    Some((figures.next()?.ok()?, figures.next()?.ok()?))
}

/// The same work by the crate xrust, the way to its thread and back included.
fn xrust(sheet: &str, source: &str) -> Option<f64> {
    let mappers = Mappers::new(1);
    let mapping = mappers.get("xrust").ok()?.compile(sheet).ok()?;
    let runtime = tokio::runtime::Builder::new_current_thread().build().ok()?;
    runtime.block_on(mapping.run(source)).ok()?;
    Some(time(|| drop(black_box(runtime.block_on(mapping.run(source))))))
}

fn show(figure: Option<f64>) -> String {
    figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.1}"))
}

fn row(what: &str, limit: Option<f64>, ours: f64, libxslt: Option<f64>, xrust: Option<f64>) {
    let ratio =
        |other: Option<f64>| other.map_or_else(String::new, |other| format!("{:.2}", ours / other));
    println!(
        "{what:34} {:>9} {ours:>10.1} {:>6}   {:>10} {:>6}   {:>10}",
        show(limit),
        ratio(limit),
        show(libxslt),
        ratio(libxslt),
        show(xrust),
    );
}

fn mapping(what: &str, sheet: &str, source: &str, limits: [Option<f64>; 2], with_xrust: bool) {
    let stylesheet = Stylesheet::compile(sheet).unwrap_or_else(|error| panic!("{error}"));
    let ours = time(|| drop(black_box(stylesheet.transform(black_box(source)))));
    let theirs = libxslt(sheet, source);
    let xrust = if with_xrust { xrust(sheet, source) } else { None };
    row(&format!("{what}, {} bytes", source.len()), limits[0], ours, theirs.map(|t| t.0), xrust);
    if limits[1].is_some() {
        let ours = time(|| drop(black_box(Stylesheet::compile(black_box(sheet)))));
        row(&format!("{what}, compiled"), limits[1], ours, theirs.map(|t| t.1), None);
    }
}

/// The most memory that this process has had, in kilobytes (Linux).
fn peak_kb() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// In a process of its own: what a transformation needs beyond the source itself.
fn measure_memory(n_fields: usize) {
    let source = ticket(n_fields);
    let stylesheet = Stylesheet::compile(OUTBOUND).unwrap_or_else(|error| panic!("{error}"));
    let before = peak_kb().unwrap_or_default();
    let begun = Instant::now();
    let limits = Limits { steps: u64::MAX, ..Limits::default() };
    let output = stylesheet.transformation().limits(limits).run(source.as_bytes());
    let micros = begun.elapsed().as_secs_f64() * 1e6;
    assert!(output.is_ok(), "{output:?}");
    let needed = peak_kb().unwrap_or_default().saturating_sub(before);
    println!("{} {micros} {}", source.len(), needed * 1024);
}

/// From a kilobyte to a hundred megabytes: time and memory for each byte stay the same.
fn growth() {
    println!("\n{:>12} {:>12} {:>10} {:>18}", "bytes", "us", "ns/byte", "memory/input");
    for n_fields in [1, 80, 800, 8_000, 80_000, 970_000] {
        let Ok(program) = std::env::current_exe() else { return };
        let output = Command::new(program).args(["--memory", &n_fields.to_string()]).output();
        let Ok(output) = output else { return };
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let figures: Vec<f64> = text.split_whitespace().filter_map(|f| f.parse().ok()).collect();
        let [bytes, micros, memory] = figures[..] else {
            panic!("{text}{}", String::from_utf8_lossy(&output.stderr))
        };
        println!(
            "{bytes:>12} {micros:>12.0} {:>10.2} {:>18.1}",
            micros * 1e3 / bytes,
            memory / bytes
        );
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|arg| arg == "--memory") {
        measure_memory(args.get(at + 1).and_then(|n| n.parse().ok()).unwrap_or(1));
        return;
    }
    println!(
        "{:34} {:>9} {:>10} {:>6}   {:>10} {:>6}   {:>10}",
        "microseconds", "limit", "ours", "ratio", "libxslt", "ratio", "xrust"
    );
    mapping("outbound", OUTBOUND, &ticket(21), [Some(25.0), Some(50.0)], true);
    mapping("inbound", INBOUND, RESPONSE, [Some(3.0), Some(50.0)], true);
    mapping("outbound", OUTBOUND, &ticket(11_500), [Some(15_000.0), None], false);
    growth();
}
