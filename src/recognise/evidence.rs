//! Signs, and the sentences that show them.

use serde::{Deserialize, Serialize};

/// Every sign that can stand in a verdict. The names are stable: they are what `check --json` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// The original is in no Sent folder, and would be.
    SentAbsent,
}

/// One sign, and the sentence that a person can check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub sign: Sign,
    pub says: String,
}

/// Why a message may be filed. Never empty; made only in `recognise`, so nothing else can ask for a filing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Grounds(Vec<Evidence>);

impl Grounds {
    pub(super) fn new(first: Evidence, rest: Vec<Evidence>) -> Self {
        Self(std::iter::once(first).chain(rest).collect())
    }

    pub fn evidence(&self) -> &[Evidence] {
        &self.0
    }
}
