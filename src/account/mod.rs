//! Session and case.
