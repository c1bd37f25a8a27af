"""Selling: prices and what is called out."""

from __future__ import annotations

from typing import Literal

from blockloom.runtime import FlowError, here

HUE = 330


def price_with_tax(price: float, /, rate: Literal["full", "reduced"] = "full") -> float:
    """{price} with the {rate} tax.

    >>> price_with_tax(100)
    125
    """
    if price < 0:
        raise FlowError("negative_price", f"A price is not below 0. You gave {price}.")
    return price + price * _PERCENT[rate] // 100


def call_out(ware: str, /, times: int = 2) -> None:
    """Call out {ware} {times} times.

    >>> call_out("Tea")
    Tea! Tea!
    """
    here().say(" ".join([f"{ware}!"] * times))


_PERCENT = {"full": 25, "reduced": 15}
