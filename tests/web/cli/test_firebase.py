"""``blockloom serve`` with a service account: pushes go through Firebase, through TLS, from a process of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.messaging.publishing import publish
from blockloom.runtime.store import Store, arrivals
from tests.runtime.delivery.google import Google, google
from tests.web.cli.conftest import Cli


@pytest.fixture
def firebase(cli: Cli, tmp_path: Path) -> Iterator[Google]:
    with google(tmp_path) as service:
        cli.environ |= {"BLOCKLOOM_FCM_URL": service.base, "SSL_CERT_FILE": str(tmp_path / "ca.pem")}
        yield service


def test_pushes_go_through_firebase(cli: Cli, firebase: Google, tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text(firebase.key())
    with closing(Store.open(None, cli.data)) as store:
        for os in ("ANDROID", "IOS", "WP"):
            Messaging(store, Device(f"{os} phone", f"{os} token", os, "14")).register(["ads"])
        asked = publish(store, "ads", {"message": "Hi"}, time.time_ns() // 1_000_000)["messageId"]
        process = cli.start("serve", "--port", "0", BLOCKLOOM_FCM=str(tmp_path / "key.json"))
        end = time.monotonic() + 60
        while len(firebase.pushes) < 2 or arrivals.last(store) < 1:
            assert time.monotonic() < end and process.poll() is None, process.communicate()
            time.sleep(0.1)
        (arrived,) = arrivals.pushes(store, range(99))
    assert arrived.device_id == "WP phone"
    pushes = {push["message"]["token"]: push["message"] for push in firebase.pushes}
    assert set(pushes) == {"ANDROID token", "IOS token"}
    assert pushes["ANDROID token"]["android"]["collapse_key"] == asked
    assert pushes["IOS token"]["apns"]["headers"]["apns-collapse-id"] == asked
    assert pushes["IOS token"]["apns"]["payload"]["aps"]["alert"] == {"body": "Hi"}
    assert firebase.tokens == ["token 1"]


def test_the_key_can_be_a_secret_and_what_is_wrong_is_said_at_once(cli: Cli, firebase: Google) -> None:
    said = cli("serve", "--port", "0", BLOCKLOOM_FCM="secret:FIREBASE")
    assert said.returncode == 2 and 'There is no secret called "FIREBASE"' in said.stderr
    said = cli("serve", "--port", "0", BLOCKLOOM_FCM="/nowhere/key.json")
    assert said.returncode == 2 and "BLOCKLOOM_FCM (/nowhere/key.json) can't be read: No such file" in said.stderr
    from blockloom.runtime.secrets import Vault

    with closing(Store.open(None, cli.data)) as store:
        Vault(store, cli.data).set("FIREBASE", firebase.key(private_key=None))
        said = cli("serve", "--port", "0", BLOCKLOOM_FCM="secret:FIREBASE")
        assert said.returncode == 2 and "has no private_key" in said.stderr
        Vault(store, cli.data).set("FIREBASE", firebase.key())
    process = cli.start("serve", "--port", "0", BLOCKLOOM_FCM="secret:FIREBASE")
    assert process.stdout and "Blockloom is at" in process.stdout.readline()
