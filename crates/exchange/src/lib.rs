//! Files in and out: the CSV bundle, XLSX workbooks, templates, column mapping, the codebook and JSON Schema.
//!
//! Knows the forms, and neither the database nor HTTP.
