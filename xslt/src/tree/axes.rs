//! The axes of XPath 1.0 (section 2.2) over the nodes of one document.
