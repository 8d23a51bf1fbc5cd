//! The text encodings that are read.

use std::borrow::Cow;

use super::{nfc, tcvn3};

/// An encoding: UTF-8, the TCVN3 of Vietnamese files before Unicode, or one of the WHATWG list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Charset {
    Utf8,
    Tcvn3,
    Whatwg(&'static encoding_rs::Encoding),
}

/// Decoded text in NFC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::formats) struct Decoded {
    pub(in crate::formats) text: String,
    /// Bytes that mean nothing in this encoding became U+FFFD.
    pub(in crate::formats) is_damaged: bool,
}

impl Charset {
    /// By the names people and `.cpg` files use: `utf-8`, `65001`, `tcvn3`, `abc`, `1258`, `ANSI 1252`, `cp949`, `ISO 88591`.
    pub(in crate::formats) fn by_name(name: &str) -> Option<Self> {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        let label = match plain.as_str() {
            "utf8" | "65001" | "unicode11utf8" => return Some(Self::Utf8),
            "tcvn3" | "tcvn" | "abc" | "tcvn5712" | "tcvn57123" | "tcvn5712vn3" | "vn3" | "vntime" => {
                return Some(Self::Tcvn3);
            }
            "88591" | "iso88591" | "latin1" | "ansi" => "windows-1252".to_owned(),
            digits => match digits.trim_start_matches("windows").trim_start_matches("ansi").trim_start_matches("cp") {
                "932" => "shift_jis".to_owned(),
                "936" => "gbk".to_owned(),
                "949" => "euc-kr".to_owned(),
                "950" => "big5".to_owned(),
                "874" => "windows-874".to_owned(),
                page if page.len() == 4 && page.starts_with("125") => format!("windows-{page}"),
                _ => name.trim().to_ascii_lowercase(),
            },
        };
        let known = encoding_rs::Encoding::for_label(label.as_bytes())?;
        match known {
            _ if known == encoding_rs::UTF_8 => Some(Self::Utf8),
            // Text of a cell has no byte order mark, and single bytes are what the formats read here have.
            _ if known == encoding_rs::UTF_16LE || known == encoding_rs::UTF_16BE => None,
            _ if known == encoding_rs::REPLACEMENT => None,
            _ => Some(Self::Whatwg(known)),
        }
    }

    /// By the language driver byte of a DBF. `None` for those that say nothing, and for the DOS code pages, which are not
    /// read and whose byte is most often left over from a template.
    pub(in crate::formats) fn of_ldid(ldid: u8) -> Option<Self> {
        let name = match ldid {
            0x03 | 0x57 | 0x58 | 0x59 => "windows-1252",
            0x13 | 0x7B => "shift_jis",
            0x4D | 0x7A => "gbk",
            0x4E | 0x79 => "euc-kr",
            0x4F | 0x78 => "big5",
            0x50 | 0x7C => "windows-874",
            0xC8 => "windows-1250",
            0xC9 => "windows-1251",
            0xCA => "windows-1254",
            0xCB => "windows-1253",
            0xCC => "windows-1257",
            _ => return None,
        };
        Self::by_name(name)
    }

    pub(in crate::formats) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Tcvn3 => "TCVN3",
            Self::Whatwg(known) => known.name(),
        }
    }

    /// Whether this is what programs write when they do not know: a weak statement.
    pub(in crate::formats) fn is_default_of_old_programs(self) -> bool {
        self == Self::Whatwg(encoding_rs::WINDOWS_1252)
    }

    pub(in crate::formats) fn decode(self, bytes: &[u8]) -> Decoded {
        if bytes.is_ascii() {
            return Decoded { text: String::from_utf8_lossy(bytes).into_owned(), is_damaged: false };
        }
        let (text, is_damaged) = match self {
            Self::Utf8 => match String::from_utf8_lossy(bytes) {
                Cow::Borrowed(text) => (text.to_owned(), false),
                Cow::Owned(text) => (text, true),
            },
            Self::Tcvn3 => (tcvn3::decode(bytes), false),
            Self::Whatwg(known) => {
                let (text, is_damaged) = known.decode_without_bom_handling(bytes);
                (text.into_owned(), is_damaged)
            }
        };
        Decoded { text: nfc(text), is_damaged }
    }
}
