//! Script: traditional characters become simplified ones, one for one.

use super::charmap::{CharMap, is_han};
use crate::ontology::{Files, OntologyError};

/// A text is traditional when at least one in so many of its Chinese characters is only ever traditional.
const SHARE: usize = 20;

/// What stands for a character in simplified texts; most stand for themselves.
#[derive(Clone, Copy, Debug, Default)]
struct Simple {
    by: Option<char>,
    /// Simplified texts use the character too.
    shared: bool,
}

/// The tables `t2s.tsv` and `phrases.tsv`.
#[derive(Clone, Debug)]
pub(super) struct Script {
    simple: CharMap<Simple>,
    /// By first character, the place in `phrases`; 0: none.
    starts: CharMap<u16>,
    /// Groups of words that begin alike, the longest first, with their simplified form.
    phrases: Vec<Vec<(String, String)>>,
    /// The traditional forms of simplified characters.
    pairs: Vec<(char, char)>,
}

impl Script {
    pub(super) fn new(files: &Files) -> Result<Self, OntologyError> {
        let mut script =
            Script { simple: CharMap::new(), starts: CharMap::new(), phrases: vec![Vec::new()], pairs: Vec::new() };
        for row in files.table("clean/t2s.tsv")?.rows() {
            let (traditional, simplified) = (row.character("traditional")?, row.character("simplified")?);
            let shared = match row.get("use")? {
                "" => false,
                "shared" => true,
                _ => return Err(row.expected("nothing or \"shared\" as its use")),
            };
            script.simple.set(traditional, Simple { by: Some(simplified), shared });
            script.pairs.push((simplified, traditional));
        }
        script.pairs.sort_unstable();
        for row in files.table("clean/phrases.tsv")?.rows() {
            let (traditional, simplified) = (row.get("traditional")?, row.get("simplified")?);
            if traditional.chars().count() != simplified.chars().count() {
                return Err(row.expected("two words of equal length"));
            }
            let Some(first) = traditional.chars().next() else { return Err(row.expected("a word")) };
            script.add(first, traditional, simplified);
        }
        for group in &mut script.phrases {
            group.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        }
        Ok(script)
    }

    fn add(&mut self, first: char, traditional: &str, simplified: &str) {
        let mut group = usize::from(self.starts.get(first));
        if group == 0 {
            group = self.phrases.len();
            self.phrases.push(Vec::new());
            self.starts.set(first, u16::try_from(group).expect("fewer groups of phrases than characters"));
        }
        self.phrases[group].push((traditional.to_owned(), simplified.to_owned()));
    }

    /// The simplified form of a character out of context.
    pub(super) fn simple(&self, c: char) -> char {
        self.simple.get(c).by.unwrap_or(c)
    }

    /// The traditional characters that a simplified one may stand for.
    pub(super) fn traditional(&self, c: char) -> impl Iterator<Item = char> {
        let from = self.pairs.partition_point(|&(simplified, _)| simplified < c);
        self.pairs[from..]
            .iter()
            .take_while(move |&&(simplified, _)| simplified == c)
            .map(|&(_, traditional)| traditional)
    }

    /// The characters that simplified texts do not use.
    pub(super) fn only_traditional(&self) -> impl Iterator<Item = char> {
        self.pairs.iter().map(|&(_, traditional)| traditional).filter(|&c| self.is_only_traditional(c))
    }

    fn is_only_traditional(&self, c: char) -> bool {
        matches!(self.simple.get(c), Simple { by: Some(_), shared: false })
    }

    /// The text in simplified characters, as many as it had.
    pub(super) fn simplified(&self, text: &str) -> String {
        let traditional = text.chars().filter(|&c| self.is_only_traditional(c)).count();
        if traditional * SHARE < text.chars().filter(|&c| is_han(c)).count() {
            // At most a few traditional characters in a simplified text: what both scripts use means itself.
            return text.chars().map(|c| if self.is_only_traditional(c) { self.simple(c) } else { c }).collect();
        }
        let mut simplified = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let group = &self.phrases[usize::from(self.starts.get(c))];
            if let Some((phrase, by)) = group.iter().find(|(phrase, _)| rest.starts_with(phrase.as_str())) {
                simplified.push_str(by);
                rest = &rest[phrase.len()..];
            } else {
                simplified.push(self.simple(c));
                rest = &rest[c.len_utf8()..];
            }
        }
        simplified
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn simplified(text: &str) -> String {
        Script::new(&Files::bundled()).expect("sound tables").simplified(text)
    }

    #[test]
    fn words_decide_where_a_character_has_two_forms() {
        for (traditional, simple) in [
            ("乾隆年間天氣乾燥", "乾隆年间天气干燥"),
            ("他寫著一部著名的著作", "他写着一部著名的著作"),
            ("徵求意見，長征路上", "征求意见，长征路上"),
            ("瞭望臺上瞭解情況", "瞭望台上了解情况"),
            ("憑藉經驗，聊以慰藉", "凭借经验，聊以慰藉"),
            ("衞生綫索，高峯會議", "卫生线索，高峰会议"),
            ("皇后後來說甚麼", "皇后后来说什么"),
            ("范仲淹的範圍", "范仲淹的范围"),
            ("這裏距離三公里，裡面", "这里距离三公里，里面"),
            ("對於答覆，反覆覆蓋", "对于答复，反复覆盖"),
        ] {
            assert_eq!(simplified(traditional), simple);
        }
    }

    #[test]
    fn simplified_texts_keep_the_characters_they_share() {
        for text in ["乾隆皇帝的著作", "毕昇与樊於期", "他著有专著，瞭望四方，不再狼藉"] {
            assert_eq!(simplified(text), text);
        }
        let quoting = "这位学者的著作在书店里卖得很好，读者从各地赶来排队购买，书名叫《國史》";
        assert_eq!(simplified(quoting), quoting.replace('國', "国"));
    }

    #[test]
    fn no_simplified_form_is_replaced_again() {
        let script = Script::new(&Files::bundled()).expect("sound tables");
        for &(simple, traditional) in &script.pairs {
            assert_eq!(script.simple(simple), simple, "{traditional} becomes {simple}, which becomes something else");
        }
    }
}
