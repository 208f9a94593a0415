//! The codes of faults.

/// All codes of faults of invokers and mappings, each with what it means: the heading of its page in
/// `docs/errors/`.
pub const CODES: &[(&str, &str)] = &[
    ("I0001", "`invoker.yaml` is not YAML"),
    ("I0002", "unknown key"),
    ("I0003", "missing key"),
    ("I0004", "wrong value"),
    ("I0005", "unknown operation"),
    ("I0006", "unknown transport or mapping engine"),
    ("I0007", "key without effect"),
    ("I0008", "unusable url"),
    ("I0009", "unreadable file"),
    ("I0010", "missing mapping"),
    ("I0011", "unknown secret"),
    ("M0001", "the mapping does not compile"),
    ("M0002", "the mapping is too long"),
    ("M0003", "the mapping stopped"),
    ("M0004", "the mapping's output is not usable"),
    ("M0005", "the mapping's output has no meaning here"),
    ("M0006", "the document for the mapping cannot be written"),
    ("M0007", "the mapping engine is busy"),
];
