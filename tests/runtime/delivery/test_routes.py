"""Which service a push takes."""

from __future__ import annotations

from blockloom.runtime.delivery import Outcome, Routes
from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.store import Store
from blockloom.runtime.store.arrivals import simulated
from tests.runtime.delivery.support import Service


def test_each_push_goes_where_its_token_is_known() -> None:
    real, own = Service(answers={"c": [Outcome("gone", "UNREGISTERED")]}), Service(answers={"b": [Outcome("failed")]})
    routes = Routes(real, own, lambda tokens: {"b", "d"} & set(tokens))
    outcomes = routes.send([{"token": token} for token in "abcd"])
    assert [outcome.kind for outcome in outcomes] == ["sent", "failed", "gone", "sent"]
    assert (real.tokens, own.tokens) == (["a", "c"], ["b", "d"])
    assert routes.send([{"token": "a"}])[0].kind == "sent"
    assert (real.sends, own.sends) == ([2, 1], [2])


def test_windows_devices_are_simulated(store: Store) -> None:
    for number, os in enumerate(["ANDROID", "IOS", "WP"]):
        Messaging(store, Device(f"phone-{number}", f"token-{number}", os, "14")).register(["ads"])
    assert simulated(store, ["token-0", "token-1", "token-2", "token-3"]) == {"token-2"}
    assert simulated(store, []) == set()
