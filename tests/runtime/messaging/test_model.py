"""Any sequence of registering, cancelling and waiting, against a dict that says what should be true."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.store import Store
from tests.runtime.messaging.support import UPPER_UUID, HandClock

DEVICES, TOKENS = st.integers(0, 2), st.integers(0, 2)
CHANNELS = st.lists(st.sampled_from(["a", "b", "c", "A"]), max_size=3)
LIFETIMES = st.none() | st.integers(1, 4)
_games = itertools.count()


@dataclass
class Pair:
    id: str
    expires: int | None
    born: int


class Registrations(RuleBasedStateMachine):
    """Each game plays with devices, tokens and channels of its own, so all can share one store."""

    store: Store

    @initialize()
    def begin(self) -> None:
        self.game = next(_games)
        self.clock = HandClock()
        self.pairs: dict[tuple[int, str], Pair] = {}
        self.tokens: dict[int, int] = {}

    def door(self, number: int, token: int = 0) -> Messaging:
        return Messaging(self.store, Device(f"{self.game}-{number}", f"{self.game}-{token}", "WP", "8"), self.clock)

    def live(self, number: int) -> dict[str, Pair]:
        now = self.clock.time
        return {
            name: pair
            for (device, name), pair in self.pairs.items()
            if device == number and (pair.expires is None or pair.expires > now)
        }

    def named(self, names: list[str]) -> list[str]:
        return [f"{self.game}-{name}" for name in names]

    @rule(number=DEVICES, token=TOKENS, names=CHANNELS.filter(bool), lifetime=LIFETIMES)
    def register(self, number: int, token: int, names: list[str], lifetime: int | None) -> None:
        expires = None if lifetime is None else self.clock.time + lifetime
        ids = self.door(number, token).register(self.named(names), expires)
        assert list(ids) == list(dict.fromkeys(self.named(names)))
        for name, id in ids.items():
            known = self.live(number).get(name)
            if known:
                assert id == known.id
            else:
                assert UPPER_UUID.fullmatch(id) and id not in {pair.id for pair in self.pairs.values()}
            self.pairs[number, name] = Pair(id, expires, known.born if known else self.clock.time)
        self.tokens = {owned: device for owned, device in self.tokens.items() if device != number} | {token: number}

    @rule(number=DEVICES, names=st.none() | CHANNELS)
    def cancel(self, number: int, names: list[str] | None) -> None:
        live = self.live(number)
        going = set(live) if names is None else set(self.named(names))
        try:
            left = self.door(number).cancel(None if names is None else self.named(names))
        except FlowError as error:
            assert error.code == 5001 and not live
        else:
            assert live and left == len(set(live) - going)
            self.pairs = {key: pair for key, pair in self.pairs.items() if key[0] != number or key[1] not in going}

    @rule(time=st.integers(1, 3))
    def wait(self, time: int) -> None:
        self.clock.time += time

    @invariant()
    def readers_see_what_is_true(self) -> None:
        for number in range(3):
            live = self.live(number)
            try:
                (record,) = self.door(number).registrations()
            except FlowError as error:
                assert error.code == 5000 and not live
            else:
                assert record["channels"] == sorted(live)
                assert record["expiration"] == self.latest(live)
                assert record["deviceToken"] == self.token(number)
                oldest = min(pair.born for pair in live.values())
                assert record["id"] in {pair.id for pair in live.values() if pair.born == oldest}

    def latest(self, live: dict[str, Pair]) -> int | None:
        ends = [pair.expires for pair in live.values() if pair.expires is not None]
        return max(ends) if len(ends) == len(live) else None

    def token(self, number: int) -> str | None:
        owned = [f"{self.game}-{token}" for token, owner in self.tokens.items() if owner == number]
        return owned[0] if owned else None


@pytest.mark.parametrize("games", [30, pytest.param(500, marks=pytest.mark.audit)])
def test_registrations_are_what_the_model_says(store: Store, games: int) -> None:
    machine = type("Game", (Registrations,), {"store": store})
    run_state_machine_as_test(machine, settings=settings(max_examples=games, stateful_step_count=25, deadline=None))
