//! Numbers as people write them in tables.

/// A number with a point or a comma before its decimals. Dots and commas together, or several of either, are thousands
/// separators in one country and not in the next, so they are no number here: `1.234,5` is not guessed.
pub fn decimal(text: &str) -> Option<f64> {
    let text = text.trim().trim_end_matches('\u{a0}');
    let signs = text.bytes().filter(|byte| matches!(byte, b'.' | b',')).count();
    let is_plain =
        text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-' | b'+' | b'e' | b'E'));
    if signs > 1 || !is_plain || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: f64 = text.replace(',', ".").parse().ok()?;
    number.is_finite().then_some(number)
}
