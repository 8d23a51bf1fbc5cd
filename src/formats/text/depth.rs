//! How deep brackets nest, found without recursion.

/// Where brackets nest deeper than `most`, outside of quoted text: the check to make before a parser that recurses.
/// Gives the byte place. Works for JSON and for WKT, which has no quotes.
pub(in crate::formats) fn depth_over(text: &str, most: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        if quoted {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => quoted = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => quoted = true,
            b'[' | b'{' | b'(' => {
                depth += 1;
                if depth > most {
                    return Some(at);
                }
            }
            b']' | b'}' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}
