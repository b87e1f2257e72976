//! What people write to each other about. `{boat}`, `{day}` and `{n}` are filled in.

use super::chance::Chance;

/// A message and its answer.
pub(super) struct Said {
    pub subject: String,
    pub text: String,
    pub answer: String,
}

/// Something that somebody has to say.
pub(super) fn said(chance: &mut Chance) -> Said {
    let topic = chance.pick(&TOPICS);
    let (boat, day, n) = (chance.pick(&BOATS), chance.pick(&DAYS), chance.between(3, 29).to_string());
    let filled = |text: &str| text.replace("{boat}", boat).replace("{day}", day).replace("{n}", &n);
    Said { subject: filled(topic.subject), text: filled(topic.text), answer: filled(topic.answer) }
}

#[derive(Clone, Copy, Default)]
struct Topic {
    subject: &'static str,
    text: &'static str,
    answer: &'static str,
}

const BOATS: [&str; 12] =
    ["Kittiwake", "Marlin", "Old Rose", "Hedda", "Sandpiper", "Blue Hour", "Tern", "Frieda", "Wanderer", "Cormorant", "Juno", "Plover"];

const DAYS: [&str; 6] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const fn topic(subject: &'static str, text: &'static str, answer: &'static str) -> Topic {
    Topic { subject, text, answer }
}

const TOPICS: [Topic; 32] = [
    topic(
        "Varnish for {boat}",
        "The hull of {boat} needs {n} litres, I think.\nDo you still have the satin one, or only gloss?\nI would like to begin on {day}.",
        "Satin is here, {n} litres are set aside. Come by before noon.",
    ),
    topic(
        "{boat} comes out of the water",
        "We lift {boat} on {day} at high tide.\nCan you bring the long straps? Ours have seen better days.",
        "Straps are in the van. See you on the slip.",
    ),
    topic(
        "Quote for the planks",
        "Attached is what I would charge for the {n} planks of {boat}.\nLarch, not oak, as we said.",
        "Thank you. Larch it is; go ahead.",
    ),
    topic(
        "Question about the invoice",
        "You billed {n} hours for {boat}, my notes say one less.\nWould you look again?",
        "You are right, I counted the tea break. A new invoice follows.",
    ),
    topic(
        "Crew on {day}",
        "We are one short for {day}'s evening race with {boat}.\nWould you like to come along?",
        "With pleasure. Shall I bring the thermos?",
    ),
    topic(
        "Key to shed {n}",
        "The key to shed {n} is gone from the hook.\nHave you taken it home by any chance?",
        "In my coat, sorry! I hang it back today.",
    ),
    topic(
        "Mast step of {boat}",
        "The step is soft on port side, about {n} centimetres deep.\nI would cut it out rather than fill it.",
        "Cut it out. Better now than at sea.",
    ),
    topic(
        "Photographs from the launch",
        "Here are the first {n} of {day}'s launch.\nThe one with the dog is for the wall.",
        "What a picture! May I have it large?",
    ),
    topic(
        "Winter storage",
        "I have room for {n} more hulls in the big hall.\nShall I write down {boat} for you?",
        "Yes please, the usual corner.",
    ),
    topic(
        "Engine of {boat}",
        "She starts, coughs, and stops after {n} minutes.\nI suspect the filter. Could you look in on {day}?",
        "Sounds like air in the fuel line. I bring the small pump.",
    ),
    topic(
        "Tide table",
        "The printed table has an error on {day}: high water is {n} minutes later.\nPlease tell the others.",
        "Told them. Good that you looked.",
    ),
    topic(
        "Rope order",
        "I need {n} metres of the tarred one, and some thin stuff for whippings.\nNo hurry.",
        "Ordered, it should be here on {day}.",
    ),
    topic(
        "Open day",
        "For the open day we need somebody at the steam box, {n} o'clock.\nWould that be something for you?",
        "I can do the first two hours.",
    ),
    topic(
        "School visit",
        "{n} children want to see how a plank is bent.\nIs {day} morning all right, with you at the clamps?",
        "All right. Gloves for everyone, please.",
    ),
    topic(
        "Leak at the stern",
        "{boat} takes about {n} litres a day, at the stern tube I believe.\nI have packed it for now.",
        "Leave her on the inner berth, I will look at it.",
    ),
    topic(
        "The old drawings",
        "I found the lines of {boat} in the attic, sheet {n} is missing.\nDo you want a scan?",
        "A scan would be wonderful.",
    ),
    topic(
        "Sail repair",
        "The mainsail of {boat} has a tear of {n} centimetres along the leech.\nCan you take it in this week?",
        "Bring it on {day}, the loft is empty.",
    ),
    topic(
        "Copper nails",
        "Are there {n} of the square ones left? The shop wants three weeks.\nI would swap them for roves.",
        "A whole box. No need to swap.",
    ),
    topic(
        "Lunch on {day}",
        "Soup at our place on {day}, {n} of us so far.\nBring bread if you pass the bakery.",
        "Count me in, bread as well.",
    ),
    topic(
        "Insurance for {boat}",
        "They ask for a survey, not older than {n} months.\nDo you know somebody who does that honestly?",
        "I do. I send you the number tonight.",
    ),
    topic(
        "Mooring {n}",
        "The chain of mooring {n} is worn to half.\nI would lay a new one before the autumn storms.",
        "Agreed. The diver is free on {day}.",
    ),
    topic(
        "Paint colour",
        "Number {n} on the card is the green that {boat} had.\nIt looks darker when it is wet.",
        "That is the one. Two tins, please.",
    ),
    topic(
        "Bent tiller",
        "The new tiller of {boat} came out of the steam box yesterday, {n} layers.\nIt keeps its shape so far.",
        "Beautiful. Leave it clamped until {day}.",
    ),
    topic(
        "Trailer",
        "May I borrow the trailer on {day}? About {n} kilometres, there and back.\nI fill the tank of the van.",
        "Take it. The left lamp needs a tap.",
    ),
    topic(
        "Committee minutes",
        "Minutes of {day} are below, point {n} is yours.\nTell me if I misheard.",
        "Fine with me, but the date of the next one is missing.",
    ),
    topic(
        "Caulking course",
        "We are {n} for the caulking weekend. Cotton is ordered, irons are few.\nWho brings some?",
        "I have four irons and a good mallet.",
    ),
    topic("Lost dinghy", "Somebody found a grey dinghy behind pier {n}.\nIs it the one of {boat}?", "It is! We come for it on {day}."),
    topic(
        "Battery",
        "It holds {n} volts after a night, so it is not dead.\nI would still replace it before the trip.",
        "Then let us do that. Same size as before.",
    ),
    topic(
        "Trip to the islands",
        "If the wind stays west we leave with {boat} on {day}, back after {n} days.\nAre you in?",
        "In. I plan the meals.",
    ),
    topic(
        "Rudder fittings",
        "The bronze ones are {n} millimetres too narrow.\nCould you cast a new pair from the old pattern?",
        "I can, by the end of next week.",
    ),
    topic(
        "Birthday of the old slip",
        "The slip turns {n} this year. A small party, I thought, with a fire.\nWhat do you say to {day}?",
        "Yes! I ask for the accordion.",
    ),
    topic("Thank you", "Thank you for helping with {boat} until dark.\nI owe you {n} pancakes.", "I come to collect them on {day}."),
];
