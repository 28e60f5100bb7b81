//! Unpacks an answer while it arrives, with caps: a hostile or broken server must not fill the
//! memory. It must not know HTTP beyond the name of the encoding.

use crate::SourceError;
use crate::text_cut::TextCut;
use flate2::write::MultiGzDecoder;
use std::io::{self, Write};
use zstd::stream::write::Decoder as ZstdDecoder;

/// No honest page is larger: the server's own limit on a page keeps one far below.
pub(crate) const MAX_PAGE_BYTES: usize = 64 << 20;
/// The window that a zstd frame may ask for, as a power of two: 8 MB, as the format's own
/// recommendation. More would be memory taken before a byte is written.
const ZSTD_WINDOW_LOG: u32 = 23;

/// How an answer is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentEncoding {
    /// As it is.
    Identity,
    /// gzip.
    Gzip,
    /// zstd.
    Zstd,
}

impl ContentEncoding {
    /// What we ask for. zstd first: it unpacks more than twice as fast.
    pub const ACCEPTED: &'static str = "zstd, gzip";
    /// What we ask for on this machine, where packing costs more than it saves.
    pub const ACCEPTED_HERE: &'static str = "identity";

    pub(crate) fn named(name: Option<&str>) -> Result<Self, SourceError> {
        match name.map(str::trim).map(str::to_ascii_lowercase).as_deref() {
            None | Some("" | "identity") => Ok(Self::Identity),
            Some("gzip" | "x-gzip") => Ok(Self::Gzip),
            Some("zstd") => Ok(Self::Zstd),
            Some(_) => Err(SourceError::malformed(
                "it is packed in a way that was not asked for",
            )),
        }
    }
}

/// Unpacks chunk by chunk.
pub(crate) enum AnswerUnpacker {
    Identity(CappedSink),
    Gzip(Box<MultiGzDecoder<CappedSink>>),
    Zstd(Box<ZstdDecoder<'static, CappedSink>>),
}

impl AnswerUnpacker {
    pub(crate) fn new(encoding: ContentEncoding, texts: LongTexts) -> Result<Self, SourceError> {
        let sink = CappedSink::new(texts);
        Ok(match encoding {
            ContentEncoding::Identity => Self::Identity(sink),
            ContentEncoding::Gzip => Self::Gzip(Box::new(MultiGzDecoder::new(sink))),
            ContentEncoding::Zstd => {
                let mut decoder = ZstdDecoder::new(sink).map_err(broken)?;
                decoder.window_log_max(ZSTD_WINDOW_LOG).map_err(broken)?;
                Self::Zstd(Box::new(decoder))
            }
        })
    }

    pub(crate) fn push(&mut self, chunk: &[u8]) -> Result<(), SourceError> {
        let written = match self {
            Self::Identity(sink) => sink.write_all(chunk),
            Self::Gzip(decoder) => decoder.write_all(chunk),
            Self::Zstd(decoder) => decoder.write_all(chunk),
        };
        written.map_err(|error| self.failure(error))
    }

    /// The whole answer. A stream that was cut off is an error.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, SourceError> {
        let flushed = match &mut self {
            Self::Identity(_) => Ok(()),
            Self::Gzip(decoder) => decoder.try_finish(),
            Self::Zstd(decoder) => decoder.do_finish(),
        };
        flushed.map_err(|error| self.failure(error))?;
        Ok(std::mem::take(&mut self.sink().bytes))
    }

    fn sink(&mut self) -> &mut CappedSink {
        match self {
            Self::Identity(sink) => sink,
            Self::Gzip(decoder) => decoder.get_mut(),
            Self::Zstd(decoder) => decoder.get_mut(),
        }
    }

    fn failure(&mut self, error: io::Error) -> SourceError {
        if self.sink().burst {
            SourceError::TooLarge
        } else {
            broken(error)
        }
    }
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err wants"
)]
fn broken(error: io::Error) -> SourceError {
    tracing::debug!(kind = ?error.kind(), "an answer could not be unpacked");
    SourceError::malformed("it is damaged or was cut off")
}

/// What becomes of texts that are very long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LongTexts {
    /// They are kept like any other.
    Whole,
    /// Of each its beginning is kept, with [`crate::text_cut::CUT_MARK`] after it: for an answer that is too large otherwise.
    Cut,
}

/// A sink that takes so much and no more. Decoders write to it in small pieces, so a bomb is seen
/// long before it has gone off. How small it was packed says nothing: one mail to three hundred members
/// packs as small as a bomb does.
pub(crate) struct CappedSink {
    bytes: Vec<u8>,
    cut: Option<TextCut>,
    burst: bool,
}

impl CappedSink {
    fn new(texts: LongTexts) -> Self {
        Self {
            bytes: Vec::new(),
            cut: (texts == LongTexts::Cut).then(TextCut::default),
            burst: false,
        }
    }
}

impl Write for CappedSink {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        match &mut self.cut {
            Some(cut) => cut.push(piece, &mut self.bytes),
            None if self.bytes.len() + piece.len() <= MAX_PAGE_BYTES => {
                self.bytes.extend_from_slice(piece);
            }
            None => self.burst = true,
        }
        self.burst |= self.bytes.len() > MAX_PAGE_BYTES;
        if self.burst {
            return Err(io::Error::other("too large"));
        }
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        zstd::encode_all(bytes, 3).unwrap()
    }

    fn unpack(encoding: ContentEncoding, packed: &[u8]) -> Result<Vec<u8>, SourceError> {
        let mut unpacker = AnswerUnpacker::new(encoding, LongTexts::Whole)?;
        for chunk in packed.chunks(1000) {
            unpacker.push(chunk)?;
        }
        unpacker.finish()
    }

    fn text(bytes: usize) -> Vec<u8> {
        (0u64..)
            .flat_map(|n| (n * 2_654_435_761 % 1_000_003).to_string().into_bytes())
            .take(bytes)
            .collect()
    }

    #[test]
    fn what_was_packed_comes_back() {
        let body = text(3_000_000);
        assert_eq!(unpack(ContentEncoding::Identity, &body).unwrap(), body);
        assert_eq!(unpack(ContentEncoding::Gzip, &gzip(&body)).unwrap(), body);
        assert_eq!(unpack(ContentEncoding::Zstd, &zstd(&body)).unwrap(), body);
    }

    /// One mail that went to everybody, or one letter held down: honest, and packed like a bomb.
    #[test]
    fn an_answer_may_repeat_itself_up_to_the_cap() {
        for size in [500_000, 5 << 20, MAX_PAGE_BYTES] {
            let body = vec![b'a'; size];
            assert!(
                unpack(ContentEncoding::Zstd, &zstd(&body)).unwrap() == body,
                "{size}"
            );
            assert!(
                unpack(ContentEncoding::Gzip, &gzip(&body)).unwrap() == body,
                "{size}"
            );
        }
    }

    #[test]
    fn a_bomb_does_not_go_off() {
        let zeros = vec![0; 100 << 20];
        assert_eq!(
            unpack(ContentEncoding::Gzip, &gzip(&zeros)),
            Err(SourceError::TooLarge)
        );
        assert_eq!(
            unpack(ContentEncoding::Zstd, &zstd(&zeros)),
            Err(SourceError::TooLarge)
        );
    }

    #[test]
    fn a_page_beyond_the_cap_is_too_large_unpacked_too() {
        assert_eq!(
            unpack(ContentEncoding::Identity, &vec![b'x'; MAX_PAGE_BYTES + 1]),
            Err(SourceError::TooLarge)
        );
    }

    #[test]
    fn damage_is_seen() {
        let body = text(100_000);
        let mut bad = gzip(&body);
        let middle = bad.len() / 2;
        bad[middle] ^= 0xff;
        assert!(matches!(
            unpack(ContentEncoding::Gzip, &bad),
            Err(SourceError::Malformed { .. })
        ));
        assert!(matches!(
            unpack(ContentEncoding::Zstd, b"not zstd at all"),
            Err(SourceError::Malformed { .. })
        ));
    }

    #[test]
    fn a_cut_gzip_is_seen() {
        let packed = gzip(&text(100_000));
        let cut = unpack(ContentEncoding::Gzip, &packed[..packed.len() - 20]);
        assert!(matches!(cut, Err(SourceError::Malformed { .. })), "{cut:?}");
    }

    #[test]
    fn an_encoding_we_did_not_ask_for_is_refused() {
        assert!(ContentEncoding::named(Some("br")).is_err());
        assert_eq!(
            ContentEncoding::named(Some("GZIP")),
            Ok(ContentEncoding::Gzip)
        );
        assert_eq!(ContentEncoding::named(None), Ok(ContentEncoding::Identity));
    }
}
