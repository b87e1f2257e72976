//! Which folders matter: by the server's marks, else by what people call them, else as the settings say.

use std::borrow::Cow;
use std::collections::BTreeMap;

use async_imap::imap_proto::{MailboxDatum, NameAttribute, Response};

use super::Line;
use super::command::Command;
use super::guard::Wire;
use super::names;
use super::select::INBOX;
use super::utf7;
use crate::account::{Failure, Folders};
use crate::settings::Account;

/// A folder as LIST shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    /// As the server writes it.
    pub wire: String,
    /// As people read it.
    pub name: String,
    delimiter: Option<String>,
    sent: bool,
    kept: bool,
    junk: bool,
    selectable: bool,
    /// Nothing can be made in it.
    childless: bool,
}

/// Names that the wire wants otherwise than modified UTF-7 would have it: some servers send plain UTF-8.
#[derive(Clone, Debug, Default)]
pub(super) struct WireNames(BTreeMap<String, String>);

impl WireNames {
    pub fn wire<'a>(&'a self, name: &str) -> Cow<'a, str> {
        self.0.get(name).map_or_else(|| Cow::Owned(utf7::encode(name)), |wire| Cow::Borrowed(wire.as_str()))
    }
}

/// LIST (RFC 3501, section 6.3.8), with the marks of RFC 6154 where they must be asked for.
pub(super) async fn find<S: Wire>(line: &mut Line<S>, account: &Account) -> Result<(Folders, WireNames), Failure> {
    let ask = line.capabilities.has("SPECIAL-USE") && line.capabilities.has("LIST-EXTENDED");
    let command = Command::new("LIST", if ask { "LIST \"\" \"*\" RETURN (SPECIAL-USE)" } else { "LIST \"\" \"*\"" });
    let mut all = Vec::new();
    line.exec(&command, |response| all.extend(listed(response))).await?;
    let odd = all.iter().filter(|folder| utf7::encode(&folder.name) != folder.wire);
    let names = WireNames(odd.map(|folder| (folder.name.clone(), folder.wire.clone())).collect());
    Ok((choose(&all, &account.sent, &account.folder)?, names))
}

/// A LIST response, read. A name that came damaged, or that no command could carry, is left out.
pub(super) fn listed(response: &Response<'_>) -> Option<Listed> {
    let Response::MailboxData(MailboxDatum::List(list)) = response else { return None };
    let wire = unescaped(&list.name);
    if wire.contains([char::REPLACEMENT_CHARACTER, '\r', '\n', '\0']) {
        return None;
    }
    let has = |name: &str| list.name_attributes.iter().any(|attribute| attribute_name(attribute).eq_ignore_ascii_case(name));
    Some(Listed {
        name: utf7::decode(&wire).unwrap_or_else(|| wire.clone()),
        delimiter: list.delimiter.as_deref().map(unescaped),
        sent: has("\\Sent"),
        kept: has("\\All") || has("\\Archive") || has("\\AllMail"),
        childless: has("\\NoInferiors"),
        junk: has("\\Junk") || has("\\Spam"),
        selectable: !has("\\NoSelect") && !has("\\NonExistent"),
        wire,
    })
}

fn attribute_name<'a>(attribute: &'a NameAttribute<'_>) -> &'a str {
    match attribute {
        NameAttribute::All => "\\All",
        NameAttribute::Archive => "\\Archive",
        NameAttribute::Sent => "\\Sent",
        NameAttribute::Junk => "\\Junk",
        NameAttribute::NoSelect => "\\NoSelect",
        NameAttribute::NoInferiors => "\\NoInferiors",
        NameAttribute::Extension(name) => name,
        _ => "",
    }
}

/// The parser leaves the escapes of a quoted string in place.
pub(super) fn unescaped(text: &str) -> String {
    let mut chars = text.chars();
    let mut plain = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        plain.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    plain
}

/// The settings' names, else the server's marks, else the table.
fn choose(all: &[Listed], named: &[String], backscatter: &str) -> Result<Folders, Failure> {
    let usable = || all.iter().filter(|folder| folder.selectable && !folder.name.eq_ignore_ascii_case(INBOX));
    for name in named {
        if !usable().any(|folder| folder.name == *name) {
            return Err(Failure::Server { command: "LIST", text: format!("no folder {name}, which the settings name as Sent") });
        }
    }
    let marked_or_called = |mark: fn(&Listed) -> bool, table: &[&str]| {
        let called = |folder: &Listed| table.contains(&folder.last_part().to_lowercase().as_str());
        let any_marked = usable().any(mark);
        let chosen = usable().filter(move |folder| if any_marked { mark(folder) } else { called(folder) });
        chosen.map(|folder| folder.name.clone()).collect::<Vec<_>>()
    };
    let sent = match named {
        [] => marked_or_called(|folder| folder.sent, names::SENT),
        named => named.to_vec(),
    };
    let mut kept = marked_or_called(|folder| folder.kept, names::KEPT);
    kept.retain(|folder| !sent.contains(folder));
    let mut junk = marked_or_called(|folder| folder.junk, names::JUNK);
    junk.retain(|folder| !sent.contains(folder) && !kept.contains(folder));
    let junk = junk.into_iter().next();
    let beside = sent.first().and_then(|sent| all.iter().find(|folder| folder.name == *sent));
    let backscatter = beside
        .or_else(|| all.iter().find(|folder| folder.is_inbox_child()))
        .map_or_else(|| backscatter.to_owned(), |folder| folder.sibling(backscatter, all));
    let backscatter_exists = all.iter().any(|folder| folder.name == backscatter && folder.selectable);
    Ok(Folders { sent, kept, junk, backscatter, backscatter_exists })
}

impl Listed {
    /// It is that folder, and messages can stand in it.
    pub fn is_usable_as(&self, wire: &str) -> bool {
        self.wire == wire && self.selectable
    }

    fn delimiter(&self) -> Option<&str> {
        self.delimiter.as_deref().filter(|delimiter| !delimiter.is_empty())
    }

    fn last_part(&self) -> &str {
        self.delimiter().and_then(|delimiter| self.name.rsplit_once(delimiter)).map_or(self.name.as_str(), |(_, last)| last)
    }

    /// On servers where everything lies under INBOX.
    fn is_inbox_child(&self) -> bool {
        self.delimiter().and_then(|delimiter| self.name.split_once(delimiter)).is_some_and(|(first, _)| first.eq_ignore_ascii_case(INBOX))
    }

    /// A folder with the same parent. Where nothing can be made in that, and in Gmail's own, it is the top.
    fn sibling(&self, name: &str, all: &[Self]) -> String {
        let refuses = |parent: &str| {
            matches!(parent, "[Gmail]" | "[Google Mail]") || all.iter().any(|folder| folder.name == parent && folder.childless)
        };
        match self.delimiter().and_then(|delimiter| Some((self.name.rsplit_once(delimiter)?.0, delimiter))) {
            Some((parent, delimiter)) if !refuses(parent) => format!("{parent}{delimiter}{name}"),
            _ => name.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of LIST, then what is found: Sent, kept, Junk, and the folder for backscatter.
    const SERVERS: &str = r#"
() "/" INBOX
(\HasNoChildren \Sent) "/" Sent
(\Archive) "/" Archive
(\Junk) "/" Spam
= Sent | Archive | Spam | Backscatter
Cyrus writes marks in lower case and puts everything under INBOX
() "." INBOX
(\sent) "." INBOX.Sent
(\junk) "." INBOX.Spam
() "." INBOX.Junk
= INBOX.Sent | | INBOX.Spam | INBOX.Backscatter
Gmail
(\HasChildren \Noselect) "/" "[Gmail]"
(\All \HasNoChildren) "/" "[Gmail]/Alle Nachrichten"
(\HasNoChildren \Sent) "/" "[Gmail]/Gesendet"
(\HasNoChildren \Junk) "/" "[Gmail]/Spam"
= [Gmail]/Gesendet | [Gmail]/Alle Nachrichten | [Gmail]/Spam | Backscatter
the same in Britain and Germany
(\HasChildren \Noselect) "/" "[Google Mail]"
(\HasNoChildren \Sent) "/" "[Google Mail]/Sent Mail"
= [Google Mail]/Sent Mail | | | Backscatter
Courier: all under INBOX, no marks
(\HasChildren) "." INBOX
(\HasNoChildren) "." INBOX.Sent
(\HasNoChildren) "." INBOX.Backscatter
= INBOX.Sent | | | INBOX.Backscatter
Dovecot with a namespace, and one with none
(\HasNoChildren \Sent) "/" INBOX/Sent
(\HasNoChildren) "/" INBOX
= INBOX/Sent | | | INBOX/Backscatter
(\HasNoChildren \UnMarked \Sent) "." Sent
= Sent | | | Backscatter
a parent that holds no mail, and one in which nothing can be made
(\HasChildren \Noselect) "/" Mail
(\Sent) "/" Mail/Sent
= Mail/Sent | | | Mail/Backscatter
(\Noinferiors \Noselect) "/" System
(\Sent) "/" System/Sent
= System/Sent | | | Backscatter
no marks: names, decoded, several
() "/" "Gesendete Objekte"
() "/" "&AMk-l&AOk-ments envoy&AOk-s"
() "/" Projekte
() "/" "Courrier ind&AOk-sirable"
= Gesendete Objekte, Éléments envoyés | | Courrier indésirable | Backscatter
no mark, below another folder
() "/" "Konto/Gesendet"
= Konto/Gesendet | | | Konto/Backscatter
two marks, and one on a folder that cannot be selected
(\Sent) "/" A
(\Sent) "/" B
(\Sent \NoSelect) "/" C
= A, B | | | Backscatter
one mark is enough: the table is not asked
(\Sent) "/" Out
() "/" Sent
= Out | | | Backscatter
no Sent, everything under INBOX
() "." INBOX
() "." INBOX.Work
= | | | INBOX.Backscatter
no hierarchy
() NIL Sent
= Sent | | | Backscatter
a name in quotes
(\Sent) "/" "my \"sent\""
= my "sent" | | | Backscatter
"#;

    fn listed_line(line: &str) -> Option<Listed> {
        let line = format!("* LIST {line}\r\n");
        let (_, response) = Response::parse(line.as_bytes()).unwrap();
        listed(&response)
    }

    #[test]
    fn folders_of_servers() {
        let mut all = Vec::new();
        for line in SERVERS.lines() {
            if let Some(expected) = line.strip_prefix("= ") {
                let found = choose(&all, &[], "Backscatter").unwrap();
                let junk = found.junk.unwrap_or_default();
                let said = format!("{} | {} | {junk} | {}", found.sent.join(", "), found.kept.join(", "), found.backscatter);
                assert_eq!(said.split_whitespace().collect::<Vec<_>>(), expected.split_whitespace().collect::<Vec<_>>());
                all.clear();
            } else if line.starts_with('(') {
                all.extend(listed_line(line));
            }
        }
        assert!(all.is_empty());
    }

    #[test]
    fn names_that_no_command_could_carry_are_left_out() {
        assert_eq!(listed_line("() \"/\" {9}\r\nSent\r\nfoo"), None);
        assert_eq!(listed_line("() \"/\" {5}\r\nSen\0t"), None);
    }

    #[test]
    fn the_settings_come_first() {
        let all: Vec<Listed> =
            [r#"(\Sent) "/" Sent"#, r#"() "/" Mine"#, r#"() "/" Backscatter"#].into_iter().filter_map(listed_line).collect();
        let found = choose(&all, &["Mine".into()], "Backscatter").unwrap();
        assert_eq!(found.sent, ["Mine"]);
        assert!(found.backscatter_exists);
        assert!(choose(&all, &["Missing".into()], "Backscatter").is_err());
    }
}
