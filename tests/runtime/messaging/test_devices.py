"""Devices that are named on the command line or made on the spot."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import Device, Messaging, parse_device, stable_device
from blockloom.runtime.store import Store


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(None, tmp_path)
    yield store
    store.close()


def test_a_stable_device_is_the_same_for_ever_in_its_store_only(small: Store, tmp_path: Path) -> None:
    device = stable_device(small)
    small.close()
    again, other = Store.open(None, tmp_path), Store.open(None, tmp_path / "other")
    assert stable_device(again) == device
    assert stable_device(again, "kitchen").device_id != device.device_id
    assert stable_device(other).device_id != device.device_id
    assert stable_device(other).device_token != device.device_token
    assert f"{uuid.getnode():012X}" not in device.device_id
    assert Messaging(again, device).register(["a"])
    again.close()
    other.close()


def test_a_full_device(small: Store) -> None:
    assert parse_device("os=ios, osVersion=17,deviceId=d,deviceToken=t==,", small) == Device("d", "t==", "IOS", "17")


def test_missing_ids_and_tokens_are_made_and_stay(small: Store) -> None:
    first = parse_device("os=ANDROID,osVersion=14", small)
    assert first == parse_device("osVersion=14,os=android", small)
    assert parse_device("os=ANDROID,osVersion=15", small).device_id == first.device_id
    assert parse_device("os=IOS,osVersion=14", small).device_id != first.device_id
    named = parse_device("os=ANDROID,osVersion=14,deviceId=d", small)
    assert named.device_id == "d" and named.device_token not in ("", first.device_token)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", 8007, "no os"),
        ("os=ANDROID", 8007, "no osVersion"),
        ("os=BeOS,osVersion=5", 8008, "IOS, ANDROID, WP, OSX"),
        (
            "system=ANDROID",
            8008,
            'os=ANDROID,osVersion=14 with deviceId, deviceToken, os, osVersion, not "system=ANDROID"',
        ),
        ("ANDROID", 8008, 'not "ANDROID"'),
        ("os=IOS,os=WP,osVersion=1", 8008, "names its os twice"),
        ("os=\udc80,osVersion=1", 8008, "control character"),
        (f"os=IOS,osVersion=17,deviceId={'d' * 256}", 8000, "deviceId"),
    ],
)
def test_what_is_no_device(small: Store, text: str, code: int, words: str) -> None:
    with pytest.raises(FlowError) as caught:
        parse_device(text, small)
    assert caught.value.code == code and words in caught.value.message
