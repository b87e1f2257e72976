//! Any bytes as what a server sends: cut into responses wherever the pieces end, nothing lost, nothing held beyond its bounds; and as the
//! name of a folder.
#![no_main]

use backstop_fuzz::frame::{Excess, Framer, RESPONSE};
use backstop_fuzz::utf7;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let (step, bytes) = input.split_first().map_or((1, input), |(first, rest)| (usize::from(*first) + 1, rest));
    let (whole, ended) = responses(bytes, bytes.len().max(1));
    let (pieces, ended_in_pieces) = responses(bytes, step);
    assert_eq!((&whole, ended), (&pieces, ended_in_pieces), "in pieces of {step}");
    assert!(bytes.starts_with(&whole.concat()), "bytes were changed or lost");
    assert!(whole.iter().all(|one| one.len() <= RESPONSE && one.ends_with(b"\n")), "a response that is none");

    if let Ok(text) = std::str::from_utf8(bytes) {
        assert_eq!(utf7::decode(&utf7::encode(text)).as_deref(), Some(text), "a name comes back from the wire");
        if let Some(name) = utf7::decode(text) {
            assert_eq!(utf7::decode(&utf7::encode(&name)), Some(name), "what the wire names has a name");
        }
    }
});

/// All whole responses of what is pushed in pieces of `step` bytes, and why no more were cut.
fn responses(bytes: &[u8], step: usize) -> (Vec<Vec<u8>>, Option<Excess>) {
    let mut framer = Framer::default();
    let mut found = Vec::new();
    for piece in bytes.chunks(step) {
        framer.push(piece);
        loop {
            match framer.next() {
                Ok(Some(range)) => found.push(framer.bytes(range).to_vec()),
                Ok(None) => break,
                Err(excess) => return (found, Some(excess)),
            }
        }
    }
    (found, None)
}
