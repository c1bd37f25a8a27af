"""Steering: loops for a stall."""

from __future__ import annotations

from typing import Any

from blockloom.runtime import Body, Lazy, Name

HUE = 110


def every_other(item: Name[Any], /, in_: list[Any], do: Body) -> None:
    """Every other {item} of {in}: {do}.

    The first one, the third one and so on.

    >>> ware = Name()
    >>> every_other(ware, ["tea", "milk", "bread"], lambda: print(ware.value))
    tea
    bread
    """
    for item.value in _every_other(in_):
        do()


def earnings(wares: list[Any], /, ware: Name[Any], price: Lazy[float]) -> float:
    """Earnings of each {ware} of {wares} at {price}.

    >>> ware = Name()
    >>> earnings([1, 2], ware, lambda: ware.value * 10)
    30
    """
    prices = [price() for ware.value in wares]
    return _sum(prices)


def _every_other(items: list[Any]) -> list[Any]:
    return items[::2]


def _sum(prices: list[float]) -> float:
    return sum(prices)
