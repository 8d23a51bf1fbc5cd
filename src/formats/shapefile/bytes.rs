//! Numbers from byte slices, every access within bounds.

/// `N` bytes at a place, if they are there.
pub(super) fn at<const N: usize>(bytes: &[u8], place: usize) -> Option<[u8; N]> {
    bytes.get(place..place.checked_add(N)?)?.try_into().ok()
}

pub(super) fn u16_le(bytes: &[u8], place: usize) -> Option<u16> {
    at(bytes, place).map(u16::from_le_bytes)
}

pub(super) fn u32_le(bytes: &[u8], place: usize) -> Option<u32> {
    at(bytes, place).map(u32::from_le_bytes)
}

pub(super) fn i32_le(bytes: &[u8], place: usize) -> Option<i32> {
    at(bytes, place).map(i32::from_le_bytes)
}

pub(super) fn i32_be(bytes: &[u8], place: usize) -> Option<i32> {
    at(bytes, place).map(i32::from_be_bytes)
}

pub(super) fn f64_le(bytes: &[u8], place: usize) -> Option<f64> {
    at(bytes, place).map(f64::from_le_bytes)
}
