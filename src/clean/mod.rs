//! Cleaning: the text of an article as read becomes clean, simplified text that knows its origin.
//!
//! Cleaning is a row of passes, each general and driven by a table of `ontology/clean/`. Each pass looks for its noise and
//! returns edits; text without noise is scanned and not copied. The row is run until nothing changes any more, so that
//! clean text is always clean: cleaning it again changes nothing.

mod census;
mod charmap;
mod characters;
mod furniture;
mod gloss;
mod labels;
mod layout;
mod lost;
mod markup;
mod neighbours;
mod punctuation;
mod rare;
mod script;
mod shifted;
mod simplifier;
mod transcoded;

use std::collections::BTreeMap;
use std::ops::Range;

use census::{Census, Cues};
use characters::Characters;
use charmap::CharMap;
use furniture::Furniture;
use gloss::Glosses;
pub(crate) use labels::Labels;
use markup::Markup;
use neighbours::Neighbours;
use punctuation::Punctuation;
use rare::Rare;
use script::Script;
use shifted::Shifted;
pub use simplifier::Simplifier;
use transcoded::Transcoded;

use crate::ontology::{Files, Ontology, OntologyError};
use crate::text::{Edit, Span, Text, offset};

/// How often the passes are run at most since the text last got shorter, as it does where entities were escaped again and again. Two
/// rounds are the rule, one that repairs and one that finds nothing left.
const ROUNDS: usize = 16;

/// A kind of noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Noise {
    /// Characters that cannot be seen.
    Invisible,
    /// Characters of the private use area, which mean nothing without the font that they were made for. Marked, not repaired.
    Private,
    /// Characters of which only the sign of loss is left, U+FFFD. Repaired where a known name tells, else marked.
    Lost,
    /// Text that was decoded one byte out of step.
    Shifted,
    /// Text that was decoded in another encoding than its own.
    Transcoded,
    /// Entities and tags of HTML.
    Markup,
    /// Characters written by their parts or by a number.
    Rare,
    /// Full-width letters and digits, compatibility characters.
    Form,
    /// Pinyin in parentheses.
    Gloss,
    /// Half-width marks and straight quotation marks in Chinese text.
    Width,
    /// Quotation marks the wrong way round.
    Quotes,
    /// Marks in a row of which one is meant.
    Doubled,
    /// Blank lines and spaces.
    Blank,
    /// Line feeds within sentences.
    Wrap,
    /// A title or a lead that stands there twice, and a former title.
    Repeated,
    /// Lines that name editors and reporters.
    Byline,
    /// Lines that belong to pictures.
    Caption,
    /// What belongs to the page or the programme.
    Furniture,
}

impl Noise {
    /// Its name in readings and in the store.
    pub fn name(self) -> &'static str {
        match self {
            Noise::Invisible => "invisible",
            Noise::Private => "private",
            Noise::Lost => "lost",
            Noise::Shifted => "shifted",
            Noise::Transcoded => "transcoded",
            Noise::Markup => "markup",
            Noise::Rare => "rare",
            Noise::Form => "form",
            Noise::Gloss => "gloss",
            Noise::Width => "width",
            Noise::Quotes => "quotes",
            Noise::Doubled => "doubled",
            Noise::Blank => "blank",
            Noise::Wrap => "wrap",
            Noise::Repeated => "repeated",
            Noise::Byline => "byline",
            Noise::Caption => "caption",
            Noise::Furniture => "furniture",
        }
    }

    /// Private characters cannot be repaired, lost ones rarely.
    fn what_was_done(self) -> &'static str {
        if matches!(self, Noise::Private | Noise::Lost) { "marked" } else { "repaired" }
    }

    /// What is found of this kind, in words.
    fn label(self) -> &'static str {
        match self {
            Noise::Invisible => "invisible characters",
            Noise::Private => "private characters",
            Noise::Lost => "lost characters",
            Noise::Shifted => "characters decoded out of step",
            Noise::Transcoded => "characters decoded in the wrong encoding",
            Noise::Markup => "entities and tags",
            Noise::Rare => "characters written by their parts",
            Noise::Form => "full-width and compatibility forms",
            Noise::Gloss => "glosses",
            Noise::Width => "half-width marks",
            Noise::Quotes => "quotation marks the wrong way round",
            Noise::Doubled => "marks in a row",
            Noise::Blank => "spaces and blank lines",
            Noise::Wrap => "line feeds within sentences",
            Noise::Repeated => "repeated titles and leads",
            Noise::Byline => "lines that name editors and reporters",
            Noise::Caption => "lines that belong to pictures",
            Noise::Furniture => "lines of the page or the programme",
        }
    }
}

/// One repair: what was wrong and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What was wrong.
    pub noise: Noise,
    /// Where, in code points of the text as read.
    pub origin: Range<u32>,
}

/// The result of cleaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaned {
    /// The clean text.
    pub text: Text,
    /// What was repaired or marked, in the order of the text. Traditional characters and kinds of space are no noise.
    pub repairs: Vec<Repair>,
}

/// What was repaired or marked, one line for each kind, with how often.
pub fn summary(repairs: &[Repair]) -> Vec<String> {
    let mut counts: BTreeMap<Noise, usize> = BTreeMap::new();
    for repair in repairs {
        *counts.entry(repair.noise).or_default() += 1;
    }
    let line = |(noise, n): (Noise, usize)| format!("{} {}: {n}", noise.what_was_done(), noise.label());
    counts.into_iter().map(line).collect()
}

/// Cleans texts; built once from the tables.
#[derive(Clone, Debug)]
pub struct Cleaner {
    characters: Characters,
    transcoded: Transcoded,
    neighbours: Neighbours,
    markup: Markup,
    rare: Rare,
    glosses: Glosses,
    punctuation: Punctuation,
    furniture: Furniture,
    script: Script,
    common: Common,
    census: Census,
    labels: Labels,
    names: lost::Gaps,
    endings: transcoded::Endings,
}

impl Cleaner {
    /// A cleaner with the tables of an ontology, which completes damaged text by the names that the ontology knows.
    ///
    /// # Errors
    /// If a table is missing or malformed.
    pub fn new(ontology: &Ontology) -> Result<Self, OntologyError> {
        let files = ontology.files();
        let script = Script::new(files)?;
        let common = Common::new(files, &script)?;
        let names: Vec<String> = ontology.lexicon.names().into_iter().map(str::to_owned).collect();
        let mut cleaner = Cleaner {
            characters: Characters::new(files)?,
            transcoded: Transcoded::new(files)?,
            neighbours: Neighbours::new(files)?,
            markup: Markup::new(files)?,
            rare: Rare::new(files)?,
            glosses: Glosses::new(files)?,
            punctuation: Punctuation::new(files)?,
            furniture: Furniture::new(files)?,
            script,
            common,
            census: Census::new(),
            labels: Labels::new(files)?,
            endings: transcoded::Endings::new(&names),
            names: lost::Gaps::new(names),
        };
        cleaner.take_census();
        Ok(cleaner)
    }

    /// Asks the passes which characters concern them.
    fn take_census(&mut self) {
        let Cleaner { characters, transcoded, rare, glosses, punctuation, furniture, script, census, .. } = self;
        census.add(Cues::INVISIBLE, characters.invisible());
        census.add(Cues::UNUSUAL, characters.unusual());
        census.add(Cues::TRANSCODED, transcoded.cues());
        census.add(Cues::SHIFTED, shifted::cues());
        census.add(Cues::LOST, lost::cues());
        census.add(Cues::MARKUP, Markup::cues());
        census.add(Cues::RARE, rare.cues());
        census.add(Cues::PARENTHESIS, glosses.opening().iter().copied());
        census.add(Cues::NARROW, punctuation.narrow().iter().copied());
        census.add(Cues::STRAIGHT, punctuation.straight());
        census.add(Cues::MARK, punctuation.marks().iter().copied());
        census.add(Cues::SPACE, [' ']);
        census.add(Cues::BREAK | Cues::LINE, ['\n']);
        census.add(Cues::QUOTE, punctuation.curved());
        census.add(Cues::TRADITIONAL, script.only_traditional());
        census.add(Cues::FURNITURE, furniture.openers().iter().copied());
        census.add(Cues::HEAD, furniture.heads());
    }

    /// The simplified form of a text that is clean otherwise, such as a name; as many characters as it had.
    pub fn simplified(&self, text: &str) -> String {
        self.script.simplified(text)
    }

    /// The simplified form of a character out of context.
    pub fn simple(&self, c: char) -> char {
        self.script.simple(c)
    }

    /// How pages and texts name their metadata.
    pub(crate) fn labels(&self) -> &Labels {
        &self.labels
    }

    /// Whether news texts use the character often, in either script.
    pub(crate) fn is_common(&self, c: char) -> bool {
        self.common.level(c) > 0
    }

    /// Whether a line that ends so states something or breaks off, as headlines do not.
    pub(crate) fn ends_statement(&self, c: char) -> bool {
        self.punctuation.ends_statement(c)
    }

    /// Cleans a text as read.
    pub fn clean(&self, raw: &str) -> Cleaned {
        self.clean_while(raw, &|| true).expect("nothing stops it")
    }

    /// As [`clean`](Self::clean); nothing where it may not go on, which is asked before each round and each pass.
    pub(crate) fn clean_while(&self, raw: &str, may_go_on: &dyn Fn() -> bool) -> Option<Cleaned> {
        let mut work = Work { text: Text::raw(raw), repairs: Vec::new(), has_changed: false, may_go_on };
        let mut rounds_left = ROUNDS;
        while rounds_left > 0 {
            let before = work.text.as_str().len();
            self.round(&mut work)?;
            if !std::mem::take(&mut work.has_changed) {
                break;
            }
            rounds_left = if work.text.as_str().len() < before { ROUNDS } else { rounds_left - 1 };
        }
        work.mark(lost::found);
        work.repairs.sort_by_key(|repair| (repair.origin.start, repair.origin.end, repair.noise));
        Some(Cleaned { text: work.text, repairs: work.repairs })
    }

    /// Every pass once that may find something. Later passes see what earlier ones made of the text; what they make
    /// possible for earlier ones is for the next round. Nothing where they may not go on.
    fn round(&self, work: &mut Work<'_>) -> Option<()> {
        let Cleaner { characters, transcoded, markup, rare, glosses, punctuation, furniture, script, common, .. } =
            self;
        work.go_on()?;
        let cues = self.census.of(work.text.as_str());
        if cues.any(Cues::TRANSCODED) {
            let (neighbours, endings) = (&self.neighbours, &self.endings);
            let known = transcoded::Known { common, punctuation, script, neighbours, endings };
            work.edit(Noise::Transcoded, |text| transcoded.recovered(text, &known))?;
        }
        if cues.any(Cues::INVISIBLE) {
            work.edit(Noise::Invisible, |text| characters.deletions(text))?;
        }
        if cues.any(Cues::SHIFTED) {
            let shifted = Shifted { common, punctuation, script, names: self.names.names() };
            work.edit(Noise::Shifted, |text| shifted.recovered(text))?;
        }
        if cues.any(Cues::MARKUP) {
            work.edit(Noise::Markup, |text| markup.edits(text))?;
        }
        if cues.any(Cues::UNUSUAL) {
            work.recast(|c| characters.is_odd(c), |text| text.chars().map(|c| characters.ordinary(c)).collect())?;
        }
        if cues.any(Cues::RARE) {
            work.edit(Noise::Rare, |text| rare.edits(text))?;
        }
        if cues.any(Cues::PARENTHESIS) {
            work.edit(Noise::Gloss, |text| glosses.deletions(text))?;
        }
        if cues.any(Cues::LINE) {
            work.edit(Noise::Wrap, |text| layout::wraps(text, punctuation))?;
        }
        if cues.any(Cues::NARROW) {
            work.edit(Noise::Width, |text| punctuation.widened(text))?;
        }
        if cues.any(Cues::STRAIGHT) {
            work.edit(Noise::Width, |text| punctuation.paired(text))?;
        }
        if cues.any(Cues::QUOTE) {
            work.edit(Noise::Quotes, |text| punctuation.turned(text))?;
        }
        if cues.any(Cues::MARK) {
            work.edit(Noise::Doubled, |text| punctuation.doubled(text))?;
        }
        if cues.any(Cues::SPACE | Cues::BREAK) {
            work.edit(Noise::Blank, |text| layout::deletions(text, punctuation))?;
        }
        if cues.any(Cues::TRADITIONAL) {
            work.recast(|_| false, |text| script.simplified(text))?;
        }
        if cues.any(Cues::LOST) {
            work.edit(Noise::Lost, |text| self.names.completed(text))?;
        }
        if cues.any(Cues::FURNITURE | Cues::HEAD) {
            work.edit_each(|text| furniture.deletions(text, punctuation))?;
        }
        if cues.any(Cues::LINE) {
            work.edit(Noise::Repeated, layout::repeats)?;
        }
        Some(())
    }
}

/// A text on its way through the passes, each of which gives nothing where it may not go on.
struct Work<'a> {
    text: Text,
    repairs: Vec<Repair>,
    has_changed: bool,
    may_go_on: &'a dyn Fn() -> bool,
}

impl Work<'_> {
    fn go_on(&self) -> Option<()> {
        (self.may_go_on)().then_some(())
    }

    fn edit(&mut self, noise: Noise, pass: impl Fn(&str) -> Vec<Edit>) -> Option<()> {
        self.edit_each(|text| pass(text).into_iter().map(|edit| (noise, edit)).collect())
    }

    fn edit_each(&mut self, pass: impl Fn(&str) -> Vec<(Noise, Edit)>) -> Option<()> {
        self.go_on()?;
        let found = pass(self.text.as_str());
        if found.is_empty() {
            return Some(());
        }
        self.mark(|_| found.iter().map(|(noise, edit)| (*noise, edit.span)).collect());
        let edits: Vec<Edit> = found.into_iter().map(|(_, edit)| edit).collect();
        self.change(|text| text.edit(&edits));
        Some(())
    }

    /// Notes what is at some places.
    fn mark(&mut self, find: impl Fn(&str) -> Vec<(Noise, Span)>) {
        let found = find(self.text.as_str());
        self.repairs.extend(found.into_iter().map(|(noise, span)| Repair { noise, origin: self.text.origin(span) }));
    }

    /// Replaces the text by one of as many characters; what is `odd` of the old ones is noted, in runs.
    fn recast(&mut self, odd: impl Fn(char) -> bool, pass: impl Fn(&str) -> String) -> Option<()> {
        self.go_on()?;
        self.mark(|text| runs(text, &odd).into_iter().map(|span| (Noise::Form, span)).collect());
        let clean = pass(self.text.as_str());
        self.change(|text| text.recast(clean));
        Some(())
    }

    fn change(&mut self, how: impl FnOnce(Text) -> Text) {
        self.text = how(std::mem::replace(&mut self.text, Text::raw("")));
        self.has_changed = true;
    }
}

/// The longest stretches of such characters.
fn runs(text: &str, is_one: impl Fn(char) -> bool) -> Vec<Span> {
    let mut runs: Vec<Span> = Vec::new();
    for (at, c) in text.char_indices().filter(|&(_, c)| is_one(c)) {
        let span = Span::new(offset(at), offset(at + c.len_utf8()));
        match runs.last_mut() {
            Some(run) if run.end() == span.start() => *run = run.cover(span),
            _ => runs.push(span),
        }
    }
    runs
}

/// The characters that news texts mostly consist of, in either script: what tells right from wrong decoding.
#[derive(Clone, Debug)]
struct Common(CharMap<u8>);

impl Common {
    /// How many characters are very common: three of four in a text.
    const VERY: usize = 500;

    fn new(files: &Files, script: &Script) -> Result<Self, OntologyError> {
        let mut common = CharMap::new();
        let mut n_before = 0;
        for row in files.table("clean/common.tsv")?.rows() {
            for c in row.get("characters")?.chars() {
                let level = if n_before < Self::VERY { 2 } else { 1 };
                script.traditional(c).chain([c]).for_each(|c| common.set(c, level));
                n_before += 1;
            }
        }
        Ok(Common(common))
    }

    /// 2 for a very common character, 1 for a common one, 0 for any other.
    fn level(&self, c: char) -> u8 {
        self.0.get(c)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::path::Path;

    use super::*;
    use crate::text::CodePoints;

    const TEXTS: [&str; 9] = [
        "",
        "\n \u{200b}\n",
        "部長甲某主持國(guó)際會(huì)議\r\n\r\n　　本報(bào)訊 會(huì)議於１８日晚在乾隆舊居舉行,。“會(huì)議”、「文件」。(完)\r\n",
        "会议今天闭幕。\n责任编辑：某某\n",
        "他说:\"好\",(然后)走了。。。",
        "新 闻 联 播\n央视网消息（新闻联播）：（来源：某某）",
        "张三 李四 王五，，出席",
        "馬\u{fe00}內‧金(jīn)說：『著名的著作，他寫著呢』",
        "(((）））,,,\"'\"??!!\u{feff}国?!(guó)(huì)",
    ];

    pub(crate) fn cleaner() -> Cleaner {
        Ontology::bundled().and_then(|ontology| Cleaner::new(&ontology)).expect("the suite checks the bundled ontology")
    }

    fn clean(raw: &str) -> String {
        cleaner().clean(raw).text.as_str().to_owned()
    }

    /// Cleaning again changes nothing, and each clean character points into the text as read, in order.
    pub(crate) fn check(cleaner: &Cleaner, raw: &str) {
        let text = cleaner.clean(raw).text;
        assert_eq!(cleaner.clean(text.as_str()).text.as_str(), text.as_str(), "cleaned twice: {raw:?}");
        let length = offset(raw.chars().count());
        let mut before = 0;
        for (i, c) in text.as_str().char_indices() {
            let origin = text.origin(Span::new(offset(i), offset(i + c.len_utf8())));
            assert!(
                before <= origin.start && origin.start < origin.end && origin.end <= length,
                "{c} at {i}: {origin:?}"
            );
            before = origin.start;
        }
    }

    #[test]
    fn a_scraped_article_becomes_readable() {
        assert_eq!(clean(TEXTS[2]), "部长甲某主持国际会议\n本报讯 会议于18日晚在乾隆旧居举行。“会议”、“文件”。");
        assert_eq!(clean(TEXTS[7]), "马内·金说：‘著名的著作，他写着呢’");
        assert_eq!(clean(TEXTS[3]), "会议今天闭幕。");
    }

    #[test]
    fn what_was_escaped_many_times_is_clean_at_once() {
        let cleaner = cleaner();
        for n in [1, 17, 40] {
            check(&cleaner, &format!("外长说:{}\"\"\"\"::", "\\".repeat(n)));
            check(&cleaner, &format!("外长&{}lt;抵京,,出席", "amp;".repeat(n)));
        }
    }

    #[test]
    fn clean_text_is_left_alone() {
        let text = "甲国外长抵京\n新华社北京6月1日电 甲国外长1日抵京。“欢迎！”他说，“我们将谈1,000个项目（见附件）……”";
        let cleaned = cleaner().clean(text);
        assert_eq!(cleaned, Cleaned { text: Text::raw(text), repairs: Vec::new() });
    }

    #[test]
    fn repairs_name_their_place() {
        let raw = "中(zhōng)國,，好";
        let cleaned = cleaner().clean(raw);
        assert_eq!(
            summary(&cleaned.repairs),
            ["repaired glosses: 1", "repaired half-width marks: 1", "repaired marks in a row: 1"]
        );
        let raw = CodePoints::new(raw);
        let shown: Vec<_> = cleaned.repairs.iter().map(|r| (r.noise, raw.slice(r.origin.clone()))).collect();
        assert_eq!(shown, [(Noise::Gloss, "(zhōng)"), (Noise::Width, ","), (Noise::Doubled, "，")]);
    }

    /// What a limit of time builds on: the first no is the last question.
    #[test]
    fn a_text_is_given_up_before_any_pass() {
        let (cleaner, raw) = (cleaner(), TEXTS[2]);
        let n_asked = std::cell::Cell::new(0);
        let clean = |most: usize| {
            n_asked.set(0);
            cleaner.clean_while(raw, &|| {
                n_asked.set(n_asked.get() + 1);
                n_asked.get() <= most
            })
        };
        let whole = clean(usize::MAX);
        assert_eq!(whole, Some(cleaner.clean(raw)));
        let all = n_asked.get();
        let kinds: std::collections::BTreeSet<Noise> =
            whole.iter().flat_map(|cleaned| &cleaned.repairs).map(|repair| repair.noise).collect();
        assert!(kinds.len() >= 5 && all >= kinds.len() + 2, "each pass that repairs, and two rounds: {all}, {kinds:?}");
        for most in 0..all {
            assert_eq!((clean(most), n_asked.get()), (None, most + 1));
        }
    }

    #[test]
    fn cleaning_is_idempotent_and_traceable() {
        let cleaner = cleaner();
        TEXTS.iter().for_each(|raw| check(&cleaner, raw));
    }

    #[test]
    fn random_noise_is_survived() {
        let alphabet: Vec<char> =
            "中國国乾隆著作者家耙粠б宦贰背の、,，。.？?!:;\"'“”「」()（）［］ \u{3000}\t\r\n\u{200b}\u{fffd}\u{301}guóüanɑ１Ａ•…©编辑：来源完"
                .chars()
                .collect();
        let cleaner = cleaner();
        let mut state = 1_u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).expect("31 bits") % below
        };
        for _ in 0..20_000 {
            let length = random(40);
            let raw: String = (0..length).map(|_| alphabet[random(alphabet.len())]).collect();
            check(&cleaner, &raw);
        }
    }

    #[test]
    fn the_shared_articles_are_cleaned_once_and_for_all() {
        let shared = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared"));
        let Ok(scraped) = std::fs::read_to_string(shared.join("corpus/belt-and-road-conference.txt")) else {
            println!("skipped: no articles at {}", shared.display());
            return;
        };
        let cleaner = cleaner();
        check(&cleaner, &scraped);
        let text = cleaner.clean(&scraped).text;
        assert!(text.as_str().contains("发挥重要作用。“一带一路”倡议是团结"), "{}", text.as_str());
        let lines = ["gold/dev.jsonl", "gold/seed.jsonl"].map(|file| std::fs::read_to_string(shared.join(file)));
        for line in lines.iter().flatten().flat_map(|file| file.lines()) {
            let article: serde_json::Value = serde_json::from_str(line).expect("gold is JSON Lines");
            check(&cleaner, article["text"].as_str().expect("gold has texts"));
        }
    }
}
