//! Census: one look at every character of a text tells the passes that may find something from those that cannot.

use std::ops::BitOr;

use super::charmap::CharMap;

/// What characters, and characters next to each other, are a sign of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cues(u32);

impl Cues {
    pub(super) const INVISIBLE: Cues = Cues(1);
    pub(super) const UNUSUAL: Cues = Cues(1 << 1);
    pub(super) const SHIFTED: Cues = Cues(1 << 2);
    pub(super) const PARENTHESIS: Cues = Cues(1 << 3);
    pub(super) const NARROW: Cues = Cues(1 << 4);
    pub(super) const STRAIGHT: Cues = Cues(1 << 5);
    pub(super) const SPACE: Cues = Cues(1 << 6);
    pub(super) const TRADITIONAL: Cues = Cues(1 << 7);
    pub(super) const FURNITURE: Cues = Cues(1 << 8);
    /// Counts at the start of a line only.
    pub(super) const HEAD: Cues = Cues(1 << 9);
    /// Counts next to another one only.
    pub(super) const MARK: Cues = Cues(1 << 10);
    /// A line feed; counts next to another one, and at either end of the text.
    pub(super) const BREAK: Cues = Cues(1 << 11);

    pub(super) const TRANSCODED: Cues = Cues(1 << 12);
    pub(super) const MARKUP: Cues = Cues(1 << 13);
    pub(super) const RARE: Cues = Cues(1 << 14);
    pub(super) const LOST: Cues = Cues(1 << 15);
    pub(super) const QUOTE: Cues = Cues(1 << 16);
    /// A line feed, wherever it stands.
    pub(super) const LINE: Cues = Cues(1 << 17);

    /// Whether the two share a cue.
    pub(super) fn any(self, other: Cues) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Cues {
    type Output = Cues;

    fn bitor(self, other: Cues) -> Cues {
        Cues(self.0 | other.0)
    }
}

/// The cues of each character.
#[derive(Clone, Debug)]
pub(super) struct Census(CharMap<Cues>);

impl Census {
    pub(super) fn new() -> Self {
        Census(CharMap::new())
    }

    /// Makes characters a cue.
    pub(super) fn add(&mut self, cue: Cues, chars: impl IntoIterator<Item = char>) {
        for c in chars {
            self.0.set(c, self.0.get(c) | cue);
        }
    }

    /// The cues of a text.
    pub(super) fn of(&self, text: &str) -> Cues {
        const SINGLE: u32 = !(Cues::HEAD.0 | Cues::MARK.0 | Cues::BREAK.0);
        let (mut seen, mut pairs, mut heads) = (0, 0, 0);
        let mut before = Cues::BREAK.0;
        for c in text.chars() {
            let cues = self.0.get(c).0;
            seen |= cues;
            pairs |= cues & before;
            heads |= if before & Cues::BREAK.0 == 0 { 0 } else { cues };
            before = cues;
        }
        pairs |= before & Cues::BREAK.0;
        Cues(seen & SINGLE | pairs & !SINGLE | heads & Cues::HEAD.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_cues_count_only_in_their_place() {
        let mut census = Census::new();
        census.add(Cues::BREAK, ['\n']);
        census.add(Cues::MARK, ['，', '。']);
        census.add(Cues::HEAD, ['来']);
        census.add(Cues::SPACE, [' ']);
        for (text, cues) in [
            ("他来，好。\n行", Cues::default()),
            ("好，。", Cues::MARK),
            ("好 。", Cues::SPACE),
            ("他\n来", Cues::HEAD),
            ("来", Cues::HEAD),
            ("他\n\n好", Cues::BREAK),
            ("好\n", Cues::BREAK),
        ] {
            assert_eq!(census.of(text), cues, "{text:?}");
        }
    }
}
