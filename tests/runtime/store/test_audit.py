"""The audit log says who did what, and holds nothing that has to stay secret."""

from __future__ import annotations

import json
import os
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from blockloom.runtime import apps
from blockloom.runtime.messaging import Device, rehearse
from blockloom.runtime.messaging.publishing import cancel, publish
from blockloom.runtime.permissions import Permissions, Rights
from blockloom.runtime.secrets import Vault
from blockloom.runtime.store import Store, audit
from blockloom.runtime.users import Passwords, Users


def told(data: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (data / "audit.log").read_text("utf-8").splitlines()]


def test_who_did_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Store.open(None, tmp_path)) as store:
        user = Users(store, Passwords()).register({"email": "ada@example.com", "password": "engine"})
        said = publish(store, "ads", {"message": "Private", "publishAt": 4e12}, 1, rights=Rights(store, user=user))
        cancel(store, said["messageId"], 2)
        _, keys = apps.create_app(store, "Shop")
        key = apps.rotate(store, apps.find_app(store, "Shop"), "server")
        Vault(store, tmp_path).set("API_KEY", "very secret")
        Permissions(store).set("RestUser", "publish", "", False)
        with rehearse(store, Device("p", "t", "ANDROID", "14")) as door:
            door.publish("ads", {"message": "Not in earnest"})
        lines = told(tmp_path)
        assert [line["what"] for line in lines] == ["publish", "cancel", "app", "key", "secret", "permission"]
        assert lines[0]["who"] == f"client key, user {user.id}" and lines[0]["message"] == said["messageId"]
        assert lines[1]["who"] == "the app itself" and {lines[0]["app"], lines[4]["app"]} == {store.app}
        assert lines[3]["app"] == lines[2]["app"] != store.app
        text = (tmp_path / "audit.log").read_text("utf-8")
        assert not [word for word in (key, *keys.values(), "very secret", "Private") if word in text]
        if os.name == "posix":
            assert (tmp_path / "audit.log").stat().st_mode & 0o777 == 0o600
        monkeypatch.setattr(audit, "LARGEST", 10)
        publish(store, "ads", {"message": "Hi"}, 1)
        assert len(told(tmp_path)) == 1 and (tmp_path / "audit.log.1").exists()
