//! A walk over JSON text that is known to be whole, for coordinates: lists of lists of numbers go straight into positions,
//! without a tree of values in between that would take fifty times the text's memory.

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    List,
    Number,
    Text,
    Object,
    Bool,
    Null,
}

impl Kind {
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::List => "a list",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Object => "an object",
            Self::Bool => "true or false",
            Self::Null => "null",
        }
    }
}

pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn byte(&mut self) -> u8 {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        bytes.get(self.at).copied().unwrap_or_default()
    }

    pub(super) fn kind(&mut self) -> Kind {
        match self.byte() {
            b'[' => Kind::List,
            b'{' => Kind::Object,
            b'"' => Kind::Text,
            b't' | b'f' => Kind::Bool,
            b'n' => Kind::Null,
            _ => Kind::Number,
        }
    }

    /// Steps into the list that stands here. Afterwards [`Self::next`] says whether a member follows.
    pub(super) fn open(&mut self) {
        self.byte();
        self.at += 1;
    }

    /// Steps to the next member of the list, or out of it.
    pub(super) fn next(&mut self) -> bool {
        match self.byte() {
            b',' => {
                self.at += 1;
                true
            }
            b']' => {
                self.at += 1;
                false
            }
            // The first member has no comma before it; the end of the text can only be reached by a broken one.
            0 => false,
            _ => true,
        }
    }

    /// The number, or whatever short word, that stands here.
    pub(super) fn word(&mut self) -> &'a str {
        self.byte();
        let from = self.at;
        let rest = self.text.as_bytes().get(from..).unwrap_or_default();
        let len =
            rest.iter().take_while(|byte| !matches!(byte, b',' | b']' | b'}') && !byte.is_ascii_whitespace()).count();
        self.at += len;
        self.text.get(from..from + len).unwrap_or_default()
    }
}
