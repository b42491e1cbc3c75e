//! Markup: entities and tags of HTML, and escapes of JSON, that were left in the text.

use std::collections::BTreeMap;

use crate::ontology::{Files, OntologyError};
use crate::text::{Edit, Span, offset};

/// How long a tag with its attributes may be, in bytes.
const LONGEST: usize = 400;

/// How long an element that is not shown may be, in bytes.
const HIDDEN: usize = 20_000;

/// What becomes of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    Inline,
    Block,
    Hidden,
}

/// The table `markup.tsv`.
#[derive(Clone, Debug)]
pub(super) struct Markup {
    entities: BTreeMap<String, char>,
    /// What stands behind a backslash for another character.
    escapes: BTreeMap<char, char>,
    tags: BTreeMap<String, Tag>,
}

impl Markup {
    pub(super) fn new(files: &Files) -> Result<Self, OntologyError> {
        let (mut entities, mut escapes, mut tags) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for row in files.table("clean/markup.tsv")?.rows() {
            let name = row.get("name")?.to_owned();
            let tag = match row.get("kind")? {
                "entity" => {
                    entities.insert(name, row.character("replacement")?);
                    continue;
                }
                "escape" => {
                    escapes.insert(row.character("name")?, row.character("replacement")?);
                    continue;
                }
                "inline" => Tag::Inline,
                "block" => Tag::Block,
                "hidden" => Tag::Hidden,
                _ => return Err(row.expected("entity, escape, inline, block or hidden")),
            };
            tags.insert(name, tag);
        }
        Ok(Markup { entities, escapes, tags })
    }

    /// What markup begins with.
    pub(super) fn cues() -> [char; 3] {
        ['&', '<', '\\']
    }

    /// Entities and tags, to be replaced by what they stand for.
    pub(super) fn edits(&self, text: &str) -> Vec<Edit> {
        let mut edits: Vec<Edit> = Vec::new();
        let mut done = 0;
        for (at, sign) in text.match_indices(Markup::cues()) {
            if at < done {
                continue;
            }
            let found = match sign {
                "&" => self.entity(&text[at..]),
                "<" => self.tag(&text[at..]),
                // The backslashes of a path stand behind letters.
                _ if at > done && text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == ':') => None,
                _ => self.escape(&text[at..]),
            };
            if let Some((length, by)) = found {
                edits.push(Edit { span: Span::new(offset(at), offset(at + length)), by });
                done = at + length;
            }
        }
        edits
    }

    /// The length of the entity that a text begins with, and its character. One that was escaped again and again is taken as a whole:
    /// half of it, beside Chinese text, would look like text.
    fn entity(&self, text: &str) -> Option<(usize, String)> {
        let mut start = 1;
        while let Some(rest) = text[start..].strip_prefix("amp;").filter(|rest| self.named(rest).is_some()) {
            start = text.len() - rest.len();
        }
        self.named(&text[start..]).map(|(length, by)| (start + length, by))
    }

    /// The length of the name that an entity has behind its sign, and its character.
    fn named(&self, text: &str) -> Option<(usize, String)> {
        let name: &str = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '#').next()?;
        let end = name.len();
        // Of the older ones the semicolon may be missing; of others it may not, for they may be parts of an address.
        let has_end = text[end..].starts_with(';');
        let c = match name.strip_prefix('#') {
            Some(_) if !has_end => return None,
            Some(number) => {
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(number) => u32::from_str_radix(number, 16),
                    None => number.parse(),
                };
                char::from_u32(code.ok()?).filter(|&c| !c.is_control() || c == '\n')?
            }
            None if has_end || name == "nbsp" => *self.entities.get(name)?,
            None => return None,
        };
        Some((end + usize::from(has_end), c.to_string()))
    }

    /// The length of the escape that a text begins with, and its character.
    fn escape(&self, text: &str) -> Option<(usize, String)> {
        let name = text[1..].chars().next()?;
        if let Some(digits) = text.strip_prefix("\\u").and_then(|rest| rest.get(..4)) {
            let c = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
            return c.filter(|c| !c.is_control()).map(|c| (2 + digits.len(), c.to_string()));
        }
        let c = self.escapes.get(&name)?;
        // No word follows: that would be part of a path or of a formula.
        let is_word = name.is_ascii_alphabetic() && text[2..].starts_with(|c: char| c.is_ascii_alphanumeric());
        (!is_word).then(|| (2, c.to_string()))
    }

    /// The length of the tag that a text begins with, and what becomes of it.
    fn tag(&self, text: &str) -> Option<(usize, String)> {
        if let Some(rest) = text.strip_prefix("<!--") {
            let near = &rest[..rest.floor_char_boundary(HIDDEN)];
            return near.find("-->").map(|end| (4 + end + 3, String::new()));
        }
        let inner = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
        let is_end = text.starts_with("</");
        let name = inner.split(|c: char| !c.is_ascii_alphanumeric() && c != ':').next()?.to_ascii_lowercase();
        let tag = *self.tags.get(&name)?;
        let near = &text[..text.floor_char_boundary(LONGEST)];
        let length = near.find('>')? + 1;
        // Before the end come attributes, if anything: not another tag, and no Chinese text outside of quotation marks.
        let attributes = near[..length].trim_end_matches('>').trim_end_matches('/');
        let rest = &attributes[1 + usize::from(is_end) + name.len()..];
        if rest.contains('<') || !rest.is_empty() && !rest.starts_with(|c: char| c.is_ascii_whitespace()) {
            return None;
        }
        match tag {
            Tag::Inline => Some((length, String::new())),
            Tag::Block => Some((length, "\n".to_owned())),
            Tag::Hidden if is_end => Some((length, String::new())),
            Tag::Hidden => {
                let near = &text[..text.floor_char_boundary(HIDDEN)];
                let end = near.to_ascii_lowercase().find(&format!("</{name}>"))?;
                Some((end + name.len() + 3, String::new()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn without(text: &str) -> String {
        let edits = Markup::new(&Files::bundled()).expect("sound tables").edits(text);
        Text::raw(text).edit(&edits).as_str().to_owned()
    }

    #[test]
    fn entities_and_tags_go() {
        for (raw, clean) in [
            ("&ldquo;一带一路&rdquo;&nbsp;倡议", "“一带一路” 倡议"),
            ("&#8220;好&#x201D;", "“好”"),
            ("AT&amp;T公司", "AT&T公司"),
            ("王毅<b>会见</b>拉夫罗夫<br/>会后", "王毅会见拉夫罗夫\n会后"),
            ("<p style=\"text-indent: 2em\">会谈</p><!-- 注 -->举行", "\n会谈\n举行"),
            ("会谈<script>var a = '<p>';</script>举行", "会谈举行"),
            ("会谈&nbsp举行", "会谈 举行"),
            ("会谈&amp;amp;nbsp;举行&amp;lt;br&amp;gt;会后", "会谈 举行<br>会后"),
            ("A&amp;amp;B", "A&B"),
            (r#"会谈。\r\n他说：\"好\"\u3002"#, "会谈。 \n他说：\"好\"。"),
        ] {
            assert_eq!(without(raw), clean);
        }
    }

    #[test]
    fn signs_that_are_none_of_these_stay() {
        for text in [
            "AT&T与R&D",
            "3<5且7>6",
            "a<b,c>d",
            "见http://a.cn/?a=1&copy=2",
            "&unknown;",
            "<一带一路>",
            "<script>没有结尾",
            "&#0;",
            "C:\\new\\table",
            "共享文件夹\\name在此",
            "\\ud83d",
        ] {
            assert_eq!(without(text), text);
        }
    }
}
