//! One connection from its first byte to its end.

use std::{
    convert::Infallible,
    io::Write as _,
    net::{IpAddr, SocketAddr},
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, body::Body};
use hyper::{
    Request, Response,
    body::{Frame, Incoming, SizeHint},
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::watch,
};
use tokio_io_timeout::TimeoutStream;

use super::{
    Limits, Tls,
    unasked::Said,
    waiting::{Answering, Place},
    worded::Worded,
};

/// The longest header: addresses carry typed answers, cookies are short.
const HEADER_BYTES: usize = 32 * 1024;
/// How often a connection that is to end is looked at.
const LOOK: Duration = Duration::from_millis(500);
/// After so many looks without an answer in the making, what is left of the last one is with the reader, or never
/// will be.
const LOOKS: u32 = 10;

const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\n";
const BAD_REQUEST: &[u8] = b"HTTP/1.1 400 Bad Request\r\n";
/// The first byte of every TLS handshake.
const HANDSHAKE: [u8; 1] = [0x16];

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub IpAddr);

/// A connection that was taken.
pub(super) struct Connection {
    pub place: Arc<Place>,
    pub stream: TcpStream,
    pub peer: SocketAddr,
    pub tls: Option<Tls>,
    pub limits: Arc<Limits>,
    pub stopping: watch::Receiver<bool>,
    /// What is said where there is no request.
    pub said: Said,
}

impl Connection {
    /// Answers its requests until one side has had enough.
    pub(super) async fn run(mut self, router: Router) {
        let mut first = [0];
        tokio::select! {
            // A socket may be called readable when it is not; a byte that is there is there.
            said = tokio::time::timeout(self.limits.silence, self.stream.peek(&mut first)) => {
                if !matches!(said, Ok(Ok(1))) {
                    return;
                }
            }
            () = self.place.given_away() => return,
            () = told(&mut self.stopping) => return,
        }
        if self.tls.is_some() && first != HANDSHAKE {
            say(self.stream, BAD_REQUEST, &self.said.plain);
            return;
        }
        self.boxed(router).await;
    }

    /// In a box made by a function of its own, so that a connection that says nothing has no room for what is
    /// needed only when it does.
    fn boxed(self, router: Router) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async move {
            let Self { place, stream, peer, tls, limits, stopping, said } = self;
            let mut stream = TimeoutStream::new(stream);
            stream.set_write_timeout(Some(limits.stall));
            let talk = Talk { place, peer, limits, stopping, broken: said.broken };
            let stream = Box::pin(stream);
            let Some(tls) = tls else { return talk.over(stream, router).await };
            // Whoever breaks a handshake off, or takes too long, is told nothing: there is no language yet.
            let handshake = tokio::time::timeout(talk.limits.header, tls.acceptor().accept(stream));
            let mut stopping = talk.stopping.clone();
            let stream = tokio::select! {
                shaken = handshake => shaken,
                () = talk.place.given_away() => return,
                () = told(&mut stopping) => return,
            };
            if let Ok(Ok(stream)) = stream {
                talk.over(stream, router).await;
            }
        })
    }
}

/// What goes on over a connection, encrypted or not.
struct Talk {
    place: Arc<Place>,
    peer: SocketAddr,
    limits: Arc<Limits>,
    stopping: watch::Receiver<bool>,
    broken: Arc<[u8]>,
}

impl Talk {
    async fn over(self, stream: impl AsyncRead + AsyncWrite + Unpin, router: Router) {
        let Self { place, peer, limits, mut stopping, broken } = self;
        let service = service(router, Peer(peer.ip()), place.clone());
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.header)
            .max_buf_size(HEADER_BYTES)
            .serve_connection(TokioIo::new(Worded::new(stream, broken)), service);
        let mut connection = pin!(connection);
        tokio::select! {
            // A connection that broke off or took too long is nobody's fault of ours.
            _ = connection.as_mut() => return,
            () = place.given_away() => return,
            () = told(&mut stopping) => {}
        }
        connection.as_mut().graceful_shutdown();
        // Half a request is not waited for; an answer is, and the way of its last bytes.
        let mut looks = 0;
        while looks < LOOKS {
            tokio::select! {
                _ = connection.as_mut() => return,
                () = tokio::time::sleep(LOOK) => looks = if place.is_answering() { 0 } else { looks + 1 },
            }
        }
    }
}

async fn told(stopping: &mut watch::Receiver<bool>) {
    // The sender is gone only when the server is.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

/// The router as a service that knows who asks and holds the connection's place while it answers.
fn service(
    router: Router,
    peer: Peer,
    place: Arc<Place>,
) -> impl Service<
    Request<Incoming>,
    Response = Response<Answer>,
    Error = Infallible,
    Future = impl Future<Output = Result<Response<Answer>, Infallible>> + Send,
> {
    let router = TowerToHyperService::new(router);
    service_fn(move |mut request: Request<Incoming>| {
        let answering = place.answer();
        request.extensions_mut().insert(peer);
        let answer = router.call(request);
        async move { Ok(answer.await?.map(|body| Answer { body, _answering: answering })) }
    })
}

/// The body of an answer: the request is being answered until all of it is taken.
struct Answer {
    body: Body,
    _answering: Answering,
}

impl hyper::body::Body for Answer {
    type Data = <Body as hyper::body::Body>::Data;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Tells a newcomer that there is no place, without waiting for what it wants.
pub(super) fn decline(stream: TcpStream, full: &[u8]) {
    say(stream, FULL, full);
}

/// Says something and closes, whoever listens.
fn say(stream: TcpStream, status: &[u8], said: &[u8]) {
    // Straight to the socket, which takes it at once: the runtime does not know yet that a new stream can be
    // written. Whoever does not take it does not need it.
    if let Ok(mut stream) = stream.into_std() {
        let _ = stream.write(&[status, said].concat());
    }
}
