//! The feed's cursor: opaque to a reader, versioned, and tied to one store, so that a cursor of
//! another store is refused instead of skipping rows. It must not hold anything but a place.

use super::StoreError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A random id of the store, made once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StoreId(pub(crate) [u8; 16]);

impl StoreId {
    /// An id that no store has yet.
    pub(crate) fn random() -> Self {
        Self(rand::random())
    }
}

const VERSION: u8 = 1;
const LENGTH: usize = 1 + 16 + 8;

/// The cursor after the change `seq`.
pub(crate) fn encode(store: StoreId, seq: i64) -> String {
    let mut bytes = [0; LENGTH];
    bytes[0] = VERSION;
    bytes[1..17].copy_from_slice(&store.0);
    bytes[17..].copy_from_slice(&seq.to_be_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The change that a cursor stands after; 0 without a cursor.
pub(crate) fn decode(store: StoreId, cursor: Option<&str>) -> Result<i64, StoreError> {
    let Some(text) = cursor.filter(|text| !text.is_empty()) else {
        return Ok(0);
    };
    let garbage = StoreError::BadCursor("it was not made by this server");
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(text) else {
        return Err(garbage);
    };
    let Ok(bytes) = <[u8; LENGTH]>::try_from(bytes) else {
        return Err(garbage);
    };
    if bytes[0] != VERSION {
        return Err(StoreError::BadCursor(
            "it is of another version of the feed",
        ));
    }
    if bytes[1..17] != store.0 {
        return Err(StoreError::BadCursor("it belongs to another store"));
    }
    let mut seq = [0; 8];
    seq.copy_from_slice(&bytes[17..]);
    match i64::from_be_bytes(seq) {
        seq if seq >= 0 => Ok(seq),
        _ => Err(garbage),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: StoreId = StoreId([7; 16]);

    #[test]
    fn a_cursor_survives_its_text() {
        for seq in [0, 1, 255, i64::MAX] {
            assert_eq!(decode(HERE, Some(&encode(HERE, seq))).unwrap(), seq);
        }
    }

    #[test]
    fn no_cursor_is_the_beginning() {
        assert_eq!(decode(HERE, None).unwrap(), 0);
        assert_eq!(decode(HERE, Some("")).unwrap(), 0);
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        let good = encode(HERE, 5);
        let cases = [
            ("another store", encode(StoreId([8; 16]), 5)),
            ("garbage", "%%%".to_owned()),
            ("a number", "5".to_owned()),
            ("cut short", good[..10].to_owned()),
            ("longer", format!("{good}AAAA")),
            ("negative", encode(HERE, -1)),
        ];
        for (name, cursor) in cases {
            assert!(
                matches!(decode(HERE, Some(&cursor)), Err(StoreError::BadCursor(_))),
                "{name} must be refused"
            );
        }
    }
}
