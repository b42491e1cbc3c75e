//! Unpacking: gzip and zstd, told by their first bytes, layer by layer, within limits.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use flate2::bufread::GzDecoder;

use super::Limits;

/// Bytes that are read. It can be handed to another thread.
pub(super) type Stream = Box<dyn BufRead + Send>;

/// What is read before anything is decided on it.
pub(super) const SAMPLE: usize = 64 * 1024;

/// Largest window of zstd, as a power of two: what its own command line accepts, 128 MiB of memory.
const WINDOW: u32 = 27;

/// Compressed input that goes beyond a limit; travels inside of an [`io::Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Excess {
    /// Too many layers.
    #[error("more than {0} layers of compression")]
    Depth(usize),
    /// Too many bytes.
    #[error("more than {0} unpacked bytes")]
    Size(u64),
    /// Too many bytes for what there was packed.
    #[error("more than {0} unpacked bytes for each packed byte")]
    Ratio(u64),
}

impl From<Excess> for io::Error {
    fn from(excess: Excess) -> Self {
        io::Error::other(excess)
    }
}

/// The first bytes, [`SAMPLE`] of them at most, and all bytes. What goes wrong behind the first bytes goes wrong again when they
/// have been read.
pub(super) fn peek(mut reader: Stream) -> io::Result<(Vec<u8>, Stream)> {
    let mut head = vec![0; SAMPLE];
    let mut n = 0;
    let error = loop {
        match reader.read(&mut head[n..]) {
            Ok(0) => break None,
            Ok(read) => n += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if n == 0 => return Err(error),
            Err(error) => break Some(error),
        }
    };
    head.truncate(n);
    let start = Cursor::new(head.clone());
    let stream: Stream = match error {
        None => Box::new(start.chain(reader)),
        Some(error) => Box::new(start.chain(BufReader::new(Failing(Some(error))))),
    };
    Ok((head, stream))
}

/// A reader that fails once.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// The bytes below all layers of compression, with the first of them.
pub(super) fn unpack(reader: Stream, limits: &Limits) -> io::Result<(Vec<u8>, Stream)> {
    let packed = Arc::new(AtomicU64::new(0));
    let mut stream: Stream = Box::new(BufReader::new(Counted { reader, n: Arc::clone(&packed) }));
    for depth in 0.. {
        let (head, whole) = peek(stream)?;
        stream = match &head[..] {
            [0x1F, 0x8B, 8, ..] => Box::new(BufReader::new(Members(Some(GzDecoder::new(whole))))),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => {
                let mut decoder = zstd::Decoder::with_buffer(whole)?;
                decoder.window_log_max(WINDOW)?;
                Box::new(BufReader::new(decoder))
            }
            _ => return Ok((head, whole)),
        };
        if depth >= limits.depth {
            return Err(Excess::Depth(limits.depth).into());
        }
        let (size, ratio) = (limits.unpacked_bytes, limits.ratio);
        stream = Box::new(BufReader::new(Guarded { reader: stream, n: 0, packed: Arc::clone(&packed), size, ratio }));
    }
    unreachable!("the range has no end")
}

/// The members of a gzip file, one after the other. Zeros behind the last one fill up a block, as on tape.
struct Members(Option<GzDecoder<Stream>>);

impl Read for Members {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.0 {
            let n = member.read(buffer)?;
            if n > 0 || buffer.is_empty() {
                return Ok(n);
            }
            let mut rest = self.0.take().expect("looked at above").into_inner();
            let mut has_zeros = false;
            let next = loop {
                let bytes = rest.fill_buf()?;
                match bytes.iter().position(|byte| *byte != 0) {
                    Some(0) => break true,
                    None if bytes.is_empty() => break false,
                    Some(n) => {
                        rest.consume(n);
                        has_zeros = true;
                    }
                    None => {
                        let n = bytes.len();
                        rest.consume(n);
                        has_zeros = true;
                    }
                }
            };
            if next && has_zeros {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "other bytes behind the packed ones"));
            }
            self.0 = next.then(|| GzDecoder::new(rest));
        }
        Ok(0)
    }
}

/// Counts what is read.
struct Counted {
    reader: Stream,
    n: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buffer)?;
        self.n.fetch_add(n as u64, Relaxed);
        Ok(n)
    }
}

/// Stops where more comes out than is allowed.
struct Guarded {
    reader: Stream,
    n: u64,
    packed: Arc<AtomicU64>,
    size: u64,
    ratio: u64,
}

impl Read for Guarded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buffer)?;
        self.n += n as u64;
        if self.n > self.size {
            return Err(Excess::Size(self.size).into());
        }
        // Little text says the same again and again; much of it does not.
        let packed = self.packed.load(Relaxed).max(SAMPLE as u64);
        if self.n / self.ratio > packed {
            return Err(Excess::Ratio(self.ratio).into());
        }
        Ok(n)
    }
}
