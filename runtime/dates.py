"""Dates as the language has them: ISO 8601 text with an offset, to the millisecond; time zones by name."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from blockloom.runtime.errors import FlowError
from blockloom.runtime.wording import sentence

Unit: TypeAlias = Literal["milliseconds", "seconds", "minutes", "hours", "days", "weeks", "months", "years"]
Span: TypeAlias = Literal["minute", "hour", "day", "week", "month", "year"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_EXACT = {"milliseconds": 1, "seconds": 1_000, "minutes": 60_000, "hours": 3_600_000}
_DAYS = {"days": 1, "weeks": 7}
_MONTHS = {"months": 1, "years": 12}
_UNITS: dict[str, Unit] = {
    "minute": "minutes", "hour": "hours", "day": "days", "week": "weeks", "month": "months", "year": "years",
}  # fmt: skip
_PARTS = {
    "year": (1, 9999), "month": (1, 12), "day": (1, 31), "hour": (0, 23), "minute": (0, 59), "second": (0, 59),
}  # fmt: skip
"""The parts of a date, each with the least and the most that it can be."""
_LAST = {"year": 9999, "month": 12, "day": 31, "hour": 23, "minute": 59, "second": 59, "microsecond": 999_000}
"""The parts of the last date of all."""
_LONGEST = 64
_FORM = re.compile(r"\d{4}-?(?:\d\d-?\d\d|W\d\d(?:-?\d)?)(?:[Tt ].*)?")
"""A day, and what stands behind it: Python takes any sign between the two, so an offset there would become the time."""
_ZONE = re.compile(r"UTC|(?:[A-Z][A-Za-z0-9_+-]{1,30}/)(?:[A-Za-z0-9_+-]{1,30}/)?[A-Za-z0-9_+-]{1,30}")


def zone_of(name: str) -> tzinfo:
    """The time zone of a name such as ``Europe/Oslo``."""
    if name == "UTC":
        return UTC
    if _ZONE.fullmatch(name):
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            pass
    raise FlowError(
        "wrong_zone",
        sentence('There is no time zone {text}. Write one like "Europe/Oslo", or "UTC".', text=_quoted(name)),
    )


def written(moment: datetime) -> str:
    """A moment as the language writes it, in the offset that it has."""
    return moment.isoformat(timespec="milliseconds")


def read(text: str) -> datetime:
    """The moment that a date of the language is; one without an offset is an error with a mend."""
    moment = _parsed(text)
    if moment.tzinfo is None:
        raise FlowError(
            "no_offset",
            sentence("The date {text} has no offset. Let parse_date read it in a time zone.", text=_quoted(text)),
        )
    return moment


def read_in(text: str, zone: str) -> datetime:
    """The moment that a date is, in the time zone where the text has no offset of its own."""
    place = zone_of(zone)
    moment = _parsed(text)
    return real(moment.replace(tzinfo=place)) if moment.tzinfo is None else moment


def placed(text: str, zone: str | None) -> datetime:
    """A date as the clocks in a time zone show it; no zone leaves its own offset."""
    moment = read(text)
    return moment if zone is None else in_zone(moment, zone_of(zone))


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    try:
        return moment.astimezone(zone)
    except (OverflowError, ValueError):
        raise _out_of_range() from None


def made(zone: str, *parts: int) -> datetime:
    """The moment at which the clocks in a time zone show year, month, day, hour, minute and second."""
    place = zone_of(zone)
    for word, value, (least, most) in zip(_PARTS, parts, _PARTS.values(), strict=True):
        if not least <= value <= most or word == "day" and value > _length(parts[0], parts[1]):
            raise FlowError(
                "wrong_date", sentence("There is no such date: the {part} {value}.", part=sentence(word), value=value)
            )
    return real(datetime(*parts, tzinfo=place))  # type: ignore[arg-type,misc]


def real(moment: datetime) -> datetime:
    """A moment that clocks show; one that they skip is as much later as they skip."""
    assert moment.tzinfo is not None
    return in_zone(in_zone(moment, UTC), moment.tzinfo)


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970 UTC."""
    return (moment - _EPOCH) // _MILLISECOND


def at_milliseconds(count: float) -> datetime:
    """The moment so many milliseconds after 1970 UTC, rounded down to a whole one."""
    return _added(_EPOCH, "milliseconds", int(count // 1))


def shifted(moment: datetime, amount: int, unit: Unit) -> datetime:
    """A moment so much later. From days on it is the clock that goes on; a month that is too short ends at its end."""
    if unit in _EXACT:
        return in_zone(_added(in_zone(moment, UTC), "milliseconds", amount * _EXACT[unit]), moment.tzinfo or UTC)
    if amount == 0:
        return moment
    if unit in _DAYS:
        return real(_added(moment.replace(fold=0), "days", amount * _DAYS[unit]))
    number = moment.year * 12 + moment.month - 1 + amount * _MONTHS[unit]
    year, month = divmod(number, 12)
    if not 1 <= year <= 9999:
        raise _out_of_range()
    return real(moment.replace(year=year, month=month + 1, day=min(moment.day, _length(year, month + 1)), fold=0))


def between(first: datetime, last: datetime, unit: Unit) -> int:
    """How many whole units have passed from the first moment to the last, as the first one's clock counts them."""
    gap = (last - first) // _MILLISECOND
    if unit in _EXACT:
        return abs(gap) // _EXACT[unit] * (1 if gap > 0 else -1)
    here = in_zone(last, first.tzinfo or UTC)
    sign = 1 if gap >= 0 else -1
    if unit in _DAYS:
        count = (here.date() - first.date()).days * sign // _DAYS[unit]
    else:
        count = ((here.year - first.year) * 12 + here.month - first.month) * sign // _MONTHS[unit]
    while count > 0 and (shifted(first, count * sign, unit) - last) * sign > timedelta():
        count -= 1
    return count * sign


def start(moment: datetime, span: Span) -> datetime:
    """The start of the minute, hour, day, week (Monday), month or year that a moment lies in, by its own clock."""
    minute = moment.replace(second=0, microsecond=0)
    if span == "minute":
        return minute
    if span == "hour":
        return real(minute.replace(minute=0))
    day = minute.replace(hour=0, minute=0, fold=0)
    if span == "week":
        return real(_added(day, "days", -day.weekday()))
    if span != "day":
        day = day.replace(day=1, month=1 if span == "year" else day.month)
    return real(day)


def end(moment: datetime, span: Span) -> datetime:
    """The last millisecond of the minute, hour, day, week, month or year that a moment lies in."""
    first = start(moment, span)
    unit: Unit = _UNITS[span]
    try:
        after = shifted(first, 1, unit)
    except FlowError:
        return _very_end(first, span)
    while milliseconds(start(after, span)) <= milliseconds(first):  # an hour that clocks go back by half an hour in
        after = shifted(after, 1, unit)
    return shifted(start(after, span), -1, "milliseconds")


def _very_end(first: datetime, span: Span) -> datetime:
    """The end of a span, from its start, after which there is no other date; an error if that lies beyond them all."""
    if span == "week":
        raise _out_of_range()
    behind = [*_LAST][[*_LAST].index(span) + 1 :]
    return real(first.replace(**{part: _LAST[part] for part in behind}))  # type: ignore[arg-type]


def _added(moment: datetime, unit: str, amount: int) -> datetime:
    try:
        return moment + timedelta(**{unit: amount})
    except OverflowError:
        raise _out_of_range() from None


def _length(year: int, month: int) -> int:
    """How many days a month has."""
    start = datetime(year, month, 1)
    return 31 if month == 12 else (start.replace(month=month + 1) - start).days


def _parsed(text: str) -> datetime:
    if len(text) <= _LONGEST and _FORM.fullmatch(text):
        try:
            moment = datetime.fromisoformat(text)
            return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
        except ValueError:
            pass
    raise FlowError(
        "wrong_date", sentence('{text} is no date. Write one like "2025-11-25T12:00:00+01:00".', text=_quoted(text))
    )


def _quoted(text: str) -> Any:
    return f'"{text[:_LONGEST]}{"…" if len(text) > _LONGEST else ""}"'


def _out_of_range() -> FlowError:
    return FlowError("out_of_range", sentence("Dates lie between the years 1 and 9999."))
