//! A stream on which no bare refusal goes out.
//!
//! hyper answers what is no HTTP by itself, before anybody is asked: with a status and nothing else, and it lets nobody
//! add to that. Its status line is kept here, and the rest is said in our words.

use std::{
    io::{IoSlice, Result},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What each answer of ours has and none of hyper's own.
const MARK: &[u8] = b"\r\ncontent-security-policy: ";

/// The stream.
pub(super) struct Worded<S> {
    stream: S,
    /// What follows the status line of a refusal.
    words: Arc<[u8]>,
    /// What is still to be sent of one.
    rest: Option<Vec<u8>>,
}

impl<S> Worded<S> {
    pub(super) const fn new(stream: S, words: Arc<[u8]>) -> Self {
        Self { stream, words, rest: None }
    }

    /// What is sent in place of a bare refusal; nothing for anything else.
    fn instead(&self, said: &[u8]) -> Option<Vec<u8>> {
        if !said.starts_with(b"HTTP/1.1 4") || said.windows(MARK.len()).any(|part| part == MARK) {
            return None;
        }
        let line = said.windows(2).position(|end| end == b"\r\n")? + 2;
        Some([&said[..line], &self.words].concat())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Worded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Worded<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, said: &[u8]) -> Poll<Result<usize>> {
        if self.rest.is_none() {
            self.rest = self.instead(said);
        }
        let Some(mut rest) = self.rest.take() else {
            return Pin::new(&mut self.stream).poll_write(context, said);
        };
        while !rest.is_empty() {
            match Pin::new(&mut self.stream).poll_write(context, &rest) {
                Poll::Ready(sent) => drop(rest.drain(..sent?)),
                Poll::Pending => {
                    self.rest = Some(rest);
                    return Poll::Pending;
                }
            }
        }
        Poll::Ready(Ok(said.len()))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        said: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let first = said.iter().find(|part| !part.is_empty()).map_or(&[][..], |part| &**part);
        if self.rest.is_some() || self.instead(first).is_some() {
            return Poll::Ready(ready!(self.poll_write(context, first)));
        }
        Pin::new(&mut self.stream).poll_write_vectored(context, said)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    const WORDS: &[u8] = b"content-security-policy: default-src 'none'\r\ncontent-length: 2\r\n\r\nNo";

    /// What arrives of something that is sent over a line which takes a few bytes at a time.
    async fn arrives(said: &[u8]) -> String {
        let (near, mut far) = tokio::io::duplex(7);
        let mut worded = Worded::new(near, WORDS.into());
        let said = said.to_owned();
        let send = async move {
            worded.write_all(&said).await.unwrap();
            worded.shutdown().await.unwrap();
        };
        let mut arrived = String::new();
        let ((), read) = tokio::join!(send, far.read_to_string(&mut arrived));
        read.unwrap();
        arrived
    }

    #[tokio::test]
    async fn a_bare_refusal_keeps_its_status_and_gets_our_words() {
        for status in ["400 Bad Request", "431 Request Header Fields Too Large"] {
            let bare = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
            let worded = format!("HTTP/1.1 {status}\r\n{}", str::from_utf8(WORDS).unwrap());
            assert_eq!(arrives(bare.as_bytes()).await, worded);
        }
    }

    #[tokio::test]
    async fn everything_else_goes_out_as_it_is() {
        let ours = "HTTP/1.1 404 Not Found\r\ncontent-security-policy: x\r\n\r\nHTTP/1.1 4";
        for text in [ours, "HTTP/1.1 200 OK\r\n\r\n", "a body", ""] {
            assert_eq!(arrives(text.as_bytes()).await, text);
        }
    }
}
