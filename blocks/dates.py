"""Dates: make, read, show, compare and shift them, in time zones."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias

from blockloom.runtime import dates, here

HUE = 60

Part: TypeAlias = Literal[
    "year", "month", "day", "hour", "minute", "second", "millisecond", "weekday", "day_of_year", "week"
]
Style: TypeAlias = Literal["date", "time", "date_time", "long", "weekday", "week", "utc"]

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def now() -> str:
    """Now.

    The date and time as ISO 8601 text in UTC, to the millisecond.

    >>> now()[10], now()[-6:]
    ('T', '+00:00')
    """
    return dates.written(dates.at_milliseconds(here().clock.now()))


def make_date(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, zone: str = "UTC"
) -> str:
    """Date {year}-{month}-{day} {hour}:{minute}:{second} in {zone}.

    A time that the clocks skip in spring is as much later as they skip; of one that comes twice it is the first.

    >>> make_date(2025, 11, 25, 12, zone="Europe/Oslo")
    '2025-11-25T12:00:00.000+01:00'
    """
    return dates.written(dates.made(zone, year, month, day, hour, minute, second))


def parse_date(text: str, /, zone: str = "UTC") -> str:
    """Date in the text {text}, in {zone}.

    Reads ISO 8601, such as 2025-11-25 or 2025-11-25T12:00; the time zone is for texts without an offset.

    >>> parse_date("2025-11-25 12:00", zone="Europe/Oslo")
    '2025-11-25T12:00:00.000+01:00'
    """
    return dates.written(dates.read_in(text, zone))


def date_in_zone(date: str, /, zone: str) -> str:
    """{date} in {zone}.

    The same moment as the clocks show it there.

    >>> date_in_zone("2025-11-25T12:00:00Z", "Asia/Tokyo")
    '2025-11-25T21:00:00.000+09:00'
    """
    return dates.written(dates.placed(date, zone))


def format_date(date: str, /, style: Style, zone: str | None = None) -> str:
    """{date} as {style}, in {zone}.

    date: 2025-11-25, time: 12:00, date_time: both, long: 25 November 2025, weekday: Tuesday, week: 2025-W48, utc: the
    date in UTC without milliseconds.

    >>> format_date("2025-11-25T12:00:00Z", "date_time", zone="Europe/Oslo")
    '2025-11-25 13:00'
    """
    moment = dates.placed(date, "UTC" if style == "utc" else zone)
    return _styled(moment, style)


def add_to_date(date: str, /, amount: int, unit: dates.Unit, zone: str | None = None) -> str:
    """{date} plus {amount} {unit}, in {zone}.

    From days on the time of day stays the same in the zone. A month that is too short gives its last day.

    >>> add_to_date("2025-01-31T12:00:00Z", 1, "months")
    '2025-02-28T12:00:00.000+00:00'
    """
    return dates.written(dates.shifted(dates.placed(date, zone), amount, unit))


def date_difference(from_: str, to: str, unit: dates.Unit, zone: str | None = None) -> int:
    """{unit} from {from} to {to}, in {zone}.

    Whole ones only; negative if the second date is the earlier one.

    >>> date_difference("2025-01-31T12:00:00Z", "2025-03-01T11:00:00Z", "days")
    28
    """
    return dates.between(dates.placed(from_, zone), dates.read(to), unit)


def part_of_date(date: str, /, part: Part, zone: str | None = None) -> int:
    """{part} of {date}, in {zone}.

    Weekdays count from 1, Monday, to 7; weeks as in ISO 8601.

    >>> part_of_date("2025-11-25T12:00:00Z", "weekday")
    2
    """
    moment = dates.placed(date, zone)
    if part in ("weekday", "day_of_year", "week"):
        found = {"weekday": moment.isoweekday(), "day_of_year": moment.timetuple().tm_yday, "week": _week(moment)[1]}
        return found[part]
    whole: int = moment.microsecond // 1000 if part == "millisecond" else getattr(moment, part)
    return whole


def start_of(date: str, /, span: dates.Span, zone: str | None = None) -> str:
    """Start of the {span} of {date}, in {zone}.

    Weeks start on Monday.

    >>> start_of("2025-11-25T12:00:00Z", "month")
    '2025-11-01T00:00:00.000+00:00'
    """
    return dates.written(dates.start(dates.placed(date, zone), span))


def end_of(date: str, /, span: dates.Span, zone: str | None = None) -> str:
    """End of the {span} of {date}, in {zone}.

    Its last millisecond. Weeks end on Sunday.

    >>> end_of("2025-11-25T12:00:00Z", "month")
    '2025-11-30T23:59:59.999+00:00'
    """
    return dates.written(dates.end(dates.placed(date, zone), span))


def is_before(a: str, b: str) -> bool:
    """{a} is before {b}.

    Compares moments, whatever their offsets.

    >>> is_before("2025-11-25T12:00:00+01:00", "2025-11-25T12:00:00Z")
    True
    """
    return dates.read(a) < dates.read(b)


def is_after(a: str, b: str) -> bool:
    """{a} is after {b}.

    Compares moments, whatever their offsets.

    >>> is_after("2025-11-25T12:00:00+01:00", "2025-11-25T12:00:00Z")
    False
    """
    return dates.read(a) > dates.read(b)


def compare_dates(a: str, b: str) -> int:
    """Compare the dates {a} and {b}.

    -1 if the first is earlier, 1 if it is later, 0 for the same moment.

    >>> compare_dates("2025-11-25T13:00:00+01:00", "2025-11-25T12:00:00Z")
    0
    """
    first, second = dates.read(a), dates.read(b)
    return (first > second) - (first < second)


def timestamp_of(date: str, /) -> int:
    """Timestamp of {date}.

    Milliseconds since 1970 UTC.

    >>> timestamp_of("2025-11-25T12:00:00Z")
    1764072000000
    """
    return dates.milliseconds(dates.read(date))


def date_from_timestamp(timestamp: float, /, zone: str = "UTC") -> str:
    """Date at the timestamp {timestamp}, in {zone}.

    Milliseconds since 1970 UTC.

    >>> date_from_timestamp(1764072000000)
    '2025-11-25T12:00:00.000+00:00'
    """
    return dates.written(dates.in_zone(dates.at_milliseconds(timestamp), dates.zone_of(zone)))


def _styled(moment: datetime, style: Style) -> str:
    year, week = _week(moment)
    return {
        "date": moment.date().isoformat(),
        "time": f"{moment:%H:%M}",
        "date_time": f"{moment.date().isoformat()} {moment:%H:%M}",
        "long": f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}",
        "weekday": _WEEKDAYS[moment.weekday()],
        "week": f"{year:04}-W{week:02}",
        "utc": f"{moment.date().isoformat()}T{moment:%H:%M:%S}Z",
    }[style]


def _week(moment: datetime) -> tuple[int, int]:
    return moment.isocalendar()[:2]
