"""One request and its answer on a connection to a vetted address; what goes wrong there, in words."""

from __future__ import annotations

import functools
import logging
import ssl
from collections.abc import Callable

import httpcore

from blockloom.runtime.errors import FlowError
from blockloom.runtime.http.answers import headers_of, read_all
from blockloom.runtime.http.fields import Request
from blockloom.runtime.http.patience import Patience
from blockloom.runtime.http.sockets import Pinned
from blockloom.runtime.wording import sentence

# its debug lines hold whole headers, and with them credentials
logging.getLogger("httpcore").setLevel(logging.WARNING)


@functools.cache
def usual_tls() -> ssl.SSLContext:
    """The certificates of the system, and those of Mozilla where the system has none."""
    context: ssl.SSLContext = httpcore.default_ssl_context()
    return context


def exchange(
    request: Request, addresses: list[str], patience: Patience, tls: Callable[[], ssl.SSLContext] = usual_tls
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer that one of these addresses gives."""
    host, port = request.url.host, request.url.port
    try:
        return _exchanged(request, addresses, patience, tls)
    except ssl.SSLCertVerificationError as error:
        raise FlowError(
            "http",
            sentence(
                "{host} can't prove that it is {host}: {reason}.",
                host=host,
                reason=error.verify_message,
            ),
        ) from None
    except ssl.SSLError:
        raise FlowError(
            "http", sentence("{host} does not speak https on port {port}, or it broke off.", host=host, port=port)
        ) from None
    except OSError:
        raise FlowError(
            "http", sentence("No connection to {host} on port {port}, or it broke off.", host=host, port=port)
        ) from None
    except (httpcore.ProtocolError, httpcore.NetworkError):
        raise FlowError(
            "http", sentence("What {host} answers on port {port} is no whole HTTP answer.", host=host, port=port)
        ) from None


def _exchanged(
    request: Request, addresses: list[str], patience: Patience, tls: Callable[[], ssl.SSLContext]
) -> tuple[int, dict[str, str], bytes]:
    url = request.url
    target = httpcore.URL(scheme=url.scheme, host=url.host, port=url.port, target=url.target)
    secure = tls() if url.scheme == "https" else None
    with httpcore.HTTPConnection(
        target.origin, ssl_context=secure, network_backend=Pinned(addresses, patience)
    ) as connection:
        sent = httpcore.Request(request.method, target, headers=request.on_the_wire(), content=request.body)
        response = connection.handle_request(sent)
        try:
            headers = headers_of(response.headers)
            return response.status, headers, read_all(headers, response.iter_stream())
        finally:
            response.close()
