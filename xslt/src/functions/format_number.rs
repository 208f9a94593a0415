//! `format-number()` (XSLT 1.0, section 12.3, which refers to the JDK 1.1 `DecimalFormat`).
