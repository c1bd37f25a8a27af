"""Runs a flow that was printed as Python: opens the store, stands for a device, prints what the flow returns."""

from __future__ import annotations

import argparse
import inspect
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from blockloom.runtime.acting import Acting
from blockloom.runtime.context import Doors, entered
from blockloom.runtime.data import Data
from blockloom.runtime.errors import BlockloomError, FlowError
from blockloom.runtime.format.declarations import TYPES
from blockloom.runtime.http import Http, Reach
from blockloom.runtime.inputs import complete_inputs, read_inputs
from blockloom.runtime.kinds import PYTHON_TYPES
from blockloom.runtime.messaging import Messaging, parse_device, stable_device
from blockloom.runtime.model import Input
from blockloom.runtime.secrets import EnvironmentSecrets
from blockloom.runtime.settings import load_settings
from blockloom.runtime.store import Store
from blockloom.runtime.users import Passwords
from blockloom.runtime.values import text_of


def play(flow: Callable[..., Any], arguments: Sequence[str] | None = None) -> None:
    """Run ``flow`` with the command line's inputs (``name=value``), as ``--device`` or this computer.

    Prints the answer if there is one, a text as it is and anything else as JSON. A failure, Ctrl-C too, is one line on
    stderr and exit code 1; where nobody reads what is printed any more, the exit code alone says so.
    """
    parser = argparse.ArgumentParser(description=flow.__doc__)
    parser.add_argument("inputs", nargs="*", metavar="name=value", help="inputs of the flow")
    parser.add_argument("--device", help="for example os=ANDROID,osVersion=14")
    parser.add_argument("--data", help="the data folder")
    given = parser.parse_args(arguments)
    try:
        inputs = _inputs(flow, given.inputs)
        settings = load_settings(given.data)
        store = Store.open(settings.database_url, settings.data)
        try:
            device = stable_device(store) if given.device is None else parse_device(given.device, store)
            http, secrets = Http(Reach(settings.http_allow)), EnvironmentSecrets()
            messaging = Messaging(store, device, mailing=settings.smtp is not None)
            users = Acting(store, Passwords(), told=messaging.act_as)
            doors = Doors(messaging, http=http, data=Data(store), secrets=secrets, users=users)
            with entered(doors):
                answer = flow(**inputs)
                told = text_of(answer)
        finally:
            store.close()
        if answer is not None:
            print(told)
        sys.stdout.flush()
    except BlockloomError as error:
        sys.exit(str(error))
    except RecursionError:
        sys.exit("Functions call each other too deep. Does one call itself without end?")
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more when it ends
        sys.exit(1)


def _inputs(flow: Callable[..., Any], given: Sequence[str]) -> dict[str, Any]:
    texts: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise FlowError("input", f"Inputs are given as name=value. This is {text[:80]}.")
        texts[name] = value
    parameters = inspect.signature(flow, eval_str=True).parameters.values()
    declared = {parameter.name: _declared(parameter) for parameter in parameters}
    return dict(zip(declared, complete_inputs(declared, read_inputs(declared, texts)), strict=True))


def _declared(parameter: inspect.Parameter) -> Input:
    """The input of the flow that a parameter was printed from."""
    word = next((word for word, written in PYTHON_TYPES.items() if written is parameter.annotation), "any")
    return Input(
        parameter.name, word, TYPES[word], parameter.default, required=parameter.default is inspect.Parameter.empty
    )
