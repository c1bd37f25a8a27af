"""Runs a flow that was printed as Python: opens the store, stands for a device, prints what the flow returns."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

from blockloom.runtime.context import Doors, entered
from blockloom.runtime.errors import BlockloomError, FlowError
from blockloom.runtime.messaging import Messaging, parse_device, stable_device
from blockloom.runtime.settings import load_settings
from blockloom.runtime.store import Store
from blockloom.runtime.values import json_text


def play(flow: Callable[..., Any], arguments: Sequence[str] | None = None) -> None:
    """Run ``flow`` with the command line's inputs (``name=value``), as ``--device`` or this computer.

    Prints the answer as JSON if there is one. A failure is one line on stderr and exit code 1.
    """
    parser = argparse.ArgumentParser(description=flow.__doc__)
    parser.add_argument("inputs", nargs="*", metavar="name=value", help="inputs of the flow")
    parser.add_argument("--device", help="for example os=ANDROID,osVersion=14")
    parser.add_argument("--data", help="the data folder")
    given = parser.parse_args(arguments)
    try:
        inputs = dict(_input(text) for text in given.inputs)
        settings = load_settings(given.data)
        store = Store.open(settings.database_url, settings.data)
        try:
            device = parse_device(given.device, store) if given.device else stable_device(store)
            with entered(Doors(Messaging(store, device))):
                answer = flow(**inputs)
        finally:
            store.close()
    except (BlockloomError, TypeError) as error:
        sys.exit(str(error))
    if answer is not None:
        print(json_text(answer))


def _input(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise FlowError("input", f"Inputs are given as name=value. This is {text}.")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
