"""Dates across clock changes, leap years and the ends of months."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blockloom import FlowError
from blockloom.blocks import dates as blocks
from blockloom.runtime import dates
from tests.blocks.support import value

OSLO = "Europe/Oslo"
NOON = "2025-11-25T12:00:00Z"

ANSWERS: list[tuple[dict[str, Any], Any]] = [
    ({"make_date": {"year": 2024, "month": 2, "day": 29}}, "2024-02-29T00:00:00.000+00:00"),
    ({"make_date": {"year": 2025, "month": 2, "day": 29}}, ("wrong_date",)),
    ({"make_date": {"year": 1900, "month": 2, "day": 29}}, ("wrong_date",)),
    ({"make_date": {"year": 2025, "month": 13, "day": 1}}, ("wrong_date",)),
    ({"make_date": {"year": 10000, "month": 1, "day": 1}}, ("wrong_date",)),
    ({"make_date": {"year": 2025, "month": 1, "day": 1, "hour": 24}}, ("wrong_date",)),
    ({"make_date": {"year": 2**53 - 1, "month": 1, "day": 1}}, ("wrong_date",)),
    (
        {"make_date": {"year": 2025, "month": 3, "day": 30, "hour": 2, "minute": 30, "zone": OSLO}},
        "2025-03-30T03:30:00.000+02:00",
    ),
    (
        {"make_date": {"year": 2025, "month": 10, "day": 26, "hour": 2, "minute": 30, "zone": OSLO}},
        "2025-10-26T02:30:00.000+02:00",
    ),
    ({"make_date": {"year": 1, "month": 1, "day": 1, "zone": "Asia/Tokyo"}}, ("out_of_range",)),
    ({"parse_date": "2025-11-25"}, "2025-11-25T00:00:00.000+00:00"),
    ({"parse_date": "2025-07-01T12:00", "zone": OSLO}, "2025-07-01T12:00:00.000+02:00"),
    ({"parse_date": "2025-07-01T12:00:00.123456-05:00", "zone": OSLO}, "2025-07-01T12:00:00.123-05:00"),
    ({"parse_date": "2025-11-25 12:00"}, "2025-11-25T12:00:00.000+00:00"),
    ({"parse_date": "20251125t12"}, "2025-11-25T12:00:00.000+00:00"),
    ({"parse_date": "2025-W48-2T10:00Z"}, "2025-11-25T10:00:00.000+00:00"),
    ({"parse_date": "2025-11-25+02:00"}, ("wrong_date",)),
    ({"parse_date": "2025-11-25-12:00"}, ("wrong_date",)),
    ({"parse_date": "2025-11-25x12:00"}, ("wrong_date",)),
    ({"parse_date": "tomorrow"}, ("wrong_date",)),
    ({"parse_date": ""}, ("wrong_date",)),
    ({"parse_date": "2025-11-25", "zone": "Oslo"}, ("wrong_zone",)),
    ({"parse_date": "2025-11-25", "zone": "../etc/passwd"}, ("wrong_zone",)),
    ({"parse_date": "2025-11-25", "zone": "Europe/../UTC"}, ("wrong_zone",)),
    ({"parse_date": "2025-11-25", "zone": "Europe/Atlantis"}, ("wrong_zone",)),
    ({"date_in_zone": "2025-07-01T12:00:00Z", "zone": "America/New_York"}, "2025-07-01T08:00:00.000-04:00"),
    ({"date_in_zone": "2025-07-01T12:00:00", "zone": OSLO}, ("no_offset",)),
    ({"add_to_date": "2024-01-31T12:00:00Z", "amount": 1, "unit": "months"}, "2024-02-29T12:00:00.000+00:00"),
    ({"add_to_date": "2024-02-29T12:00:00Z", "amount": 1, "unit": "years"}, "2025-02-28T12:00:00.000+00:00"),
    ({"add_to_date": "2024-02-29T12:00:00Z", "amount": -4, "unit": "years"}, "2020-02-29T12:00:00.000+00:00"),
    ({"add_to_date": "2025-01-15T12:00:00Z", "amount": -1, "unit": "months"}, "2024-12-15T12:00:00.000+00:00"),
    (
        {"add_to_date": "2025-03-29T12:00:00+01:00", "amount": 1, "unit": "days", "zone": OSLO},
        "2025-03-30T12:00:00.000+02:00",
    ),
    (
        {"add_to_date": "2025-03-29T12:00:00+01:00", "amount": 24, "unit": "hours", "zone": OSLO},
        "2025-03-30T13:00:00.000+02:00",
    ),
    ({"add_to_date": "2025-03-29T12:00:00+01:00", "amount": 1, "unit": "days"}, "2025-03-30T12:00:00.000+01:00"),
    (
        {"add_to_date": "2025-03-29T02:30:00+01:00", "amount": 1, "unit": "days", "zone": OSLO},
        "2025-03-30T03:30:00.000+02:00",
    ),
    (
        {"add_to_date": "2025-10-26T02:30:00+02:00", "amount": 1, "unit": "hours", "zone": OSLO},
        "2025-10-26T02:30:00.000+01:00",
    ),
    ({"add_to_date": NOON, "amount": 8000, "unit": "years"}, ("out_of_range",)),
    ({"add_to_date": NOON, "amount": -(2**53 - 1), "unit": "weeks"}, ("out_of_range",)),
    ({"add_to_date": NOON, "amount": 2**53 - 1, "unit": "hours"}, ("out_of_range",)),
    ({"date_difference": {"from": "2024-02-28T00:00:00Z", "to": "2024-03-01T00:00:00Z", "unit": "days"}}, 2),
    ({"date_difference": {"from": "2024-01-31T00:00:00Z", "to": "2024-02-29T00:00:00Z", "unit": "months"}}, 1),
    ({"date_difference": {"from": "2024-02-29T00:00:00Z", "to": "2024-01-31T00:00:00Z", "unit": "months"}}, 0),
    ({"date_difference": {"from": "2000-02-29T00:00:00Z", "to": "2025-02-27T00:00:00Z", "unit": "years"}}, 24),
    ({"date_difference": {"from": NOON, "to": "2025-11-25T11:00:00.001Z", "unit": "hours"}}, 0),
    ({"date_difference": {"from": NOON, "to": "2025-11-25T11:00:00Z", "unit": "minutes"}}, -60),
    ({"date_difference": {"from": NOON, "to": NOON, "unit": "years"}}, 0),
    (
        {"date_difference": {"from": "2025-03-29T12:00:00+01:00", "to": "2025-03-30T12:00:00+02:00", "unit": "days"}},
        0,
    ),
    (
        {
            "date_difference": {
                "from": "2025-03-29T12:00:00+01:00", "to": "2025-03-30T12:00:00+02:00", "unit": "days", "zone": OSLO,
            }
        },
        1,
    ),
    ({"part_of_date": "2024-12-30T23:30:00Z", "part": "week"}, 1),
    ({"part_of_date": "2024-12-31T23:30:00Z", "part": "day_of_year"}, 366),
    ({"part_of_date": "2024-12-31T23:30:00Z", "part": "year", "zone": OSLO}, 2025),
    ({"part_of_date": "2024-12-31T23:30:00.250Z", "part": "millisecond"}, 250),
    ({"part_of_date": "2025-11-30T00:00:00Z", "part": "weekday"}, 7),
    ({"start_of": "2025-11-30T12:00:00Z", "span": "week"}, "2025-11-24T00:00:00.000+00:00"),
    ({"start_of": "2025-03-30T12:00:00Z", "span": "day", "zone": OSLO}, "2025-03-30T00:00:00.000+01:00"),
    ({"end_of": "2025-03-30T12:00:00Z", "span": "day", "zone": OSLO}, "2025-03-30T23:59:59.999+02:00"),
    ({"start_of": "2025-04-25T12:00:00Z", "span": "day", "zone": "Africa/Cairo"}, "2025-04-25T01:00:00.000+03:00"),
    ({"start_of": "2025-10-26T01:30:00Z", "span": "hour", "zone": OSLO}, "2025-10-26T02:00:00.000+01:00"),
    ({"end_of": "2025-10-26T00:30:00Z", "span": "hour", "zone": OSLO}, "2025-10-26T02:59:59.999+02:00"),
    (
        {"end_of": "2025-04-05T14:45:00Z", "span": "hour", "zone": "Australia/Lord_Howe"},
        "2025-04-06T01:59:59.999+10:30",
    ),
    (
        {"add_to_date": "2025-10-26T01:30:00Z", "amount": 0, "unit": "days", "zone": OSLO},
        "2025-10-26T02:30:00.000+01:00",
    ),
    ({"end_of": "2024-02-10T12:00:00Z", "span": "month"}, "2024-02-29T23:59:59.999+00:00"),
    ({"end_of": "2024-02-10T12:00:00Z", "span": "year"}, "2024-12-31T23:59:59.999+00:00"),
    *(
        ({"end_of": "9999-12-31T23:30:00+01:00", "span": span}, f"9999-12-31T23:{end}:59.999+01:00")
        for span, end in {"minute": 30, "hour": 59, "day": 59, "month": 59, "year": 59}.items()
    ),
    ({"end_of": "9999-12-31T18:59:30-05:00", "span": "hour"}, "9999-12-31T18:59:59.999-05:00"),
    ({"end_of": "9999-12-31T18:59:30-05:00", "span": "day"}, ("out_of_range",)),  # it is in the year 10000, in UTC
    ({"end_of": "9999-12-31T12:00:00Z", "span": "week"}, ("out_of_range",)),  # a Sunday in the year 10000
    ({"end_of": "9999-12-31T12:00:00Z", "span": "day"}, "9999-12-31T23:59:59.999+00:00"),
    ({"start_of": "2024-02-10T12:34:56.789Z", "span": "minute"}, "2024-02-10T12:34:00.000+00:00"),
    ({"format_date": NOON, "style": "long"}, "25 November 2025"),
    ({"format_date": NOON, "style": "weekday"}, "Tuesday"),
    ({"format_date": "2021-01-01T00:00:00Z", "style": "week"}, "2020-W53"),
    ({"format_date": "2025-11-25T12:00:00+01:00", "style": "utc"}, "2025-11-25T11:00:00Z"),
    ({"is_before": {"a": NOON, "b": NOON}}, False),
    ({"is_after": {"a": "2025-11-25T12:00:00-01:00", "b": NOON}}, True),
    ({"compare_dates": {"a": NOON, "b": "2025-11-25T12:00:00-01:00"}}, -1),
    ({"timestamp_of": "1969-12-31T23:59:59.999Z"}, -1),
    ({"date_from_timestamp": -0.5}, "1969-12-31T23:59:59.999+00:00"),
    ({"date_from_timestamp": 2**53 - 1}, ("out_of_range",)),
    ({"date_from_timestamp": 0, "zone": OSLO}, "1970-01-01T01:00:00.000+01:00"),
]  # fmt: skip


def test_what_no_date_has_is_named() -> None:
    for part, wrong in (("month 13", (2025, 13, 1)), ("day 29", (2025, 2, 29)), ("hour 24", (2025, 1, 1, 24))):
        with pytest.raises(FlowError, match=f"There is no such date: the {part}."):
            blocks.make_date(*wrong)


@pytest.mark.parametrize(("block", "answer"), ANSWERS)
def test_answers(block: dict[str, Any], answer: Any) -> None:
    assert value(block) == answer


MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
ZONES = st.sampled_from(["UTC", OSLO, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])
UNITS = st.sampled_from(["seconds", "hours", "days", "weeks", "months", "years"])


@given(MOMENTS, ZONES, UNITS, st.integers(-40, 40))
def test_the_difference_is_what_was_added(moment: datetime, zone: str, unit: dates.Unit, amount: int) -> None:
    date = dates.written(dates.in_zone(moment, dates.zone_of(zone)))
    later = blocks.add_to_date(date, amount, unit, zone)
    assert blocks.date_difference(date, later, unit, zone) == amount


@given(MOMENTS, ZONES, st.sampled_from(["minute", "hour", "day", "week", "month", "year"]))
def test_a_date_lies_between_start_and_end(moment: datetime, zone: str, span: dates.Span) -> None:
    date = dates.written(moment)
    first, last = blocks.start_of(date, span, zone), blocks.end_of(date, span, zone)
    assert not blocks.is_before(date, first) and not blocks.is_after(date, last)
    assert blocks.start_of(first, span, zone) == first and blocks.end_of(last, span, zone) == last


@given(MOMENTS, ZONES)
def test_a_timestamp_comes_back(moment: datetime, zone: str) -> None:
    stamp = blocks.timestamp_of(dates.written(moment))
    assert blocks.timestamp_of(blocks.date_from_timestamp(stamp, zone)) == stamp
