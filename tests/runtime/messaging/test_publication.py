"""The options of a publish call, as the SDKs spell them."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging.publication import Publication, publication

NOW = 1_900_000_000_000
MINUTE = 60_000
EVERYWHERE = {"IOS", "ANDROID", "WP", "OSX"}


def read(channel: Any = "ads", **options: Any) -> Publication:
    return publication(channel, {"message": "Hi", **options}, NOW)


def code_of(channel: Any = "ads", **options: Any) -> Any:
    with pytest.raises(FlowError) as caught:
        read(channel, **options)
    assert caught.value.message.endswith(".")
    return caught.value.code


def test_a_message_alone_goes_to_everybody_on_the_channel_now() -> None:
    assert read() == Publication(
        "ads", "Hi", {}, None, None, "BOTH", frozenset(EVERYWHERE), None, None, NOW, None, None
    )


@pytest.mark.parametrize("message", ["", False, 0, [], {}, {"a": 1}, "text"])
def test_any_json_is_a_message(message: Any) -> None:
    assert read(message=message).message == message


def test_no_message_and_nothing_are_told_apart() -> None:
    assert code_of(message=None) == 8006
    with pytest.raises(FlowError) as caught:
        publication("ads", {}, NOW)
    assert caught.value.code == 8007


@pytest.mark.parametrize("channel", [None, "", "default"])
def test_no_channel_is_the_default_one(channel: Any) -> None:
    assert read(channel).channel == "default"


@pytest.mark.parametrize(
    ("channel", "code"), [("a/b", 5044), ("a,b", 5044), ("push", 5044), ("x" * 101, 8000), (5, 8008)]
)
def test_channels_are_named_as_when_registering(channel: Any, code: int) -> None:
    assert code_of(channel) == code


@pytest.mark.parametrize(
    ("given", "meant"),
    [(None, "BOTH"), (0, "PUSH"), (1, "PUBSUB"), (2, "BOTH"), ("push", "PUSH"), (" PubSub ", "PUBSUB")],
)
def test_policies(given: Any, meant: str) -> None:
    assert read(publishPolicy=given).policy == meant


@pytest.mark.parametrize("given", [3, -1, True, "ONLY", "", [], 1.0])
def test_no_policy(given: Any) -> None:
    assert code_of(publishPolicy=given) == 8008


@pytest.mark.parametrize(
    ("given", "systems"),
    [
        (None, EVERYWHERE),
        (15, EVERYWHERE),
        (0, set()),
        (5, {"IOS", "WP"}),
        ("ALL", EVERYWHERE),
        ("FOR_NONE", set()),
        ("FOR_IOS|FOR_ANDROID", {"IOS", "ANDROID"}),
        ("IOS| android", {"IOS", "ANDROID"}),
        ("osx", {"OSX"}),
        (["ios", "WP"], {"IOS", "WP"}),
    ],
)
def test_masks(given: Any, systems: set[str]) -> None:
    assert read(pushBroadcast=given).systems == systems


@pytest.mark.parametrize("given", [16, -1, True, 1.5, "", "PHONES", "IOS|", "\u0131OS", [], {}, ["TOASTER"], [5]])
def test_no_mask(given: Any) -> None:
    assert code_of(pushBroadcast=given) == 8008


def test_named_devices_are_each_meant_once_and_no_mask_takes_them_all_away() -> None:
    single = read(pushSinglecast=["b", "a", "b"], pushBroadcast="FOR_NONE")
    assert single.devices == ("b", "a") and single.systems == EVERYWHERE
    assert read(pushSinglecast=["a"], pushBroadcast="IOS").systems == {"IOS"}


@pytest.mark.parametrize(
    ("given", "code"),
    [(None, 8006), ([], 8005), ("a", 8008), ([""], 8008), ([None], 8008), (["x" * 256], 8008), (["a\0"], 8008)],
)
def test_nobody_named_is_never_everybody(given: Any, code: int) -> None:
    assert code_of(pushSinglecast=given) == code


def test_a_call_names_a_thousand_devices_at_most() -> None:
    assert len(read(pushSinglecast=[str(number) for number in range(1_000)]).devices or ()) == 1_000
    assert code_of(pushSinglecast=[str(number) for number in range(1_001)]) == 8000


@pytest.mark.parametrize(("given", "code"), [(None, 8006), ("", 8005), (" \t", 8005), (5, 8008), ([], 8008)])
def test_an_empty_segment_is_never_everybody(given: Any, code: int) -> None:
    assert code_of(segmentQuery=given) == code


def test_a_segment_is_kept_as_it_is() -> None:
    assert read(segmentQuery="osVersion = '14'").segment == "osVersion = '14'"


def test_publishing_later() -> None:
    assert read(publishAt=NOW + 5 * MINUTE).publish_at == NOW + 5 * MINUTE
    assert read(publishAt=(NOW + 5 * MINUTE) / 1000).publish_at == NOW + 5 * MINUTE
    assert read(publishAt="2030-03-17T18:00:00Z").publish_at == NOW + 800_000
    assert read(publishAt=NOW - MINUTE).publish_at == NOW, "a little late is now"
    assert code_of(publishAt=NOW - MINUTE - 1) == 5030
    assert code_of(publishAt="soon") == 8003


def test_repeating() -> None:
    repeated = read(repeatEvery=60, repeatExpiresAt=NOW + MINUTE)
    assert (repeated.repeat_every, repeated.repeat_until) == (60, NOW + MINUTE)
    assert read(repeatEvery=1).repeat_until is None
    assert read(repeatExpiresAt=NOW + MINUTE).repeat_until is None, "nothing is repeated"
    assert code_of(repeatEvery=60, repeatExpiresAt=NOW) == 5003


@pytest.mark.parametrize("given", [0, -5, 1.5, "60", True, 10**10])
def test_no_period(given: Any) -> None:
    assert code_of(repeatEvery=given) == 8008


@pytest.mark.parametrize("name", ["publisherId", "subtopic"])
def test_words(name: str) -> None:
    kept = read(**{name: "a b"})
    assert "a b" in (kept.publisher_id, kept.subtopic)
    assert code_of(**{name: 5}) == 8008
    assert code_of(**{name: "a\nb"}) == 8008
    assert code_of(**{name: "x" * 256}) == 8000


def test_headers() -> None:
    assert read(headers={"ios-alert": "Hi", "ios-badge": 1}).headers == {"ios-alert": "Hi", "ios-badge": 1}
    assert read(headers=None).headers == {}
    assert code_of(headers=["ios-alert"]) == 8008


def test_unknown_options_are_ignored() -> None:
    assert read(pushPolicy="ONLY", anything=1) == read()
