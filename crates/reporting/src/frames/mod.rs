//! Analysis frames.
