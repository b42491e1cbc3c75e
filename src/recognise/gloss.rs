//! Latin names in parentheses behind a name: they name the same thing, so they are of its kind and one name from end to end.

use super::{Mention, Source};
use crate::ontology::class::Kind;
use crate::punctuation::{Mark, mark};
use crate::text::{Span, Text, offset};

/// Where the Latin name in parentheses begins and ends that stands directly behind `at`.
pub fn behind(text: &Text, at: u32) -> Option<Span> {
    let rest = &text.as_str()[at as usize..];
    let open = rest.chars().next().filter(|c| mark(*c) == Some(Mark::OpenAside))?;
    let start = open.len_utf8();
    let is_latin = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '.' | '\'' | '&');
    let length = rest[start..].find(|c| !is_latin(c))?;
    let name = &rest[start..start + length];
    let after = rest[start + length..].chars().next().and_then(mark);
    let is_name = name.starts_with(|c: char| c.is_ascii_uppercase()) && name.len() > 1 && !name.ends_with(' ');
    (is_name && matches!(after, Some(Mark::CloseAside | Mark::Comma)))
        .then(|| Span::new(at + offset(start), at + offset(start + length)))
}

/// Makes mentions of such names, in place of what was found inside them.
pub(super) fn extend(text: &Text, mentions: &mut Vec<Mention>) {
    let named = mentions.iter().filter(|mention| mention.kind != Kind::Post && mention.kind != Kind::Document);
    let glosses: Vec<Mention> = named
        .filter_map(|mention| {
            let span = behind(text, mention.span.end())?;
            Some(Mention { span, kind: mention.kind, entry: None, source: Source::Pattern })
        })
        .collect();
    if glosses.is_empty() {
        return;
    }
    // Both are in order and disjoint among themselves.
    let next = |span: Span| glosses.partition_point(|gloss| gloss.span.end() <= span.start());
    mentions.retain(|mention| !glosses.get(next(mention.span)).is_some_and(|gloss| gloss.span.overlaps(mention.span)));
    mentions.extend(glosses);
    mentions.sort_by_key(|mention| mention.span);
}
