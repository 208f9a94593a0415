//! A short run of what the fuzzer tries, on inputs that are made of good ones by random changes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::foreign::{body, file};
use crate::support::{exported, processes, variable};

#[path = "../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "the fuzzer is a crate of its own")]
mod target;

/// What is put in here and there.
const TOKENS: [&str; 30] = [
    "<",
    "/>",
    "&",
    "&#0;",
    "&#x85;",
    "]]>",
    "<![CDATA[",
    "<!--",
    "<?",
    "<!DOCTYPE a [",
    "\"",
    "'",
    "xmlns=\"\"",
    "<subProcess/>",
    "<usher:entry key=\"x\">1</usher:entry>",
    "<usher:item/>",
    " is=\"list\"",
    " escaped=\"true\"",
    "\\u{7}",
    "<parallelGateway id=\"zz\"/>",
    "<sequenceFlow sourceRef=\"ask\" targetRef=\"done\"/>",
    "<usher:fold of=\"next\"/>",
    "<usher:fold of=\"merge\"/>",
    "P1D",
    "R/",
    "start",
    "\u{1F600}",
    "\u{feff}",
    "999999999999999999999",
    " cancelActivity=\"false\"",
];

/// Numbers that look random, after Vigna's `SplitMix64`.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        usize::try_from(z % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

/// One good input with a few changes: bytes changed, parts taken out, doubled or taken from another input, whole
/// lines moved, or names swapped, so that it often remains XML.
fn changed(random: &mut Random, inputs: &[Vec<u8>]) -> Vec<u8> {
    let mut data = inputs[random.below(inputs.len())].clone();
    for _ in 0..=random.below(4) {
        let (a, b) = (random.below(data.len() + 1), random.below(data.len() + 1));
        let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 40));
        match random.below(8) {
            0 if from < data.len() => data[from] = u8::try_from(random.below(256)).unwrap(),
            1 => drop(data.drain(from..to)),
            2 => {
                let part = data[from..to].to_vec();
                data.splice(from..from, part);
            }
            3 => {
                let other = &inputs[random.below(inputs.len())];
                let start = random.below(other.len() + 1);
                let end = (start + random.below(60)).min(other.len());
                data.splice(from..to, other[start..end].iter().copied());
            }
            4 => {
                let mut lines: Vec<&[u8]> = data.split_inclusive(|byte| *byte == b'\n').collect();
                let (a, b) = (random.below(lines.len()), random.below(lines.len()));
                match random.below(3) {
                    0 => lines.swap(a, b),
                    1 => drop(lines.remove(a)),
                    _ => lines.insert(a, lines[b]),
                }
                data = lines.concat();
            }
            5 => {
                // A value between quotation marks for another one.
                let mut parts: Vec<&[u8]> = data.split(|byte| *byte == b'"').collect();
                let (a, b) = (random.below(parts.len() / 2), random.below(parts.len() / 2));
                if parts.len() > 2 {
                    parts[2 * a + 1] = parts[2 * b + 1];
                }
                data = parts.join(&b'"');
            }
            _ => {
                let token = TOKENS[random.below(TOKENS.len())];
                data.splice(from..from, token.bytes());
            }
        }
    }
    data
}

fn inputs() -> Vec<Vec<u8>> {
    let own = processes().into_iter().map(|(name, source)| exported(&name, &source));
    let elements = "<b:startEvent id=\"s\"/><b:parallelGateway id=\"p1\"/>\n<b:userTask id=\"a\"/>\n<b:serviceTask id=\"c\"/>\n\
         <b:boundaryEvent id=\"b\" attachedToRef=\"c\"><b:errorEventDefinition errorRef=\"e1\"/></b:boundaryEvent>\n\
         <b:parallelGateway id=\"j\"/><b:endEvent id=\"e\"/><b:endEvent id=\"x\"><b:terminateEventDefinition/></b:endEvent>\n\
         <b:receiveTask id=\"r\" messageRef=\"m1\"/><b:exclusiveGateway id=\"g\" default=\"f8\"/>";
    let foreign =
        file(&body(elements, "s>r r>p1 p1>a p1>c a>j c>j b>x j>g g>e g>r:ticket.title==\"x\""));
    own.chain([foreign]).map(String::into_bytes).collect()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a run has another seed each time, which it prints")]
fn any_file_is_imported_or_refused() {
    let number = |name: &str| variable(name).map(|text| text.parse::<u64>().expect("a number"));
    let n_runs = number("BPMN_FUZZ_RUNS").unwrap_or(3000);
    let seed = number("BPMN_FUZZ_SEED").unwrap_or_else(|| {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
    });
    println!("{n_runs} inputs from seed {seed}");
    let mut random = Random(seed);
    let inputs = inputs();
    let mut n_imported = 0;
    let good = inputs.iter().cloned();
    let made: Vec<Vec<u8>> = (0..n_runs).map(|_| changed(&mut random, &inputs)).collect();
    for data in good.chain(made) {
        let tried = catch_unwind(AssertUnwindSafe(|| target::import(&data)));
        assert!(
            tried.is_ok(),
            "seed {seed}: import panics on:\n{}",
            String::from_utf8_lossy(&data)
        );
        n_imported += usize::from(bpmn::import(&data).is_ok());
    }
    println!("{n_imported} of them were imported");
    assert!(n_imported > inputs.len(), "some changes leave a file that can be imported");
}
