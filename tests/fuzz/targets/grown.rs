//! Time and memory are linear in the size: the input, repeated until it is as long as anything that is looked at, is read and
//! judged within a microsecond a byte, and asks for no more than two thousand bytes a byte.
//!
//! A microsecond is many times what letters need, instrumented as they are here; what grows by the square needs more. So it is with
//! memory: an empty line in a status part asks for room for a group.
#![no_main]

use std::alloc::{GlobalAlloc, Layout, System};
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use backstop_fuzz::mail::{LOOKED_AT, Mail, read};
use backstop_fuzz::world::World;
use libfuzzer_sys::fuzz_target;

/// Longer input is repeated too seldom to grow.
const LONGEST: usize = 4096;
const MOST_TIME: Duration = Duration::from_nanos(1_000 * LOOKED_AT as u64);
const MOST_MEMORY: usize = 2_000 * LOOKED_AT;
/// Only what is slow every time is slow.
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

/// How long this thread has been on a processor: others work on this machine too.
fn on_processor() -> Duration {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(told.split(' ').next().and_then(|spent| spent.parse().ok()).unwrap_or_default())
}

fuzz_target!(|bytes: &[u8]| {
    if bytes.is_empty() || bytes.len() > LONGEST {
        return;
    }
    let line = bytes.iter().position(|&b| b == b'\n').map_or(0, |at| at + 1);
    // the whole again and again; the first line once, or the first half, and the rest behind it again and again
    for (head, again) in [0, line, bytes.len() / 2].map(|at| bytes.split_at(at)) {
        if again.is_empty() {
            continue;
        }
        let mut grown = head.to_vec();
        grown.extend(again.iter().cycle().take(LOOKED_AT - head.len()));
        let judge = |mail: &Mail| World::open(mail).judge(mail);
        let work = || {
            let (begin, before) = (on_processor(), ASKED_FOR.load(Ordering::Relaxed));
            let mail = read(&grown);
            judge(&mail);
            (on_processor() - begin, ASKED_FOR.load(Ordering::Relaxed) - before)
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
