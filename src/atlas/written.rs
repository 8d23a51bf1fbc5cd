//! What was told of a row, kept beside it for the next one who asks: whoever looks at a place looks again, and an answer is
//! mostly coordinates, which take longer to write than to find. The atlas does not look into it.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// For all that is kept in the process, together. What finds no room is written each time.
static ROOM: Room = Room { most_bytes: 128 << 20, taken: AtomicUsize::new(0) };

/// Text of one form, made by the first one who needs it.
#[derive(Debug, Default)]
pub struct Written(OnceLock<Box<[u8]>>);

#[derive(Debug)]
struct Room {
    most_bytes: usize,
    taken: AtomicUsize,
}

impl Written {
    /// Adds to a text what is kept, or else what `write` adds, which is then kept where there is room.
    pub fn add_to(&self, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
        if let Some(kept) = self.kept() {
            out.extend_from_slice(kept);
            return;
        }
        let begin = out.len();
        write(out);
        let text = &out[begin..];
        // Another may have been faster.
        if ROOM.take(text.len()) && self.0.set(text.into()).is_err() {
            ROOM.give_back(text.len());
        }
    }

    pub fn kept(&self) -> Option<&[u8]> {
        self.0.get().map(|text| &**text)
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        if let Some(text) = self.kept() {
            ROOM.give_back(text.len());
        }
    }
}

impl Room {
    fn take(&self, bytes: usize) -> bool {
        // Looked at first: once all is taken, nobody has to write to what all look at.
        let has_room = |taken: usize| taken + bytes <= self.most_bytes;
        if !has_room(self.taken.load(Ordering::Relaxed)) {
            return false;
        }
        if has_room(self.taken.fetch_add(bytes, Ordering::Relaxed)) {
            return true;
        }
        self.give_back(bytes);
        false
    }

    fn give_back(&self, bytes: usize) {
        self.taken.fetch_sub(bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_written_once() {
        let written = Written::default();
        let mut out = b"[".to_vec();
        written.add_to(&mut out, |out| out.extend_from_slice(b"1,2"));
        written.add_to(&mut out, |_| panic!("it is kept"));
        assert_eq!((out.as_slice(), written.kept()), (&b"[1,21,2"[..], Some(&b"1,2"[..])));
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let room = Room { most_bytes: 10, taken: AtomicUsize::new(0) };
        assert_eq!([room.take(6), room.take(5), room.take(4), room.take(1)], [true, false, true, false]);
        room.give_back(6);
        assert_eq!([room.take(7), room.take(6)], [false, true]);
    }
}
