//! Which things of different articles are one: evidence is joined by union-find, and each decision keeps its reason.
//!
//! An article by itself knows a thing by its key in the knowledge base, or by its class and fullest name. Three things show only
//! where articles are seen together:
//! - **One name, two people.** Who works for one country does not work for another at the same time (the vocabulary says which
//!   properties are so), and who heads one body does not head another in the same year (`posts.tsv` says which posts are so). Those
//!   who do are as many people as there are countries or bodies; an article that names none means any of them, and stays apart.
//! - **A short name, one thing.** A form that stands in some article for one full name only, and for no other, is that thing,
//!   unless their countries or posts exclude each other. The tail of an organization's name does not count: it is a common noun.
//! - **What people have decided**, in `ontology/decisions.tsv`, which goes before all of that.
//!
//! The result depends on what the articles show and not on their order, so it can be found again for the names that a change
//! has touched, and undone when its evidence goes.

use crate::ontology::decision::{Decision, Ruling};
use crate::pipeline::hashed_key;
use petgraph::unionfind::UnionFind;
use std::collections::{BTreeMap, BTreeSet};

/// What one article shows of one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sighting {
    /// The article's key.
    pub article: String,
    /// The IRI that the article by itself gives the thing.
    pub iri: String,
    /// Whether the knowledge base knows it.
    pub is_known: bool,
    /// Local name of its class.
    pub class: String,
    /// Its name in this article: the fullest.
    pub name: String,
    /// All its names in this article.
    pub names: BTreeSet<String>,
    /// What it belongs to that it can belong to only one of.
    pub ties: BTreeSet<Tie>,
}

/// Something that a person belongs to, and to no other of its kind: a country, or the body of which he holds a certain post.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie {
    /// The post; empty for a country.
    pub post: String,
    /// IRI of the country or body.
    pub to: String,
    /// Name of the body; bodies of which one's name is part of the other's may be one.
    pub name: String,
    /// The year of the article, as far as known; empty for a country, which people hardly change.
    pub year: String,
}

impl Tie {
    /// Ties that are one but for when they were told.
    fn key(&self) -> (&str, &str) {
        (&self.post, &self.to)
    }

    /// Whether nobody has both.
    fn excludes(&self, other: &Tie) -> bool {
        self.post == other.post
            && self.to != other.to
            && (self.year == other.year || self.year.is_empty() || other.year.is_empty())
    }

    /// Whether both may be one.
    fn may_be(&self, other: &Tie) -> bool {
        let is_part = |one: &str, other: &str| !one.is_empty() && other.contains(one);
        self.post == other.post
            && (self.to == other.to || is_part(&self.name, &other.name) || is_part(&other.name, &self.name))
    }
}

/// Whether what has some ties cannot have the others.
fn exclude(ties: &BTreeSet<&Tie>, others: &BTreeSet<&Tie>) -> bool {
    let pairs = || ties.iter().flat_map(|tie| others.iter().map(move |other| (*tie, *other)));
    pairs().any(|(tie, other)| {
        tie.excludes(other) && !pairs().any(|(one, another)| one.post == tie.post && one.may_be(another))
    })
}

/// What a thing is, where that is not what the article by itself says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// Its IRI.
    pub iri: String,
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// Sightings that are one thing for sure, with what tells them from others of the name.
struct Cell<'a> {
    first: &'a Sighting,
    /// What is special to this part of those of the name; empty where it is all of them, or those nothing is known of.
    part: String,
    reason: String,
    names: BTreeSet<&'a str>,
    ties: BTreeSet<&'a Tie>,
    sightings: Vec<usize>,
}

impl Cell<'_> {
    fn iri(&self) -> String {
        let Sighting { iri, class, name, .. } = self.first;
        if self.part.is_empty() {
            return iri.clone();
        }
        let base = iri.rfind('/').map_or("", |end| &iri[..=end]);
        format!("{base}{}", hashed_key(class, &format!("{name}\0{}", self.part)))
    }
}

/// The full names that a name stands for: by class and name, the own names and known IRIs of the things that have it.
type Fulls<'a> = BTreeMap<(&'a str, &'a str), BTreeSet<(&'a str, &'a str)>>;

/// What each sighting is; nothing where it is what its article says. All sightings of the names concerned must be there.
pub fn identify(sightings: &[Sighting], decisions: &[Decision]) -> Vec<Option<Identity>> {
    let fulls = fulls(sightings);
    let cells = cells(sightings, &fulls, decisions);
    let mut same = UnionFind::<usize>::new(cells.len());
    let mut reasons: BTreeMap<usize, String> = BTreeMap::new();
    for (short, fulls) in short_forms(&cells, decisions) {
        let Some((full, others)) = fulls.split_first() else { continue };
        if others.iter().all(|other| same.equiv(*full, *other)) {
            same.union(short, *full);
            reasons.insert(short, format!("short for {}, the only one it stands for", cells[*full].first.name));
        }
    }
    let mut chosen = BTreeSet::new();
    for decision in decisions.iter().filter(|decision| decision.ruling == Ruling::Same) {
        let of = |name: &str| -> Vec<usize> {
            let is_meant = |cell: &Cell<'_>| cell.first.class == decision.class && cell.first.name == name;
            (0..cells.len()).filter(|i| is_meant(&cells[*i])).collect()
        };
        let (one, other) = (of(&decision.name), of(&decision.other));
        chosen.extend(other.iter().copied());
        let Some(into) = other.first().or(one.first()) else { continue };
        for cell in one.iter().chain(&other).filter(|cell| *cell != into) {
            same.union(*cell, *into);
            reasons.insert(*cell, decision.to_string());
        }
    }

    let groups = same.into_labeling();
    let mut leaders: BTreeMap<usize, usize> = BTreeMap::new();
    // What was decided, what is known, what has the longest name, what comes first.
    let rank = |i: usize| {
        let Cell { first, .. } = &cells[i];
        let length = first.name.chars().count();
        (!chosen.contains(&i), !first.is_known, std::cmp::Reverse(length), cells[i].iri())
    };
    for (i, group) in groups.iter().enumerate() {
        let leader = leaders.entry(*group).or_insert(i);
        if rank(i) < rank(*leader) {
            *leader = i;
        }
    }
    let mut identities = vec![None; sightings.len()];
    for (i, cell) in cells.iter().enumerate() {
        let leader = &cells[leaders[&groups[i]]];
        let iri = leader.iri();
        if iri == cell.first.iri {
            continue;
        }
        let reason = reasons.get(&i).filter(|_| leaders[&groups[i]] != i).unwrap_or(&cell.reason).clone();
        let reason = if reason.is_empty() { format!("one with {}", leader.first.name) } else { reason };
        for sighting in &cell.sightings {
            identities[*sighting] =
                Some(Identity { iri: iri.clone(), name: leader.first.name.clone(), reason: reason.clone() });
        }
    }
    identities
}

fn fulls(sightings: &[Sighting]) -> Fulls<'_> {
    let mut fulls = Fulls::new();
    for sighting in sightings {
        let known = if sighting.is_known { &*sighting.iri } else { "" };
        for name in sighting.names.iter().filter(|name| **name != sighting.name) {
            fulls.entry((&sighting.class, name)).or_default().insert((&sighting.name, known));
        }
    }
    fulls
}

/// Takes apart what has one name and is not one.
fn cells<'a>(sightings: &'a [Sighting], fulls: &Fulls<'_>, decisions: &[Decision]) -> Vec<Cell<'a>> {
    let mut groups: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (i, sighting) in sightings.iter().enumerate() {
        groups.entry((&sighting.iri, &sighting.class)).or_default().push(i);
    }
    let mut cells = Vec::new();
    for members in groups.into_values() {
        let first = &sightings[members[0]];
        let part_of = parts(&members, sightings);
        let stands_for = fulls.get(&(&*first.class, &*first.name)).map_or(0, BTreeSet::len);
        let is_parted = !first.is_known && (part_of.exclude_each_other || stands_for > 1);
        let mut parts: BTreeMap<String, Cell<'a>> = BTreeMap::new();
        for i in members {
            let sighting = &sightings[i];
            let split = decisions.iter().find(|decision| decision.splits(sighting));
            let tie = sighting.ties.first().filter(|_| is_parted).map(|tie| part_of.first[&tie.key()]);
            let (part, reason) = match (split, tie) {
                (Some(decision), _) => (decision.other.clone(), decision.to_string()),
                (None, Some(Tie { post, to, .. })) if post.is_empty() => {
                    (to.clone(), format!("works for {to}, as others of the name do not"))
                }
                (None, Some(Tie { post, to, name, .. })) => {
                    (format!("{post} {to}"), format!("is {post} of {name}, as others of the name are not"))
                }
                (None, None) => (String::new(), String::new()),
            };
            let cell = parts.entry(part).or_insert_with_key(|part| Cell {
                first: sighting,
                part: part.clone(),
                reason,
                names: BTreeSet::new(),
                ties: BTreeSet::new(),
                sightings: Vec::new(),
            });
            cell.names.extend(sighting.names.iter().map(|name| &**name));
            cell.ties.extend(&sighting.ties);
            cell.sightings.push(i);
        }
        cells.extend(parts.into_values());
    }
    cells
}

/// What those of one name belong to.
struct Parts<'a> {
    /// For each tie, the first of those that it is joined with because one article has both.
    first: BTreeMap<(&'a str, &'a str), &'a Tie>,
    /// Whether there are two groups of them that nobody belongs to both of.
    exclude_each_other: bool,
}

fn parts<'a>(members: &[usize], sightings: &'a [Sighting]) -> Parts<'a> {
    let ties: BTreeSet<&Tie> = members.iter().flat_map(|i| &sightings[*i].ties).collect();
    let keys: BTreeSet<(&str, &str)> = ties.iter().map(|tie| tie.key()).collect();
    let keys: Vec<(&str, &str)> = keys.into_iter().collect();
    let at = |tie: &Tie| keys.binary_search(&tie.key()).expect("it is one of them");
    let mut same = UnionFind::<usize>::new(keys.len());
    for i in members {
        let mut told = sightings[*i].ties.iter().map(at);
        if let Some(first) = told.next() {
            told.for_each(|other| _ = same.union(first, other));
        }
    }
    let labels = same.into_labeling();
    let mut groups: BTreeMap<usize, BTreeSet<&Tie>> = BTreeMap::new();
    for tie in ties {
        groups.entry(labels[at(tie)]).or_default().insert(tie);
    }
    let first =
        groups.values().flat_map(|group| group.iter().map(|tie| (tie.key(), *group.first().expect("it has one"))));
    let first = first.collect();
    let groups: Vec<&BTreeSet<&Tie>> = groups.values().collect();
    let exclude_each_other =
        groups.iter().enumerate().any(|(i, one)| groups[i + 1..].iter().any(|other| exclude(one, other)));
    Parts { first, exclude_each_other }
}

/// The cells that may be short for others, with those, longest names first: whether two longer ones are one is known before it is
/// asked of what is short for both.
fn short_forms(cells: &[Cell<'_>], decisions: &[Decision]) -> Vec<(usize, Vec<usize>)> {
    let mut by_name: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (i, cell) in cells.iter().enumerate() {
        by_name.entry((&cell.first.class, &cell.first.name)).or_default().push(i);
    }
    // Which cells have an article that gives them a name.
    let mut having: BTreeMap<(&str, &str), BTreeSet<usize>> = BTreeMap::new();
    for (i, cell) in cells.iter().enumerate() {
        for name in cell.names.iter().filter(|name| **name != cell.first.name) {
            having.entry((&cell.first.class, name)).or_default().insert(i);
        }
    }
    let mut found = Vec::new();
    for (key, shorts) in by_name {
        let (class, name) = key;
        if class != "Person" && class != "Organization" {
            continue;
        }
        for short in shorts.into_iter().filter(|short| !cells[*short].first.is_known) {
            let is_full = |full: &&usize| {
                let full = &cells[**full];
                let is_tail = class == "Organization" && full.first.name.ends_with(name);
                let is_longer = full.first.name.chars().count() > name.chars().count();
                let is_told_apart = decisions
                    .iter()
                    .any(|d| d.ruling == Ruling::Different && d.class == class && d.is_between(name, &full.first.name));
                is_longer && !is_tail && !is_told_apart && !exclude(&full.ties, &cells[short].ties)
            };
            found.push((short, having.get(&key).into_iter().flatten().filter(is_full).copied().collect()));
        }
    }
    found.sort_by_key(|(short, _)| std::cmp::Reverse(cells[*short].first.name.chars().count()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An article and the names that it has for one thing, fullest first, and what it says he or it works for.
    fn sighting(article: &str, class: &str, names: &[&str], countries: &[&str]) -> Sighting {
        Sighting {
            article: article.to_owned(),
            iri: format!("e/{}", hashed_key(class, names[0])),
            is_known: false,
            class: class.to_owned(),
            name: names[0].to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            ties: countries.iter().map(|country| Tie { to: format!("e/{country}"), ..Tie::default() }).collect(),
        }
    }

    /// The same of a person who holds a post of a body, in the news of a year.
    fn holding(mut seen: Sighting, year: &str, post: &str, body: &str) -> Sighting {
        let [post, name, year] = [post, body, year].map(ToOwned::to_owned);
        seen.ties.insert(Tie { post, to: format!("e/{body}"), name, year });
        seen
    }

    fn decided(ruling: Ruling, class: &str, name: &str, other: &str) -> Decision {
        let [class, name, other, reason] = [class, name, other, "we looked it up"].map(ToOwned::to_owned);
        Decision { ruling, class, name, other, reason }
    }

    /// The articles of each thing, by groups, and the name that each group has; the same in any order.
    fn groups(sightings: &[Sighting], decisions: &[Decision]) -> Vec<String> {
        let once = |sightings: &[Sighting]| -> Vec<String> {
            let mut groups: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
            for (sighting, identity) in sightings.iter().zip(identify(sightings, decisions)) {
                assert!(identity.as_ref().is_none_or(|identity| !identity.reason.is_empty()));
                let (iri, name) = identity
                    .map_or((sighting.iri.clone(), sighting.name.clone()), |identity| (identity.iri, identity.name));
                let group = groups.entry(iri).or_insert_with(|| (name.clone(), BTreeSet::new()));
                assert_eq!(group.0, name, "a thing has one name");
                group.1.insert(sighting.article.clone());
            }
            let mut groups: Vec<String> = groups
                .into_values()
                .map(|(name, articles)| format!("{name}: {}", articles.into_iter().collect::<Vec<_>>().join(" ")))
                .collect();
            groups.sort();
            groups
        };
        let mut turned = sightings.to_vec();
        turned.reverse();
        assert_eq!(once(sightings), once(&turned), "the order does not matter");
        turned.rotate_left(sightings.len() / 2);
        assert_eq!(once(sightings), once(&turned), "the order does not matter");
        once(sightings)
    }

    #[test]
    fn people_of_one_name_who_work_for_different_countries_are_not_one() {
        let mut seen = vec![
            sighting("a", "Person", &["金成浩"], &["cn"]),
            sighting("b", "Person", &["金成浩"], &["kr"]),
            sighting("c", "Person", &["金成浩"], &["cn"]),
            sighting("d", "Person", &["金成浩"], &[]),
        ];
        assert_eq!(groups(&seen, &[]), ["金成浩: a c", "金成浩: b", "金成浩: d"], "d may be either");
        seen.remove(1);
        assert_eq!(groups(&seen, &[]), ["金成浩: a c d"], "without b nothing speaks against one");
        seen.push(sighting("e", "Organization", &["金成浩"], &["kr"]));
        assert_eq!(groups(&seen, &[]), ["金成浩: a c d", "金成浩: e"], "another class is another thing");
    }

    #[test]
    fn one_article_that_names_both_countries_speaks_against_two_people() {
        let seen = [
            sighting("a", "Person", &["金成浩"], &["cn"]),
            sighting("b", "Person", &["金成浩"], &["kr"]),
            sighting("c", "Person", &["金成浩"], &["cn", "kr"]),
        ];
        assert_eq!(groups(&seen, &[]), ["金成浩: a b c"]);
    }

    #[test]
    fn people_of_one_name_who_head_different_bodies_in_one_year_are_not_one() {
        let person = |article: &str| sighting(article, "Person", &["张建国"], &[]);
        let a = holding(person("a"), "2021", "董事长", "东海能源集团");
        let b = holding(person("b"), "2021", "董事长", "松江机床厂");
        let c = holding(person("c"), "2023", "董事长", "东海能源集团");
        let d = person("d");
        let seen = [a.clone(), b.clone(), c.clone(), d.clone()];
        assert_eq!(groups(&seen, &[]), ["张建国: a c", "张建国: b", "张建国: d"], "d may be either");
        let moved = [c.clone(), b.clone(), d.clone()];
        assert_eq!(groups(&moved, &[]), ["张建国: b c d"], "who heads another body in another year may have moved");
        let part = holding(person("e"), "2021", "董事长", "东海能源集团有限公司");
        assert_eq!(groups(&[a.clone(), part], &[]), ["张建国: a e"], "one body under two names");
        let other = holding(person("f"), "2021", "总经理", "松江机床厂");
        assert_eq!(groups(&[a.clone(), other], &[]), ["张建国: a f"], "another post");
        let both = holding(b.clone(), "2021", "董事长", "东海能源集团");
        let both = Sighting { article: "g".to_owned(), ..both };
        assert_eq!(groups(&[a.clone(), b.clone(), both], &[]), ["张建国: a b g"], "one article has both posts");
        let undated = holding(person("h"), "", "董事长", "松江机床厂");
        assert_eq!(groups(&[a, undated], &[]), ["张建国: a", "张建国: h"], "no year tells that he has moved");
    }

    #[test]
    fn a_post_tells_which_of_two_people_a_short_name_means() {
        let full = |article: &str, name: &str| sighting(article, "Person", &[name, "彼得罗夫"], &[]);
        let short = |article: &str| sighting(article, "Person", &["彼得罗夫"], &[]);
        let seen = [
            holding(full("a", "伊万·彼得罗夫"), "2022", "市长", "普罗夫迪夫"),
            holding(full("b", "安德烈·彼得罗夫"), "2022", "市长", "喀山"),
            holding(short("c"), "2022", "市长", "喀山"),
            short("d"),
        ];
        assert_eq!(groups(&seen, &[]), ["伊万·彼得罗夫: a", "安德烈·彼得罗夫: b c", "彼得罗夫: d"]);
    }

    #[test]
    fn six_forms_of_one_person_are_one() {
        let full = "若昂·曼努埃尔·贡萨尔维斯·洛伦索";
        let seen = [
            sighting("a", "Person", &[full, "洛伦索", "若昂·洛伦索", "洛伦索·贡萨尔维斯"], &["ao"]),
            sighting("b", "Person", &["洛伦索"], &["ao"]),
            sighting("c", "Person", &["若昂·洛伦索", "洛伦索"], &[]),
            sighting("d", "Person", &[full, "贡萨尔维斯"], &[]),
            sighting("e", "Person", &["贡萨尔维斯"], &[]),
            sighting("f", "Person", &["若昂·洛伦索"], &["ao"]),
            sighting("g", "Person", &["洛伦索·贡萨尔维斯"], &[]),
        ];
        assert_eq!(groups(&seen, &[]), [format!("{full}: a b c d e f g")]);
        let different = decided(Ruling::Different, "Person", "贡萨尔维斯", full);
        assert_eq!(groups(&seen, &[different]), [format!("{full}: a b c d f g"), "贡萨尔维斯: e".to_owned()]);
    }

    #[test]
    fn a_short_form_of_two_things_stays_apart_unless_their_countries_tell() {
        let mut seen = vec![
            sighting("a", "Person", &["伊万·彼得罗夫", "彼得罗夫"], &["bg"]),
            sighting("b", "Person", &["彼得罗夫"], &[]),
        ];
        assert_eq!(groups(&seen, &[]), ["伊万·彼得罗夫: a b"]);
        seen.push(sighting("c", "Person", &["安德烈·彼得罗夫", "彼得罗夫"], &["ru"]));
        seen.push(sighting("d", "Person", &["彼得罗夫"], &["ru"]));
        assert_eq!(groups(&seen, &[]), ["伊万·彼得罗夫: a", "安德烈·彼得罗夫: c d", "彼得罗夫: b"]);
        let different = decided(Ruling::Different, "Person", "安德烈·彼得罗夫", "彼得罗夫");
        let apart = groups(&seen[..2], std::slice::from_ref(&different));
        assert_eq!(apart, ["伊万·彼得罗夫: a b"], "the decision is about another one");
    }

    #[test]
    fn shared_abbreviations_and_tails_join_no_organizations() {
        let seen = [
            sighting("a", "Organization", &["东部能源合作组织", "东能合组织"], &[]),
            sighting("b", "Organization", &["东能合组织"], &[]),
            sighting("c", "Organization", &["西部发展促进中心", "促进中心"], &[]),
            sighting("d", "Organization", &["促进中心"], &[]),
        ];
        assert_eq!(groups(&seen, &[]), ["东部能源合作组织: a b", "促进中心: d", "西部发展促进中心: c"]);
        let other = sighting("e", "Organization", &["东方能力合作组织", "东能合组织"], &[]);
        let shared = [&seen[..2], &[other]].concat();
        assert_eq!(groups(&shared, &[]), ["东方能力合作组织: e", "东能合组织: b", "东部能源合作组织: a"]);
    }

    #[test]
    fn a_renamed_organization_is_one_by_decision() {
        let mut seen = vec![
            sighting("a", "Organization", &["推特公司"], &[]),
            sighting("b", "Organization", &["X公司"], &[]),
            sighting("c", "Organization", &["脸书公司"], &[]),
        ];
        let same = decided(Ruling::Same, "Organization", "推特公司", "X公司");
        assert_eq!(groups(&seen, std::slice::from_ref(&same)), ["X公司: a b", "脸书公司: c"]);
        seen[0] = Sighting { is_known: true, iri: "e/q918".to_owned(), ..seen[0].clone() };
        assert_eq!(
            groups(&seen, &[same]),
            ["X公司: a b", "脸书公司: c"],
            "the decision says by which name it is known"
        );
    }

    #[test]
    fn a_split_takes_articles_apart_and_keeps_them_together() {
        let seen = ["a", "b", "c", "d"].map(|article| sighting(article, "Person", &["张伟"], &[]));
        let split = decided(Ruling::Split, "Person", "张伟", "b|d");
        assert_eq!(groups(&seen, &[split]), ["张伟: a c", "张伟: b d"]);
    }

    #[test]
    fn what_is_known_gives_its_key_to_its_short_forms() {
        let known = Sighting {
            is_known: true,
            iri: "e/q1".to_owned(),
            ..sighting("a", "Person", &["弗拉基米尔·泽连斯基", "泽连斯基"], &[])
        };
        let seen = [known, sighting("b", "Person", &["泽连斯基"], &["ua"])];
        let identities = identify(&seen, &[]);
        assert_eq!(identities[0], None);
        let identity = identities[1].as_ref().expect("it is short for the other one");
        assert_eq!((&*identity.iri, &*identity.name), ("e/q1", "弗拉基米尔·泽连斯基"));
        assert!(identity.reason.contains("弗拉基米尔·泽连斯基"), "{}", identity.reason);
    }
}
