//! Front matter: what stands above a Markdown text between two lines of dashes (YAML) or of plus signs (TOML).
//!
//! Of both languages as much is read as is written there: names at the edge, each with a value, a text of several lines, or a list.
//! Nothing is nested and nothing refers to anything else, so that no file can make much of little.

/// A name and what it says, both without quotation marks; the values of a list, and lines, have a space between them.
pub(super) type Pair = (String, String);

/// Lines that front matter has at most where nothing is above it.
const MOST: usize = 40;

/// The pairs of the front matter, and the text behind it; nothing where a text does not open with any.
pub(super) fn split(text: &str) -> Option<(Vec<Pair>, &str)> {
    let fences = [("---", ':'), ("+++", '=')];
    let fenced = fences.into_iter().find(|(fence, _)| text.starts_with(fence));
    let (fence, sign) = fenced.or_else(|| is_open_above(text).then_some(fences[0]))?;
    let mut rest = match fenced {
        Some(_) => text.split_once('\n').filter(|(first, _)| first.trim_end() == fence)?.1,
        None => text,
    };
    let mut pairs: Vec<(String, Vec<&str>)> = Vec::new();
    let mut is_nested = false;
    loop {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let line = line.trim_end();
        if line == fence || sign == ':' && line == "..." {
            let pairs: Vec<Pair> = pairs.into_iter().map(|(name, lines)| (name, value(&lines))).collect();
            return (!pairs.is_empty()).then_some((pairs, after.trim_start()));
        }
        if rest.is_empty() {
            return None;
        }
        rest = after;
        let is_open = pairs.last().is_some_and(|(_, lines)| is_open(lines));
        if is_open || line.starts_with([' ', '\t']) || line == "-" || line.starts_with("- ") {
            pairs.last_mut()?.1.push(line);
        } else if sign == '=' && line.starts_with('[') {
            is_nested = true;
        } else if let Some((name, first)) = line.split_once(sign).filter(|_| !is_nested && !line.starts_with('#')) {
            pairs.push((unquoted(name), vec![first.trim()]));
        }
    }
}

/// Whether a text opens with lines of YAML down to one of dashes, as programs allow that ask for no dashes above.
fn is_open_above(text: &str) -> bool {
    let mut lines = text.lines().take(MOST).map(str::trim_end);
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let is_pair = |line: &str| line.split_once(':').is_some_and(|(name, rest)| is_name(name) && !rest.starts_with('/'));
    let is_first = lines.next().is_some_and(is_pair);
    is_first && lines.find(|line| !is_pair(line) && !line.starts_with(['-', ' ']) || *line == "---") == Some("---")
}

/// Whether the lines are a list in brackets that goes on.
fn is_open(lines: &[&str]) -> bool {
    lines[0].starts_with('[') && !lines.last().is_some_and(|line| without_comment(line).ends_with(']'))
}

/// What the lines of a value say: the first stands behind the name.
fn value(lines: &[&str]) -> String {
    let (first, others) = (without_comment(lines[0]), &lines[1..]);
    let others = || others.iter().map(|line| line.trim());
    if let Some(list) = first.strip_prefix('[') {
        let list = [list].into_iter().chain(others().map(without_comment)).collect::<String>();
        let values: Vec<String> = list.trim_end_matches(']').split(',').map(unquoted).collect();
        return values.join(" ").trim().to_owned();
    }
    let is_block = |sign| first.starts_with(sign) && first.len() <= 3;
    if is_block('|') || is_block('>') {
        return others().collect::<Vec<_>>().join(" ").trim().to_owned();
    }
    if first.is_empty() {
        let item = |line| unquoted(without_comment(line).strip_prefix('-').unwrap_or(line));
        return others().map(item).collect::<Vec<_>>().join(" ");
    }
    unquoted(&[first].into_iter().chain(others()).collect::<Vec<_>>().join(" "))
}

/// A line without the comment at its end, which a space goes before.
fn without_comment(line: &str) -> &str {
    let quote = line.chars().next().filter(|c| ['"', '\''].contains(c));
    let end = quote.and_then(|quote| line[1..].rfind(quote)).map_or(0, |end| end + 2);
    line[end..].find(" #").map_or(line, |at| &line[..end + at]).trim()
}

/// A text without the quotation marks around it; within double ones as in JSON.
fn unquoted(text: &str) -> String {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        return inner.replace("''", "'");
    }
    let plain = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    serde_json::from_str(text).ok().filter(|_| plain.len() < text.len()).unwrap_or_else(|| plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let (pairs, rest) = split(text).expect("front matter");
        assert_eq!(rest, "正文");
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(pairs, expected);
    }

    #[test]
    fn both_languages_are_read_as_people_write_them() {
        check(
            "---\ntitle: \"他说：\\\"好\\\" # 一\" # 题目\ndate: 2024-05-06\nauthor: [张三, '李四']\ntags:\n  - 一\n  - \"二\"\n# 注\nsource: >-\n  某\n  社\nlead: |\n  第一行\n  第二行\nurl: http://a.cn/1#2\nlong: 一\n  二\nempty:\n...\n\n正文",
            &[
                ("title", "他说：\"好\" # 一"),
                ("date", "2024-05-06"),
                ("author", "张三 李四"),
                ("tags", "一 二"),
                ("source", "某 社"),
                ("lead", "第一行 第二行"),
                ("url", "http://a.cn/1#2"),
                ("long", "一 二"),
                ("empty", ""),
            ],
        );
        check(
            "+++\r\ntitle = '题''目'\r\ndate = 2024-05-06T08:00:00+08:00 # 注\r\nauthors = [\r\n  \"张三\",\r\n  \"李四\",\r\n]\r\n[extra]\r\ntitle = \"二\"\r\n+++\r\n正文",
            &[("title", "题'目"), ("date", "2024-05-06T08:00:00+08:00"), ("authors", "张三 李四")],
        );
    }

    #[test]
    fn nothing_need_stand_above_it() {
        check(
            "title: 题\ndate: 2024-05-06 20:15:32\ntags:\n- 一\n---\n正文",
            &[("title", "题"), ("date", "2024-05-06 20:15:32"), ("tags", "一")],
        );
        for text in ["题目: 一\n---\n正文", "title: 题\n正文\n---\n", "http://a.cn\n---\n正文", "title: 题\n正文"]
        {
            assert_eq!(split(text), None, "{text}");
        }
    }

    #[test]
    fn a_rule_above_a_text_is_no_front_matter() {
        for text in [
            "---\n正文\n---\n",
            "正文\n---\n",
            "---\ntitle: 题\n正文",
            "--- 一\na: b\n---\n",
            "---",
            "+++\na: b\n+++\n",
            "",
        ] {
            assert_eq!(split(text), None, "{text}");
        }
    }
}
