"""From the word FLOW on the command line to a program: a file, or an own flow or an example by its name."""

from __future__ import annotations

from collections.abc import Sequence
from os.path import isdir, isfile  # unlike Path's, these answer False for a name that no system takes
from pathlib import Path

import click

import blockloom
from blockloom.runtime import Program, read_flow
from blockloom.runtime.findings import guess
from blockloom.runtime.flowfiles import LARGEST, flow_files, stem_of
from blockloom.runtime.settings import data_folder
from blockloom.web.cli.waiting import counting
from blockloom.web.settings import ServerSettings, installed_examples

SHOWN = 8
"""Flows of a folder that are named to who named the folder."""


def examples() -> dict[str, Path]:
    """The installed examples by name, such as ``01-register-a-device``."""
    return dict(sorted(flow_files(installed_examples())))


def own_flows(data: Path | None = None) -> dict[str, Path]:
    """The flows in the data folder by name."""
    return dict(sorted(flow_files(ServerSettings(data_folder(data)).own_flows)))


def open_flows(words: Sequence[str]) -> list[Program]:
    """Read and check several flows, as ``open_flow`` does."""
    return [open_flow(word) for word in counting(words, "Reading")]


def open_flow(word: str, data: Path | None = None) -> Program:
    """Read and check the flow that ``word`` names; what is wrong inside it is in its findings.

    ClickException if there is no such flow, or it can't be read.
    """
    if not word.strip():
        raise click.ClickException("No flow is named. Name a file, one of your own flows, or an example, such as 1.")
    path = path_of(word, data)
    content = _read(path, word, data)
    if b"\0" in content:
        raise click.ClickException(f"{word} is a binary file. A flow is a text file, such as orders.flow.yaml.")
    # what is not UTF-8 stays visible as lone surrogates, which the reader refuses with their place
    text = content.decode("utf-8", "surrogateescape")
    return read_flow(text, blockloom.catalog(), filename=word if path == Path(word) else path.name)


def path_of(word: str, data: Path | None = None) -> Path:
    """The file that ``word`` names: itself, an own flow, or an installed example. It need not be there."""
    kept = None if isfile(word) else own_flows(data).get(stem_of(word)) or _example(word)
    return kept or Path(word)


def is_example(path: Path) -> bool:
    """Whether a file is one of the installed examples, which stay as they are."""
    return path in examples().values()


def key_of(program: Program) -> str:
    """The name under which a program's runs are kept: its file's, without folder and ending."""
    # a file name may hold bytes that are no text, which no database takes
    return stem_of(Path(program.filename).name).encode("utf-8", "replace").decode()


def _example(word: str) -> Path | None:
    known = examples()
    numbered = {name.split("-")[0].lstrip("0"): path for name, path in known.items()}
    return known.get(stem_of(word)) or (numbered.get(word.lstrip("0")) if word.isdecimal() else None)


def _read(path: Path, word: str, data: Path | None) -> bytes:
    if isdir(path):
        raise click.ClickException(_folder(path, word))
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise click.ClickException(_not_found(path, word, data)) from None
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{word} can't be read: {getattr(error, 'strerror', None) or error}.") from None
    if len(content) > LARGEST:
        raise click.ClickException(f"{word} is larger than 2 MiB, the most that a flow file can be.")
    return content


def _folder(path: Path, word: str) -> str:
    inside = [str(flow) for _, flow in flow_files(path)]
    more = f" and {len(inside) - SHOWN} more" if len(inside) > SHOWN else ""
    mend = f"Name one of its flows: {', '.join(inside[:SHOWN])}{more}." if inside else "It holds no flow (*.flow.yaml)."
    return f"{word} is a folder. {mend}"


def _not_found(path: Path, word: str, data: Path | None) -> str:
    if not isdir(path.parent):
        return f"There is no folder {path.parent}, and so no {path.name} in it."
    near = {spelled: name for name in examples() for spelled in (name, name.partition("-")[2])}
    near |= {name: name for name in own_flows(data)}
    for key, flow in flow_files(path.parent):
        near[key] = near[flow.name] = str(flow)
    meant = guess(path.name, near)
    hint = f"Did you mean {near[meant]}?" if meant else f"Installed examples: {', '.join(examples())}."
    return f"There is no flow called {word}, neither a file, nor one of your own, nor an example. {hint}"
