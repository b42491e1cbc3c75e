//! Markdown: the text without its signs, and what the front matter says.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::metadata::{Field, FieldNames, Metadata, Origin};

/// Front matter, and the text behind it.
pub(super) fn front_matter(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"))?;
    let (at, end) =
        rest.match_indices("---").find(|&(at, _)| rest[..at].ends_with('\n') && is_line_end(&rest[at + 3..]))?;
    let front = &rest[..at];
    let has_pair = front.lines().any(|line| line.split_once(':').is_some_and(|(key, _)| !key.trim().is_empty()));
    has_pair.then(|| (front, rest[at + end.len()..].trim_start()))
}

fn is_line_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['\n', '\r'])
}

/// The plain text; what the front matter and the first heading say goes to the metadata.
pub(super) fn read(text: &str, fields: &FieldNames, metadata: &mut Metadata) -> String {
    let mut text = text;
    if let Some((front, rest)) = front_matter(text) {
        text = rest;
        for (key, value) in front.lines().filter_map(|line| line.split_once(':')) {
            let value = value.trim().trim_matches(['"', '\'']);
            let field = Field::ALL.into_iter().find(|field| fields.of(*field).eq_ignore_ascii_case(key.trim()));
            if let Some(field) = field.filter(|field| *field != Field::Text) {
                metadata.add(field, Origin::Meta, value);
            }
        }
    }
    let mut plain = String::with_capacity(text.len());
    let mut heading: Option<usize> = None;
    let mut hidden = 0;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::Image { .. } | Tag::MetadataBlock(_)) => hidden += 1,
            Event::End(TagEnd::Image | TagEnd::MetadataBlock(_)) => hidden -= 1,
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) if plain.is_empty() => heading = Some(0),
            Event::End(TagEnd::Heading(_)) if heading.take().is_some() => {
                metadata.add(Field::Title, Origin::Text, plain.trim());
                plain.clear();
            }
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::CodeBlock
                | TagEnd::TableHead
                | TagEnd::TableRow,
            )
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Rule => line_feed(&mut plain),
            Event::End(TagEnd::TableCell) => plain.push(' '),
            Event::Text(text) | Event::Code(text) if hidden == 0 => plain.push_str(&text),
            _ => {}
        }
    }
    plain.trim().to_owned()
}

fn line_feed(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    #[test]
    fn signs_go_and_front_matter_is_metadata() {
        let text = "---\ntitle: \"会谈 举行\"\nauthor: 张三\ndate: 2024-05-06\n---\n\n会谈在**北京**举行，\n双方[表示](http://a.cn)满意。\n\n- 一\n- 二\n\n![图](a.png)\n\n> 引文\n";
        let (mut metadata, mut article) = (Metadata::default(), Article::default());
        let plain = read(text, &FieldNames::default(), &mut metadata);
        metadata.settle(&mut article);
        assert_eq!(plain, "会谈在北京举行，\n双方表示满意。\n一\n二\n引文");
        assert_eq!((article.title.as_str(), article.author.as_str()), ("会谈 举行", "张三"));
        assert_eq!(article.date.map(|date| date.to_string()).as_deref(), Some("2024-05-06"));
    }

    #[test]
    fn a_first_heading_is_the_title_and_a_rule_is_no_front_matter() {
        let (mut metadata, mut article) = (Metadata::default(), Article::default());
        assert_eq!(
            read("# 会谈举行\n\n正文。\n\n## 其他\n\n完。", &FieldNames::default(), &mut metadata),
            "正文。\n其他\n完。"
        );
        metadata.settle(&mut article);
        assert_eq!(article.title, "会谈举行");
        assert!(front_matter("---\n正文\n---\n").is_none() && front_matter("正文\n---\n").is_none());
    }
}
