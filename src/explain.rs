//! A reading layer by layer, for those who want to know why a fact was found, or was not.

use std::fmt::Write as _;

use crate::ontology::Ontology;
use crate::ontology::rule::How;
use crate::pipeline::Analysis;
use crate::relate::{Claim, Object};
use crate::resolve::ReferentId;

/// Describes what each stage made of an article.
pub fn explain(analysis: &Analysis, ontology: &Ontology) -> String {
    let mut out = String::new();
    let text = &analysis.text;
    let name = |id: ReferentId| analysis.referents.get(id).name.as_str();
    let mut section = |title: &str, lines: Vec<String>| {
        writeln!(out, "{title}").expect("a string takes all");
        for line in lines {
            writeln!(out, "  {line}").expect("a string takes all");
        }
    };
    section("clean text", text.as_str().lines().map(str::to_owned).collect());
    section("repairs", analysis.repairs.clone());
    let sentence = |s: &crate::segment::Sentence| {
        let words: Vec<&str> = analysis.sentences.tokens_of(s).iter().map(|token| text.get(token.span)).collect();
        words.join(" ")
    };
    section("tokens", analysis.sentences.sentences.iter().map(sentence).collect());
    let mentions = analysis.mentions.mentions.iter();
    section("mentions", mentions.map(|m| format!("{} {} ({:?})", m.kind.local_name(), text.get(m.span), m.source)).collect());
    let dates = analysis.mentions.dates.iter();
    section("dates", dates.map(|date| format!("{} {}", text.get(date.span), date.date)).collect());
    let referents = analysis.referents.referents.iter().map(|referent| {
        let key = referent.entry.map_or("new", |entry| &ontology.lexicon.entry(entry).key);
        let names: Vec<&str> = referent.names.iter().map(String::as_str).collect();
        format!("{} {} [{key}]: {}", referent.kind.local_name(), referent.name, names.join(", "))
    });
    section("referents", referents.collect());
    let claim = |claim: &Claim| {
        let object = match &claim.object {
            Object::Referent(id) => name(*id),
            Object::Text(text) => text,
        };
        let by = claim.attributed_to.map_or_else(String::new, |id| format!(", says {}", name(id)));
        format!(
            "{} {} {object} ({}{by}, {})",
            name(claim.subject),
            ontology.properties[claim.property.0 as usize].name,
            claim.modality.local_name(),
            ontology.rules[claim.rule.0 as usize].name
        )
    };
    section("claims", analysis.claims.claims.iter().map(claim).collect());
    let statements = analysis.claims.statements.iter();
    section("statements", statements.map(|s| format!("{} {}: {}", name(s.speaker), text.get(s.cue), text.get(s.span))).collect());
    out
}

/// The rules with their labels, triggers and numbers of examples.
pub fn list(ontology: &Ontology) -> String {
    let mut out = String::new();
    for rule in &ontology.rules {
        let asserts: Vec<&str> = rule.asserts.iter().map(|id| ontology.properties[id.0 as usize].name.as_str()).collect();
        let how = match &rule.how {
            How::Frame => rule.triggers.join(" "),
            How::Function(function) => format!("function {function}"),
        };
        writeln!(
            out,
            "{}\t{}\t{}\t{}\t{how}\t{} examples\t{} counter-examples",
            rule.name,
            asserts.join(" "),
            rule.label_zh,
            rule.label_en,
            rule.examples.len(),
            rule.counters.len()
        )
        .expect("a string takes all");
    }
    out
}
