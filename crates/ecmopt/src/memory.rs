//! The allocator, and how what runs long or reads much keeps its memory small.

/// A record is many small strings; the system's allocator takes a sixth of a submission's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What the allocator is told, which it reads before `main`.
///
/// Freed memory goes back at once: left to itself the allocator keeps it for a second. No huge pages: they are half
/// empty where many small things come and go. Both make a short command quicker that ends when it is done, and would
/// have a service hold twice the memory for the indicators that it measures now and then.
#[cfg(unix)]
const LITTLE: [(&str, &str); 2] = [("MIMALLOC_PURGE_DELAY", "0"), ("MIMALLOC_ALLOW_THP", "0")];

/// Starts this program again in its own place, the same process, with an allocator that holds no more than is in use.
/// What is set from outside is left as it is.
///
/// Returns only when there is nothing to do, or when the program cannot be started again: it does its work as well, with
/// more memory.
#[cfg(unix)]
pub(crate) fn hold_little() {
    use std::os::unix::process::CommandExt as _;

    let unset: Vec<_> = LITTLE.into_iter().filter(|(name, _)| std::env::var_os(name).is_none()).collect();
    let mut words = std::env::args_os();
    let (false, Ok(program)) = (unset.is_empty(), std::env::current_exe()) else { return };
    let mut again = std::process::Command::new(program);
    if let Some(name) = words.next() {
        again.arg0(name);
    }
    let error = again.args(words).envs(unset).exec();
    eprintln!("ecmopt: takes more memory than it needs, because it could not be started anew: {error}");
}

/// Elsewhere a program cannot take its own place: it does its work as well, with more memory.
#[cfg(not(unix))]
pub(crate) fn hold_little() {}
