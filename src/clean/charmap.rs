//! Maps from characters to what is known of them.

/// A map over characters, fast for those of the Basic Multilingual Plane.
#[derive(Clone, Debug)]
pub(super) struct CharMap<T> {
    /// Pages of 256 characters, the first of them empty; `pages[index[c >> 8]][c & 255]`.
    index: Vec<u16>,
    pages: Vec<[T; 256]>,
}

impl<T: Copy + Default> CharMap<T> {
    pub(super) fn new() -> Self {
        CharMap { index: vec![0; 0x1100], pages: vec![[T::default(); 256]] }
    }

    #[inline]
    pub(super) fn get(&self, c: char) -> T {
        let c = c as usize;
        self.pages[usize::from(self.index[c >> 8])][c & 0xFF]
    }

    pub(super) fn set(&mut self, c: char, value: T) {
        let page = &mut self.index[c as usize >> 8];
        if *page == 0 {
            *page = u16::try_from(self.pages.len()).expect("Unicode has 0x1100 pages");
            self.pages.push([T::default(); 256]);
        }
        self.pages[usize::from(*page)][c as usize & 0xFF] = value;
    }
}

/// Whether `c` is a Chinese character proper.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{3007}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_answer_for_every_character() {
        let mut map = CharMap::new();
        map.set('\u{20000}', 7_u8);
        assert_eq!((map.get('\u{20000}'), map.get('\u{20001}'), map.get('\u{10FFFF}')), (7, 0, 0));
    }
}
