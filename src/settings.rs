//! Settings: one file, checked whole, or a message that names the line.
