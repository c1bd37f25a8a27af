"""The flows that a person has: the installed examples, read only, and the files in a folder of their own.

A flow's key is its file's name without the ending (``orders`` for ``orders.flow.yaml``). A key is only ever looked up
among the files that are there, so no key reaches a place outside the two folders.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blockloom.runtime import Program, here, read_flow, run_flow
from blockloom.runtime.catalog import Catalog
from blockloom.runtime.context import FlowsDoor
from blockloom.runtime.errors import FlowError
from blockloom.runtime.findings import did_you_mean
from blockloom.runtime.nested import runnable
from blockloom.runtime.write.scalars import scalar

ENDINGS = (".flow.yaml", ".flow.json")
LARGEST = 2 * 1024 * 1024
CHECKED, CHECKED_LENGTH = 256, 2 * 2**20
"""How many checked flows are remembered, and how many characters their texts have in all."""
KEY = re.compile(r"[^\W_][\w-]{0,79}")
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


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
        self._lock = threading.Lock()
        self._saving = threading.Lock()

    def list(self) -> list[FlowFile]:
        """Every flow that can be read, own flows first, each group in the order of its keys."""
        found = [self._read(key, path) for key, path in self._paths().items()]
        return sorted((file for file in found if file), key=lambda file: (file.example, file.key))

    def read(self, key: str) -> FlowFile:
        """The flow of this key; an own flow goes before an example. FlowError ``no_flow`` if there is none."""
        path = self._paths().get(key)
        file = self._read(key, path) if path else None
        if file is None:
            raise FlowError("no_flow", f'There is no flow called "{key}".{did_you_mean(key, self._paths())}')
        return file

    def has(self, key: str) -> bool:
        """Whether there is a flow of this key."""
        return key in self._paths()

    def check(self, text: str, filename: str) -> Program:
        """Read and check a text as if it were the file ``filename``, or remember having done so."""
        content = hashlib.sha256(f"{filename}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
        with self._lock:
            if content in self._programs:
                self._programs.move_to_end(content)
                return self._programs[content]
        program = read_flow(text, self._catalog, filename=filename)
        with self._lock:
            self._programs[content] = program
            while len(self._programs) > CHECKED or len(self._programs) > 1 and self._length() > CHECKED_LENGTH:
                self._programs.popitem(last=False)
        return program

    def _length(self) -> int:
        return sum(len(program.text) for program in self._programs.values())

    def save(self, key: str, text: str, was: str | None = None) -> FlowFile:
        """Write an own flow, new or changed. When this answers, it is on the disk.

        ``was`` is the version that the text was made from, empty for a new flow. FlowChanged, and nothing is written,
        if something else is there by now. FlowError ``flow_name`` for a key that is no plain name, ``example`` for an
        example's, ``too_large`` over 2 MiB.
        """
        content = text.encode("utf-8", "replace")
        if len(content) > LARGEST:
            raise FlowError("too_large", "A flow file can be 2 MiB at most.")
        with self._saving:
            present = self._paths().get(key)
            now = version_of(present.read_bytes()) if present else ""
            if was is not None and was != now:
                raise FlowChanged(changed(key, was), now)
            if present and present.parent == self._examples:
                raise FlowError(
                    "example", f'"{key}" is an example and stays as it is. Save your copy under another name.'
                )
            path = present or self._own / f"{checked_key(key)}{ENDINGS[0]}"
            write_durably(path, content)
        return FlowFile(key, path.name, False, self.check(text, path.name), version_of(content))

    def _paths(self) -> dict[str, Path]:
        return {**dict(flow_files(self._examples)), **dict(flow_files(self._own))}

    def _read(self, key: str, path: Path) -> FlowFile | None:
        """The file, or None if it went away or can't be read at all."""
        try:
            with path.open("rb") as stream:
                content = stream.read(LARGEST + 1)
        except OSError:
            return None
        # what is not UTF-8 becomes lone surrogates, which the reader refuses
        text = content.decode("utf-8", "surrogateescape")
        example, program = path.parent == self._examples, self.check(text, path.name)
        return FlowFile(key, path.name, example, program, version_of(content))


class LibraryFlows(FlowsDoor):
    """The door to the flows of a library."""

    def __init__(self, library: FlowLibrary) -> None:
        self._library = library

    def find(self, name: str) -> Program:
        return self._library.read(name).program

    def run(self, name: str, inputs: dict[str, Any]) -> Any:
        """A run of its own, for callers that are in none."""
        outcome = run_flow(runnable(self.find(name), name), inputs, doors=here())
        if outcome.error is not None:
            raise FlowError(outcome.error["code"], outcome.error["message"])
        return outcome.result


def version_of(content: bytes) -> str:
    return hashlib.sha256(content[: LARGEST + 1]).hexdigest()[:16]


def changed(key: str, was: str) -> str:
    if was:
        return f'"{key}" was changed elsewhere since you opened it. Nothing is saved yet, and your text is still here.'
    return f'There is a flow called "{key}" already. Choose another name.'


def flow_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """(key, path) of each flow file in a folder; where twins share a name, the YAML one counts."""
    for ending in reversed(ENDINGS):
        for path in sorted(folder.glob(f"*{ending}")):
            if path.is_file():
                yield unicodedata.normalize("NFC", path.name.removesuffix(ending)), path


def checked_key(key: str) -> str:
    """The key, if it is a plain file name on every system; FlowError ``flow_name`` otherwise."""
    if not KEY.fullmatch(key) or RESERVED.fullmatch(key) or unicodedata.normalize("NFC", key) != key:
        raise FlowError(
            "flow_name", f'"{key[:80]}" can\'t be a flow\'s name. Use letters, digits, "-" and "_", at most 80 of them.'
        )
    return key


def stem_of(filename: str) -> str:
    """A file's name without the ending of a flow file."""
    return next((filename.removesuffix(ending) for ending in ENDINGS if filename.endswith(ending)), filename)


def key_for(name: str) -> str:
    """The key for a flow that a person calls ``name``: ``My first flow!`` is ``My-first-flow``. Empty if nothing of it
    can stay."""
    plain = re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFC", name))
    return plain.lstrip("-_")[:80].rstrip("-")


def named(text: str, name: str) -> str:
    """A flow's YAML with ``name`` as its name, if it has a name on one line of its own; not another byte changes."""
    return re.sub(r"(?m)^name:[ \t][^\r\n]*(?=\r?\n\S)", lambda _: f"name: {scalar(name)}", text, count=1)


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file as a whole: readers see the old content or the new, and a power cut leaves one of them.

    Who may read the file stays as it is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            shutil.copymode(path, name)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on the disk, where the system can do that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
