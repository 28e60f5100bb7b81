//! On Linux with NVIDIA's driver, WebKit's DMA-BUF renderer draws blank windows. The way around it is
//! an environment variable that must be set before GTK starts; so the process starts itself once
//! more with it.

/// Starts the process anew where its window would be blank; returns where it would not.
#[cfg(target_os = "linux")]
pub(crate) fn restart_if_windows_would_be_blank() {
    use std::os::unix::process::CommandExt;

    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    let driver = ["/proc/driver/nvidia/version", "/sys/module/nvidia"];
    let is_nvidia = driver
        .iter()
        .any(|path| std::path::Path::new(path).exists());
    // Whoever set the variable, to whatever, has decided; this also keeps us from going round.
    if !is_nvidia || std::env::var_os(SWITCH).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let error = std::process::Command::new(program)
        .args(std::env::args_os().skip(1))
        .env(SWITCH, "1")
        .exec();
    tracing::warn!(%error, "the window may stay blank");
}

/// Elsewhere windows are not blank.
#[cfg(not(target_os = "linux"))]
pub(crate) fn restart_if_windows_would_be_blank() {}
