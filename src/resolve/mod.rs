//! Mentions become referents: each thing of the article once, whatever the article calls it.

use std::collections::{BTreeMap, BTreeSet};

use crate::ontology::class::Kind;
use crate::ontology::lexicon::{EntryId, Lexicon, Role};
use crate::recognise::{Mention, Mentions, gloss};
use crate::text::Text;

mod alias;

/// Index into [`Referents::referents`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReferentId(pub u32);

/// A thing that the article speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referent {
    /// What it is.
    pub kind: Kind,
    /// Canonical name: of the knowledge base, or the fullest form in the article.
    pub name: String,
    /// What the knowledge base has.
    pub entry: Option<EntryId>,
    /// The forms in the article.
    pub names: BTreeSet<String>,
    /// Its mentions, by index, in order.
    pub mentions: Vec<usize>,
}

/// The referents of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Referents {
    /// In the order of their first mention.
    pub referents: Vec<Referent>,
    /// The referent of each mention; none for posts.
    pub of_mention: Vec<Option<ReferentId>>,
}

impl Referents {
    /// The referent with this id.
    pub fn get(&self, id: ReferentId) -> &Referent {
        &self.referents[id.0 as usize]
    }

    /// The referent that stands for an entry of the knowledge base.
    pub fn of_entry(&self, entry: EntryId) -> Option<ReferentId> {
        let at = self.referents.iter().position(|referent| referent.entry == Some(entry))?;
        Some(ReferentId(crate::text::offset(at)))
    }
}

/// A form: a kind and a spelling, with all its mentions.
struct Form<'a> {
    kind: Kind,
    name: &'a str,
    mentions: Vec<usize>,
    entry: Option<EntryId>,
}

/// Finds out which mentions speak of the same thing; nothing where it may not go on, which is asked before each form.
pub fn resolve(text: &Text, mentions: &Mentions, lexicon: &Lexicon, may_go_on: &dyn Fn() -> bool) -> Option<Referents> {
    let forms = link(forms(text, &mentions.mentions), lexicon);
    let glosses = glosses(text, &forms, &mentions.mentions);
    let same = merge(&forms, &mentions.mentions, &glosses, lexicon, may_go_on)?;

    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (form, leader) in same.iter().enumerate() {
        groups.entry(*leader).or_default().push(form);
    }
    let mut referents: Vec<Referent> =
        groups.into_values().map(|members| referent(&members, &forms, lexicon)).collect();
    referents.sort_by_key(|referent| referent.mentions[0]);
    let mut of_mention = vec![None; mentions.mentions.len()];
    for (id, referent) in (0..).zip(&referents) {
        for mention in &referent.mentions {
            of_mention[*mention] = Some(ReferentId(id));
        }
    }
    Some(Referents { referents, of_mention })
}

fn forms<'a>(text: &'a Text, mentions: &[Mention]) -> Vec<Form<'a>> {
    let mut forms: Vec<Form<'a>> = Vec::new();
    let mut index = BTreeMap::new();
    for (i, mention) in mentions.iter().enumerate().filter(|(_, m)| m.kind != Kind::Post) {
        let name = text.get(mention.span);
        let at = *index.entry((mention.kind, name)).or_insert_with(|| {
            forms.push(Form { kind: mention.kind, name, mentions: Vec::new(), entry: None });
            forms.len() - 1
        });
        forms[at].mentions.push(i);
        forms[at].entry = forms[at].entry.or(mention.entry);
    }
    forms
}

/// Links forms to the knowledge base. A short form of several countries is the one that the article names in full.
fn link<'a>(mut forms: Vec<Form<'a>>, lexicon: &Lexicon) -> Vec<Form<'a>> {
    for form in &mut forms {
        if form.entry.is_none()
            && let Some(word) = lexicon.find(form.name)
            && let [entry] = lexicon.word(word).names[..]
            && lexicon.entry(entry).kind == form.kind
        {
            form.entry = Some(entry);
        }
    }
    let named: BTreeSet<EntryId> = forms.iter().filter_map(|form| form.entry).collect();
    let is_short = |form: &&mut Form<'a>| {
        form.entry.is_none() && matches!(form.kind, Kind::Country | Kind::Place | Kind::Organization)
    };
    for form in forms.iter_mut().filter(is_short) {
        let short = alias::without_side(form.name, lexicon).unwrap_or(form.name);
        let (countries, others) = (lexicon.short_form(short), lexicon.abbreviation(short));
        let mut here = countries.iter().chain(others).filter(|entry| named.contains(entry));
        form.entry = match (here.next(), here.next()) {
            (Some(only), None) => Some(*only),
            // Nothing of that short form is named: what it usually stands for, unless it may be one of several countries.
            (None, _) => match (form.kind, countries, others) {
                (Kind::Country, [only], _) | (Kind::Place | Kind::Organization, _, [only, ..]) => Some(*only),
                _ => None,
            },
            _ => None,
        };
        if let Some(entry) = form.entry {
            form.kind = lexicon.entry(entry).kind;
        }
    }
    forms
}

/// Pairs of a form and the Latin name in parentheses behind it.
fn glosses(text: &Text, forms: &[Form<'_>], mentions: &[Mention]) -> Vec<(usize, usize)> {
    let mut forms_of = vec![None; mentions.len()];
    for (at, form) in forms.iter().enumerate() {
        form.mentions.iter().for_each(|mention| forms_of[*mention] = Some(at));
    }
    let pairs = mentions.windows(2).enumerate().filter(|(_, pair)| {
        pair[0].kind == pair[1].kind && gloss::behind(text, pair[0].span.end()) == Some(pair[1].span)
    });
    pairs.filter_map(|(i, _)| forms_of[i].zip(forms_of[i + 1])).collect()
}

/// For each form, the form that leads the group of its referent.
fn merge(
    forms: &[Form<'_>],
    mentions: &[Mention],
    glosses: &[(usize, usize)],
    lexicon: &Lexicon,
    may_go_on: &dyn Fn() -> bool,
) -> Option<Vec<usize>> {
    let mut leader: Vec<usize> = (0..forms.len()).collect();
    for &(name, gloss) in glosses {
        may_go_on().then_some(())?;
        let (to, from) = (leader[name], leader[gloss]);
        leader.iter_mut().filter(|l| **l == from).for_each(|l| *l = to);
    }
    let mut by_entry = BTreeMap::new();
    for (i, form) in forms.iter().enumerate() {
        if let Some(entry) = form.entry {
            leader[i] = *by_entry.entry(entry).or_insert(i);
        }
    }
    // Longer forms first, so that a short form joins the fullest one and never leads.
    let mut order: Vec<usize> = (0..forms.len()).collect();
    order.sort_by_key(|i| (forms[*i].name.len(), *i));
    for &short in &order {
        may_go_on().then_some(())?;
        if leader[short] != short {
            continue;
        }
        let is_before_post = |form: &Form<'_>| {
            form.mentions.iter().any(|i| {
                mentions
                    .get(i + 1)
                    .is_some_and(|next| next.kind == Kind::Post && next.span.start() == mentions[*i].span.end())
            })
        };
        let form = &forms[short];
        let full: BTreeSet<usize> = order
            .iter()
            .filter(|full| forms[**full].name.len() > form.name.len() && forms[**full].kind == form.kind)
            .filter(|full| form.entry.is_none() || forms[**full].entry.is_none() || is_generic(form.entry, lexicon))
            // Whose ministry it is must have been said before.
            .filter(|full| !is_generic(form.entry, lexicon) || forms[**full].mentions[0] < form.mentions[0])
            .filter(|full| alias::is_short_for(form.kind, form.name, forms[**full].name, is_before_post(form), lexicon))
            .map(|full| leader[*full])
            .collect();
        if full.len() == 1 {
            let target = full.into_iter().next().expect("there is one");
            leader.iter_mut().filter(|l| **l == short).for_each(|l| *l = target);
        }
    }
    Some(leader)
}

fn referent(members: &[usize], forms: &[Form<'_>], lexicon: &Lexicon) -> Referent {
    let is_certain = |i: &&usize| forms[**i].entry.is_some() && !is_generic(forms[**i].entry, lexicon);
    let entry = match members.iter().find(is_certain) {
        Some(certain) => forms[*certain].entry,
        None if members.iter().all(|i| forms[*i].entry.is_some()) => forms[members[0]].entry,
        None => None,
    };
    let fullest = members
        .iter()
        // A Latin name in parentheses is longer than the Chinese one before it, and still only its gloss.
        .max_by_key(|i| (!forms[**i].name.is_ascii(), forms[**i].name.chars().count(), std::cmp::Reverse(**i)))
        .expect("a group has members");
    let name = entry.map_or_else(|| forms[*fullest].name.to_owned(), |entry| lexicon.entry(entry).name.clone());
    let mut mentions: Vec<usize> = members.iter().flat_map(|i| forms[*i].mentions.iter().copied()).collect();
    mentions.sort_unstable();
    let names = members.iter().map(|i| forms[*i].name.to_owned()).chain([name.clone()]).collect();
    Referent { kind: forms[*fullest].kind, name, entry, names, mentions }
}

fn is_generic(entry: Option<EntryId>, lexicon: &Lexicon) -> bool {
    entry.is_some_and(|entry| lexicon.entry(entry).is_generic)
}

/// Whether a word after a country or body still means it.
fn is_side(form: &str, lexicon: &Lexicon) -> bool {
    lexicon.find(form).is_some_and(|word| lexicon.word(word).roles.has(Role::Side))
}
