"""Google as a sender sees it: a token endpoint and FCM's HTTP v1 behind TLS, with an authority of the test's own."""

from __future__ import annotations

import base64
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import trustme
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

Answer = tuple[int, dict[str, Any]]
EMAIL, PROJECT = "pusher@shop.iam.gserviceaccount.com", "shop"


@cache
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@dataclass
class Google:
    """What it was asked, and what it answers. ``life`` is how many seconds a token is good."""

    port: int
    authority: trustme.CA
    life: int = 3600
    token_answers: list[Answer] = field(default_factory=list)
    push_answers: list[Answer] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    pushes: list[dict[str, Any]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def base(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context

    def key(self, **changes: Any) -> str:
        """The key of a service account, as Firebase's console gives it out."""
        pem = private_key().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        info = {
            "type": "service_account",
            "project_id": PROJECT,
            "private_key_id": "1",
            "private_key": pem.decode(),
            "client_email": EMAIL,
            "token_uri": f"{self.base}/token",
        }
        return json.dumps({name: value for name, value in (info | changes).items() if value is not None})

    def answer(self, path: str, headers: Any, body: bytes) -> Answer:
        with self.lock:
            if path == "/token":
                if self.token_answers:
                    return self.token_answers.pop(0)
                self.checked(parse_qs(body.decode()))
                self.tokens.append(f"token {len(self.tokens) + 1}")
                return 200, {"access_token": self.tokens[-1], "expires_in": self.life, "token_type": "Bearer"}
            self.pushes.append({"path": path, "auth": headers["Authorization"], **json.loads(body)})
            if self.push_answers:
                return self.push_answers.pop(0)
            return 200, {"name": f"projects/{PROJECT}/messages/{len(self.pushes)}"}

    def checked(self, asked: dict[str, list[str]]) -> None:
        """What Google checks before it gives a token: whose key signed, for whom, for what, and until when."""
        assert asked["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
        head, claims, signature = asked["assertion"][0].split(".")
        signed = f"{head}.{claims}".encode()
        private_key().public_key().verify(_decoded(signature), signed, padding.PKCS1v15(), hashes.SHA256())
        said = json.loads(_decoded(claims))
        assert (said["iss"], said["aud"]) == (EMAIL, "https://oauth2.googleapis.com/token")
        assert said["scope"] == "https://www.googleapis.com/auth/firebase.messaging"
        assert time.time() - 60 < said["iat"] < said["exp"] <= said["iat"] + 3600


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


@contextmanager
def google(folder: Path | None = None) -> Iterator[Google]:
    """A running one; the certificate of its authority is in ``folder``/ca.pem."""
    authority = trustme.CA()
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    made = Google(server.server_port, authority)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            status, said = made.answer(self.path, self.headers, self.rfile.read(int(self.headers["Content-Length"])))
            data = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None: ...

        def handle(self) -> None:
            try:
                super().handle()
            except (ConnectionError, ssl.SSLError):
                pass  # whoever does not trust us hangs up

    server.RequestHandlerClass = Handler
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    if folder is not None:
        authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
