//! Time and memory are linear in the size: the input, repeated until it is as long as anything that is looked at, is read and
//! judged within a microsecond a byte, and asks for no more than a hundred bytes a byte.
//!
//! A microsecond is thirty times what letters need, instrumented as they are here; what grows by the square needs more.
#![no_main]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use backstop_fuzz::mail::{LOOKED_AT, Mail, read};
use backstop_fuzz::world::World;
use libfuzzer_sys::fuzz_target;

/// Longer input is repeated too seldom to grow.
const LONGEST: usize = 4096;
const MOST_TIME: Duration = Duration::from_nanos(1_000 * LOOKED_AT as u64);
const MOST_MEMORY: usize = 100 * LOOKED_AT;
/// Others work on this machine too: only what is slow every time is slow.
const TRIES: usize = 8;

/// Counts what is asked for.
struct Counting;

static ASKED_FOR: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED_FOR.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fuzz_target!(|bytes: &[u8]| {
    if bytes.is_empty() || bytes.len() > LONGEST {
        return;
    }
    let half = bytes.iter().position(|&b| b == b'\n').map_or(0, |at| at + 1);
    let (first, rest) = bytes.split_at(half);
    // the whole again and again; and the first line once, with the rest behind it again and again
    for (head, again) in [(&[][..], bytes), (first, rest)] {
        if again.is_empty() {
            continue;
        }
        let mut grown = head.to_vec();
        grown.extend(again.iter().cycle().take(LOOKED_AT - head.len()));
        let judge = |mail: &Mail| World::open(mail).judge(mail);
        let work = || {
            let (begin, before) = (Instant::now(), ASKED_FOR.load(Ordering::Relaxed));
            let mail = read(&grown);
            judge(&mail);
            (begin.elapsed(), ASKED_FOR.load(Ordering::Relaxed) - before)
        };
        let (mut time, memory) = work();
        assert!(memory <= MOST_MEMORY, "{memory} bytes asked for");
        for _ in 1..TRIES {
            if time <= MOST_TIME {
                break;
            }
            time = time.min(work().0);
        }
        assert!(time <= MOST_TIME, "{time:?} for {LOOKED_AT} bytes");
    }
});
