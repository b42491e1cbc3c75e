//! A reading layer by layer, for those who want to know why a fact was found, or was not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::clean::{Repair, summary};
use crate::ontology::Ontology;
use crate::ontology::class::{Kind, KindSet, Property, PropertyId};
use crate::ontology::rule::{How, Rule};
use crate::pipeline::Analysis;
use crate::relate::{self, Claim, Missing, Object, Voice};
use crate::resolve::ReferentId;
use crate::text::{CodePoints, Span, offset};

/// Describes what each stage made of an article.
pub fn explain(analysis: &Analysis, ontology: &Ontology) -> String {
    let mut out = String::new();
    let text = &analysis.text;
    let name = |id: ReferentId| analysis.referents.get(id).name.as_str();
    section(&mut out, "clean text", text.as_str().lines().map(str::to_owned));
    section(&mut out, "repairs", summary(&analysis.repairs));
    let sentence = |s: &crate::segment::Sentence| {
        let words: Vec<&str> = analysis.sentences.tokens_of(s).iter().map(|token| text.get(token.span)).collect();
        words.join(" ")
    };
    section(&mut out, "tokens", analysis.sentences.sentences.iter().map(sentence));
    let mentions = analysis.mentions.mentions.iter();
    section(
        &mut out,
        "mentions",
        mentions.map(|m| format!("{} {} ({:?})", m.kind.local_name(), text.get(m.span), m.source)),
    );
    let dates = analysis.mentions.dates.iter();
    section(&mut out, "dates", dates.map(|date| format!("{} {}", text.get(date.span), date.date)));
    let referents = analysis.referents.referents.iter().map(|referent| {
        let key = referent.entry.map_or("new", |entry| &ontology.lexicon.entry(entry).key);
        let names: Vec<&str> = referent.names.iter().map(String::as_str).collect();
        format!("{} {} [{key}]: {}", referent.kind.local_name(), referent.name, names.join(", "))
    });
    section(&mut out, "referents", referents);
    let outlines = relate::outline(text, &analysis.sentences, &analysis.mentions, &analysis.referents, ontology);
    let nouns = outlines.iter().flat_map(|outline| &outline.nouns);
    section(&mut out, "chunks", nouns.map(|span| text.get(*span).to_owned()));
    let clauses = outlines.iter().flat_map(|outline| &outline.clauses).map(|(clause, subject)| {
        let subject = subject.map_or_else(String::new, |subject| format!(" (about {})", text.get(subject)));
        format!("{}{subject}", text.get(*clause))
    });
    section(&mut out, "clauses", clauses);
    let tried = analysis.claims.tried.iter().map(|tried| {
        let rule = &ontology.rules[tried.rule.0 as usize];
        let outcome =
            tried.missing.map_or_else(|| "found".to_owned(), |missing| format!("missing: {}", lack(missing, rule)));
        format!("{} {}: {outcome}", rule.name, text.get(tried.trigger))
    });
    section(&mut out, "rules tried", tried);
    let claim = |claim: &Claim| {
        let object = match &claim.object {
            Object::Referent(id) => name(*id),
            Object::Text(text) => text,
        };
        let by = claim.attributed_to.map_or_else(String::new, |voice| match voice {
            Voice::Of(id) => format!(", says {}", name(id)),
            Voice::Somebody => ", says somebody".to_owned(),
        });
        let from = claim.source.map_or_else(String::new, |id| format!(", from {}", name(id)));
        format!(
            "{} {} {object} ({}{by}{from}, {})",
            name(claim.subject),
            ontology.properties[claim.property.0 as usize].name,
            claim.modality.local_name(),
            ontology.rules[claim.rule.0 as usize].name
        )
    };
    section(&mut out, "claims", analysis.claims.claims.iter().map(claim));
    let statements = analysis.claims.statements.iter();
    section(
        &mut out,
        "statements",
        statements.map(|s| format!("{} {}: {}", name(s.speaker), text.get(s.cue), text.get(s.span))),
    );
    out
}

/// What cleaning made of a text, as it was read: `[-what went-]` and `{+what came+}`, the rest as it stands.
pub fn clean_diff(analysis: &Analysis) -> String {
    let raw = CodePoints::new(&analysis.raw);
    let text = &analysis.text;
    let (mut out, mut gone, mut come) = (String::new(), String::new(), String::new());
    let flush = |gone: &mut String, come: &mut String, out: &mut String| {
        for (piece, [open, close]) in [(gone, ["[-", "-]"]), (come, ["{+", "+}"])] {
            if !piece.is_empty() {
                // What cannot be seen is shown as its escape.
                write!(out, "{open}{}{close}", piece.escape_debug()).expect("a string takes all");
                piece.clear();
            }
        }
    };
    let mut done = 0;
    for (at, c) in text.as_str().char_indices() {
        let origin = text.origin(Span::new(offset(at), offset(at + c.len_utf8())));
        gone.push_str(raw.slice(done.min(origin.start)..origin.start));
        // Several characters may stand for the same piece of the text as read.
        let own = raw.slice(origin.start.max(done)..origin.end.max(done));
        done = done.max(origin.end);
        let mut buffer = [0; 4];
        if own == c.encode_utf8(&mut buffer) {
            flush(&mut gone, &mut come, &mut out);
            out.push(c);
        } else {
            gone.push_str(own);
            come.push(c);
        }
    }
    let length = offset(analysis.raw.chars().count());
    gone.push_str(raw.slice(done..length));
    flush(&mut gone, &mut come, &mut out);
    out.push_str("\n\n");
    section(
        &mut out,
        "repairs",
        analysis.repairs.iter().map(|Repair { noise, origin }| {
            format!("{} {}-{} {:?}", noise.name(), origin.start, origin.end, raw.slice(origin.clone()))
        }),
    );
    out
}

/// The properties with what they connect, the rules with their triggers and numbers of examples, and the sizes of the word lists.
pub fn list(ontology: &Ontology) -> String {
    let mut out = String::new();
    let properties = (0..).map(PropertyId).zip(&ontology.properties).map(|(id, property)| {
        let Property { name, label_zh, label_en, domain, range, is_core, .. } = property;
        let set = if *is_core { "core" } else { "further" };
        let object = if property.is_textual() { "text".to_owned() } else { classes(*range) };
        let rules: Vec<&Rule> = ontology.rules.iter().filter(|rule| rule.asserts.contains(&id)).collect();
        let triggers: BTreeSet<&str> = rules.iter().flat_map(|rule| &rule.triggers).map(String::as_str).collect();
        let triggers: Vec<&str> = triggers.into_iter().collect();
        let n_examples: usize = rules.iter().map(|rule| rule.examples.len()).sum();
        let n_counters: usize = rules.iter().map(|rule| rule.counters.len()).sum();
        format!(
            "{name}\t{label_zh}\t{label_en}\t{set}\t{}\t{object}\t{} rules\t{n_examples} examples\t{n_counters} counter-examples\t{}",
            classes(*domain),
            rules.len(),
            triggers.join(" ")
        )
    });
    section(&mut out, "properties", properties);
    let rules = ontology.rules.iter().map(|rule| {
        let asserts: Vec<&str> =
            rule.asserts.iter().map(|id| ontology.properties[id.0 as usize].name.as_str()).collect();
        let how = match &rule.how {
            How::Frame => rule.triggers.join(" "),
            How::Function(function) => format!("function {function}"),
        };
        let Rule { name, label_zh, label_en, examples, counters, .. } = rule;
        let (asserts, n_examples, n_counters) = (asserts.join(" "), examples.len(), counters.len());
        format!(
            "{name}\t{asserts}\t{label_zh}\t{label_en}\t{how}\t{n_examples} examples\t{n_counters} counter-examples"
        )
    });
    section(&mut out, "rules", rules);
    let n_names = |kind: Kind| ontology.lexicon.entries.iter().filter(|entry| entry.kind == kind).count();
    let names = Kind::ALL.into_iter().filter(|kind| n_names(*kind) > 0);
    section(&mut out, "known names", names.map(|kind| format!("{}\t{}", kind.local_name(), n_names(kind))));
    out
}

/// A verb of the rules, where it stood in sentences of known names in which no rule found a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// In how many such sentences.
    pub n_sentences: usize,
    /// The first of them.
    pub example: String,
}

/// Adds the sentences of an article that name two known things or more and hold a trigger, but state nothing by a frame, to those
/// counted by trigger: where rules are wanting.
pub fn missed(analysis: &Analysis, ontology: &Ontology, found: &mut BTreeMap<String, Missed>) {
    let (text, referents) = (&analysis.text, &analysis.referents);
    for sentence in &analysis.sentences.sentences {
        let mentions = (0..).zip(&analysis.mentions.mentions).filter(|(_, m)| sentence.span.contains(m.span));
        let known: BTreeSet<ReferentId> = mentions
            .filter_map(|(i, _): (usize, _)| referents.of_mention[i])
            .filter(|referent| referents.get(*referent).entry.is_some())
            .collect();
        let is_found = |claim: &Claim| {
            ontology.rules[claim.rule.0 as usize].how == How::Frame
                && claim.evidence.iter().any(|span| sentence.span.contains(*span))
        };
        if known.len() < 2 || analysis.claims.claims.iter().any(is_found) {
            continue;
        }
        let tried = analysis.claims.tried.iter().filter(|tried| sentence.span.contains(tried.trigger));
        let triggers: BTreeSet<&str> = tried.map(|tried| text.get(tried.trigger)).collect();
        for trigger in triggers {
            let new = || Missed { n_sentences: 0, example: text.get(sentence.span).to_owned() };
            found.entry(trigger.to_owned()).or_insert_with(new).n_sentences += 1;
        }
    }
}

/// What a rule lacked, in words.
fn lack(missing: Missing, rule: &Rule) -> String {
    match missing {
        Missing::Clause => "a clause around the word".to_owned(),
        Missing::Needed => format!("one of {} after it", rule.needs.join(" ")),
        Missing::NothingExcluded => format!("that none of {} stands in the clause", rule.excludes.join(" ")),
        Missing::Opening => format!("one of {} at the start of the clause", rule.opens.join(" ")),
        Missing::End => "that nothing follows it in its clause".to_owned(),
        Missing::Light => "a verb such as to hold or to make before it, since the word is a noun".to_owned(),
        Missing::Verb => "that the word is a verb; it is a noun here, or a part of one".to_owned(),
        Missing::Assertion => "that the clause asserts something; it asks".to_owned(),
        Missing::Subject(kinds) => format!("a subject ({})", classes(kinds)),
        Missing::Object(kinds) => format!("an object ({})", classes(kinds)),
        Missing::Both => "a subject and an object".to_owned(),
        Missing::Date => "a day in the clause".to_owned(),
        Missing::Another => "an object that is not the subject itself".to_owned(),
    }
}

/// The classes of a set, the usual way of writing alternatives.
fn classes(kinds: KindSet) -> String {
    Kind::ALL.into_iter().filter(|kind| kinds.has(*kind)).map(Kind::local_name).collect::<Vec<_>>().join("|")
}

/// A title with its lines below it.
fn section(out: &mut String, title: &str, lines: impl IntoIterator<Item = String>) {
    writeln!(out, "{title}").expect("a string takes all");
    for line in lines {
        writeln!(out, "  {line}").expect("a string takes all");
    }
}
