//! Pages: the article of an HTML page, without what stands around it.
//!
//! A page is read as a row of blocks of text, each in an element. Blocks that look like prose vote for the elements around them,
//! as in Arc90's Readability, with the punctuation of Chinese for commas; the element with most votes holds the article. The
//! tokens are those of the HTML standard and no tree is built, so that the work grows with the length of the page and not with
//! its depth.

use std::collections::{BTreeMap, BTreeSet};

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use serde_json::{Map, Value};

use super::metadata::{Field, Metadata, Origin, agree};
use super::{data, header};
use crate::clean::Labels;
use crate::punctuation::{Mark, mark};

/// Elements within each other that are told apart.
const DEPTH: usize = 256;

/// Elements that are told apart in all: more than any page has, few enough to hold.
const ELEMENTS: usize = 1 << 20;

/// Characters that a block must have to vote.
const VOTER: usize = 10;

/// Characters that a heading must have to be more of a title than the name of the page, which may be that of the site.
const HEADING: usize = 10;

/// Characters that a heading has at most, if it has a sentence in it.
const LONGEST: usize = 60;

/// How much less the vote of a block counts that has no sentence in it: headlines and names of pictures have none.
const HEADLINE: f64 = 0.2;

/// How much less the vote of a block counts that stands above the headline.
const ABOVE: f64 = 0.2;

/// Titles that are compared with headings, and headings of sections, that a page has at most.
const FEW: usize = 32;

/// Fewest elements of one kind beside each other that make a list.
const LIST: usize = 3;

/// Blocks before the article that may hold its date and source.
const HEAD: usize = 12;

/// Blocks behind the article that may name its source and author.
const FOOT: usize = 3;

/// Elements that begin and end a block.
const BLOCKS: [&str; 43] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "html",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

/// Elements whose text is not shown, or is no text.
const HIDDEN: [&str; 14] = [
    "script", "style", "noscript", "template", "select", "button", "textarea", "svg", "iframe", "object", "math",
    "canvas", "noframes", "datalist",
];

/// Those of them in which nothing is shown, whatever elements are inside of them. The others end where a block begins: their end is
/// often forgotten.
const HIDDEN_WHOLE: [&str; 4] = ["noscript", "template", "svg", "math"];

/// Those of them that a slash does not close.
const HIDDEN_RAW: [&str; 2] = ["script", "style"];

/// What the names of elements of AMP begin with; only pictures and their like are made of them, and what is in their place until
/// they are there.
const AMP: &str = "amp-";

/// Elements that never hold an article.
const UNLIKELY: [&str; 7] = ["nav", "footer", "aside", "form", "figcaption", "header", "title"];

/// The one of them that articles have too.
const HEADER: &str = "header";

/// Elements that a paragraph can be made of; what is around them is voted for.
const PARAGRAPHS: [&str; 11] = ["p", "li", "td", "th", "tr", "blockquote", "pre", "h1", "h2", "h3", "h4"];

/// What a page holds.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) metadata: Metadata,
    /// The text without its title, a line for each block.
    pub(super) body: String,
}

struct Element {
    parent: usize,
    is_paragraph: bool,
    /// It, or an element around it, is not for articles.
    is_unlikely: bool,
    /// It is not by what it is, not only by its names.
    is_never: bool,
    is_likely: bool,
    /// Its name and class: those that go on with each other are alike.
    kind: String,
    votes: f64,
    n_chars: usize,
    n_link_chars: usize,
}

struct Block {
    element: usize,
    text: String,
    n_chars: usize,
    n_link_chars: usize,
    is_heading: bool,
    /// It speaks of the page or the site, or is for pressing.
    is_notice: bool,
}

impl Block {
    fn link_share(&self) -> f64 {
        share(self.n_link_chars, self.n_chars)
    }

    /// Whether it can be part of an article, by itself.
    fn can_be_held(&self) -> bool {
        !self.is_notice && self.link_share() <= 0.5
    }

    fn is_prose(&self) -> bool {
        self.n_chars >= VOTER && self.can_be_held() && has_stop(&self.text)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    let float = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { float(part) / float(whole) }
}

/// Reads a page; what is found of its metadata is added to what is known.
pub(super) fn read(html: &str, labels: &Labels, metadata: Metadata) -> Page {
    let mut reader = Reader::new(labels, metadata);
    let mut emitter = DefaultEmitter::<()>::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => reader.start(&tag),
            Token::EndTag(tag) => reader.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => reader.text(&String::from_utf8_lossy(&text)),
            Token::Comment(text) => reader.comment(&String::from_utf8_lossy(&text)),
            Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    reader.flush();
    reader.page()
}

/// An element that is open.
struct Open {
    name: String,
    element: usize,
}

struct Reader<'a> {
    labels: &'a Labels,
    metadata: Metadata,
    elements: Vec<Element>,
    blocks: Vec<Block>,
    open: Vec<Open>,
    /// Elements open beyond [`DEPTH`].
    too_deep: usize,
    /// The text of the block so far; line feeds are those that the page shows.
    buffer: String,
    /// Characters of it that stand in links.
    n_link_chars: usize,
    /// White space is due before the next character; whether a line ended in it.
    space: Option<bool>,
    is_json_ld: bool,
    /// The text of the article as JSON-LD has it.
    article_body: Option<String>,
    /// The other scripts.
    scripts: Vec<String>,
    /// What the page keeps for its program in fields that it does not show, by their names, and the one that is open.
    fields: Map<String, Value>,
    field: String,
}

/// What browsers write into a page that they save, before its address.
const SAVED: &str = "saved from url=";

impl<'a> Reader<'a> {
    fn new(labels: &'a Labels, metadata: Metadata) -> Self {
        let root = Element {
            parent: 0,
            is_paragraph: false,
            is_unlikely: false,
            is_never: false,
            is_likely: false,
            kind: String::new(),
            votes: 0.0,
            n_chars: 0,
            n_link_chars: 0,
        };
        Reader {
            labels,
            metadata,
            elements: vec![root],
            blocks: Vec::new(),
            open: Vec::new(),
            too_deep: 0,
            buffer: String::new(),
            n_link_chars: 0,
            space: None,
            is_json_ld: false,
            article_body: None,
            scripts: Vec::new(),
            fields: Map::new(),
            field: String::new(),
        }
    }

    fn is_open(&self, name: &str) -> bool {
        self.open.iter().any(|open| open.name == name)
    }

    fn is_hidden(&self) -> bool {
        self.open.last().is_some_and(|open| HIDDEN.contains(&open.name.as_str()))
            || self.open.iter().any(|open| HIDDEN_WHOLE.contains(&open.name.as_str()) || open.name.starts_with(AMP))
    }

    fn element(&self) -> usize {
        self.open.last().map_or(0, |open| open.element)
    }

    fn start(&mut self, tag: &StartTag<()>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let attribute = |name: &str| {
            tag.attributes
                .get(name.as_bytes())
                .map(|value| String::from_utf8_lossy(value).trim().to_owned())
                .unwrap_or_default()
        };
        match name.as_str() {
            "meta" => return self.meta(&attribute),
            "link" if attribute("rel").eq_ignore_ascii_case("canonical") => {
                return self.metadata.add(Field::Url, Origin::Meta, &attribute("href"));
            }
            "time" => self.metadata.add(Field::Date, Origin::Meta, &attribute("datetime")),
            "br" => return self.buffer.push('\n'),
            "hr" => return self.flush(),
            "textarea" => self.field = attribute("class"),
            _ => {}
        }
        let is_block = BLOCKS.contains(&name.as_str());
        if is_block {
            self.flush();
            self.close_implied(&name);
        }
        let is_closed = tag.self_closing && !is_block && !HIDDEN_RAW.contains(&name.as_str());
        if is_tracked(&name) && !is_closed {
            if self.open.len() >= DEPTH || self.elements.len() >= ELEMENTS {
                self.too_deep += 1;
                return;
            }
            if name == "a" {
                // A link ends where the next one begins.
                self.open.retain(|open| open.name != "a");
            }
            self.is_json_ld = name == "script" && attribute("type").eq_ignore_ascii_case("application/ld+json");
            let mut element = self.element();
            if is_block {
                element = self.push(&name, &attribute("id"), &attribute("class"));
                let style = attribute("style").to_ascii_lowercase().replace(' ', "");
                let is_hidden = style.contains("display:none") || tag.attributes.contains_key(&b"hidden"[..]);
                self.elements[element].is_unlikely |= is_hidden;
            }
            self.open.push(Open { name, element });
        }
    }

    /// A paragraph ends where another block begins, and an item where the next one does.
    fn close_implied(&mut self, name: &str) {
        let ends = |open: &str| match open {
            "p" => true,
            "li" | "td" | "th" | "dd" | "dt" | "tr" => {
                open == name
                    || name == "tr" && open != "li"
                    || [open, name].iter().all(|n| ["td", "th", "dd", "dt"].contains(n))
            }
            _ => false,
        };
        while self.open.last().is_some_and(|open| ends(&open.name)) {
            self.open.pop();
        }
    }

    fn push(&mut self, name: &str, id: &str, class: &str) -> usize {
        let parent = self.element();
        let words = format!("{id} {class}").to_ascii_lowercase();
        let kind = format!("{name} {class}");
        let has = |kind: &str| self.labels.of(kind).iter().any(|word| words.contains(word.as_str()));
        let is_likely = ["article", "main"].contains(&name) || has("likely");
        // The header of an article may hold its lead, that of a page does not.
        let is_unlikely = UNLIKELY.contains(&name) && !(name == HEADER && self.is_open("article"));
        let is_never = self.elements[parent].is_never || is_unlikely;
        let is_unlikely = is_never
            || self.elements[parent].is_unlikely
            // The body of a page is named after its layout, and an element that says both holds the article.
            || !["body", "html", "article", "main"].contains(&name) && (has("never") || !is_likely && has("unlikely"));
        let is_paragraph = PARAGRAPHS.contains(&name);
        self.elements.push(Element {
            parent,
            is_paragraph,
            is_unlikely,
            is_never,
            is_likely,
            kind,
            votes: 0.0,
            n_chars: 0,
            n_link_chars: 0,
        });
        self.elements.len() - 1
    }

    fn meta(&mut self, attribute: &impl Fn(&str) -> String) {
        let content = attribute("content");
        let names = ["name", "property", "itemprop"].map(|key| attribute(key).to_ascii_lowercase());
        for (kind, field) in [
            ("meta-title", Field::Title),
            ("meta-date", Field::Date),
            ("meta-source", Field::Source),
            ("meta-author", Field::Author),
            ("meta-url", Field::Url),
        ] {
            if self.labels.of(kind).iter().any(|known| names.contains(known)) {
                let value = if field == Field::Title { without_site(&content, self.labels) } else { &content };
                self.metadata.add(field, Origin::Meta, header::unlabelled(value, field, self.labels));
            }
        }
    }

    fn end(&mut self, name: &str) {
        if !is_tracked(name) {
            return;
        }
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return self.flush();
        }
        // An end tag that fits nothing that is open is left out.
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            if BLOCKS.contains(&name) {
                self.flush();
            }
            // A link that was never closed does not outlive its block, and a block not its link.
            if name == "a" { drop(self.open.remove(at)) } else { self.open.truncate(at) }
        }
    }

    /// The address stands behind its length in parentheses.
    fn comment(&mut self, text: &str) {
        let address = text.trim_start().strip_prefix(SAVED).and_then(|rest| rest.split_once(')'));
        self.metadata.add(Field::Url, Origin::Meta, address.map_or("", |(_, address)| address));
    }

    fn text(&mut self, text: &str) {
        if self.is_hidden() {
            let is_in = |name: &str| self.open.last().is_some_and(|open| open.name == name);
            let is_script = is_in("script");
            if is_in("textarea") && !self.field.is_empty() {
                let value = self.fields.get(&self.field).and_then(Value::as_str).unwrap_or_default();
                self.fields.insert(self.field.clone(), Value::String(format!("{value}{text}")));
            }
            if !std::mem::take(&mut self.is_json_ld) {
                self.scripts.extend((is_script && text.contains(['{', '='])).then(|| text.to_owned()));
            } else if let Ok(value) = serde_json::from_str(text) {
                self.json_ld(&value);
            }
            return;
        }
        let is_link = self.is_open("a");
        let is_pre = self.is_open("pre");
        for c in text.chars() {
            if c.is_ascii_whitespace() {
                if is_pre && c == '\n' {
                    self.buffer.push('\n');
                } else {
                    self.space = Some(self.space.unwrap_or(false) || c == '\n');
                }
                continue;
            }
            if let Some(has_line_feed) = self.space.take() {
                // The line feeds of the source are no spaces of Chinese text.
                let before = self.buffer.chars().next_back().unwrap_or('\n');
                if before != '\n' && !(has_line_feed && !before.is_ascii() && !c.is_ascii()) {
                    self.buffer.push(' ');
                }
            }
            self.buffer.push(c);
            self.n_link_chars += usize::from(is_link);
        }
    }

    /// Headline, date, publisher and author of the first thing that has a headline.
    fn json_ld(&mut self, value: &Value) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.json_ld(value)),
            Value::Object(map) => {
                if let Some(graph) = map.get("@graph") {
                    self.json_ld(graph);
                }
                if map.contains_key("headline") || map.contains_key("datePublished") {
                    for (key, field) in [
                        ("headline", Field::Title),
                        ("datePublished", Field::Date),
                        ("publisher", Field::Source),
                        ("author", Field::Author),
                        ("url", Field::Url),
                    ] {
                        if let Some(name) = map.get(key).and_then(name) {
                            self.metadata.add(field, Origin::JsonLd, name);
                        }
                    }
                    let body = map.get("articleBody").and_then(Value::as_str).map(str::to_owned);
                    self.article_body = self.article_body.take().or(body);
                }
            }
            _ => {}
        }
    }

    /// Ends the block: each line of it becomes one.
    fn flush(&mut self) {
        let buffer = std::mem::take(&mut self.buffer);
        let n_link_chars = std::mem::take(&mut self.n_link_chars);
        self.space = None;
        let element = self.element();
        let is_heading = self.open.iter().any(|open| ["h1", "h2"].contains(&open.name.as_str()));
        if self.open.last().is_some_and(|open| open.name == "title") && !self.is_open("body") {
            let title = buffer.trim();
            self.metadata.add(Field::Title, Origin::Text, without_site(title, self.labels));
            return;
        }
        let whole = buffer.chars().filter(|c| !c.is_whitespace()).count();
        for line in buffer.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
            let n_chars = line.chars().filter(|c| !c.is_whitespace()).count();
            let n_link_chars = if n_link_chars == whole { n_chars } else { n_link_chars * n_chars / whole.max(1) };
            // Some sites put whole texts in a heading.
            let is_heading = is_heading && (n_chars <= LONGEST || !has_stop(line));
            let words = line.trim_start_matches(|c: char| !c.is_alphanumeric());
            // Or what a reader can press, beside the text.
            let is_notice = self.labels.of("notice").iter().any(|start| words.starts_with(start.as_str()))
                || n_link_chars > 0 && header::is_control(line, self.labels);
            self.blocks.push(Block { element, text: line.to_owned(), n_chars, n_link_chars, is_heading, is_notice });
        }
    }

    /// Takes the vote and puts the article together. Where all prose of a page is in elements with unlikely names, the names mean
    /// nothing; where there is none, the page's data may have it.
    fn page(mut self) -> Page {
        if !self.fields.is_empty() {
            self.scripts.push(Value::Object(std::mem::take(&mut self.fields)).to_string());
        }
        if !self.blocks.iter().any(Block::is_prose) {
            let metadata = &mut self.metadata;
            let body = self.article_body.as_deref().map(data::lines);
            if let Some(body) = body.or_else(|| data::article(&self.scripts, self.labels, metadata)) {
                return Page { metadata: self.metadata, body };
            }
        }
        let is_likely = |block: &&Block| block.is_prose() && !self.elements[block.element].is_unlikely;
        if !self.blocks.iter().any(|block| is_likely(&block)) {
            self.elements.iter_mut().for_each(|element| element.is_unlikely = element.is_never);
        }
        let headline = self.headline();
        if let Some(headline) = headline {
            self.set_apart(headline);
        }
        self.vote(headline.unwrap_or_default());
        let holds = self.holders();
        let mut is_held: Vec<bool> = self.blocks.iter().map(|block| self.is_held(block, &holds)).collect();
        let Some(text) = is_held.iter().position(|held| *held) else {
            return Page { metadata: self.metadata, body: String::new() };
        };
        let lead = headline.and_then(|headline| (headline + 1..text).find(|i| self.is_lead(*i, text)));
        let first = lead.unwrap_or(text);
        (first..text).for_each(|i| is_held[i] = self.is_lead(i, text));
        // The headline nearest above the text; a page may have its own name in one further up.
        let until = (first + 3).min(self.blocks.len());
        let above = self.blocks[..until].iter().rfind(|block| block.is_heading);
        if let Some(heading) = above.or_else(|| self.blocks.iter().find(|block| block.is_heading)) {
            let origin = if heading.n_chars >= HEADING { Origin::Heading } else { Origin::Text };
            self.metadata.add(Field::Title, origin, &heading.text);
        }
        let title: Option<String> = self.metadata.get(Field::Title).map(str::to_owned);
        let mut body: Vec<&str> = Vec::new();
        let mut is_head = true;
        for (i, block) in self.blocks.iter().enumerate().skip(first.saturating_sub(HEAD)) {
            if is_head {
                let is_title = title.as_deref().is_some_and(|title| same(title, &block.text));
                let is_metadata = header::line(&block.text, self.labels, &mut self.metadata);
                if is_metadata || is_title {
                    continue;
                }
                is_head = !is_held[i] || block.n_chars < 20;
            }
            if is_held[i] {
                body.push(&block.text);
            }
        }
        let body = body.join("\n");
        let last = is_held.iter().rposition(|held| *held).unwrap_or(first);
        let below: Vec<&str> = self.blocks[last + 1..].iter().take(FOOT).map(|block| block.text.as_str()).collect();
        header::trailer(&below.join("\n"), self.labels, &mut self.metadata);
        if let Some(title) = title {
            data::describe(&self.scripts, &title, self.labels, &mut self.metadata);
        }
        Page { body, metadata: self.metadata }
    }

    /// The block that says what the page or its metadata call the article.
    fn headline(&self) -> Option<usize> {
        let titles = self.metadata.values(Field::Title);
        let is = |block: &Block, is_title: fn(&str, &str) -> bool| {
            titles.iter().take(FEW).any(|(_, title)| is_title(title, &block.text))
        };
        // A heading may say more than the title, or less, but not of a title that is the name of a site.
        let is_heading = |block: &Block| {
            block.is_heading
                && block.n_chars >= 6
                && is(block, |title, text| title.chars().nth(5).is_some() && agree(title, text))
        };
        let heading = self.blocks.iter().position(is_heading);
        heading.or_else(|| self.blocks.iter().position(|block| block.n_chars >= 4 && is(block, same)))
    }

    /// Sets apart what follows on an article, however short the article is: sections that are headed as related news or comments,
    /// and lists in which each thing has a link, a time or a number beside its prose.
    fn set_apart(&mut self, headline: usize) {
        let n = self.elements.len();
        // The first and the last block of each element.
        let mut range = vec![(usize::MAX, 0); n];
        // Of each element, whether it has prose, and what stands beside the prose of a list.
        let mut has = vec![(false, false); n];
        let mut first_prose = usize::MAX;
        for (i, block) in self.blocks.iter().enumerate() {
            let is_likely = !self.elements[block.element].is_unlikely;
            if i >= headline && first_prose == usize::MAX && block.is_prose() && is_likely {
                first_prose = i;
            }
            let is_beside =
                !block.is_prose() && (block.link_share() > 0.5 || block.text.contains(|c: char| c.is_ascii_digit()));
            let mut at = block.element;
            while at > 0 {
                range[at] = (range[at].0.min(i), i);
                has[at] = (has[at].0 || block.is_prose(), has[at].1 || is_beside);
                at = self.elements[at].parent;
            }
        }
        let is_section = |block: &Block| {
            let words = block.text.trim_matches(|c: char| !c.is_alphabetic());
            !block.is_prose() && self.labels.of("section").iter().any(|label| label == words)
        };
        let behind = first_prose.saturating_add(1)..self.blocks.len();
        let sections: Vec<usize> = behind.filter(|i| is_section(&self.blocks[*i])).take(FEW).collect();
        for i in sections {
            let mut section = self.blocks[i].element;
            let opens = |at: usize| at > 0 && range[at].0 == i;
            while opens(self.elements[section].parent) {
                section = self.elements[section].parent;
            }
            if section == 0 {
                continue;
            }
            if range[section].1 > i {
                self.elements[section].is_unlikely = true;
                continue;
            }
            // The heading stands alone: what is behind it is of the section, as far as the element around it goes; but what is like the
            // prose before it goes on with that.
            let parent = self.elements[section].parent;
            let is_beside = |at: &usize| self.elements[*at].parent == parent;
            let before: BTreeSet<&str> =
                (1..section).filter(is_beside).filter(|at| has[*at].0).map(|at| &*self.elements[at].kind).collect();
            let is_other = |at: &usize| !before.contains(&*self.elements[*at].kind);
            let behind: Vec<usize> = (section + 1..n).filter(is_beside).filter(is_other).collect();
            behind.into_iter().for_each(|at| self.elements[at].is_unlikely = true);
        }
        let mut lists: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
        for (at, element) in self.elements.iter().enumerate().filter(|(at, _)| has[*at] == (true, true)) {
            let starts_after = |at: usize| first_prose < range[at].0;
            if starts_after(at) && starts_after(element.parent) {
                lists.entry((element.parent, &element.kind)).or_default().push(at);
            }
        }
        let items: Vec<usize> = lists.into_values().filter(|items| items.len() >= LIST).flatten().collect();
        items.into_iter().for_each(|at| self.elements[at].is_unlikely = true);
        // An element stands behind the one that it is in.
        for at in 1..n {
            self.elements[at].is_unlikely |= self.elements[self.elements[at].parent].is_unlikely;
        }
    }

    /// Each block of prose votes for the elements around it, the nearest most.
    fn vote(&mut self, headline: usize) {
        for (i, block) in self.blocks.iter().enumerate() {
            let mut at = block.element;
            loop {
                self.elements[at].n_chars += block.n_chars;
                self.elements[at].n_link_chars += block.n_link_chars;
                if at == 0 {
                    break;
                }
                at = self.elements[at].parent;
            }
            let is_voter = block.n_chars >= VOTER && !block.is_heading && block.can_be_held();
            if !is_voter || self.elements[block.element].is_unlikely {
                continue;
            }
            let marks = block.text.chars().filter(|&c| {
                matches!(mark(c), Some(Mark::Comma | Mark::Stop | Mark::Pause | Mark::Semicolon | Mark::Colon))
            });
            let mut vote = (share(marks.count(), 1) + share(block.n_chars, 40).min(3.0)) * (1.0 - block.link_share());
            if !has_stop(&block.text) {
                vote *= HEADLINE;
            }
            if i < headline {
                vote *= ABOVE;
            }
            let mut at = block.element;
            while self.elements[at].is_paragraph && at > 0 {
                at = self.elements[at].parent;
            }
            for weight in [1.0, 0.5, 0.25] {
                self.elements[at].votes += weight * vote;
                if at == 0 {
                    break;
                }
                at = self.elements[at].parent;
            }
        }
    }

    /// Which elements hold the article: the one with most votes, those beside it that go on with it, and all that is in them.
    fn holders(&self) -> Vec<bool> {
        let score = |i: usize| {
            let element = &self.elements[i];
            let weight = if element.is_likely { 1.25 } else { 1.0 };
            let share = 1.0 - share(element.n_link_chars, element.n_chars);
            if element.is_unlikely { 0.0 } else { weight * element.votes * share }
        };
        let all = 0..self.elements.len();
        let best = all.clone().reduce(|a, b| if score(b) > score(a) { b } else { a }).unwrap_or_default();
        let mut holds = vec![false; self.elements.len()];
        for i in all {
            let parent = self.elements[i].parent;
            let is_beside = i > 0
                && best > 0
                && parent == self.elements[best].parent
                && self.elements[i].kind == self.elements[best].kind;
            holds[i] = i == best || i > 0 && holds[parent] || is_beside && 4.0 * score(i) > score(best);
        }
        holds
    }

    /// Whether a block is prose between headline and text, beside that which the text is in.
    fn is_lead(&self, lead: usize, text: usize) -> bool {
        let block = &self.blocks[lead];
        let mut around = block.element;
        while self.elements[around].is_paragraph || self.elements[around].kind.starts_with(HEADER) {
            around = self.elements[around].parent;
        }
        let mut at = self.blocks[text].element;
        while at > around {
            at = self.elements[at].parent;
        }
        let is_shown = !self.elements[block.element].is_unlikely && block.n_link_chars == 0;
        is_shown && !block.is_heading && block.is_prose() && at == around && at > 0
    }

    /// Whether a block is part of the article.
    fn is_held(&self, block: &Block, holds: &[bool]) -> bool {
        let is_article = holds[block.element] && !self.elements[block.element].is_unlikely;
        is_article && block.can_be_held()
    }
}

/// Whether a text has the end of a sentence in it.
pub(super) fn has_stop(text: &str) -> bool {
    text.contains(|c| mark(c) == Some(Mark::Stop))
}

/// Whether it is known where the element begins and ends.
fn is_tracked(name: &str) -> bool {
    BLOCKS.contains(&name) || name == "a" || HIDDEN.contains(&name) || name.starts_with(AMP)
}

/// The text of a value of JSON-LD, or of the name of the thing that it is.
pub(super) fn name(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Array(values) => values.first().and_then(name),
        Value::Object(map) => map.get("name").and_then(name),
        _ => None,
    }
}

/// A title without the name of the site and of its parts, which follow behind separators.
fn without_site<'t>(title: &'t str, labels: &Labels) -> &'t str {
    let is_separator = |at: &(usize, &str)| {
        let around = [title[..at.0].chars().next_back(), title[at.0 + at.1.len()..].chars().next()];
        // A hyphen belongs to names such as G20-X unless it stands apart or between Chinese characters.
        around.iter().flatten().all(|c| !c.is_ascii_alphanumeric())
    };
    let places = labels.of("separator").iter().flat_map(|separator| title.match_indices(separator.as_str()));
    let first = places.filter(is_separator).map(|(at, _)| at).filter(|&at| title[..at].chars().count() >= 6).min();
    first.map_or(title, |at| title[..at].trim())
}

/// Whether two lines are the same but for white space.
pub(super) fn same(one: &str, other: &str) -> bool {
    let bare = |text: &'_ str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    bare(one) == bare(other)
}
