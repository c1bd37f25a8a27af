"""Asking once more before something is pushed to many devices: with how many they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from blockloom.runtime.messaging.publishing import TooMany
from blockloom.web.answers import Refusal
from blockloom.web.words import gettext


@contextmanager
def asking() -> Iterator[None]:
    """Answer 409 with ``{devices}`` where so many were not confirmed."""
    try:
        yield
    except TooMany as many:
        words = gettext(
            "{message} If that is right, publish it again with confirmed: {devices}.",
            message=many,
            devices=many.devices,
        )
        raise Refusal(409, words, many.code, devices=many.devices) from many
