"""No search for garbage starts while a flow is made; afterwards everything is as it was."""

from __future__ import annotations

import gc
import threading

import pytest

from blockloom.runtime.garbage import without_collecting


@without_collecting
def during(inside: bool = False) -> bool:
    return during() if inside else gc.isenabled()


@without_collecting
def failing() -> None:
    raise ValueError


def test_it_is_off_inside_and_on_again_behind_also_when_nested() -> None:
    assert gc.isenabled()
    assert not during() and gc.isenabled()
    assert not during(inside=True) and gc.isenabled()


def test_it_is_on_again_after_a_failure() -> None:
    with pytest.raises(ValueError):
        failing()
    assert gc.isenabled()


def test_who_turned_it_off_finds_it_off() -> None:
    gc.disable()
    try:
        during()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_the_last_of_several_threads_turns_it_on() -> None:
    first, last, seen = threading.Event(), threading.Event(), []

    @without_collecting
    def long() -> None:
        first.set()
        last.wait(10)

    thread = threading.Thread(target=long)
    thread.start()
    first.wait(10)
    during()
    seen.append(gc.isenabled())
    last.set()
    thread.join()
    assert [*seen, gc.isenabled()] == [False, True]
