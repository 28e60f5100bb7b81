//! A text as it is compared without being kept. It must not be taken for a secret hash: a short text can
//! be found by trying.

/// A session id as it is compared: FNV-1a in 64 bits, twice, with two beginnings.
pub(crate) fn fingerprint(text: &str) -> String {
    format!("{}{:016x}", print(text), fnv(text, 0x6c62_272e_07bb_0142))
}

/// The first half of a fingerprint: enough to tell a change of a text.
pub(crate) fn print(text: &str) -> String {
    format!("{:016x}", fnv(text, 0xcbf2_9ce4_8422_2325))
}

fn fnv(text: &str, basis: u64) -> u64 {
    text.trim().bytes().fold(basis, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
