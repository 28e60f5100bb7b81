//! Memory of processes, in megabytes, as Linux tells it.

/// The proportional set of a process: shared pages are split among those who share them.
pub(crate) fn of(pid: u32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1000
}

/// The same of a process and its children.
pub(crate) fn of_family(parent: u32) -> u64 {
    let folders = std::fs::read_dir("/proc").unwrap();
    let pids = folders.filter_map(|it| it.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let family = pids.filter(|pid| *pid == parent || parent_of(*pid) == Some(parent));
    family.map(of).sum()
}

fn parent_of(pid: u32) -> Option<u32> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("PPid:"))?;
    line.trim().parse().ok()
}
