"""Chance: random numbers and items, a shuffled list, a new id."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from blockloom.runtime import FlowError, here, sentence

HUE = 45


def random_number(from_: int, to: int) -> int:
    """Random number from {from} to {to}.

    A whole number; both ends belong to it.

    >>> 1 <= random_number(1, 6) <= 6
    True
    """
    if from_ > to:
        raise FlowError(
            "out_of_range",
            sentence("There is no number from {low} to {high}. Give the smaller number first.", low=from_, high=to),
        )
    return here().random.randint(from_, to)


def random_fraction() -> float:
    """Random fraction.

    A number from 0 up to, but not, 1.

    >>> 0 <= random_fraction() < 1
    True
    """
    return here().random.random()


def random_item(list_: list[Any], /) -> Any:
    """Random item of {list}.

    >>> random_item(["heads", "tails"]) in ["heads", "tails"]
    True
    """
    if not list_:
        raise FlowError("empty", sentence("random_item needs a list that holds something. You gave an empty list."))
    return here().random.choice(list_)


def shuffle(list_: list[Any], /) -> list[Any]:
    """Shuffle {list}.

    The same items in random order.

    >>> len(shuffle([1, 2, 3]))
    3
    """
    return here().random.sample(list_, len(list_))


def new_id() -> str:
    """New id.

    A random UUID: no other has it. Ids can be guessed; make no passwords of them.

    >>> len(new_id())
    36
    """
    return str(UUID(int=here().random.getrandbits(128), version=4))
