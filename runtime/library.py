"""The flows that a person has: the installed examples, read only, and the files in a folder of their own.

A flow's key is its file's name without the ending (``orders`` for ``orders.flow.yaml``). A key is only ever looked up
among the files that are there, so no key reaches a place outside the two folders.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from blockloom.runtime import Program, here, read_flow, run_flow
from blockloom.runtime.catalog import Catalog
from blockloom.runtime.context import FlowsDoor
from blockloom.runtime.errors import FlowError
from blockloom.runtime.findings import did_you_mean
from blockloom.runtime.flowfiles import (
    ENDINGS,
    LARGEST,
    checked_key,
    flow_files,
    mark_of,
    refusals_told,
    sync_folder,
    version_of,
    write_durably,
)
from blockloom.runtime.nested import runnable
from blockloom.runtime.wording import sentence

CHECKED, CHECKED_LENGTH = 256, 2 * 2**20
"""How many checked flows are remembered, and how many characters their texts have in all."""


@dataclass(frozen=True, slots=True)
class FlowFile:
    """One flow as it is on the disk. ``example`` flows can't be changed. ``version`` stands for the file's content."""

    key: str
    filename: str
    example: bool
    program: Program
    version: str

    @property
    def title(self) -> str:
        """The flow's name, or its key where the text gives none."""
        return (self.program.flow.name if self.program.flow else "") or self.key

    @property
    def whole(self) -> bool:
        """Whether the text is all of the file and can be shown to the letter, so that editing it loses nothing."""
        try:
            return "\0" not in self.program.text and len(self.program.text.encode()) <= LARGEST
        except UnicodeEncodeError:
            return False


class FlowChanged(FlowError):
    """The flow is another one than whoever saves it has read. ``version`` is what is there now, empty if nothing is."""

    def __init__(self, message: str, version: str) -> None:
        super().__init__("changed", message)
        self.version = version


class FlowLibrary:
    """The flows in two folders; the folder ``own`` is made when something is saved. Any number of threads may share it.

    Programs are checked once for each content, and the last few hundred kept.
    """

    def __init__(self, examples: Path, own: Path, catalog: Catalog) -> None:
        self._examples = examples
        self._own = own
        self._catalog = catalog
        self._programs: OrderedDict[str, Program] = OrderedDict()
        self._seen: dict[Path, _Seen] = {}
        self._lock = threading.Lock()
        self._saving = threading.Lock()

    def list(self, examples: bool = True) -> list[FlowFile]:
        """Every flow that can be read, own flows first, each group in the order of its keys."""
        paths = self._paths() if examples else dict(flow_files(self._own))
        found = [self._read(key, path) for key, path in paths.items()]
        return sorted((file for file in found if file), key=lambda file: (file.example, file.key))

    def read(self, key: str) -> FlowFile:
        """The flow of this key; an own flow goes before an example. FlowError ``no_flow`` if there is none."""
        path = self._paths().get(key)
        file = self._read(key, path) if path else None
        if file is None:
            raise FlowError(
                "no_flow",
                sentence('There is no flow called "{key}".{guess}', key=key, guess=did_you_mean(key, self._paths())),
            )
        return file

    def has(self, key: str) -> bool:
        """Whether there is a flow of this key."""
        return key in self._paths()

    def check(self, text: str, filename: str) -> Program:
        """Read and check a text as if it were the file ``filename``, or remember having done so."""
        content = _content(text, filename)
        known = self._known(content)
        if known is not None:
            return known
        program = read_flow(text, self._catalog, filename, shared=True)
        with self._lock:
            self._programs[content] = program
            while len(self._programs) > CHECKED or len(self._programs) > 1 and self._length() > CHECKED_LENGTH:
                self._programs.popitem(last=False)
        return program

    def _known(self, content: str) -> Program | None:
        with self._lock:
            if content in self._programs:
                self._programs.move_to_end(content)
            return self._programs.get(content)

    def _length(self) -> int:
        return sum(len(program.text) for program in self._programs.values())

    def save(self, key: str, text: str, was: str | None = None, ending: str = ENDINGS[0]) -> FlowFile:
        """Write an own flow, new (a file with this ``ending``) or changed. When this answers, it is on the disk.

        ``was`` is the version that the text was made from, empty for a new flow. FlowChanged, and nothing is written,
        if something else is there by now. FlowError ``flow_name`` for a key that is no plain name, ``example`` for an
        example's, ``too_large`` over 2 MiB. Unavailable, and the file stays as it is, if it can't be written.
        """
        content = text.encode("utf-8", "replace")
        if len(content) > LARGEST:
            raise FlowError("too_large", sentence("A flow file can be 2 MiB at most."))
        with self._saving:
            present = self._paths().get(key)
            now = version_of(present.read_bytes()) if present else ""
            if was is not None and was != now:
                raise FlowChanged(changed(key, was), now)
            if present and present.parent == self._examples:
                raise FlowError(
                    "example",
                    sentence('"{key}" is an example and stays as it is. Save your copy under another name.', key=key),
                )
            path = present or self._own / f"{checked_key(key)}{ending}"
            with refusals_told(path):
                write_durably(path, content)
        return FlowFile(key, path.name, False, self.check(text, path.name), version_of(content))

    def remove(self, key: str, was: str) -> None:
        """Take an own flow's file away, if its content still has the version ``was``; FlowChanged otherwise.

        FlowError ``example`` for an example's, ``no_flow`` if there is none. Unavailable if it can't be taken away.
        """
        with self._saving:
            file = self.read(key)
            if file.example:
                raise FlowError("example", sentence('"{key}" is an example and stays.', key=key))
            if file.version != was:
                raise FlowChanged(
                    sentence('"{key}" was changed elsewhere since you last saw it, and stays.', key=key), file.version
                )
            path = self._own / file.filename
            with refusals_told(path):
                path.unlink(missing_ok=True)
                sync_folder(self._own)

    def _paths(self) -> dict[str, Path]:
        return {**dict(flow_files(self._examples)), **dict(flow_files(self._own))}

    def _read(self, key: str, path: Path) -> FlowFile | None:
        """The file, or None if it went away or can't be read at all. One that was not touched is not read again."""
        example = path.parent == self._examples
        try:
            mark = mark_of(path)
            seen = self._seen.get(path)
            if seen is not None and seen.mark == mark:
                program = self._known(seen.content)
                if program is not None:
                    return FlowFile(key, path.name, example, program, seen.version)
            with path.open("rb") as stream:
                content = stream.read(LARGEST + 1)
        except OSError:
            return None
        # what is not UTF-8 becomes lone surrogates, which the reader refuses
        text = content.decode("utf-8", "surrogateescape")
        version = version_of(content)
        if mark is not None:
            self._seen[path] = _Seen(mark, version, _content(text, path.name))
        return FlowFile(key, path.name, example, self.check(text, path.name), version)


class _Seen(NamedTuple):
    """What a file held when it had this mark."""

    mark: tuple[int, ...]
    version: str
    content: str


def _content(text: str, filename: str) -> str:
    return hashlib.sha256(f"{filename}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()


class LibraryFlows(FlowsDoor):
    """The door to the flows of a library. ``foreign`` says which of them nobody has allowed to run yet."""

    def __init__(self, library: FlowLibrary, foreign: Callable[[str], bool] = lambda _: False) -> None:
        self._library = library
        self._foreign = foreign

    def find(self, name: str) -> Program:
        if self._foreign(name):
            raise FlowError(
                "not_allowed", sentence('"{name}" came from elsewhere. Open it and run it once to allow it.', name=name)
            )
        return self._library.read(name).program

    def run(self, name: str, inputs: dict[str, Any]) -> Any:
        """A run of its own, for callers that are in none."""
        outcome = run_flow(runnable(self.find(name), name), inputs, doors=here())
        if outcome.error is not None:
            raise FlowError(outcome.error["code"], outcome.error["message"])
        return outcome.result


def changed(key: str, was: str) -> str:
    if was:
        return sentence(
            '"{key}" was changed elsewhere since you opened it. Nothing is saved yet, and your text is still here.',
            key=key,
        )
    return sentence('There is a flow called "{key}" already. Choose another name.', key=key)
