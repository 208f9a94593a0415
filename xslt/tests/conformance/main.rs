//! Foreign XSLT 1.0 cases: those of Apache Xalan, of libxslt and of the W3C, that a folder outside of the project holds.
//!
//! `XSLT_CONFORMANCE` names the folder; without it the suite says that it did not run. A README there tells the format
//! and how results are compared. `XSLT_CONFORMANCE_ONLY` runs the cases whose id contains it, and shows what differs.

#[cfg(test)]
#[expect(dead_code, reason = "the differential suite compares in another way")]
mod canonical;
#[cfg(test)]
mod case;
#[cfg(test)]
mod misses;
#[cfg(test)]
mod suite;
#[cfg(test)]
mod table;
