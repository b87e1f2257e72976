//! A header block to its fields: one reader for a message's own block, a returned one, a status group, and one pasted into text.
//!
//! Most fields are never asked for. So a block is kept as it stands, three allocations whatever it holds, and a value is decoded when
//! somebody reads it.

use std::borrow::Cow;
use std::ops::Range;

use super::header;

/// More fields than this in one block are an attack; the rest is passed over.
const MOST_FIELDS: usize = 1_000;
/// Most blocks have no more.
const USUAL_FIELDS: usize = 24;
/// Most names are no longer, in bytes.
const USUAL_NAME: usize = 16;
/// A longer name is none.
const LONGEST_NAME: usize = 127;

/// The fields of one header block, in their order.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// The names in lower case, one behind the other.
    names: String,
    /// The block as it stands.
    text: Vec<u8>,
    marks: Vec<Mark>,
    /// In what its 8-bit bytes are written, where they are not UTF-8.
    charset: Option<String>,
}

/// Where a field stands.
#[derive(Clone, Debug)]
struct Mark {
    name: Range<usize>,
    value: Range<usize>,
}

/// One field.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// In lower case.
    pub name: &'a str,
    /// Folded and encoded.
    pub(super) value: &'a [u8],
    charset: Option<&'a str>,
}

impl<'a> Field<'a> {
    /// The value as a person reads it: unfolded, encoded words decoded (RFC 2047).
    pub fn text(&self) -> Cow<'a, str> {
        header::decoded(self.value, self.charset)
    }
}

impl Fields {
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Field<'_>> {
        self.marks.iter().map(|mark| Field {
            name: self.names.get(mark.name.clone()).unwrap_or_default(),
            value: self.text.get(mark.value.clone()).unwrap_or_default(),
            charset: self.charset.as_deref(),
        })
    }

    /// The fields of that name; `name` in lower case.
    pub fn named(&self, name: &str) -> impl DoubleEndedIterator<Item = Field<'_>> {
        self.iter().filter(move |field| field.name == name)
    }

    /// The first field of that name; `name` in lower case.
    pub fn first(&self, name: &str) -> Option<Field<'_>> {
        self.iter().find(|field| field.name == name)
    }

    /// Adds a field behind the others; `name` in lower case.
    pub fn push(&mut self, name: &str, value: &str) {
        let (names, text) = (self.names.len(), self.text.len());
        self.names.push_str(name);
        self.text.extend_from_slice(value.as_bytes());
        self.marks.push(Mark { name: names..self.names.len(), value: text..self.text.len() });
    }

    pub(super) fn append(&mut self, more: &Self) {
        let (names, text) = (self.names.len(), self.text.len());
        self.names.push_str(&more.names);
        self.text.extend_from_slice(&more.text);
        let moved = |range: &Range<usize>, by: usize| range.start + by..range.end + by;
        self.marks.extend(more.marks.iter().map(|mark| Mark { name: moved(&mark.name, names), value: moved(&mark.value, text) }));
    }

    pub(super) fn set_charset(&mut self, charset: Option<String>) {
        self.charset = charset;
    }
}

/// What was read of a block.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub fields: Fields,
    /// An empty line stood behind the last field.
    pub ended: bool,
    /// As many bytes were read, the empty line included.
    pub length: usize,
}

impl Block {
    /// Reads fields up to the first empty line. Lines that are no field (an mbox `From ` line, a slip) are passed over.
    pub fn read(bytes: &[u8]) -> Self {
        let mut block = Self::default();
        block.fields.marks.reserve(USUAL_FIELDS);
        block.fields.names.reserve(USUAL_FIELDS * USUAL_NAME);
        // the last line that stands by itself opened a field, which is not closed yet
        let mut open = false;
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let end = at + memchr::memchr(b'\n', rest).map_or(rest.len(), |n| n + 1);
            let line = bytes.get(at..end).unwrap_or_default();
            let folded = matches!(line.first(), Some(b' ' | b'\t'));
            let blank = line.first().is_some_and(u8::is_ascii_whitespace) && line.iter().all(u8::is_ascii_whitespace);
            if blank {
                block.ended = true;
                block.fields.close(open, at);
                open = false;
                at = end;
                break;
            }
            if !folded {
                block.fields.close(open, at);
                open = block.fields.open(line, at);
            }
            at = end;
        }
        block.fields.close(open, at);
        block.length = at;
        block.fields.text = bytes.get(..at).unwrap_or_default().to_vec();
        block
    }
}

impl Fields {
    /// Opens the field that a line begins, if it begins one; its value stands to the end until it is closed.
    fn open(&mut self, line: &[u8], at: usize) -> bool {
        let head = line.get(..LONGEST_NAME + 1).unwrap_or(line);
        let Some(colon) = memchr::memchr(b':', head).filter(|_| self.marks.len() < MOST_FIELDS) else { return false };
        let name = line.get(..colon).unwrap_or_default().trim_ascii_end();
        if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
            return false;
        }
        let start = self.names.len();
        self.names.push_str(std::str::from_utf8(name).unwrap_or_default());
        self.names.get_mut(start..).unwrap_or_default().make_ascii_lowercase();
        self.marks.push(Mark { name: start..self.names.len(), value: at + colon + 1..usize::MAX });
        true
    }

    fn close(&mut self, open: bool, end: usize) {
        if let Some(mark) = self.marks.last_mut().filter(|_| open) {
            mark.value.end = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Block;

    #[test]
    fn a_block_ends_at_its_first_empty_line() {
        let block = Block::read(b"From x\nA: 1\n 2\r\nno field\nB :3\n\nC: 4\n");
        let fields: Vec<_> = block.fields.iter().map(|f| (f.name, f.text())).collect();
        assert_eq!(fields, [("a", "1 2".into()), ("b", "3".into())]);
        assert!(block.ended);
        assert!(!Block::read(b"A: 1\n").ended);
    }

    #[test]
    fn fields_can_be_added() {
        let mut fields = Block::read(b"A: 1\n\n").fields;
        fields.append(&Block::read(b"B: 2\nC: 3\n").fields);
        fields.push("d", "4");
        let shown: Vec<_> = fields.iter().map(|f| format!("{}={}", f.name, f.text())).collect();
        assert_eq!(shown, ["a=1", "b=2", "c=3", "d=4"]);
        assert!(fields.first("e").is_none());
    }
}
