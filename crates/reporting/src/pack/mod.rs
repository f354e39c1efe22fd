//! The meeting pack.
