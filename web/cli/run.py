"""``run``: run a flow here and now, as a device, and keep the run with the others in the store."""

from __future__ import annotations

import math
import time
import uuid
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from blockloom.runtime import Limits, Outcome, Program, coerce_inputs, run_flow
from blockloom.runtime.acting import Acting, RehearsedUsers
from blockloom.runtime.context import Doors
from blockloom.runtime.data import Data, rehearse_data
from blockloom.runtime.errors import BlockloomError
from blockloom.runtime.http import Http, Reach, RehearsedHttp
from blockloom.runtime.inputs import complete_inputs
from blockloom.runtime.library import LibraryFlows
from blockloom.runtime.limits import MAX_STEPS
from blockloom.runtime.messaging import Messaging, parse_device, rehearse, stable_device
from blockloom.runtime.phones import FIRST
from blockloom.runtime.secrets import Vault
from blockloom.runtime.settings import load_settings
from blockloom.runtime.store import Store
from blockloom.runtime.store.runs import save_run
from blockloom.runtime.users import Passwords
from blockloom.web.cli.console import answer_json, err, note
from blockloom.web.cli.exits import Exit
from blockloom.web.cli.files import library
from blockloom.web.cli.findings import findings_record, show_findings
from blockloom.web.cli.report import Report
from blockloom.web.cli.source import key_of, open_flow
from blockloom.web.cli.stopping import stopped_by_signals
from blockloom.web.cli.telling import announcing
from blockloom.web.cli.waiting import waiting
from blockloom.web.live import LiveRun
from blockloom.web.runs import record_of


@dataclass(frozen=True, slots=True)
class Ways:
    """How the person asked for the run."""

    device: str | None
    deadline: float
    steps: int
    trace: bool
    as_json: bool
    dry_run: bool
    data: Path | None


def _seconds(_: click.Context, __: click.Parameter, value: float) -> float:
    if not (math.isfinite(value) and value > 0):
        raise click.BadParameter("a number of seconds above 0 is needed, for example 30.")
    return value


def _pairs(_: click.Context, __: click.Parameter, words: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not name or not equals:
            raise click.BadParameter(f'"{word}" is no NAME=VALUE. Write it like limit=5.')
        if name in found:
            raise click.BadParameter(f'"{name}" is given twice.')
        found[name] = value
    return found


@click.command()
@click.argument("flow")
@click.option(
    "--input", "inputs", multiple=True, callback=_pairs, metavar="NAME=VALUE", help="An input; once for each."
)
@click.option("--device", metavar="os=ANDROID,osVersion=14,...", help="The device to run as. [default: this computer]")
@click.option("--deadline", type=float, callback=_seconds, default=Limits().seconds, show_default=True, help="Seconds.")
@click.option(
    "--steps",
    type=click.IntRange(1, MAX_STEPS),
    default=Limits().steps,
    show_default=True,
    help="The most steps: turns of loops, and steps that call functions.",
)
@click.option("--trace", is_flag=True, help="Show each step and value as it happens.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--dry-run", is_flag=True, help="Change nothing; say what would have been done.")
@click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="The folder of the store.")
def run(flow: str, inputs: dict[str, str], **ways: Any) -> int:
    """Run a flow: a file, an own flow by its name, or an installed example by its name or number.

    What the flow prints goes to stdout, then its result; all else goes to stderr. --device may also name deviceId and
    deviceToken; without them the device has ones that stay the same in this store.
    """
    asked = Ways(**ways)
    with waiting("Reading"):
        program = open_flow(flow, asked.data)
    if asked.as_json and not program.ok:
        answer_json({"status": "invalid", **findings_record(program)})
    else:
        show_findings(program, err)
    if not program.ok:
        return Exit.FAILED
    given = coerce_inputs(program, inputs)
    complete_inputs(program.runnable().inputs, given)
    return _carry_out(program, given, asked)


def _carry_out(program: Program, inputs: dict[str, Any], asked: Ways) -> int:
    settings = load_settings(asked.data)
    with ExitStack() as stack:
        spinner = stack.enter_context(waiting("Running"))
        store = stack.enter_context(closing(Store.open(settings.database_url, settings.data)))
        device = stable_device(store, FIRST) if asked.device is None else parse_device(asked.device, store)
        name = FIRST if asked.device is None else device.device_id
        run = LiveRun(uuid.uuid4().hex, key_of(program), program, inputs, name, time.time_ns() // 1_000_000)
        report = Report(run, spinner, quiet=asked.as_json)
        rehearsal = stack.enter_context(rehearse(store, device)) if asked.dry_run else None
        http = Http(Reach(settings.http_allow))
        data = stack.enter_context(rehearse_data(store, None, rehearsal.effects)) if rehearsal else Data(store)
        messaging = rehearsal or Messaging(
            store, device, announce=announcing(store, settings.data), mailing=settings.smtp is not None
        )
        users = (
            RehearsedUsers(store, rehearsal.effects, rehearsal.act_as)
            if rehearsal
            else Acting(store, Passwords(), told=messaging.act_as)
        )
        came = stack.enter_context(stopped_by_signals(run.stop))
        run.outcome = outcome = run_flow(
            program,
            inputs,
            doors=Doors(
                messaging=messaging,
                users=users,
                say=report.say,
                http=http if rehearsal is None else RehearsedHttp(http, rehearsal.effects),
                data=data,
                secrets=Vault(store, settings.data),
                flows=LibraryFlows(library(asked.data)[0]),
            ),
            limits=Limits(seconds=asked.deadline, steps=asked.steps),
            listener=report.hear if asked.trace else None,
            stop=run.stop,
        )
        report.finish(outcome, None if rehearsal is None else outcome.clean(rehearsal.effects), with_trace=asked.trace)
        if rehearsal is None:
            _record(store, run)
    if report.lost:
        raise report.lost
    return 128 + came[0] if came and outcome.status == "stopped" else _exit_of(outcome)


def _record(store: Store, run: LiveRun) -> None:
    try:
        save_run(store, record_of(run))
    except BlockloomError as error:
        note(f"The run could not be recorded: {error}", "yellow")


def _exit_of(outcome: Outcome) -> Exit:
    return {"ok": Exit.FINE, "error": Exit.FAILED, "stopped": Exit.LIMIT}[outcome.status]
