//! Header lines: date, source and author as they are printed above a text, and the dateline that opens it.

use super::date;
use super::metadata::{Field, Metadata, Origin};
use crate::article::PartialDate;
use crate::clean::Labels;
use crate::punctuation::{Mark, mark};

/// How long a line of metadata may be, in characters.
const LONGEST: usize = 80;

/// How long a dateline may be, in characters.
const DATELINE: usize = 30;

/// The kinds of labels and what they stand before.
const LABELS: [(&str, Field); 3] =
    [("label-date", Field::Date), ("label-source", Field::Source), ("label-author", Field::Author)];

/// Whether a line holds metadata and nothing else; what it holds is noted.
pub(super) fn line(text: &str, labels: &Labels, metadata: &mut Metadata) -> bool {
    let text = text.trim();
    let ends_sentence = text.chars().next_back().is_some_and(|c| mark(c) == Some(Mark::Stop));
    if text.is_empty() || text.chars().count() > LONGEST || ends_sentence {
        return false;
    }
    let mut found = false;
    // The values of a line are parted by white space or bars, or by nothing before a label; a label may stand apart from its value.
    let text = parted(text, labels);
    let mut label: Option<Field> = None;
    let mut n_others = 0;
    for part in text.split(|c: char| c.is_whitespace() || c == '|').filter(|part| !part.is_empty()) {
        let labelled = LABELS.iter().find_map(|&(kind, field)| {
            let rest = labels
                .of(kind)
                .iter()
                .find_map(|label| part.trim_start_matches(is_opening).strip_prefix(label.as_str()))?;
            let value = rest.strip_prefix(|c| mark(c) == Some(Mark::Colon));
            // Without a colon the label must be all.
            (value.is_some() || rest.is_empty()).then(|| (field, value.unwrap_or_default()))
        });
        match labelled {
            Some((field, value)) => {
                let value = value.trim_end_matches(is_closing);
                if value.is_empty() {
                    label = Some(field);
                } else {
                    metadata.add(field, Origin::Text, value);
                    label = None;
                }
                found = true;
            }
            None if date::find(part).is_some() => {
                metadata.add(Field::Date, Origin::Text, part);
                (label, found) = (None, true);
            }
            None if is_control(part, labels) => {}
            None => match label.take() {
                Some(field) => metadata.add(field, Origin::Text, part),
                None => n_others += 1,
            },
        }
    }
    found && n_others <= 1
}

/// A line with a space before each label, and each control, that has a colon behind it.
fn parted(line: &str, labels: &Labels) -> String {
    let mut starts: Vec<usize> = Vec::new();
    for kind in LABELS.iter().map(|(kind, _)| *kind).chain(["control"]) {
        for label in labels.of(kind).iter().filter(|label| label.chars().nth(1).is_some()) {
            let ends_in_colon = |at: &usize| line[at + label.len()..].starts_with(|c| mark(c) == Some(Mark::Colon));
            starts.extend(line.match_indices(label.as_str()).map(|(at, _)| at).filter(ends_in_colon));
        }
    }
    // Of labels within each other, the longest.
    let is_whole = |at: &usize| {
        let all = || LABELS.iter().flat_map(|(kind, _)| labels.of(kind));
        !starts.iter().any(|start| {
            start < at && all().any(|label| line[*start..].starts_with(label.as_str()) && start + label.len() > *at)
        })
    };
    let mut starts: Vec<usize> = starts.iter().copied().filter(is_whole).collect();
    starts.sort_unstable();
    starts.dedup();
    let mut parted = String::with_capacity(line.len() + starts.len());
    let mut from = 0;
    for at in starts {
        parted.push_str(line[from..at].trim_end_matches(is_opening));
        parted.push(' ');
        from = at;
    }
    parted + &line[from..]
}

/// Numbers, times of day, and what a page has for its reader to press, whatever the marks around it.
pub(super) fn is_control(part: &str, labels: &Labels) -> bool {
    let words = part.split(|c: char| !c.is_alphanumeric() || c.is_ascii_digit()).filter(|word| !word.is_empty());
    words.into_iter().all(|word| labels.of("control").iter().any(|control| control == word))
}

fn is_opening(c: char) -> bool {
    matches!(mark(c), Some(Mark::OpenAside))
}

fn is_closing(c: char) -> bool {
    matches!(mark(c), Some(Mark::CloseAside))
}

/// A value without the label that some sites put before it.
pub(super) fn unlabelled<'t>(value: &'t str, field: Field, labels: &Labels) -> &'t str {
    let value = value.trim();
    let kind = LABELS.iter().find(|(_, of)| *of == field).map_or("", |(kind, _)| kind);
    let rest = labels.of(kind).iter().find_map(|label| value.strip_prefix(label.as_str()));
    let is_end = |c: char| mark(c) == Some(Mark::Colon) || c.is_whitespace();
    rest.and_then(|rest| rest.strip_prefix(is_end)).map_or(value, str::trim)
}

/// A dateline as it is printed: who sent the dispatch, from where, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dateline {
    /// The agency, or the paper itself.
    pub(crate) agency: String,
    /// The paper names itself as its own.
    pub(crate) is_own: bool,
    /// The place; empty where none is printed.
    pub(crate) place: String,
    /// The day, mostly without its year.
    pub(crate) date: PartialDate,
    /// How much of the line it is, in bytes.
    pub(crate) length: usize,
}

/// Who sends, as a dateline begins with it, and whether a paper names itself so.
fn sender<'l>(line: &str, labels: &'l Labels) -> Option<(&'l str, bool)> {
    let known = |kind| labels.of(kind).iter().find(|sender| line.starts_with(sender.as_str()));
    known("wire").map(|agency| (agency.as_str(), false)).or_else(|| known("own").map(|own| (own.as_str(), true)))
}

/// The dateline that a line opens with.
pub(crate) fn opening(line: &str, labels: &Labels) -> Option<Dateline> {
    let Some((agency, is_own)) = sender(line, labels) else { return aside(line, labels) };
    let near = &line[..line.char_indices().nth(DATELINE).map_or(line.len(), |(at, _)| at)];
    // Place and date, then a word of its own before white space, a parenthesis or a colon.
    let ends = labels.of("dispatch").iter().flat_map(|word| near.match_indices(word.as_str()));
    let is_end = |&(at, word): &(usize, &str)| {
        let after = line[at + word.len()..].chars().next();
        let is_after = |c: char| c.is_whitespace() || matches!(mark(c), Some(Mark::OpenAside | Mark::Colon));
        !line[..at].contains(|c| mark(c).is_some()) && after.is_none_or(is_after)
    };
    let (end, word) = ends.filter(is_end).min()?;
    let printed = &line[agency.len()..end.max(agency.len())];
    let is_digit = |c: char| c.is_ascii_digit();
    let numbers: Vec<u16> = printed.split(|c| !is_digit(c)).filter_map(|number| number.parse().ok()).collect();
    let byte = |n: u16| u8::try_from(n).ok();
    let date = match numbers[..] {
        [year, month, day] => PartialDate { year: Some(year), month: byte(month), day: byte(day) },
        [month, day] => PartialDate { year: None, month: byte(month), day: byte(day) },
        [day] => PartialDate { year: None, month: None, day: byte(day) },
        _ => PartialDate::default(),
    };
    let place = printed[..printed.find(is_digit).unwrap_or(printed.len())].trim().to_owned();
    Some(Dateline { agency: agency.to_owned(), is_own, place, date, length: end + word.len() })
}

/// The dateline in parentheses or brackets that a line opens with, as papers of Taiwan and south-east Asia have it:
/// `（某社記者張三某地5日電）`. The names of reporters and the place are not told apart.
fn aside(line: &str, labels: &Labels) -> Option<Dateline> {
    let inner = line.strip_prefix(is_opening)?;
    let opening = line.len() - inner.len();
    let (end, close) = inner.char_indices().take(DATELINE).find(|(_, c)| is_closing(*c))?;
    let inner = &inner[..end];
    let length = opening + end + close.len_utf8();
    let is_dispatch = labels.of("dispatch").iter().any(|word| inner.ends_with(word.as_str()));
    let sender = sender(inner, labels);
    let has_day = inner.contains(|c: char| c.is_ascii_digit());
    let is_dateline = is_dispatch && (sender.is_some() || has_day);
    let (agency, is_own) = sender.unwrap_or(("", true));
    is_dateline.then(|| Dateline {
        agency: agency.to_owned(),
        is_own,
        place: String::new(),
        date: PartialDate::default(),
        length,
    })
}

/// Who sent the dispatch that a text opens as, by its dateline.
pub(super) fn dateline(body: &str, labels: &Labels, metadata: &mut Metadata) {
    let line = body.trim_start().lines().next().unwrap_or_default();
    if let Some(Dateline { agency, is_own: false, length, .. }) = opening(line, labels) {
        metadata.add(Field::Source, Origin::Text, &agency);
        metadata.add(Field::Date, Origin::Text, &line[..length]);
    }
}

/// How many lines at the end of a text may hold its source and author.
const TAIL: usize = 3;

/// Source and author as they are printed below a text, where nothing above says them.
pub(super) fn trailer(body: &str, labels: &Labels, metadata: &mut Metadata) {
    let mut below = Metadata::default();
    let is_labelled = |line: &&str| {
        let line = line.trim_start_matches(|c: char| c.is_whitespace() || is_opening(c));
        LABELS.iter().any(|(kind, _)| labels.of(kind).iter().any(|label| line.starts_with(label.as_str())))
    };
    let lines = body.lines().rev().filter(|line| !line.trim().is_empty()).take(TAIL);
    lines.filter(is_labelled).for_each(|text| {
        line(text, labels, &mut below);
    });
    for field in [Field::Source, Field::Author] {
        if let (None, Some(value)) = (metadata.get(field), below.get(field)) {
            metadata.add(field, Origin::Text, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::clean::tests::cleaner;

    fn read(text: &str) -> (bool, String) {
        let (cleaner, mut metadata, mut article) = (cleaner(), Metadata::default(), Article::default());
        let is_metadata = line(text, cleaner.labels(), &mut metadata);
        metadata.settle(&mut article, cleaner.labels());
        let date = article.date.map(|date| date.to_string()).unwrap_or_default();
        (is_metadata, format!("{date} {} {}", article.source, article.author).trim().to_owned())
    }

    #[test]
    fn lines_of_metadata_are_told_from_sentences() {
        for (text, found) in [
            ("2024-05-06 10:20 来源：新华社", "2024-05-06 新华社"),
            ("来源： 人民日报  作者： 张三", "人民日报 张三"),
            ("发布时间：2024年5月6日 10:20 | 来源：中新网", "2024-05-06 中新网"),
            ("2024年05月06日10:20  某网", "2024-05-06"),
            ("（作者：李四）", "李四"),
            ("2024-05-06 10:20来源：示例日报记者：李四", "2024-05-06 示例日报 李四"),
            ("2024年05月06日 10:20 文章来源：新华网 【字号：大 中 小】【打印】 评论(12)", "2024-05-06 新华网"),
            ("2024-05-06 10:00 来源： 某政府网字体：默认 大 超大|打印", "2024-05-06 某政府网"),
            ("發布時間：民國113年5月6日", "2024-05-06"),
            ("发布时间：2024年5月 来源：某社", "2024-05 某社"),
        ] {
            assert_eq!(read(text), (true, found.to_owned()), "{text}");
        }
        for text in ["会议于2024年5月6日在北京举行。", "来源不明的资金", "记者获悉 会议 举行", "会谈在北京举行"]
        {
            assert!(!read(text).0, "{text}");
        }
    }

    #[test]
    fn lines_below_a_text_name_source_and_author() {
        for (body, found) in [
            ("会谈举行。\n（来源：人民日报）\n责任编辑：甲某\n", "人民日报 "),
            ("会谈举行。\n来源：新华社\n作者：张三", "新华社 张三"),
            ("来源：新华社\n会谈一。\n会谈二。\n会谈三。", " "),
            ("资金来源：税收", " "),
            ("会谈举行。\n来源：不明的资金。", " "),
        ] {
            let (cleaner, mut metadata) = (cleaner(), Metadata::default());
            trailer(body, cleaner.labels(), &mut metadata);
            let [source, author] = [Field::Source, Field::Author].map(|field| metadata.get(field).unwrap_or_default());
            assert_eq!(format!("{source} {author}"), found, "{body}");
        }
    }

    #[test]
    fn datelines_name_agency_place_and_date() {
        for (text, source, shown) in [
            ("新华社北京5月6日电（记者张三）会谈举行。", "新华社", "新华社|北京|--05-06|电"),
            ("中新社巴黎2024年5月6日电 会谈举行。", "中新社", "中新社|巴黎|2024-05-06|电"),
            ("本报河内11月27日电（记者张三）", "", "本报|河内|--11-27|电"),
            ("路透社日内瓦6日消息：会谈举行。", "路透社", "路透社|日内瓦|---06|消息"),
            ("中央社讯 會談舉行。", "中央社", "中央社|||讯"),
            ("（中央社記者張三台北5日電）會談舉行。", "中央社", "中央社|||（中央社記者張三台北5日電）"),
            ("（吉隆坡24日讯）会谈举行。", "", "|||（吉隆坡24日讯）"),
            ("（记者张三5日在场）会谈举行。", "", ""),
            ("新华社社长出席会议，会上播放了电 影。", "", ""),
            ("会谈在新华社举行。", "", ""),
            ("新华社北京分社设备来电话", "", ""),
        ] {
            let (cleaner, mut metadata, mut article) = (cleaner(), Metadata::default(), Article::default());
            dateline(text, cleaner.labels(), &mut metadata);
            metadata.settle(&mut article, cleaner.labels());
            assert_eq!(article.source, source, "{text}");
            let found = opening(text, cleaner.labels()).map(|found| {
                let Dateline { agency, place, date, length, .. } = &found;
                let word = text[..*length].trim_start_matches(agency.as_str()).trim_start_matches(place.as_str());
                format!(
                    "{agency}|{place}|{date}|{}",
                    word.trim_start_matches(|c: char| c.is_ascii_digit() || "年月日".contains(c))
                )
            });
            assert_eq!(found.unwrap_or_default(), shown, "{text}");
        }
    }
}
