"""TLS speaks with the name, not with the address that was vetted for it."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from blockloom.runtime import FlowError
from blockloom.runtime.http import Http, Reach
from tests.runtime.http.support import Visit, door, serving, url


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of shop.test with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "shop.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("shop.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "shop.pem"
    kept = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(key.private_bytes(*kept) + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def names() -> list[str]:
    """The server names that clients asked for."""
    return []


@pytest.fixture
def secure(certificate: Path, names: list[str]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _, name, __: names.append(str(name))
    return context


def hello(visit: Visit) -> None:
    visit.answer(200, b"x" * 100_000)


def test_the_name_is_asked_for_and_checked(secure: ssl.SSLContext, certificate: Path, names: list[str]) -> None:
    with serving(hello, tls=secure) as server:
        trusting = door(server, tls=lambda: ssl.create_default_context(cafile=str(certificate)))
        answer = trusting.request("POST", url(server, scheme="https"), body="y" * 1_000_000)
    assert (answer["status"], len(answer["body"]), names) == (200, 100_000, ["shop.test"])
    assert len(server.requests[0]) > 1_000_000


def test_a_certificate_of_another_name_is_refused(secure: ssl.SSLContext, certificate: Path) -> None:
    def other() -> Http:
        tls = lambda: ssl.create_default_context(cafile=str(certificate))  # noqa: E731
        return Http(Reach(["bank.test"]), resolver=lambda *_: ["127.0.0.1"], tls=tls)

    with serving(hello, tls=secure) as server, pytest.raises(FlowError, match=r"bank\.test can't prove") as refusal:
        other().request("GET", url(server, host="bank.test", scheme="https"))
    assert refusal.value.code == "http" and server.requests == []


def test_a_certificate_that_nobody_vouches_for_is_refused(secure: ssl.SSLContext) -> None:
    with serving(hello, tls=secure) as server, pytest.raises(FlowError, match="can't prove"):
        door(server).request("GET", url(server, scheme="https"))
    assert server.requests == []


def test_a_server_without_tls(secure: ssl.SSLContext) -> None:
    with serving(hello) as server, pytest.raises(FlowError, match="does not speak https"):
        door(server).request("GET", url(server, scheme="https"))


def test_a_redirect_from_https_to_http_is_refused(secure: ssl.SSLContext, certificate: Path) -> None:
    with serving(hello) as open_server:
        location = url(open_server)
        with serving(lambda visit: visit.answer(302, Location=location), tls=secure) as server:
            trusting = door(server, open_server, tls=lambda: ssl.create_default_context(cafile=str(certificate)))
            with pytest.raises(FlowError, match="from https to http"):
                trusting.request("GET", url(server, scheme="https"))
        assert open_server.connections == 0
