//! Who writes to whom. Nobody of them lives.

/// The person whose mailbox it is, and who repairs wooden boats.
pub const ME: &str = "robin@harbour.example";
pub(super) const ROBIN: Person = person("Robin", ME);

/// Somebody with an address.
#[derive(Clone, Copy, Default)]
pub(super) struct Person {
    pub name: &'static str,
    pub address: &'static str,
}

impl Person {
    pub(super) fn domain(self) -> &'static str {
        self.address.rsplit('@').next().unwrap_or_default()
    }
}

const fn person(name: &'static str, address: &'static str) -> Person {
    Person { name, address }
}

/// People who write to Robin and are written to.
pub(super) const FRIENDS: [Person; 24] = [
    person("Ada", "ada@sailmakers.example"),
    person("Bruno", "bruno@timberyard.example"),
    person("Carla", "carla@north-quay.example"),
    person("Dmitri", "dmitri@ropewalk.example"),
    person("Edda", "edda@lighthouse.example"),
    person("Farid", "farid@harbour-office.example"),
    person("Greta", "greta@longshore.example"),
    person("Hugo", "hugo@marina-west.example"),
    person("Ines", "ines@paintshop.example"),
    person("Jonas", "jonas@rowing-club.example"),
    person("Kaya", "kaya@riverside.example"),
    person("Liam", "liam@engines.example"),
    person("Mara", "mara@school-ship.example"),
    person("Nils", "nils@coldwater.example"),
    person("Olga", "olga@chartroom.example"),
    person("Pavel", "pavel@brassworks.example"),
    person("Quinn", "quinn@islands.example"),
    person("Rosa", "rosa@bakery-pier.example"),
    person("Sami", "sami@winterstore.example"),
    person("Tilda", "tilda@regatta.example"),
    person("Uwe", "uwe@slipway.example"),
    person("Vera", "vera@insurance.example"),
    person("Wim", "wim@dredging.example"),
    person("Yara", "yara@photographs.example"),
];

/// Addresses that Robin wrote to and that did not work.
pub(super) const WRONG: [Person; 8] = [
    person("Anton", "anton@timber-yard.example"),
    person("Bea", "bea@oldquay.example"),
    person("Cem", "cem@varnish-works.example"),
    person("Dora", "dora@sailcloth.example"),
    person("Emil", "emil@museum-harbour.example"),
    person("Fenja", "fenja@tidewater.example"),
    person("Gil", "gil@anchor-and-chain.example"),
    person("Hanna", "hanna@ferryline.example"),
];

/// Places where the forger's mail went, under any name.
pub(super) const STRANGERS: [&str; 20] = [
    "sales@orchard-tools.example",
    "h.brandt@kiefer-bau.example",
    "office@lakeside-dental.example",
    "t.okafor@sunrise-textiles.example",
    "einkauf@maschinen-nord.example",
    "m.rossi@studio-ponte.example",
    "info@greenfield-farm.example",
    "accounts@metro-cycles.example",
    "jobs@alpine-hotels.example",
    "k.lind@forskning.example",
    "reception@old-mill-inn.example",
    "d.chen@silk-road-tours.example",
    "support@paperclip-software.example",
    "p.novak@sklarna.example",
    "team@city-library.example",
    "l.moreau@atelier-bleu.example",
    "service@heating-experts.example",
    "a.haddad@desert-solar.example",
    "board@allotments-east.example",
    "contact@vineyard-hill.example",
];

/// What the forger sends as Robin.
pub(super) const BAIT: [&str; 8] = [
    "Your parcel is waiting: pay 1.99 now",
    "Invoice 88213 overdue - last notice",
    "You have (1) new voice message",
    "Cheap watches, only today",
    "Re: the payment you asked for",
    "Lose ten kilos in ten days",
    "Account locked - confirm your identity",
    "A loan for everyone, no questions",
];
