//! The program that checks a set, as it lies in each: plain Python, kept beside this file.

/// Its text.
pub const VERIFY_PROGRAM: &str = include_str!("verify.py");
