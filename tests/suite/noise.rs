//! Noise: clean articles are made noisy in every way that archives are, at several rates, and must still say what they said.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use encoding_rs::{GB18030, GBK, UTF_8, WINDOWS_1252};
use serde_json::{Value, json};

use crate::support::{articles, files_below, scratch, text, tupu};

/// Seeded numbers: a linear congruential generator with Knuth's constants.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % n.max(1)
    }

    /// Whether something happens that happens so many times in a thousand.
    fn happens(&mut self, rate: usize) -> bool {
        self.below(1000) < rate
    }

    fn one_of<'s>(&mut self, list: &[&'s str]) -> &'s str {
        list[self.below(list.len())]
    }
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Each character becomes what `make` says of it and of the next one.
fn each(text: &str, mut make: impl FnMut(char, char) -> String) -> String {
    let chars: Vec<char> = text.chars().collect();
    (0..chars.len()).map(|i| make(chars[i], chars.get(i + 1).copied().unwrap_or('\n'))).collect()
}

fn after_han(text: &str, random: &mut Random, rate: usize, what: &[&str]) -> String {
    each(text, |c, next| {
        let is_hit = is_han(c) && is_han(next) && random.happens(rate);
        if is_hit { format!("{c}{}", random.one_of(what)) } else { c.to_string() }
    })
}

fn replace(text: &str, random: &mut Random, rate: usize, pairs: &[(&str, &str)]) -> String {
    each(text, |c, _| match pairs.iter().find(|(from, _)| from.starts_with(c)) {
        Some((_, by)) if random.happens(rate) => (*by).to_owned(),
        _ => c.to_string(),
    })
}

fn decoded(bytes: &[u8], seen: &'static encoding_rs::Encoding) -> String {
    seen.decode_without_bom_handling(bytes).0.into_owned()
}

/// A kind of noise: its name, its rates in thousandths, and what it does to a text.
type Kind = (&'static str, [usize; 3], fn(&str, &mut Random, usize) -> String);

const KINDS: [Kind; 21] = [
    ("gloss", [20, 200, 900], |t, r, rate| after_han(t, r, rate, &["(guó)", "（huì）", "(jīng)", "（nǚ）"])),
    ("doubled", [100, 500, 1000], |t, r, rate| replace(t, r, rate, &[("，", "，，"), ("。", ",。"), ("、", "，、")])),
    ("blank", [60, 200, 500], |t, r, rate| after_han(t, r, rate, &[" ", "\u{3000}", "  "])),
    ("invisible", [20, 200, 900], |t, r, rate| after_han(t, r, rate, &["\u{200b}", "\u{feff}", "\u{ad}", "\u{fe00}"])),
    ("private", [20, 200, 900], |t, r, rate| replace(t, r, rate, &[("\n", "\n\u{f0d8}"), ("。", "。\u{e5e5}")])),
    ("lost", [2, 5, 10], |t, r, rate| {
        each(t, |c, _| if is_han(c) && r.happens(rate) { "\u{fffd}\u{fffd}".to_owned() } else { c.to_string() })
    }),
    ("shifted", [100, 200, 300], |t, r, rate| {
        // A sentence that lost the first byte of its first character.
        t.split_inclusive('。')
            .map(|sentence| {
                let (bytes, ..) = GBK.encode(sentence);
                let is_hit =
                    r.happens(rate) && sentence.chars().count() > 20 && sentence.chars().all(|c| !c.is_ascii());
                if is_hit { format!("?{}", decoded(&bytes[1..], GBK)) } else { sentence.to_owned() }
            })
            .collect()
    }),
    ("UTF-8 as Latin", [100, 300, 1000], |t, r, rate| {
        by_line(t, r, rate, |line| decoded(line.as_bytes(), WINDOWS_1252))
    }),
    ("GBK as Latin", [100, 300, 1000], |t, r, rate| {
        by_line(t, r, rate, |line| decoded(&GB18030.encode(line).0, WINDOWS_1252))
    }),
    ("UTF-8 as GBK", [100, 300, 1000], |t, r, rate| {
        by_line(t, r, rate, |line| decoded(&UTF_8.encode(line).0, GB18030))
    }),
    ("markup", [50, 300, 1000], |t, r, rate| {
        let t = after_han(t, r, rate / 5, &["<b>", "</b>", "<span class=\"a\">", "</span>", "<!-- 注 -->"]);
        replace(
            &t,
            r,
            rate,
            &[("“", "&ldquo;"), ("”", "&#8221;"), ("\n", "<br/>\n"), ("·", "&middot;"), (" ", "&nbsp;")],
        )
    }),
    ("escaped", [100, 500, 1000], |t, r, rate| {
        replace(t, r, rate, &[("\n", "\\n"), ("“", "\\u201c"), ("”", "\\u201d")])
    }),
    ("form", [100, 500, 1000], |t, r, rate| {
        each(t, |c, _| match c {
            '0'..='9' | 'A'..='Z' if r.happens(rate) => {
                char::from_u32(u32::from(c) + 0xFEE0).expect("a full-width form").to_string()
            }
            _ => c.to_string(),
        })
    }),
    ("width", [100, 500, 1000], |t, r, rate| {
        replace(t, r, rate, &[("，", ","), ("：", ":"), ("；", ";"), ("（", "("), ("）", ")")])
    }),
    ("quotes", [1000, 1000, 1000], |t, _, _| {
        each(t, |c, _| match c {
            '“' => '”'.to_string(),
            '”' => '“'.to_string(),
            _ => c.to_string(),
        })
    }),
    ("wrap", [30, 36, 40], |t, _, width| {
        let wrapped = t.lines().map(|line| {
            let chars: Vec<char> = line.chars().collect();
            chars.chunks(width).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
        });
        wrapped.collect::<Vec<_>>().join("\n\n")
    }),
    ("furniture", [1, 2, 3], |t, _, n| {
        let head = ["来源：某某网", "分享到：", "发布时间：2024-05-06"][..n].join("\n");
        let (title, body) = t.split_once('\n').unwrap_or_default();
        format!("{title}\n{head}\n{body}（完）\n版权所有，未经许可不得转载\n扫码关注更多精彩")
    }),
    ("byline", [1, 2, 3], |t, _, n| {
        let tail =
            ["责任编辑：张贝龙", "（视频编辑：温凤浩 文字编辑：陈小明）", "本报记者 李大海 王小红"][..n].join("\n");
        format!("{t}\n{tail}")
    }),
    ("caption", [1, 2, 3], |t, _, n| {
        let tail = ["图片来源：某某社", "▲会谈现场", "（资料图片）"][..n].join("\n");
        format!("{t}\n{tail}")
    }),
    ("repeated", [1, 2, 3], |t, _, n| {
        let (title, body) = t.split_once('\n').unwrap_or_default();
        let lead = body.lines().next().unwrap_or_default();
        match n {
            1 => format!("{title}\n{title}\n{body}"),
            2 => format!("{title}\n{lead}\n{body}"),
            _ => format!("{title}\n原标题：{title}\n{title}\n{lead}\n{body}"),
        }
    }),
    ("rare", [1000, 1000, 1000], |t, _, _| t.replace('镕', "[金容]").replace('喆', "（吉+吉）")),
];

fn by_line(text: &str, random: &mut Random, rate: usize, wrong: impl Fn(&str) -> String) -> String {
    let lines: Vec<String> =
        text.lines().map(|line| if random.happens(rate) { wrong(line) } else { line.to_owned() }).collect();
    lines.join("\n")
}

/// The kinds that archives have together in one article; those of whole encodings come alone.
const TOGETHER: [&str; 12] = [
    "gloss",
    "doubled",
    "invisible",
    "private",
    "markup",
    "form",
    "width",
    "furniture",
    "byline",
    "caption",
    "repeated",
    "lost",
];

/// The clean articles: name and text.
fn clean_articles() -> Vec<(String, String)> {
    let files = files_below(&articles()).into_iter().filter(|path| path.extension().is_some_and(|e| e == "txt"));
    files
        .filter(|path| path.file_stem().is_some_and(|stem| stem != "scraped"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("an example article is UTF-8");
            (path.file_stem().expect("it has a name").to_string_lossy().into_owned(), text.trim_end().to_owned())
        })
        .collect()
}

/// The things that an article names.
fn entities(reading: &Value) -> BTreeSet<String> {
    let list = reading["entities"].as_array().expect("a list").iter();
    list.map(|entity| entity["iri"].as_str().expect("a text").to_owned()).collect()
}

/// Every mention is what stands at its place, and every passage lies in the text.
fn check_positions(id: &str, raw: &[char], reading: &Value) {
    let slice = |range: &Value| -> String {
        let position = |name: &str| usize::try_from(range[name].as_u64().expect("a position")).expect("it fits");
        let (start, end) = (position("start"), position("end"));
        assert!(start < end && end <= raw.len(), "{id}: {range} of {}", raw.len());
        raw[start..end].iter().collect()
    };
    let list = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
    for entity in list(reading, "entities") {
        for mention in list(&entity, "mentions") {
            assert_eq!(mention["text"], slice(&mention), "{id}");
        }
    }
    for relation in list(reading, "relations") {
        list(&relation, "evidence").iter().for_each(|range| drop(slice(range)));
    }
    list(reading, "statements").iter().for_each(|statement| drop(slice(statement)));
}

#[test]
fn noisy_articles_say_what_the_clean_ones_say() {
    let dir = scratch("noise");
    let file = dir.join("noise.jsonl");
    let mut lines = String::new();
    let mut raws = BTreeMap::new();
    let mut random = Random(7);
    let mut add = |id: String, noisy: String| {
        writeln!(lines, "{}", json!({"id": id, "date": "2024-05-06", "text": noisy})).expect("a string takes all");
        raws.insert(id, noisy.chars().collect::<Vec<char>>());
    };
    for (name, clean) in clean_articles() {
        add(format!("clean//{name}"), clean.clone());
        for (kind, rates, make) in KINDS {
            for rate in rates {
                add(format!("{kind}/{rate}/{name}"), make(&clean, &mut random, rate));
            }
        }
        for round in 0..3 {
            let noisy = TOGETHER.iter().fold(clean.clone(), |noisy, kind| {
                let (_, rates, make) = KINDS.iter().find(|(other, ..)| other == kind).expect("a kind");
                make(&noisy, &mut random, rates[0])
            });
            add(format!("together/{round}/{name}"), noisy);
        }
    }
    fs::write(&file, lines).expect("the folder is ours");
    let ended = tupu(&["extract", text(&file), "--format", "reading"]).expect(0);
    let readings: BTreeMap<String, Value> = ended
        .stdout
        .lines()
        .map(|line| {
            let reading: Value = serde_json::from_str(line).expect("JSON");
            (reading["id"].as_str().expect("a text").to_owned(), reading)
        })
        .collect();
    assert_eq!(readings.len(), raws.len());
    // By kind and rate: found in both, found in the noisy one, found in the clean one.
    let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for (id, reading) in &readings {
        check_positions(id, &raws[id], reading);
        let (kind, name) = id.rsplit_once('/').expect("kind, rate and name");
        let (clean, noisy) = (entities(&readings[&format!("clean//{name}")]), entities(reading));
        let count = counts.entry(kind.to_owned()).or_default();
        count[0] += clean.intersection(&noisy).count();
        count[1] += noisy.len();
        count[2] += clean.len();
        // What is noisy says so; the noise of a low rate may have hit nothing.
        let is_noisy = raws[id] != raws[&format!("clean//{name}")];
        let has_repairs = reading["repairs"].as_object().is_some_and(|repairs| !repairs.is_empty());
        assert!(has_repairs || !is_noisy || kind.starts_with("blank"), "{id}: nothing was repaired or marked");
    }
    let mut report = String::new();
    let mut missed = Vec::new();
    for (kind, [both, noisy, clean]) in &counts {
        let f1 = 2.0 * *both as f64 / (*noisy + *clean) as f64;
        writeln!(report, "{kind}: F1 {f1:.3}").expect("a string takes all");
        let least = match kind.as_str() {
            kind if kind.starts_with("together") => 0.93,
            _ => 0.97,
        };
        if f1 < least {
            missed.push(format!("{kind}: F1 {f1:.3}, expected at least {least}"));
        }
    }
    assert!(missed.is_empty(), "{}\n\nall:\n{report}", missed.join("\n"));
}
