//! The notification service of the session (Desktop Notifications Specification 1.2): what it renders, and how it is told.

use std::collections::HashMap;
use std::time::Duration;

use notify_rust::{Hint, Notification, NotificationHandle, Urgency};
use tokio::time::timeout;
use zbus::Connection;
use zbus::fdo::DBusProxy;
use zbus::names::{BusName, OwnedUniqueName};

use super::board::{Notice, Showing, Subject};

/// The service's name on the bus.
const SERVICE: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// One call may take so long; the first one may have to start the service.
const PATIENCE: Duration = Duration::from_secs(10);

/// The session has no bus, or nobody on it shows notices.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NoScreen(String);

/// A service that answered, and what stands on it.
#[derive(Debug)]
pub struct Screen {
    bus: Connection,
    /// Who the service was when it was asked what it can do.
    owner: OwnedUniqueName,
    /// It reads the body as markup.
    markup: bool,
    /// What was shown last of each subject. The handle is kept because some desktops take a notice away when its sender leaves
    /// the bus.
    standing: HashMap<Subject, NotificationHandle>,
}

impl Screen {
    /// Finds the service and asks what it renders.
    pub async fn open() -> Result<Self, NoScreen> {
        timeout(PATIENCE, async {
            let bus = Connection::session().await?;
            let asked = bus.call_method(Some(SERVICE), PATH, Some(SERVICE), "GetCapabilities", &()).await?;
            let capabilities: Vec<String> = asked.body().deserialize()?;
            let owner = owner_of_service(&bus).await?;
            let markup = capabilities.iter().any(|word| word == "body-markup");
            Ok(Self { bus, owner, markup, standing: HashMap::new() })
        })
        .await
        .map_err(|_| NoScreen("the session bus does not answer".to_owned()))?
        .map_err(|error: zbus::Error| NoScreen(error.to_string()))
    }

    /// Does as told. After an error the screen is of no more use: open it again.
    pub async fn carry_out(&mut self, showing: &Showing) -> Result<(), NoScreen> {
        // Another service may have taken over: its numbers are not ours, and it may render otherwise.
        let owner = timeout(PATIENCE, owner_of_service(&self.bus)).await.map_err(slow)?;
        if owner.ok().as_ref() != Some(&self.owner) {
            *self = Self::open().await?;
        }
        match showing {
            Showing::Show(notice) => self.show(notice).await,
            Showing::Close(subject) => {
                if let Some(shown) = self.standing.remove(subject) {
                    timeout(PATIENCE, shown.close_async()).await.map_err(slow)?;
                }
                Ok(())
            }
        }
    }

    async fn show(&mut self, notice: &Notice) -> Result<(), NoScreen> {
        let looks = Looks::of(notice.subject);
        let mut notification = Notification::new();
        notification
            .appname("Backstop")
            .summary(&notice.title)
            .body(&if self.markup { escaped(&notice.body) } else { without_brackets(&notice.body) })
            .icon(looks.icon)
            .urgency(looks.urgency)
            .hint(Hint::Category(looks.category.to_owned()))
            .hint(Hint::DesktopEntry("backstop".to_owned()));
        if let Some(shown) = self.standing.get(&notice.subject).filter(|_| !notice.first) {
            notification.id(shown.id());
        }
        let shown = timeout(PATIENCE, notification.show_async()).await.map_err(slow)?.map_err(|e| NoScreen(e.to_string()))?;
        self.standing.insert(notice.subject, shown);
        Ok(())
    }
}

async fn owner_of_service(bus: &Connection) -> zbus::Result<OwnedUniqueName> {
    Ok(DBusProxy::new(bus).await?.get_name_owner(BusName::try_from(SERVICE)?).await?)
}

fn slow(_: tokio::time::error::Elapsed) -> NoScreen {
    NoScreen("the notification service does not answer".to_owned())
}

/// How a subject is presented: icons by the Icon Naming Specification, categories by the Desktop Notifications Specification.
struct Looks {
    icon: &'static str,
    category: &'static str,
    urgency: Urgency,
}

impl Looks {
    fn of(subject: Subject) -> Self {
        let (icon, category, urgency) = match subject {
            Subject::Filed | Subject::WouldFile => ("mail-mark-junk", "email", Urgency::Low),
            Subject::NotDelivered => ("dialog-warning", "email.bounced", Urgency::Normal),
            Subject::PutBack => ("edit-undo", "email", Urgency::Normal),
            Subject::PassedOver => ("dialog-information", "email", Urgency::Low),
            Subject::Paused => ("media-playback-pause", "email", Urgency::Normal),
            Subject::Refused => ("dialog-password", "network.error", Urgency::Normal),
            Subject::Offline => ("network-offline", "network.disconnected", Urgency::Low),
        };
        Self { icon, category, urgency }
    }
}

/// Text as a service reads it that renders markup: it shows the same characters.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Text for a service that says it renders no markup: some take out what looks like a tag all the same, and make a link of it (dunst).
fn without_brackets(text: &str) -> String {
    text.replace('<', "\u{2039}").replace('>', "\u{203A}")
}

#[cfg(test)]
mod tests {
    use super::{escaped, without_brackets};

    #[test]
    fn markup_is_shown_and_not_obeyed() {
        assert_eq!(escaped("To <b>\"o'neil\"@example.org</b> & co"), "To &lt;b&gt;&quot;o&#39;neil&quot;@example.org&lt;/b&gt; &amp; co");
        assert_eq!(without_brackets("<a href=x>y</a> & z"), "‹a href=x›y‹/a› & z");
    }
}
