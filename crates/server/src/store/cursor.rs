//! The feed's cursor: opaque to a reader, versioned, and tied to one store and to the spaces that its reader
//! sees, so that a cursor of another store, or of a token of other spaces, is refused instead of skipping
//! rows. It must not hold anything but a place.

use super::StoreError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::Reach;
use sha2::{Digest as _, Sha256};

/// A random id of the store, made once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StoreId(pub(crate) [u8; 16]);

impl StoreId {
    /// An id that no store has yet.
    pub(crate) fn random() -> Self {
        Self(rand::random())
    }
}

/// Of who reads everything.
const EVERYWHERE: u8 = 1;
/// Of who reads some spaces: what is within changes what was read up to a place.
const SPACES: u8 = 2;
const LENGTH: usize = 1 + 16 + 8;
const DIGEST: usize = 8;

/// The cursor after the change `seq`, for who reads this far.
pub(crate) fn encode(store: StoreId, reach: &Reach, seq: i64) -> String {
    let mut bytes = Vec::with_capacity(LENGTH + DIGEST);
    bytes.push(match reach {
        Reach::Everywhere => EVERYWHERE,
        Reach::Spaces(_) => SPACES,
    });
    bytes.extend(store.0);
    bytes.extend(seq.to_be_bytes());
    bytes.extend(digest(reach));
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The change that a cursor stands after; 0 without a cursor.
pub(crate) fn decode(
    store: StoreId,
    reach: &Reach,
    cursor: Option<&str>,
) -> Result<i64, StoreError> {
    let Some(text) = cursor.filter(|text| !text.is_empty()) else {
        return Ok(0);
    };
    let garbage = || StoreError::BadCursor("it was not made by this server");
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| garbage())?;
    let length = match bytes.first() {
        Some(&EVERYWHERE) => LENGTH,
        Some(&SPACES) => LENGTH + DIGEST,
        _ if bytes.len() == LENGTH => {
            return Err(StoreError::BadCursor(
                "it is of another version of the feed",
            ));
        }
        _ => return Err(garbage()),
    };
    if bytes.len() != length {
        return Err(garbage());
    }
    if bytes[1..17] != store.0 {
        return Err(StoreError::BadCursor("it belongs to another store"));
    }
    if bytes[LENGTH..] != digest(reach) {
        return Err(StoreError::BadCursor(
            "it belongs to a token of other spaces",
        ));
    }
    let mut seq = [0; 8];
    seq.copy_from_slice(&bytes[17..LENGTH]);
    match i64::from_be_bytes(seq) {
        seq if seq >= 0 => Ok(seq),
        _ => Err(garbage()),
    }
}

/// What tells the spaces of one reach from those of another; nothing for who reads everything.
fn digest(reach: &Reach) -> Vec<u8> {
    let Reach::Spaces(spaces) = reach else {
        return Vec::new();
    };
    let mut all = Sha256::new();
    for space in spaces {
        // No id holds a zero.
        all.update(space.as_str().as_bytes());
        all.update([0]);
    }
    all.finalize()[..DIGEST].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::RemoteId;

    const HERE: StoreId = StoreId([7; 16]);

    fn spaces(ids: &[&str]) -> Reach {
        Reach::Spaces(ids.iter().map(|id| RemoteId::from(*id)).collect())
    }

    fn reaches() -> [Reach; 5] {
        [
            Reach::Everywhere,
            spaces(&[]),
            spaces(&["a"]),
            spaces(&["a", "b"]),
            spaces(&["ab"]),
        ]
    }

    #[test]
    fn a_cursor_survives_its_text() {
        for (seq, reach) in [0, 1, 255, i64::MAX]
            .into_iter()
            .flat_map(|seq| reaches().map(|reach| (seq, reach)))
        {
            let cursor = encode(HERE, &reach, seq);
            assert_eq!(decode(HERE, &reach, Some(&cursor)).unwrap(), seq);
        }
    }

    #[test]
    fn no_cursor_is_the_beginning() {
        assert_eq!(decode(HERE, &Reach::Everywhere, None).unwrap(), 0);
        assert_eq!(decode(HERE, &Reach::Everywhere, Some("")).unwrap(), 0);
    }

    #[test]
    fn a_cursor_is_of_its_own_spaces_alone() {
        for made in reaches() {
            for shown in reaches() {
                let read = decode(HERE, &shown, Some(&encode(HERE, &made, 5)));
                assert_eq!(read.is_ok(), made == shown, "{made:?} {shown:?}");
            }
        }
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        let all = Reach::Everywhere;
        let good = encode(HERE, &all, 5);
        let cases = [
            ("another store", encode(StoreId([8; 16]), &all, 5)),
            ("garbage", "%%%".to_owned()),
            ("a number", "5".to_owned()),
            ("cut short", good[..10].to_owned()),
            ("longer", format!("{good}AAAA")),
            ("negative", encode(HERE, &all, -1)),
        ];
        for (name, cursor) in cases {
            assert!(
                matches!(
                    decode(HERE, &all, Some(&cursor)),
                    Err(StoreError::BadCursor(_))
                ),
                "{name} must be refused"
            );
        }
    }
}
