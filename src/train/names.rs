//! Other names for the articles to learn from, so that the model learns what stands around names and not only the names.

use std::collections::BTreeMap;

use super::{Marked, is_country};
use crate::ontology::class::Kind;
use crate::ontology::lexicon::Lexicon;
use crate::punctuation::{Mark, mark};
use crate::text::{Text, offset};

/// Names of people and places to put in the place of others of their form, sorted.
#[derive(Default)]
pub(super) struct Names(BTreeMap<Form, Vec<String>>);

/// Names of one form may stand for each other.
type Form = (Kind, usize, char);

impl Names {
    /// Takes in the names of some kinds that articles mark.
    pub(super) fn collect(&mut self, articles: &[Marked], is_wanted: impl Fn(Kind) -> bool, lexicon: &Lexicon) {
        for article in articles {
            for (start, end, kind) in article.marks.iter().filter(|(.., kind)| is_wanted(*kind)) {
                let name = &article.text.as_str()[*start as usize..*end as usize];
                let Some(form) = form(name, *kind, lexicon) else { continue };
                let names = self.0.entry(form).or_default();
                if let Err(at) = names.binary_search_by(|other| other.as_str().cmp(name)) {
                    names.insert(at, name.to_owned());
                }
            }
        }
    }

    /// The article with other names: the same one for all mentions of one name.
    pub(super) fn rename(&self, article: &Marked, lexicon: &Lexicon, seed: &mut u64) -> Marked {
        let old = article.text.as_str();
        let mut given: BTreeMap<&str, &str> = BTreeMap::new();
        let mut text = String::with_capacity(old.len());
        let mut marks = Vec::with_capacity(article.marks.len());
        let mut done = 0;
        for &(start, end, kind) in &article.marks {
            text.push_str(&old[done..start as usize]);
            let name = &old[start as usize..end as usize];
            let others = form(name, kind, lexicon).and_then(|form| self.0.get(&form));
            let new = others.map_or(name, |others| {
                given.entry(name).or_insert_with(|| {
                    // A linear congruential generator (Knuth's MMIX): the same on every machine.
                    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    &others[usize::try_from(*seed >> 33).unwrap_or(0) % others.len()]
                })
            });
            let from = offset(text.len());
            text.push_str(new);
            marks.push((from, offset(text.len()), kind));
            done = end as usize;
        }
        text.push_str(&old[done..]);
        Marked { text: Text::raw(&text), marks }
    }
}

/// What a name may be exchanged for: people's names of the same make, places with the same ending.
fn form(name: &str, kind: Kind, lexicon: &Lexicon) -> Option<Form> {
    let n_chars = name.chars().count();
    let (last, c) = name.char_indices().next_back()?;
    if name.is_ascii() || n_chars < 2 {
        return None;
    }
    match kind {
        Kind::Person if name.contains(|c| mark(c) == Some(Mark::Dot)) => Some((kind, usize::MAX, ' ')),
        Kind::Person => {
            let first = name.chars().next()?;
            let is_chinese = n_chars <= 4 && lexicon.is_surname(&name[..first.len_utf8()]);
            Some((kind, if is_chinese { n_chars } else { 0 }, ' '))
        }
        Kind::Place if !is_country(name, lexicon) => {
            let is_ended = n_chars > 2 && is_place_head(&name[last..], lexicon);
            Some((kind, usize::from(is_ended), if is_ended { c } else { ' ' }))
        }
        _ => None,
    }
}

fn is_place_head(noun: &str, lexicon: &Lexicon) -> bool {
    lexicon.find(noun).is_some_and(|word| lexicon.word(word).heads.iter().any(|head| head.kind == Kind::Place))
}
