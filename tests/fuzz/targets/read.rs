//! Any bytes as a message. Reading never panics, keeps no more than it says it does, and says the same twice.
#![no_main]

use backstop_fuzz::mail::{LOOKED_AT, Mail, looks_automatic, read, read_cut};
use backstop_fuzz::recognise::{kind_of, reason_of};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mail = read(bytes);
    assert_eq!(mail.whole, bytes.len() <= LOOKED_AT, "whole");
    bounded(&mail);
    looks_automatic(&mail);
    kind_of(&mail);
    for recipient in mail.recipients.iter().take(3) {
        reason_of(recipient, &mail);
    }
    let again = read(bytes);
    looks_automatic(&again);
    assert_eq!(format!("{mail:?}"), format!("{again:?}"), "the same bytes say the same");

    // known to be longer, it says no more
    let cut = read_cut(bytes, bytes.len() + 1);
    assert!(!cut.whole, "whole");
    let returned = |mail: &Mail| mail.returned.original().cloned().unwrap_or_default();
    assert!(!returned(&cut).complete || returned(&mail).complete, "a cut completes nothing");
});

/// As much as the rooms above must be ready for.
fn bounded(mail: &Mail) {
    assert!(mail.fields.len() <= 1_000, "{} fields", mail.fields.len());
    assert!(mail.types.len() <= 100, "{} parts", mail.types.len());
    assert!(mail.recipients.len() <= 500, "{} recipients", mail.recipients.len());
    assert!(mail.status_fields.len() <= 200, "{} status fields", mail.status_fields.len());
    assert!(mail.text.len() <= 4 * LOOKED_AT, "{} bytes of text", mail.text.len());
    if let Some(original) = mail.returned.original() {
        assert!(original.received.len() <= 60 && original.to.len() <= 500, "the original");
        assert!(original.received.iter().all(|hop| hop.from.len() <= 100), "the names of a hop");
    }
}
