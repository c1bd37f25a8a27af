"""What is refused, with which code, and what the sentence says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.messaging.channels import RESERVED, channel_names
from blockloom.runtime.messaging.device import checked
from blockloom.runtime.messaging.expiration import expiration_after, parse_moment
from blockloom.runtime.store import Store
from tests.runtime.messaging.support import START, phone

CHANNELS = [
    ("ads", 8008, 'channels needs a list, for example [ads, discount]. You gave the text "ads".'),
    (5, 8008, "the number 5"),
    ({"a": 1}, 8008, "an object"),
    ([5], 8008, "the number 5"),
    ([True], 8008, "true"),
    ([["a"]], 8008, "a list"),
    (["x" * 101], 8000, "'channels' is longer than the limit of 100 characters"),
    ([f"c{number}" for number in range(101)], 8000, "at most 100 channels; these are 101"),
    (["a/b"], 5044, '"/"'),
    (["a,b"], 5044, '","'),
    (["a::b"], 5044, '"::"'),
    (["a\nb"], 5044, '"a\\nb" holds a control character'),
    (["a\x7f"], 5044, "control character"),
    (["\ud800"], 5044, "control character"),
    (["\x00"], 5044, "control character"),
    (["  "], 5044, "blank"),
    (["\u3000"], 5044, "blank"),
    (["."], 5044, "reserved"),
    ([".."], 5044, "reserved"),
    *((["a", word], 5044, f'"{word}"') for word in sorted(RESERVED)),
]

DEVICES = [
    (None, 5011, "no device"),
    (Device("", "t", "IOS", "17"), 5011, "deviceId"),
    (Device(None, "t", "IOS", "17"), 5011, "deviceId"),  # type: ignore[arg-type]
    (Device(7, "t", "IOS", "17"), 8008, "'deviceId' has to be a text, not the number 7"),  # type: ignore[arg-type]
    (Device("d" * 256, "t", "IOS", "17"), 8000, "'deviceId' is longer than the limit of 255 characters"),
    (Device("d\x00", "t", "IOS", "17"), 8008, "control character"),
    (Device("d", "", "IOS", "17"), 8007, "deviceToken"),
    (Device("d", "t" * 4097, "IOS", "17"), 8000, "'deviceToken' is longer than the limit of 4096 characters"),
    (Device("d", "t", "", "17"), 8007, "os"),
    (Device("d", "t", "Windows", "17"), 8008, 'one of IOS, ANDROID, WP, OSX, not the text "Windows"'),
    (Device("d", "t", "IOS", ""), 8007, "osVersion"),
    (Device("d", "t", "IOS", 17), 8008, "'osVersion' has to be a text, not the number 17"),  # type: ignore[arg-type]
    (Device("d", "t", "IOS", "1" * 65), 8000, "'osVersion' is longer than the limit of 64 characters"),
    (Device("", "", "", ""), 5011, "deviceId"),
]

UNREADABLE = [
    True,
    "soon",
    "2030-13-01",
    "9999-12-31T23:59:59-10:00",
    "1893456000",
    float("nan"),
    float("inf"),
    1e300,
    10**400,
    [],
    {"at": 1},
    [2030],
]

MOMENTS = [
    (None, None),
    ("", None),
    (1_893_456_000, 1_893_456_000_000),
    (1_893_456_000.123, 1_893_456_000_123),
    (1_893_456_000_000, 1_893_456_000_000),
    (1_893_456_000_000.0, 1_893_456_000_000),
    (99_999_999_999, 99_999_999_999_000),
    (100_000_000_000, 100_000_000_000),
    (0, 0),
    (-99_999_999_999, -99_999_999_999_000),
    (-100_000_000_000, -100_000_000_000),
    ("2030-01-01T00:00:00Z", 1_893_456_000_000),
    ("2030-01-01T00:00:00", 1_893_456_000_000),
    ("2030-01-01t00:00:00z", 1_893_456_000_000),
    ("2030-01-01", 1_893_456_000_000),
    (" 2030-01-01 01:00+01:00 ", 1_893_456_000_000),
    ("2030-01-01T00:00:00.123", 1_893_456_000_123),
    ("2029-12-31T16:00:00.5-08:00", 1_893_456_000_500),
]


@pytest.mark.parametrize(("given", "code", "words"), CHANNELS)
def test_channels(given: Any, code: int, words: str) -> None:
    with pytest.raises(FlowError) as caught:
        channel_names(given)
    assert caught.value.code == code and words in caught.value.message


@pytest.mark.parametrize(("device", "code", "words"), DEVICES)
def test_devices(device: Device | None, code: int, words: str) -> None:
    with pytest.raises(FlowError) as caught:
        checked(device)
    assert caught.value.code == code and words in caught.value.message


@pytest.mark.parametrize("given", UNREADABLE)
def test_expirations_that_are_no_time(given: Any) -> None:
    with pytest.raises(FlowError) as caught:
        parse_moment("expiration", given)
    assert caught.value.code == 8003 and "ISO 8601" in caught.value.message and len(caught.value.message) < 300


@pytest.mark.parametrize(("given", "moment"), MOMENTS)
def test_expirations(given: Any, moment: int | None) -> None:
    assert parse_moment("expiration", given) == moment


def test_at_or_before_now_is_past() -> None:
    assert expiration_after(START + 1, START) == START + 1
    for past in (START, START - 1):
        with pytest.raises(FlowError) as caught:
            expiration_after(past, START)
        assert caught.value.code == 5004


def test_the_device_is_looked_at_first_then_channels_then_expiration(tmp_path: Path) -> None:
    store = Store.open(None, tmp_path)
    codes = []
    for device, channels in ((Device("", "", "", ""), ["/"]), (phone(), ["/"]), (phone(), ["a"])):
        with pytest.raises(FlowError) as caught:
            Messaging(store, device).register(channels, "soon")
        codes.append(caught.value.code)
    store.close()
    assert codes == [5011, 5044, 8003]


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=110), st.integers(), st.sampled_from(sorted(RESERVED)))))
def test_whatever_is_given_names_come_back_clean_or_it_is_refused(given: list[Any]) -> None:
    try:
        names = channel_names(given)
    except FlowError as error:
        assert error.code in (5044, 8000, 8008) and error.message.endswith(".")
    else:
        assert names == [name for name in dict.fromkeys(given) if name]
        assert all(0 < len(name) <= 100 and not set(name) & set("/,\x00\n") for name in names)
        assert not RESERVED & set(names)


@settings(deadline=None)
@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers())))
def test_whatever_is_given_an_expiration_is_a_moment_or_refused(given: Any) -> None:
    try:
        moment = parse_moment("expiration", given)
    except FlowError as error:
        assert error.code == 8003
    else:
        assert (moment is None) == (given is None or given == "")
        assert moment is None or (type(moment) is int and abs(moment) < 2**53)
