//! A body of any length, written piece by piece on a thread of its own in constant memory (DESIGN 3.2: exports).
use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;
use std::io::{self, ErrorKind, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

/// Bytes gathered before they are handed on.
const PIECE: usize = 32 * 1024;
/// Pieces on their way; a slow reader holds back the writer, not the memory.
const AHEAD: usize = 4;
/// How long a reader may take nothing before the writer gives up and frees its place.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes a second that a reader must take, but for what [`PATIENCE`] forgives.
const LEAST: f64 = 16.0 * 1024.0;

type Work = Box<dyn FnOnce(&mut Pieces) -> io::Result<()> + Send>;

/// What will write the body.
pub struct Stream(Work);

impl std::fmt::Debug for Stream {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Stream")
    }
}

impl Stream {
    /// `work` writes everything; an error cuts the body off so that the reader sees it is not whole.
    pub fn new(work: impl FnOnce(&mut Pieces) -> io::Result<()> + Send + 'static) -> Self {
        Self(Box::new(work))
    }

    /// Starts the thread. Must be called on the server's runtime.
    ///
    /// # Errors
    /// When there is no thread to be had.
    pub fn start(self) -> io::Result<Incoming> {
        let (pieces, incoming) = mpsc::channel(AHEAD);
        let (runtime, span) = (Handle::current(), tracing::Span::current());
        std::thread::Builder::new().name("stream".into()).spawn(move || {
            let _inside = span.enter();
            let mut out = Pieces {
                pieces,
                runtime,
                gathered: Vec::with_capacity(PIECE),
                patience: PATIENCE,
            };
            let written = (self.0)(&mut out).and_then(|()| out.flush());
            if let Err(error) = &written {
                tracing::info!(%error, "a stream was cut off");
            }
            // An empty piece says that this was all.
            let _ = out.hand_on(written.map(|()| Bytes::new()));
        })?;
        Ok(Incoming {
            pieces: incoming,
            ended: false,
        })
    }
}

/// Where the body is written to.
pub struct Pieces {
    pieces: mpsc::Sender<io::Result<Bytes>>,
    runtime: Handle,
    gathered: Vec<u8>,
    /// How long the reader may still be waited for.
    patience: Duration,
}

impl Pieces {
    fn hand_on(&mut self, piece: io::Result<Bytes>) -> io::Result<()> {
        let bytes = piece.as_ref().map_or(0, Bytes::len);
        let began = Instant::now();
        let sent = self
            .runtime
            .block_on(async { tokio::time::timeout(self.patience, self.pieces.send(piece)).await });
        self.patience = left(self.patience, began.elapsed(), bytes);
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::Error::new(ErrorKind::BrokenPipe, "the reader has gone")),
            Err(_) => Err(io::Error::new(ErrorKind::TimedOut, "the reader takes too little")),
        }
    }
}

/// Returns the patience left after waiting that long for so many bytes. Each byte gives back its part of a second: a
/// reader at the least speed is waited for without end, a slower one is not.
fn left(patience: Duration, waited: Duration, bytes: usize) -> Duration {
    let given_back = Duration::from_secs_f64(bytes as f64 / LEAST);
    (patience.saturating_sub(waited) + given_back).min(PATIENCE)
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::replace(&mut self.gathered, Vec::with_capacity(PIECE)));
        self.hand_on(Ok(piece))
    }
}

/// The body as actix takes it. It is whole only if the writer said so: one that stopped short, by an error or a panic,
/// cuts the transfer off where the reader can see it.
pub struct Incoming {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    ended: bool,
}

impl MessageBody for Incoming {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        self.pieces.poll_recv(context).map(|piece| match piece {
            Some(Ok(piece)) if piece.is_empty() => {
                self.ended = true;
                None
            }
            Some(Ok(piece)) => Some(Ok(piece)),
            cut_off => {
                self.ended = true;
                Some(cut_off.unwrap_or_else(|| Err(ErrorKind::UnexpectedEof.into())))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How long the server waits for a reader who takes one piece each time this has passed; None means without end.
    fn waited_for(each: Duration) -> Option<Duration> {
        let (mut patience, mut waited) = (PATIENCE, Duration::ZERO);
        for _ in 0..10_000 {
            if patience < each {
                return Some(waited + patience);
            }
            patience = left(patience, each, PIECE);
            waited += each;
        }
        None
    }

    #[test]
    fn ex6_a_reader_who_takes_too_little_is_not_waited_for() {
        let seconds = |seconds| waited_for(Duration::from_secs(seconds)).map(|waited| waited.as_secs());
        assert_eq!(seconds(1), None);
        assert_eq!(seconds(2), None, "just enough");
        assert_eq!(seconds(61), Some(60));
        // A piece every ten seconds.
        assert!(seconds(10).is_some_and(|waited| waited < 90));
        assert!(seconds(3).is_some_and(|waited| waited < 200));
    }
}
