"""Nothing that leaves a run tells a secret that the run has read, however it is written or cut."""

from __future__ import annotations

import base64
import json
import logging
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from blockloom import Doors, Event, Outcome, catalog, read_flow, run_flow, run_tests
from blockloom.runtime.secrets import Hiding
from blockloom.runtime.trace import glimpse
from blockloom.runtime.values import shown

VALUE = 'sk-live "ключ" 1/2+3 £%'
SHOWN = "(secret API_KEY)"


class Known:
    """A door that knows two secrets."""

    def __init__(self, values: dict[str, str] | None = None) -> None:
        self.values = values or {"API_KEY": VALUE, "PIN": "48151623"}

    def get(self, name: str) -> str:
        return self.values[name]


def run(*steps: Any, heard: list[Event] | None = None, said: list[str] | None = None) -> Outcome:
    program = read_flow(json.dumps({"flow": 1, "do": list(steps)}), catalog(), "test.flow.json")
    assert program.ok, program.findings
    doors = Doors(secrets=Known(), say=(said if said is not None else []).append)
    return run_flow(program, doors=doors, listener=None if heard is None else heard.append)


def hiding(value: str = VALUE) -> Hiding:
    made = Hiding(Known({"API_KEY": value}))
    made.get("API_KEY")
    return made


def forms(value: str) -> list[str]:
    data = value.encode()
    return [
        value,
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        json.dumps(json.dumps(value, ensure_ascii=False), ensure_ascii=False)[3:-3],
        quote(value, safe=""),
        quote_plus(value),
        data.hex(),
        data.hex().upper(),
        base64.b64encode(data).decode(),
        base64.urlsafe_b64encode(data).decode(),
    ]


@pytest.mark.parametrize("form", forms(VALUE))
def test_every_common_form_is_hidden(form: str) -> None:
    assert hiding().clean(f"a {form} b {form}") == f"a {SHOWN} b {SHOWN}"


@pytest.mark.parametrize("user", ["", "a", "ab", "abc", "user"])
def test_so_is_base64_in_company(user: str) -> None:
    """As in the header Authorization: Basic."""
    clean = hiding().clean(base64.b64encode(f"{user}:{VALUE}".encode()).decode())
    assert SHOWN in clean and len(clean) < len(SHOWN) + 12


def test_values_are_looked_through() -> None:
    value = {"a": [VALUE, {VALUE: 1}], "b": 2, "c": None, "d": True, "e": 1.5}
    assert hiding().clean(value) == {"a": [SHOWN, {SHOWN: 1}], "b": 2, "c": None, "d": True, "e": 1.5}
    assert value["a"][0] == VALUE  # type: ignore[index]


def test_a_secret_of_digits_is_hidden_as_a_number_too() -> None:
    assert hiding("48151623").clean([48151623, 48151623.0, 48151624]) == [SHOWN, SHOWN, 48151624]


@pytest.mark.parametrize("before", range(0, 200))
def test_a_text_that_is_cut_in_the_middle_of_a_secret_shows_none_of_it(before: int) -> None:
    whole = "x" * before + "abcdefghij" * 30
    for cut in (glimpse(whole), shown(whole), f"{shown(whole, 200)} and more"):
        clean = hiding("abcdefghij" * 30).clean(cut)
        assert "abcd" not in clean


def test_a_secret_that_begins_like_a_common_word_leaves_the_word() -> None:
    clean = hiding("https://hooks.example.com/services/T000/B000/XXXX").clean
    assert clean("https://example.com/") == "https://example.com/"
    assert clean("see https://hooks.example.com/services/T0") == f"see {SHOWN}"


def test_as_long_as_nothing_is_known_values_pass_untouched() -> None:
    value = [VALUE]
    assert Hiding().clean(value) is value and not Hiding()


LEAKS: list[Any] = [
    {"set": "a", "to": {"secret": "API_KEY"}},
    {"set": "n", "to": '=number_from_text(secret("PIN"))'},
    {"set": "deep", "to": {"object": {"k": ["=a", "=n"]}}},
    {"print": '=a + "!"'},
    {"print": "=deep"},
    {"print": '=base64_encode("user:" + a)'},
    {"print": "=url_encode(a)"},
    {"set": "long", "to": '="' + "x" * 190 + '" + a'},
    {"set": "cut", "to": "=repeat_text(a, 20)"},
]


def test_trace_log_variables_and_result() -> None:
    heard: list[Event] = []
    said: list[str] = []
    outcome = run(*LEAKS, {"return": ["=deep", "=a"]}, heard=heard, said=said)
    assert outcome.error is None, outcome.error
    told = json.dumps([outcome.as_dict(), [event.as_dict() for event in heard], said], ensure_ascii=False)
    assert outcome.result == [{"k": [SHOWN, "(secret PIN)"]}, SHOWN]
    assert said == outcome.log and said[0] == f"{SHOWN}!"
    assert not any(form in told for form in [*forms(VALUE), "48151623", "sk-live"])
    assert told.count(SHOWN) > 8


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ({"raise": "=a"}, SHOWN),
        ({"raise": "No", "code": "=a"}, "No"),
        ({"print": "=from_json(as_json(a)) * 2"}, f'a of multiply needs a number. You gave the text "{SHOWN}".'),
        ({"print": "=number_from_text(a)"}, f'A text such as 12.5 or -3 is a number. You gave the text "{SHOWN}".'),
    ],
)
def test_errors(step: Any, message: str) -> None:
    heard: list[Event] = []
    outcome = run({"set": "a", "to": {"secret": "API_KEY"}}, step, heard=heard)
    assert outcome.error is not None
    told = json.dumps([outcome.as_dict(), [event.as_dict() for event in heard]], ensure_ascii=False)
    assert "sk-live" not in told and outcome.error["message"] == message


def test_a_caught_error_is_not_changed_for_the_flow() -> None:
    steps: list[Any] = [
        {
            "try": [{"raise": {"secret": "API_KEY"}}],
            "catch": [{"set": "same", "to": '=error.message == secret("API_KEY")'}],
        },
        {"return": "=same"},
    ]
    assert run(*steps).result is True


def test_the_servers_log(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(value: Any) -> Any:
        raise KeyError(value)

    from blockloom.blocks import encode

    monkeypatch.setattr(encode, "quote", lambda data, safe: broken(data.decode()))
    with caplog.at_level(logging.DEBUG):
        outcome = run({"set": "a", "to": {"secret": "API_KEY"}}, {"print": "=url_encode(a)"})
    assert outcome.error is not None and outcome.error["code"] == "internal"
    assert "KeyError" in caplog.text and "broken" in caplog.text and "sk-live" not in caplog.text


def test_a_run_hides_only_what_it_has_read() -> None:
    assert run({"return": VALUE}).result == VALUE


def test_a_flows_own_tests_see_stand_ins() -> None:
    text = """flow: 1
do:
- return: Bearer ${secret("API_KEY")}
tests:
- expect: ['=result == "Bearer (secret API_KEY)"']
- expect: ['=result == "Bearer x"']
"""
    program = read_flow(text, catalog())
    assert program.ok, program.findings
    assert [result.ok for result in run_tests(program)] == [True, False]
