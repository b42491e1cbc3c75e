//! Markdown: the text without its signs, and what the front matter says.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::front;
use super::metadata::{Field, FieldNames, Metadata, Origin};
use crate::clean::Labels;

/// The plain text; what the front matter and the first heading say goes to the metadata.
pub(super) fn read(text: &str, fields: &FieldNames, labels: &Labels, metadata: &mut Metadata) -> String {
    let mut text = text;
    if let Some((pairs, rest)) = front::split(text) {
        text = rest;
        for (name, value) in pairs {
            let field = Field::ALL
                .into_iter()
                .find(|field| fields.names(*field, labels).any(|known| known.eq_ignore_ascii_case(&name)));
            if let Some(field) = field.filter(|field| *field != Field::Text) {
                metadata.add(field, Origin::Meta, &value);
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
    use crate::clean::tests::cleaner;

    #[test]
    fn signs_go_and_front_matter_is_metadata() {
        let text = "---\ntitle: \"会谈 举行\"\nauthor: 张三\ndate: 2024-05-06\n---\n\n会谈在**北京**举行，\n双方[表示](http://a.cn)满意。\n\n- 一\n- 二\n\n![图](a.png)\n\n> 引文\n";
        let (mut metadata, mut article) = (Metadata::default(), Article::default());
        let plain = read(text, &FieldNames::default(), cleaner().labels(), &mut metadata);
        metadata.settle(&mut article, cleaner().labels());
        assert_eq!(plain, "会谈在北京举行，\n双方表示满意。\n一\n二\n引文");
        assert_eq!((article.title.as_str(), article.author.as_str()), ("会谈 举行", "张三"));
        assert_eq!(article.date.map(|date| date.to_string()).as_deref(), Some("2024-05-06"));
    }

    #[test]
    fn a_first_heading_is_the_title() {
        let (mut metadata, mut article) = (Metadata::default(), Article::default());
        assert_eq!(
            read("# 会谈举行\n\n正文。\n\n## 其他\n\n完。", &FieldNames::default(), cleaner().labels(), &mut metadata),
            "正文。\n其他\n完。"
        );
        metadata.settle(&mut article, cleaner().labels());
        assert_eq!(article.title, "会谈举行");
    }
}
