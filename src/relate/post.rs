//! Posts: what stands before and after a person's name, and what people become and were.
//!
//! A post phrase ends in a post; before it stand the body it belongs to, what says that it is past, and for an envoy the place.
//! `[中国] [驻丹麦大使]`, `[欧盟委员会] 前 [贸易委员]`. Several phrases that are joined share one name.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::chunk::{Chunks, Noun};
use super::element::What;
use super::verb::Doer;
use super::{Claim, Context, Object, Period, Voice, period, topics};
use crate::ontology::class::{Kind, PropertyId};
use crate::ontology::lexicon::{Role, Word};
use crate::ontology::rule::{How, RuleId};
use crate::punctuation::Mark;
use crate::reading::Modality;
use crate::recognise::Mentions;
use crate::resolve::{ReferentId, Referents};
use crate::segment::Pos;
use crate::text::Span;

/// Most words between two posts of one name that are no part of a known name.
const WIDEST_GAP: usize = 6;

/// A post that somebody holds.
#[derive(Clone, Debug)]
struct Held {
    /// First element of the phrase.
    first: usize,
    /// The element of the post itself.
    element: usize,
    /// The words of the post.
    post: Span,
    /// The body or country printed with it.
    body: Option<usize>,
    /// The party printed before that body, whose member its holder is there.
    party: Option<usize>,
    /// Whom the holder of the post acts for.
    principal: Option<usize>,
    modality: Modality,
}

/// States the posts of the persons in a sentence.
pub(super) fn claims(chunks: &Chunks<'_>, context: &Context<'_>, claims: &mut Vec<Claim>) {
    if let Some((rule, &[holds, works, represents])) = context.function("posts") {
        let (modality, voice, period) = (Modality::Actual, None, Period::default());
        let writer = Writer { chunks, context, rule, holds, works, represents, modality, voice, left: None, period };
        for i in (0..chunks.elements.len()).filter(|i| chunks.kind(*i) == Some(Kind::Person)) {
            let is_other = is_removed(chunks, i) || is_whose(chunks, context, i);
            let Some(mention) = chunks.mention(i).filter(|_| !is_other) else { continue };
            let held = beside(chunks, i);
            writer.write(mention, &if held.is_empty() { shared(chunks, i) } else { held }, claims);
        }
    }
    offices(chunks, context, claims);
}

/// Turns posts into claims.
struct Writer<'a> {
    chunks: &'a Chunks<'a>,
    context: &'a Context<'a>,
    rule: RuleId,
    holds: PropertyId,
    works: PropertyId,
    represents: PropertyId,
    /// What the verb says of the posts.
    modality: Modality,
    /// Who says so.
    voice: Option<Voice>,
    /// What the verb says beside that: that they are left.
    left: Option<PropertyId>,
    /// Since when and until when the verb says that they are held.
    period: Period,
}

impl Writer<'_> {
    /// Claims that the person of a mention holds posts, the nearest to the name first.
    fn write(&self, mention: usize, held: &[Held], claims: &mut Vec<Claim>) {
        let Some(person) = self.context.referent(mention) else { return };
        let name = self.context.span(mention);
        for (n, post) in held.iter().enumerate() {
            let words = self.context.text.get(post.post);
            let body = self.body(held, n);
            if body.is_none() && self.chunks.post(post.element).is_some_and(|post| post.is_occupation) {
                continue;
            }
            let printed = body.and_then(|body| self.context.referent(body));
            let organization = printed.or_else(|| self.holder(person, post));
            let modality = if self.modality == Modality::Actual { post.modality } else { self.modality };
            let mut claim = |property: PropertyId, object: Object, organization: Option<ReferentId>, evidence: Span| {
                claims.push(Claim {
                    modality: if self.left == Some(property) { Modality::Actual } else { modality },
                    attributed_to: self.voice,
                    date: self.period.until.filter(|_| self.left == Some(property)),
                    organization,
                    period: if property == self.holds { self.period } else { Period::default() },
                    ..Claim::new(person, property, object, vec![evidence], self.rule)
                });
            };
            let evidence = post.post.cover(name);
            claim(self.holds, Object::Text(words.to_owned()), organization, evidence);
            if let Some(left) = self.left.filter(|_| modality == Modality::Former) {
                claim(left, Object::Text(words.to_owned()), organization, evidence);
            }
            if let Some(principal) = post.principal
                && let Some(referent) = self.context.referent(principal)
            {
                claim(self.represents, Object::Referent(referent), None, self.context.span(principal).cover(name));
            }
            if let Some(organization) = organization.filter(|organization| *organization != person) {
                let evidence = body.map_or(evidence, |body| self.context.span(body).cover(name));
                claim(self.works, Object::Referent(organization), None, evidence);
            }
            if let Some(party) = post.party
                && let Some(referent) = self.context.referent(party)
            {
                claim(self.works, Object::Referent(referent), None, self.context.span(party).cover(name));
            }
        }
    }

    /// The body of a post: its own, else that of the posts printed before it where it holds for them too: a country, or a body whose
    /// posts are of the same field. `国务委员兼外交部长` of one country, `副董事长、首席财务官` of one company.
    fn body(&self, held: &[Held], n: usize) -> Option<usize> {
        let post = &held[n];
        if post.body.is_some() || self.context.ontology.lexicon.holder(self.context.text.get(post.post)).is_some() {
            return post.body;
        }
        let before = held[n + 1..].iter().find(|held| held.body.is_some());
        let before = before.filter(|before| {
            before.body.is_some_and(|body| self.context.kind(body) == Kind::Country)
                || self.level(before).is_some_and(|level| Some(level) == self.level(post))
        });
        before
            .and_then(|before| before.body)
            .or_else(|| self.body_of_list(held.last()?.first, self.context.text.get(post.post)))
    }

    /// The rank or field of a post, where the lexicon knows it.
    fn level(&self, held: &Held) -> Option<u8> {
        self.chunks.post(held.element).map(|post| post.level)
    }

    /// The country of the first of listed persons, for posts that are printed without: `the president of A, X, and premier Y`; or
    /// their body, if the one is the deputy of the other: `the chair of A, X, and vice chair Y`.
    fn body_of_list(&self, first: usize, post: &str) -> Option<usize> {
        let joint = first.checked_sub(1).filter(|joint| self.chunks.joins(*joint))?;
        let name = joint.checked_sub(1).filter(|name| self.chunks.kind(*name) == Some(Kind::Person))?;
        let held = beside(self.chunks, name);
        let own = held.iter().find(|held| held.body.is_some());
        let is_theirs = |own: &&Held| {
            let is_country = own.body.is_some_and(|body| self.context.kind(body) == Kind::Country);
            let printed = self.context.text.get(own.post);
            is_country || post.ends_with(printed) || printed.ends_with(post)
        };
        match own {
            Some(own) => Some(own).filter(is_theirs).and_then(|own| own.body),
            None => self.body_of_list(held.last().map(|held| held.first).filter(|first| *first < name)?, post),
        }
    }

    /// The country or body of a post that is printed without: where such a post always belongs, unless the article gives the person
    /// another country; else, for a post of countries only, the country that the person is known to be of, or for people of whom
    /// nothing is known the only country of the article.
    fn holder(&self, person: ReferentId, held: &Held) -> Option<ReferentId> {
        let referents = &self.context.referents;
        let own = self.context.countries.of.get(&person).copied();
        let known = self.context.entry(person).and_then(|entry| entry.country.as_ref());
        if let Some(entry) = self.context.ontology.lexicon.holder(self.context.text.get(held.post)) {
            let holder = referents.of_entry(entry)?;
            let is_foreign = referents.get(holder).kind == Kind::Country && own.is_some_and(|own| own != holder);
            return Some(holder).filter(|_| !is_foreign);
        }
        let is_state =
            self.chunks.post(held.element).is_some_and(|post| post.is_of_country) && held.modality == Modality::Actual;
        let mut countries = (0..).map(ReferentId).zip(&referents.referents).filter(|(_, r)| r.kind == Kind::Country);
        let post = self.context.text.get(held.post);
        // Whose known people are.
        if let Some(key) = known {
            let is_theirs = |id: ReferentId| self.context.entry(id).is_some_and(|country| country.key == *key);
            return countries.map(|(id, _)| id).find(|id| is_theirs(*id)).filter(|_| is_state && own.is_none());
        }
        match (countries.next(), countries.next()) {
            (Some((only, _)), None) if is_state && own.is_none() => {
                Some(only).filter(|only| !self.context.countries.is_other(person, post, *only))
            }
            _ => None,
        }
    }
}

/// What an article prints of people and countries.
#[derive(Default)]
pub(super) struct Countries {
    /// The country printed with a post of each person.
    pub(super) of: BTreeMap<ReferentId, ReferentId>,
    /// The people who in some clause do something to a country, such as visit it, or have to do with somebody of it: it is not theirs.
    apart: BTreeSet<(ReferentId, ReferentId)>,
    /// Who is printed with a post of a country.
    held: BTreeMap<(ReferentId, String), ReferentId>,
}

impl Countries {
    /// Whether a country is not that of a person who holds a post that is printed without one.
    fn is_other(&self, person: ReferentId, post: &str, country: ReferentId) -> bool {
        let is_held = || self.held.get(&(country, post.to_owned())).is_some_and(|holder| *holder != person);
        self.apart.contains(&(person, country)) || is_held()
    }
}

/// What an article prints of people and countries.
pub(super) fn countries(chunks: &[Chunks<'_>], mentions: &Mentions, referents: &Referents) -> Countries {
    let mut countries = Countries::default();
    let is = |mention: usize, kind: Kind| mentions.mentions[mention].kind == kind;
    for chunks in chunks {
        for i in (0..chunks.elements.len()).filter(|i| chunks.kind(*i) == Some(Kind::Person)) {
            let Some(person) = chunks.mention(i).and_then(|mention| referents.of_mention[mention]) else { continue };
            for held in beside(chunks, i) {
                let body = held.body.filter(|body| is(*body, Kind::Country));
                if let Some(country) = body.and_then(|body| referents.of_mention[body]) {
                    countries.of.entry(person).or_insert(country);
                    countries.held.entry((country, chunks.text.get(held.post).to_owned())).or_insert(person);
                }
            }
        }
    }
    for clause in chunks.iter().flat_map(|chunks| chunks.clauses.iter().map(move |clause| (chunks, clause))) {
        let (chunks, clause) = clause;
        let within = |noun: &&Noun| clause.elements.contains(&noun.first);
        let nouns: Vec<&Noun> = chunks.nouns.iter().filter(within).collect();
        for (i, noun) in nouns.iter().enumerate() {
            for person in noun.heads.iter().filter(|head| is(**head, Kind::Person)) {
                let Some(person) = referents.of_mention[*person] else { continue };
                for (_, other) in nouns.iter().enumerate().filter(|(j, _)| *j != i) {
                    let is_object = other.first.checked_sub(1).is_some_and(|i| chunks.is_trigger(i));
                    for head in &other.heads {
                        let Some(id) = referents.of_mention[*head] else { continue };
                        let country = if is(*head, Kind::Country) {
                            Some(id).filter(|_| is_object)
                        } else {
                            countries.of.get(&id).copied()
                        };
                        countries.apart.extend(country.map(|country| (person, country)));
                    }
                }
            }
        }
    }
    countries
}

/// The phrase whose post is element `post`, looking back as far as element `from`.
fn phrase(chunks: &Chunks<'_>, post: usize, from: usize) -> Held {
    // A title between the post and the name is no part of the post.
    let is_title = |i: usize| chunks.post(i).is_some_and(|post| post.is_occupation && !post.is_weak);
    let is_before = |i: &usize| *i >= from && chunks.kind(*i) == Some(Kind::Post) && !is_title(*i);
    let post = post.checked_sub(1).filter(|_| is_title(post)).filter(is_before).unwrap_or(post);
    // The post of another, whom the holder serves, is part of the post: `秘书长 发言人`. A title of the name before it is not.
    let is_part = |i: &usize| chunks.kind(*i) == Some(Kind::Post) && !chunks.is_title(*i);
    let first = (from..post).rev().take_while(is_part).last();
    // The title before an envoy's post is that of the sender named before it.
    let is_sent = |first: &usize| {
        chunks.is_envoy(post) && first.checked_sub(1).is_some_and(|name| chunks.kind(name) == Some(Kind::Person))
    };
    let first = first.filter(|first| !is_sent(first)).unwrap_or(post);
    let mut held = Held {
        first,
        element: post,
        post: chunks.elements[first].span.cover(chunks.elements[post].span),
        body: None,
        party: None,
        principal: None,
        modality: Modality::Actual,
    };
    let mut place_of = false;
    while let Some(before) = held.first.checked_sub(1).filter(|before| *before >= from) {
        match chunks.kind(before) {
            // The nearest body is the one of the post; what stands before it says what the body is part of, or whose member the
            // holder is there: `the member of parliament for party A`.
            Some(Kind::Organization | Kind::Country) => {
                held.party = chunks.mention(before).filter(|_| held.body.is_some() && chunks.is_party(before));
                held.body = held.body.or(chunks.mention(before).filter(|_| !place_of));
            }
            // Who governs a place does not work for the country it lies in.
            Some(Kind::Place) if held.body.is_none() => place_of = true,
            Some(Kind::Place) => {}
            // The place where an envoy is belongs to the post, and the one that sends stands before both.
            None if chunks.has(before, Role::Resident) && (held.body.is_some() || place_of) => {
                held.post = chunks.elements[before].span.cover(held.post);
                (held.body, place_of) = (None, false);
            }
            None if chunks.has(before, Role::Former) => held.modality = Modality::Former,
            // The marks around the name of the body.
            None if chunks.is_closing(before) && before > from && held.body.is_none() => {
                let is_body = matches!(chunks.kind(before - 1), Some(Kind::Organization));
                if !is_body {
                    break;
                }
            }
            None if chunks.has(before, Role::Describing) => {}
            // `the envoy for the question of A`: the region is no part of who sends.
            None if chunks.has(before, Role::Field) && held.body.is_none() && before > from => {
                let is_region = |i: &usize| matches!(chunks.kind(*i), Some(Kind::Country | Kind::Place));
                held.first = (from..before).rev().take_while(is_region).last().unwrap_or(before);
                // Whose envoy it is stands before.
                let is_sender = |i: &usize| chunks.kind(*i) == Some(Kind::Post);
                held.first = (from..held.first).rev().take_while(is_sender).last().unwrap_or(held.first);
                continue;
            }
            None if let Some(verb) = (from..before).rev().find(|verb| chunks.in_charge(*verb) == Some(before + 1)) => {
                held.first = verb;
                continue;
            }
            None if held.body.is_none() && chunks.that(before).is_some() => held.body = chunks.that(before),
            None if held.body.is_none()
                && let Some(body) = body_of_field(chunks, before, post, from) =>
            {
                held.body = chunks.mention(body);
                held.first = body;
                continue;
            }
            _ => break,
        }
        held.first = before;
    }
    held
}

/// The body before the plain nouns that end at an element and say what the post after them is for: `A's trade commissioner`.
fn body_of_field(chunks: &Chunks<'_>, last: usize, post: usize, from: usize) -> Option<usize> {
    /// Most words of a field.
    const MOST: usize = 2;
    let known = chunks.post(post).filter(|post| !post.is_weak && !post.is_occupation)?;
    let is_field = |i: &usize| chunks.is_plain_noun(*i) && chunks.word(*i).is_none_or(|word| word.heads.is_empty());
    let n_words = (from..=last).rev().take_while(is_field).count();
    let body = last.checked_sub(n_words).filter(|body| *body >= from && (1..=MOST).contains(&n_words))?;
    match chunks.kind(body)? {
        Kind::Organization => Some(body),
        Kind::Country => Some(body).filter(|_| known.is_of_country),
        _ => None,
    }
}

/// The posts at the name at an element, the nearest first.
fn beside(chunks: &Chunks<'_>, name: usize) -> Vec<Held> {
    let is_post = |i: &usize| chunks.kind(*i) == Some(Kind::Post) && !chunks.has_role(*i, Role::Kin);
    let mut held = before(chunks, name);
    // After the name: the person's own titles, of the body before the name.
    let after = name + 1..chunks.titles_end(name + 1);
    let body = name.checked_sub(1).filter(|i| matches!(chunks.kind(*i), Some(Kind::Organization | Kind::Country)));
    let body = body.and_then(|body| chunks.mention(body));
    let titles = after.filter(is_post).map(|i| Held { body, ..phrase(chunks, i, i) });
    held.splice(0..0, titles);
    // In brackets after the name: all of it is a post.
    if chunks.mark(name + 1) == Some(Mark::OpenAside)
        && let Some(close) = (name + 2..chunks.elements.len()).find(|i| chunks.mark(*i) == Some(Mark::CloseAside))
        && close.checked_sub(1).is_some_and(|last| is_post(&last))
        && (name + 2..close).all(|i| chunks.kind(i).is_some_and(|kind| kind != Kind::Person) || chunks.joins(i))
    {
        held.extend((name + 2..close).rev().filter(is_post).map(|i| phrase(chunks, i, name + 2)));
    }
    held
}

/// The posts before the name at an element, the nearest first.
fn before(chunks: &Chunks<'_>, name: usize) -> Vec<Held> {
    let mut held = Vec::new();
    let mut i = name;
    // `then prime minister of A, B`, with the particle before the name.
    if let Some(post) =
        name.checked_sub(2).filter(|i| chunks.has(i + 1, Role::De) && chunks.kind(*i) == Some(Kind::Post))
    {
        let is_said = |i: usize| chunks.has(i, Role::Former) || chunks.has(i, Role::Copula);
        let first = phrase(chunks, post, 0).first;
        if is_said(first) || first.checked_sub(1).is_some_and(is_said) {
            i = name - 1;
        }
    }
    // `professor at A, sinologist B`: what somebody is known as stands between.
    let is_known_as =
        |i: usize| chunks.is_plain_noun(i) && i > 1 && chunks.joins(i - 1) && chunks.kind(i - 2) == Some(Kind::Post);
    if name.checked_sub(1).is_some_and(is_known_as) {
        i = name - 2;
    }
    while let Some(post) = i.checked_sub(1).filter(|i| chunks.kind(*i) == Some(Kind::Post)) {
        let mut found = phrase(chunks, post, 0);
        i = found.first;
        // The posts between an envoy's and the name before it are those of the one named.
        let named = (0..post).rev().find(|before| chunks.kind(*before) != Some(Kind::Post));
        let named = named.filter(|named| chunks.is_envoy(post) && chunks.kind(*named) == Some(Kind::Person));
        found.principal = named.and_then(|named| chunks.mention(named));
        let is_last = found.principal.is_some();
        if !chunks.has_role(post, Role::Kin) {
            held.push(found);
        }
        if is_last {
            break;
        }
        // Another post that shares the name; what lies between may belong to a name that nobody knows.
        let is_joint = |joint: &usize| {
            let post = joint.checked_sub(1).filter(|post| chunks.kind(*post) == Some(Kind::Post));
            chunks.joins(*joint) && post.is_some_and(|post| !chunks.is_title(post))
        };
        let gap = (i.saturating_sub(WIDEST_GAP)..i).rev();
        let mut gap = gap.take_while(|i| chunks.mark(*i).is_none_or(|mark| mark == Mark::Pause));
        i = gap.find(|i| is_joint(i) || chunks.kind(*i) == Some(Kind::Person)).filter(is_joint).unwrap_or(i);
    }
    // What is past of the first post of a body is past of those that are joined to it: `former secretary and deputy director A`.
    for n in (1..held.len()).rev() {
        let (nearer, farther) = held.split_at_mut(n);
        let (post, before) = (&mut nearer[n - 1], &farther[0]);
        let is_current = (post.first..post.element).any(|i| chunks.has(i, Role::Describing));
        if before.modality == Modality::Former && post.body.is_none() && !is_current {
            post.modality = Modality::Former;
        }
    }
    held
}

/// The post of the first of listed names, where many can hold it and only it is printed: `议员A、B和C`.
fn shared(chunks: &Chunks<'_>, name: usize) -> Vec<Held> {
    let Some(noun) = chunks.nouns.iter().chain(&chunks.modifiers).find(|noun| noun.first < name && name < noun.end)
    else {
        return Vec::new();
    };
    let is_list = (noun.first..noun.end).any(|i| chunks.mark(i) == Some(Mark::Pause) && i > noun.first);
    let names = (noun.first..name).rev().filter(|i| chunks.kind(*i) == Some(Kind::Person));
    let bare_before = |name: usize| name > 0 && chunks.joins(name - 1);
    if !is_list || !bare_before(name) {
        return Vec::new();
    }
    for other in names {
        let held = beside(chunks, other);
        if let Some(nearest) = held.first() {
            let is_many = chunks.post(nearest.element).is_some_and(|post| post.is_many) && nearest.element < other;
            return if is_many { vec![nearest.clone()] } else { Vec::new() };
        }
        if !bare_before(other) {
            break;
        }
    }
    Vec::new()
}

/// States the posts that people take, hold and leave by the verbs for it.
fn offices(chunks: &Chunks<'_>, context: &Context<'_>, claims: &mut Vec<Claim>) {
    let Some((_, &[holds, works, represents, ..])) = context.function("offices") else { return };
    let mut topic = None;
    // The body of the last office in the sentence, with the field of its post.
    let mut office: Option<(Option<u8>, usize)> = None;
    for verb in 0..chunks.elements.len() {
        let Some(rule) = office_rule(chunks, context, verb) else { continue };
        let Some(clause) = chunks.clause_of(verb) else { continue };
        let topics: &Vec<Vec<usize>> = topic.get_or_insert_with(|| topics(chunks));
        let elements = chunks.clauses[clause].elements.clone();
        let end = posts_end(chunks, clause);
        let head_with_office = office_of_head(chunks, verb, elements.clone());
        let (holders, mut held) = if is_removed(chunks, verb + 1) {
            (chunks.mention(verb + 1).into_iter().collect(), taken(chunks, verb + 1, end))
        } else {
            // A rule of who does it to whom: who is appointed is its object.
            let is_done_to = |id: RuleId| {
                let rule = &context.ontology.rules[id.0 as usize];
                let range = |property: &PropertyId| context.ontology.properties[property.0 as usize].range;
                rule.how == How::Frame && rule.asserts.iter().any(|property| range(property).has(Kind::Person))
            };
            match head_with_office {
                // Whose the post is stands between.
                Some((head, de)) => {
                    let whose = verb + usize::from(chunks.kind(verb + 1) == Some(Kind::Person));
                    (vec![head], taken(chunks, whose, de))
                }
                None => {
                    let holders = holders_of_office(chunks, elements.start, verb, &topics[clause], is_done_to);
                    (holders, taken(chunks, verb, end))
                }
            }
        };
        let own = &context.ontology.rules[rule.0 as usize];
        let Some(modality) = modality(chunks, elements.start, verb, own.modality) else { continue };
        let voice = context.voice_at(chunks.elements[verb].span.start());
        let period = period::of(chunks, verb, elements, context);
        let is_over = modality == Modality::Actual && context.published.is_some_and(|day| period.is_over(day));
        let modality = if is_over { Modality::Former } else { modality };
        let left = own.asserts.get(3).copied().filter(|_| chunks.has(verb, Role::Ends));
        let writer = Writer { chunks, context, rule, holds, works, represents, modality, voice, left, period };
        // `A becomes director of B, C and D deputy directors`: of the same body, if the posts are of one field.
        let shares = |(level, _): &(Option<u8>, usize)| held.iter().all(|post| writer.level(post) == *level);
        match held.last().map(|first| (writer.level(first), first.body)) {
            Some((level, Some(body))) => {
                let is_main = head_with_office.is_none() && modality != Modality::Former;
                office = Some((level, body)).filter(|_| is_main);
            }
            Some((_, None)) if held.iter().all(|post| post.body.is_none()) => {
                let body = office.filter(shares).map(|(_, body)| body);
                held.iter_mut().for_each(|post| post.body = body);
            }
            _ => {}
        }
        for holder in holders {
            writer.write(holder, &held, claims);
        }
    }
}

/// The person whom a relative clause says an office of, and the particle before: `the scholar A who was president of B`.
fn office_of_head(chunks: &Chunks<'_>, verb: usize, clause: Range<usize>) -> Option<(usize, usize)> {
    let relative = chunks.relative(verb, clause.start, clause.end).filter(|relative| relative.start == verb)?;
    let [head] = chunks.nouns[relative.head?].heads[..] else { return None };
    let is_person = chunks.mentions.mentions[head].kind == Kind::Person;
    (is_person && chunks.kind(relative.de - 1) == Some(Kind::Post)).then_some((head, relative.de))
}

/// One past the posts of an office in a clause, which may go on in the clauses after it that have nothing but bodies and posts:
/// `served as minister of A, governor of B and so on`.
fn posts_end(chunks: &Chunks<'_>, clause: usize) -> usize {
    let mut end = chunks.clauses[clause].elements.end;
    for next in &chunks.clauses[clause + 1..] {
        let range = next.elements.clone();
        let goes_on =
            chunks.mark(end) == Some(Mark::Comma) && chunks.kind(end - 1) == Some(Kind::Post) && range.start == end + 1;
        let part = range.start + range.clone().take_while(|i| chunks.is_of_posts(*i)).count();
        let is_posts = part > range.start && chunks.kind(part - 1) == Some(Kind::Post);
        if !goes_on || !is_posts || part < range.end && !chunks.has(part, Role::Etc) {
            break;
        }
        end = part;
        if part < range.end {
            break;
        }
    }
    end
}

/// The rule of offices that a word triggers.
fn office_rule(chunks: &Chunks<'_>, context: &Context<'_>, i: usize) -> Option<RuleId> {
    let is_office = |id: &RuleId| matches!(&context.ontology.rules[id.0 as usize].how, How::Function(function) if function == "offices");
    chunks.word(i)?.triggers.iter().copied().find(is_office)
}

/// Whether the name at an element only says whose the post behind it is, which somebody else takes: `who was A's adviser`.
fn is_whose(chunks: &Chunks<'_>, context: &Context<'_>, name: usize) -> bool {
    let takes = || name > 0 && office_rule(chunks, context, name - 1).is_some();
    let goes_on =
        || (name + 1..).find(|i| chunks.kind(*i) != Some(Kind::Post)).filter(|end| chunks.has(*end, Role::De));
    chunks.kind(name + 1) == Some(Kind::Post) && goes_on().is_some() && takes()
}

/// Whether the name at an element is that of somebody who is removed from the posts printed after it: `dismisses A as minister`.
fn is_removed(chunks: &Chunks<'_>, name: usize) -> bool {
    name > 0 && chunks.has(name - 1, Role::Ends) && chunks.kind(name) == Some(Kind::Person)
}

/// Those who take an office: right before the verb, or the only ones that the clause is about.
fn holders_of_office(
    chunks: &Chunks<'_>,
    start: usize,
    verb: usize,
    topic: &[usize],
    is_done_to: impl Fn(RuleId) -> bool,
) -> Vec<usize> {
    let is_person = |noun: &&Noun| {
        let kind = |head: &usize| chunks.mentions.mentions[*head].kind;
        !noun.is_representative && noun.heads.iter().all(|head| kind(head) == Kind::Person)
    };
    // `A将被…任命为`, `A在担任…期间`: the words between do not part the two.
    let parts = [Role::Planned, Role::Former, Role::Denied, Role::By, Role::At, Role::Since, Role::Until];
    let is_between = |i: usize| {
        chunks.elements[i].what == What::Date
            || chunks.elements[i].pos == Pos::Adverb && chunks.word(i).is_none_or(Word::is_bare)
            || parts.iter().any(|role| chunks.has(i, *role))
    };
    let skipped = (start..verb).rev().find(|i| !is_between(*i));
    // Who appoints somebody does not take the office, nor does who is removed from another or followed in it.
    let appoints = |i: usize| chunks.word(i).is_some_and(|word| word.triggers.iter().any(|id| is_done_to(*id)));
    let is_other = |noun: usize| {
        let first = chunks.nouns[noun].first;
        // `succeeding A`, by a verb that governs like a preposition
        let governs_other = |i: usize| {
            appoints(verb) && chunks.has(i, Role::By)
                || chunks.has(i, Role::Prep) && chunks.elements[i].pos == Pos::Verb
        };
        let is_governed = chunks.governor(noun, start).is_some_and(governs_other);
        let is_followed = || {
            let before = chunks.object_of(first, start)?;
            Some(!appoints(before) && matches!(chunks.doer(before, start), Doer::Noun(_)))
        };
        is_governed || is_removed(chunks, first) || is_followed().unwrap_or_default()
    };
    let right_before =
        skipped.and_then(|last| (0..chunks.nouns.len()).find(|noun| chunks.nouns[*noun].end == last + 1));
    let right_before = right_before.filter(|noun| !is_other(*noun)).map(|noun| &chunks.nouns[noun]).filter(is_person);
    let holder = right_before.or_else(|| {
        let subject = match (chunks.doer(verb, start), topic) {
            _ if chunks.has(verb, Role::Copula) => None,
            // `congratulates B on winning and taking office`
            (Doer::Noun(doer), _) => Some(&chunks.nouns[doer]),
            (_, [topic]) => Some(&chunks.nouns[*topic]),
            _ => None,
        };
        subject.filter(|noun| noun.first < verb).filter(is_person)
    });
    holder.map(|noun| noun.heads.clone()).unwrap_or_default()
}

/// The posts that a verb takes as its object.
fn taken(chunks: &Chunks<'_>, verb: usize, end: usize) -> Vec<Held> {
    let is_post = |i: &usize| chunks.kind(*i) == Some(Kind::Post) && !chunks.has_role(*i, Role::Kin);
    let posts: Vec<usize> =
        (verb + 1..end).take_while(|i| chunks.kind(*i) != Some(Kind::Person)).filter(is_post).collect();
    let Some(&last) = posts.last() else { return Vec::new() };
    // A post before a name is that person's; before a noun or the particle it only describes.
    let goes_on = chunks.kind(last + 1) == Some(Kind::Person)
        || posts.iter().any(|post| post + 1 < end && chunks.has(post + 1, Role::De))
        || chunks.is_plain_noun(last + 1);
    let is_strict = chunks.has(verb, Role::Copula);
    let belongs = |i: usize| {
        chunks.kind(i).is_some()
            || chunks.joins(i)
            || [Role::Former, Role::Describing, Role::Resident, Role::Aspect].iter().any(|role| chunks.has(i, *role))
    };
    if goes_on || (is_strict && (last + 1 != end || !(verb + 1..=last).all(belongs))) {
        return Vec::new();
    }
    // The posts that are joined to the first.
    let mut held: Vec<Held> = Vec::new();
    for post in posts {
        let found = phrase(chunks, post, verb + 1);
        let is_joined = held.last().is_none_or(|before: &Held| {
            let is_joint = |i: usize| chunks.joins(i) || chunks.mark(i) == Some(Mark::Comma);
            (before.element + 1..found.first).all(is_joint) && before.element + 1 < found.first
        });
        if is_joined {
            held.push(found);
        }
    }
    held.reverse();
    held
}

/// Whether the office is held, was held, or will be; none where it is asked. Who has not left an office, or is still to, holds it.
fn modality(chunks: &Chunks<'_>, start: usize, verb: usize, own: Option<Modality>) -> Option<Modality> {
    let has = |role: Role| (start..verb).any(|i| chunks.has(i, role));
    let leaves = own == Some(Modality::Former);
    if has(Role::Whether) || has(Role::Conditional) {
        None
    } else if has(Role::Denied) {
        Some(if leaves { Modality::Actual } else { Modality::Denied })
    } else if has(Role::Planned) || has(Role::Wished) {
        Some(if leaves { Modality::Actual } else { Modality::Planned })
    } else if has(Role::Former) {
        Some(Modality::Former)
    } else {
        Some(own.unwrap_or_default())
    }
}
