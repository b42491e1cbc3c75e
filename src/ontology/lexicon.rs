//! Words: names of known things, posts, head nouns, function words, and the triggers of rules.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::class::Kind;
use super::rule::RuleId;
use super::table::Row;
use super::{Files, OntologyError};

/// Index into [`Lexicon::entries`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub u32);

/// Index of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub u32);

/// A thing that the knowledge base knows.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Key that its IRI is made of: unique in the knowledge base.
    pub key: String,
    /// Canonical name.
    pub name: String,
    /// Wikidata id, where confirmed.
    pub wikidata: Option<String>,
    /// Key of the country it belongs to, where that is known.
    pub country: Option<String>,
    /// The place that it lies in, where that is known.
    pub within: Option<EntryId>,
    /// Whether it is a body of that country's state: a government, a ministry, an army.
    pub is_state: bool,
    /// Whether it is a party: parliaments and governments with its members in them are no part of it.
    pub is_party: bool,
    /// Whether it is an outlet: an agency, a paper, a broadcaster.
    pub is_media: bool,
    /// Whether its names are also ordinary words or names of something else: other evidence must support it.
    pub is_ambiguous: bool,
    /// Whether many countries have a body of this name, so that only the article can say whose is meant.
    pub is_generic: bool,
}

/// What a function word does in a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Governs the other party.
    With,
    /// Governs the addressee or a fronted object.
    To,
    /// Governs a place or a time.
    At,
    /// Governs the agent of a passive.
    By,
    /// Governs a topic.
    About,
    /// Governs whom the subject stands for.
    Behalf,
    /// Governs a source.
    Source,
    /// Governs who invites.
    Invite,
    /// Governs something that no frame looks for.
    Prep,
    /// Governs an object before its verb.
    Ba,
    /// Joins nouns.
    And,
    /// The verb after it is to happen.
    Planned,
    /// Somebody wants the verb after it, or it may or should happen.
    Wished,
    /// The verb after it did not happen.
    Denied,
    /// The clause is a condition.
    Conditional,
    /// The verb after it, or the post, is past.
    Former,
    /// The clause is a question.
    Whether,
    /// A verb whose noun carries the meaning.
    Light,
    /// A verb that may stand between another verb and its object.
    Through,
    /// A verb whose object is the subject of the next verb.
    Pivot,
    /// Opens what somebody says.
    Cue,
    /// Is a cue only before a comma, a colon or a quotation mark.
    Plain,
    /// Closes a list.
    Etc,
    /// Makes a modifier of what stands before it.
    De,
    /// Belongs to the verb before it.
    Aspect,
    /// After a country or a body, still means that country or body.
    Side,
    /// Closes a clause that says when.
    During,
    /// Points back to an event.
    This,
    /// After a person, belongs to the name.
    Kin,
    /// Whom the preposition for the other party governs does it too.
    Together,
    /// In a post, stands before the place or body where an envoy is.
    Resident,
    /// At the end of a sentence that puts something forward: the next sentences say what.
    Proposal,
    /// Stands for the person spoken of before.
    He,
    /// Opens a question in an interview.
    Question,
    /// Opens an answer in an interview.
    Answer,
    /// Is a cue only where a verb follows in its clause.
    Clausal,
    /// Opens a sentence of the report itself, after what somebody said.
    Report,
    /// Describes the name or post after it, and says no more.
    Describing,
    /// Between a person and a post: says that the one is the other.
    Copula,
    /// After a person: somebody else, related to the one named.
    Other,
    /// Stands for the country spoken of before.
    ThatCountry,
    /// Stands for the body spoken of before.
    ThatBody,
    /// A text that speaks for who made it.
    Voice,
    /// After the name of a body, the same body.
    Same,
    /// Between a place and another that lies in it.
    Within,
    /// Says of the verb beside it that it happened.
    Done,
    /// Governs what the verb after it is about, in place of its object.
    Front,
    /// Is a verb, whatever the dictionary says.
    Verb,
    /// Closes a list by naming what its items are.
    Sort,
    /// A verb whose subject stands for what it leads or rides in.
    Lead,
    /// A verb after which the next verb is somebody else's doing.
    Witness,
    /// After a clause that describes it, does not say that what the clause says is so.
    Hearsay,
    /// The verb after it is done to each of its objects by itself.
    Each,
    /// Stands for whoever speaks, and their side.
    We,
    /// After a description of those who do something: their names follow.
    Lists,
    /// Between a body and another that belongs to it.
    Belongs,
    /// A cue whose object is who is told what follows.
    Tells,
    /// A verb or preposition with the short form of the country or place it leads to as its last character.
    Toward,
    /// Opens a list that the word with the role `included` closes: the items are some of those that the noun after it means.
    Including,
    /// Closes such a list.
    Included,
    /// Between a body and the post of somebody: says what the holder sees to.
    Charge,
    /// Beside a date: what is said holds from then on.
    Since,
    /// Before a date: what is said holds no longer than that.
    Until,
    /// A verb that takes a post: on the day that is given.
    Begins,
    /// A verb that leaves a post: on the day that is given.
    Ends,
    /// Between two people: the one is a relative of the other.
    Relative,
    /// A verb whose first object gets what the noun after that names.
    Gives,
    /// A verb that opens the name of an event: says what it is held for.
    Opener,
    /// With the region before it, names the field of the post after it.
    Field,
    /// After an event, what remains of it: a speech there, its spirit.
    Legacy,
    /// Says that somebody sets out: where they go to do something, they have not done it yet.
    Departs,
    /// Right before the head noun of an event's name, says what it is held for.
    Purpose,
    /// Behind a number, counts the years since the deed before both.
    Anniversary,
    /// Says that an outlet or a text has what follows.
    Reports,
    /// Stands for people who can speak, without their names.
    People,
    /// Stands for the two parties spoken of before.
    Both,
    /// Stands for the two countries spoken of before.
    BothCountries,
    /// Stands for the two people spoken of before.
    BothPeople,
    /// Stands for the one who is spoken to.
    You,
    /// Before a verb, stands for the one who was named last.
    Its,
}

const ROLES: [(&str, Role); 80] = [
    ("with", Role::With),
    ("to", Role::To),
    ("at", Role::At),
    ("by", Role::By),
    ("about", Role::About),
    ("behalf", Role::Behalf),
    ("source", Role::Source),
    ("invite", Role::Invite),
    ("prep", Role::Prep),
    ("ba", Role::Ba),
    ("and", Role::And),
    ("planned", Role::Planned),
    ("wished", Role::Wished),
    ("denied", Role::Denied),
    ("conditional", Role::Conditional),
    ("former", Role::Former),
    ("whether", Role::Whether),
    ("light", Role::Light),
    ("through", Role::Through),
    ("pivot", Role::Pivot),
    ("cue", Role::Cue),
    ("plain", Role::Plain),
    ("etc", Role::Etc),
    ("de", Role::De),
    ("aspect", Role::Aspect),
    ("side", Role::Side),
    ("during", Role::During),
    ("this", Role::This),
    ("kin", Role::Kin),
    ("together", Role::Together),
    ("resident", Role::Resident),
    ("proposal", Role::Proposal),
    ("he", Role::He),
    ("question", Role::Question),
    ("answer", Role::Answer),
    ("clausal", Role::Clausal),
    ("report", Role::Report),
    ("describing", Role::Describing),
    ("copula", Role::Copula),
    ("other", Role::Other),
    ("that-country", Role::ThatCountry),
    ("that-body", Role::ThatBody),
    ("voice", Role::Voice),
    ("same", Role::Same),
    ("within", Role::Within),
    ("done", Role::Done),
    ("front", Role::Front),
    ("verb", Role::Verb),
    ("sort", Role::Sort),
    ("lead", Role::Lead),
    ("witness", Role::Witness),
    ("hearsay", Role::Hearsay),
    ("each", Role::Each),
    ("we", Role::We),
    ("lists", Role::Lists),
    ("belongs", Role::Belongs),
    ("tells", Role::Tells),
    ("toward", Role::Toward),
    ("including", Role::Including),
    ("included", Role::Included),
    ("charge", Role::Charge),
    ("since", Role::Since),
    ("until", Role::Until),
    ("begins", Role::Begins),
    ("ends", Role::Ends),
    ("relative", Role::Relative),
    ("gives", Role::Gives),
    ("opener", Role::Opener),
    ("field", Role::Field),
    ("legacy", Role::Legacy),
    ("departs", Role::Departs),
    ("purpose", Role::Purpose),
    ("anniversary", Role::Anniversary),
    ("reports", Role::Reports),
    ("people", Role::People),
    ("both", Role::Both),
    ("both-countries", Role::BothCountries),
    ("both-people", Role::BothPeople),
    ("you", Role::You),
    ("its", Role::Its),
];

/// A set of roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles(u128);

impl Roles {
    /// Whether the role is in the set.
    pub fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u128) != 0
    }

    /// Whether no role is in the set that makes the word more than a common one: who can speak, what can be cited, and what an event is
    /// held for are words like others.
    pub fn is_common(self) -> bool {
        const COMMON: u128 = 1 << Role::Reports as u128
            | 1 << Role::People as u128
            | 1 << Role::Field as u128
            | 1 << Role::Legacy as u128
            | 1 << Role::Departs as u128
            | 1 << Role::Purpose as u128
            | 1 << Role::Anniversary as u128;
        self.0 & !COMMON == 0
    }

    /// Whether a role is in the set that changes what a verb says of the world.
    pub fn is_modal(self) -> bool {
        const MODAL: u128 = 1 << Role::Planned as u128
            | 1 << Role::Wished as u128
            | 1 << Role::Denied as u128
            | 1 << Role::Conditional as u128
            | 1 << Role::Whether as u128;
        self.0 & MODAL != 0
    }

    /// Whether a preposition is in the set.
    pub fn is_preposition(self) -> bool {
        const PREPOSITIONS: u128 = (1 << (Role::Ba as u128 + 1)) - 1;
        self.0 & PREPOSITIONS != 0
    }
}

/// What is known of a post or title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Post {
    /// Commonly follows a bare surname.
    pub after_surname: bool,
    /// May follow a full name.
    pub after_name: bool,
    /// Also a common noun: needs a name next to it.
    pub is_weak: bool,
    /// Its holder acts for the one whose name stands before it.
    pub is_envoy: bool,
    /// Many hold it at a time: names that are joined to the first share it.
    pub is_many: bool,
    /// Its rank or field: an index that is the same for the posts of one level.
    pub level: u8,
    /// What somebody does for a living: a post only with the body that it is done for.
    pub is_occupation: bool,
    /// Belongs to a country, never to a body.
    pub is_of_country: bool,
    /// One person holds it of one body at a time.
    pub is_sole: bool,
}

/// What a noun that ends names says of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The kind of the names it ends.
    pub kind: Kind,
    /// Ends a name only after a name in quotation marks.
    pub needs_quotes: bool,
    /// Needs other evidence.
    pub is_weak: bool,
    /// Ends the names of administrative divisions.
    pub is_division: bool,
    /// Ends the names of newspapers and magazines, or stands behind them.
    pub is_outlet: bool,
    /// Ends the names of schools: they lie in the country that is printed before them, and are no part of it.
    pub is_school: bool,
    /// Ends the names of roads, railways and rivers: they run through places, and no place lies in them.
    pub is_line: bool,
    /// Ends the names of bodies of a state: they are part of the country that their name begins with.
    pub is_state: bool,
    /// Ends the names of events that are for somebody, whose name goes before it.
    pub is_personal: bool,
}

/// What is known of a word.
#[derive(Clone, Debug, Default)]
pub struct Word {
    /// The things it names.
    pub names: Vec<EntryId>,
    /// What it says as a post.
    pub post: Option<Post>,
    /// What it says as the end of a name.
    pub heads: Vec<Head>,
    /// What it does in a clause.
    pub roles: Roles,
    /// The rules that it triggers.
    pub triggers: Vec<RuleId>,
    /// Whether it is listed as a word that looks like a name and is none.
    pub is_no_name: bool,
}

impl Word {
    /// Whether nothing is known of it but that it is a word.
    pub fn is_bare(&self) -> bool {
        self.names.is_empty() && self.post.is_none() && self.roles.is_common() && self.triggers.is_empty()
    }
}

/// All words, by their spelling in simplified script.
#[derive(Debug, Default)]
pub struct Lexicon {
    ids: FxHashMap<Box<str>, WordId>,
    words: Vec<Word>,
    /// The things that the knowledge base knows.
    pub entries: Vec<Entry>,
    /// Countries and blocs by the character that stands for them in pairs and before the word for side.
    short_forms: FxHashMap<Box<str>, Vec<EntryId>>,
    /// Places and blocs by the character that stands for them, the usual one first.
    abbreviations: FxHashMap<Box<str>, Vec<EntryId>>,
    /// The country or body that a post belongs to wherever it is printed.
    holders: FxHashMap<Box<str>, EntryId>,
    surnames: FxHashSet<Box<str>>,
    transliteration: FxHashSet<char>,
    /// The last characters of the nouns that end names of each kind.
    head_ends: FxHashSet<(Kind, char)>,
    /// The words for side that are one character.
    sides: FxHashSet<char>,
}

/// The kinds of organizations that are a part of a country's state.
const STATE: [&str; 4] = ["government", "ministry", "military", "party_state"];

/// The tables of names: path, kind.
const NAMES: [(&str, Kind); 7] = [
    ("lexicon/countries.tsv", Kind::Country),
    ("lexicon/organizations.tsv", Kind::Organization),
    ("lexicon/places.tsv", Kind::Place),
    ("lexicon/people.tsv", Kind::Person),
    ("lexicon/initiatives.tsv", Kind::Initiative),
    ("lexicon/events.tsv", Kind::Event),
    ("lexicon/documents.tsv", Kind::Document),
];

impl Lexicon {
    /// Reads the tables.
    pub(crate) fn load(files: &Files) -> Result<Self, OntologyError> {
        let mut lexicon = Lexicon::default();
        let mut keys = BTreeMap::new();
        for (path, kind) in NAMES {
            let table = files.table(path)?;
            for row in table.rows() {
                lexicon.add_entry(&row, kind, &mut keys)?;
            }
            // A place may lie in one that stands after it.
            for row in table.rows().filter(|_| kind == Kind::Place) {
                lexicon.place(&row, &keys)?;
            }
        }
        for row in files.table("lexicon/ambiguous.tsv")?.rows() {
            // A name of several things names none of them without context.
            if let Some(id) = lexicon.ids.get(row.get("name")?) {
                lexicon.words[id.0 as usize].names.clear();
            }
        }
        for row in files.table("lexicon/abbreviations.tsv")?.rows() {
            let mut entries = Vec::new();
            for name in row.list("names")? {
                let word = lexicon.ids.get(name).map(|id| &lexicon.words[id.0 as usize]);
                let entry = word.and_then(|word| word.names.first());
                entries.push(
                    *entry.ok_or_else(|| row.error(format!("found name {name:?}, expected one of the name tables")))?,
                );
            }
            lexicon.abbreviations.insert(row.get("short")?.into(), entries);
        }
        let mut levels: Vec<String> = Vec::new();
        for row in files.table("lexicon/posts.tsv")?.rows() {
            let mut post = Post::default();
            let level = row.get("level")?;
            let at = levels.iter().position(|other| other == level).unwrap_or_else(|| {
                levels.push(level.to_owned());
                levels.len() - 1
            });
            post.level = u8::try_from(at).map_err(|_| row.error("found more than 256 levels".to_owned()))?;
            for flag in row.list("flags")? {
                match flag {
                    "surname" => post.after_surname = true,
                    "after" => post.after_name = true,
                    "weak" => post.is_weak = true,
                    "envoy" => post.is_envoy = true,
                    "many" => post.is_many = true,
                    "occupation" => post.is_occupation = true,
                    "country" => post.is_of_country = true,
                    "sole" => post.is_sole = true,
                    "fused" => {}
                    _ => {
                        return Err(row.error(format!(
                            "found flag {flag:?}, expected surname, after, weak, envoy, many, sole, country, occupation or fused"
                        )));
                    }
                }
            }
            lexicon.word_mut(row.get("post")?).post = Some(post);
        }
        for row in files.table("lexicon/holders.tsv")?.rows() {
            let key = row.get("holder")?;
            let holder = keys
                .get(key)
                .ok_or_else(|| row.error(format!("found key {key:?}, expected one of the name tables")))?;
            lexicon.holders.insert(row.get("post")?.into(), *holder);
        }
        for row in files.table("lexicon/heads.tsv")?.rows() {
            let class = row.get("class")?;
            let kind = Kind::from_local_name(class)
                .ok_or_else(|| row.error(format!("found class {class:?}, expected one such as Event")))?;
            let mut head = Head {
                kind,
                needs_quotes: false,
                is_weak: false,
                is_division: false,
                is_outlet: false,
                is_school: false,
                is_line: false,
                is_state: false,
                is_personal: false,
            };
            for flag in row.list("flags")? {
                match flag {
                    "quoted" => head.needs_quotes = true,
                    "weak" => head.is_weak = true,
                    "division" => head.is_division = true,
                    "outlet" => head.is_outlet = true,
                    "school" => head.is_school = true,
                    "line" => head.is_line = true,
                    "state" => head.is_state = true,
                    "personal" => head.is_personal = true,
                    _ => {
                        return Err(row.error(format!(
                            "found flag {flag:?}, expected quoted, weak, division, outlet, school, line, state or personal"
                        )));
                    }
                }
            }
            let noun = row.get("head")?;
            lexicon.head_ends.extend(noun.chars().next_back().map(|last| (kind, last)));
            let heads = &mut lexicon.word_mut(noun).heads;
            heads.push(head);
            heads.sort_by_key(|head| (head.is_weak, head.kind));
        }
        for row in files.table("lexicon/words.tsv")?.rows() {
            let mut roles = Roles::default();
            for name in row.list("roles")? {
                let (_, role) = ROLES.iter().find(|(n, _)| *n == name).ok_or_else(|| {
                    let known: Vec<&str> = ROLES.iter().map(|(n, _)| *n).collect();
                    row.error(format!("found role {name:?}, expected one of {}", known.join(", ")))
                })?;
                roles.0 |= 1 << *role as u128;
            }
            let word = row.get("word")?;
            lexicon.word_mut(word).roles = roles;
            if let (true, &[side]) = (roles.has(Role::Side), &word.chars().collect::<Vec<_>>()[..]) {
                lexicon.sides.insert(side);
            }
        }
        for row in files.table("lexicon/blockers.tsv")?.rows() {
            lexicon.word_mut(row.get("word")?).is_no_name = true;
        }
        for row in files.table("lexicon/surnames.tsv")?.rows() {
            lexicon.surnames.insert(row.get("surname")?.into());
        }
        for row in files.table("lexicon/transliteration.tsv")?.rows() {
            lexicon.transliteration.extend(row.get("char")?.chars());
        }
        Ok(lexicon)
    }

    /// Links the place of a row to the one that it lies in.
    fn place(&mut self, row: &Row<'_, '_>, keys: &BTreeMap<String, EntryId>) -> Result<(), OntologyError> {
        let Some(outer) = row.list("within")?.next() else { return Ok(()) };
        let found = keys.get(outer).copied();
        let outer =
            found.ok_or_else(|| row.error(format!("found {outer:?} in within, expected the key of a place")))?;
        let place = keys[row.get("key")?];
        if std::iter::successors(Some(outer), |id| self.entry(*id).within).any(|id| id == place) {
            return Err(row.error("found a place that lies in itself, expected no circle".to_owned()));
        }
        self.entries[place.0 as usize].within = Some(outer);
        Ok(())
    }

    fn add_entry(
        &mut self,
        row: &Row<'_, '_>,
        kind: Kind,
        keys: &mut BTreeMap<String, EntryId>,
    ) -> Result<(), OntologyError> {
        let key = row.get("key")?;
        let id = EntryId(crate::text::offset(self.entries.len()));
        if keys.insert(key.to_owned(), id).is_some() {
            return Err(row.error(format!("found key {key:?} a second time, expected every key once")));
        }
        let country = match kind {
            Kind::Organization | Kind::Place | Kind::Person => row.list("country")?.next().map(str::to_lowercase),
            _ => None,
        };
        let is_of = |sort: &str| match kind {
            Kind::Organization | Kind::Place => Ok(row.list("kind")?.any(|k| k == sort)),
            _ => Ok(false),
        };
        let (is_ambiguous, is_generic) = (is_of("ambiguous")?, is_of("ministry")?);
        let (is_media, is_party) = (is_of("media")?, is_of("party")?);
        let is_state = kind == Kind::Organization && row.list("kind")?.any(|kind| STATE.contains(&kind));
        let name = row.get("name")?;
        self.entries.push(Entry {
            kind,
            key: key.to_owned(),
            name: name.to_owned(),
            wikidata: row.list("qid")?.next().map(str::to_uppercase),
            country,
            within: None,
            is_state,
            is_party,
            is_media,
            is_ambiguous,
            is_generic,
        });
        for spelling in std::iter::once(name).chain(row.list("aliases")?) {
            let names = &mut self.word_mut(spelling).names;
            if !names.contains(&id) {
                names.push(id);
            }
        }
        if kind == Kind::Country {
            for short in row.list("short")? {
                self.short_forms.entry(short.into()).or_default().push(id);
            }
        }
        Ok(())
    }

    /// The word with this spelling, made if new.
    pub(crate) fn word_mut(&mut self, spelling: &str) -> &mut Word {
        let next = WordId(crate::text::offset(self.words.len()));
        let id = *self.ids.entry(spelling.into()).or_insert(next);
        if id == next {
            self.words.push(Word::default());
        }
        &mut self.words[id.0 as usize]
    }

    /// The word with this spelling.
    pub fn find(&self, spelling: &str) -> Option<WordId> {
        self.ids.get(spelling).copied()
    }

    /// The words that a name ends in, the longest first, and where in it each begins, in bytes. A word that is the whole name is one.
    pub fn endings<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (usize, &'a Word)> {
        name.char_indices().filter_map(|(at, _)| Some((at, self.word(self.find(&name[at..])?))))
    }

    /// The longest noun that a name ends in of those that end names, and where in it the noun begins, in bytes.
    pub fn head<'a>(&'a self, name: &'a str) -> Option<(usize, &'a Word)> {
        self.endings(name).find(|(_, word)| !word.heads.is_empty())
    }

    /// Whether the last character of a name is that of a noun that ends names of a kind, as far as one look tells.
    pub fn may_end(&self, name: &str, kind: Kind) -> bool {
        name.chars().next_back().is_some_and(|last| self.head_ends.contains(&(kind, last)))
    }

    /// Whether a character is a word for side.
    pub fn is_side(&self, c: char) -> bool {
        self.sides.contains(&c)
    }

    /// What is known of a word.
    pub fn word(&self, id: WordId) -> &Word {
        &self.words[id.0 as usize]
    }

    /// What is known of the thing with this id.
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.0 as usize]
    }

    /// All spellings, in no order.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        self.ids.keys().map(AsRef::as_ref)
    }

    /// The spellings of things that the knowledge base knows, sorted.
    pub fn names(&self) -> Vec<&str> {
        let is_name = |id: &WordId| !self.word(*id).names.is_empty();
        let mut names: Vec<&str> = self.ids.iter().filter(|(_, id)| is_name(id)).map(|(name, _)| &**name).collect();
        names.sort_unstable();
        names
    }

    /// The posts that one person holds of one body at a time, in no order.
    pub fn sole_posts(&self) -> impl Iterator<Item = &str> {
        let is_sole = |id: &WordId| self.word(*id).post.is_some_and(|post| post.is_sole);
        self.ids.iter().filter(move |(_, id)| is_sole(id)).map(|(post, _)| &**post)
    }

    /// The countries that a short form may stand for; empty where it is none.
    pub fn short_form(&self, form: &str) -> &[EntryId] {
        self.short_forms.get(form).map_or(&[], Vec::as_slice)
    }

    /// The places and blocs that a character may stand for, the usual one first; empty where it stands for none.
    pub fn abbreviation(&self, form: &str) -> &[EntryId] {
        self.abbreviations.get(form).map_or(&[], Vec::as_slice)
    }

    /// The country or body that a post belongs to wherever it is printed.
    pub fn holder(&self, post: &str) -> Option<EntryId> {
        self.holders.get(post).copied()
    }

    /// Whether this is a surname.
    pub fn is_surname(&self, text: &str) -> bool {
        self.surnames.contains(text)
    }

    /// Whether this character is common in transliterated names.
    pub fn is_transliteration(&self, c: char) -> bool {
        self.transliteration.contains(&c)
    }
}
