"""The life of a person's flows: every save a version, and nothing that is deleted or overwritten is gone.

Files change outside, too, by any editor; what a save finds there is kept as a version before it is written over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.errors import FlowError
from blockloom.runtime.flowfiles import ENDINGS, checked_key, key_for
from blockloom.runtime.library import FlowChanged, FlowFile, FlowLibrary, changed
from blockloom.runtime.renaming import renamed
from blockloom.runtime.store import Store, foreign, versions
from blockloom.runtime.store.versions import Version
from blockloom.runtime.touches import Touch, touches
from blockloom.runtime.wording import sentence

PAGE = 20
DELETED = 50
"""How many deleted flows can be brought back."""
_COPIES = 1_000


class FlowHistory:
    """Saves, renames, copies and deletes the flows of a library, and remembers in the store what they were.

    ``told`` hears of each flow that was saved, or allowed to run.
    """

    def __init__(
        self,
        library: FlowLibrary,
        store: Store,
        catalog: Catalog,
        told: Callable[[FlowFile], None] = lambda file: None,
    ) -> None:
        self._library = library
        self._store = store
        self._catalog = catalog
        self._told = told

    def save(
        self, key: str, text: str, was: str | None = None, auto: bool = False, ending: str = ENDINGS[0]
    ) -> FlowFile:
        """Save an own flow as ``FlowLibrary.save`` does; both what it was and what it is are versions then.

        ``auto`` says that nobody asked for it: the editor saves by itself.
        """
        self._note(key)
        file = self._library.save(key, text, was, ending)
        self._keep(file, auto)
        self._told(file)
        return file

    def take_in(self, key: str, text: str, was: str = "") -> FlowFile:
        """Save a flow that came from elsewhere: it has to be allowed before it runs."""
        checked_key(key)
        foreign.add(self._store, key, _now())
        return self.save(key, text, was)

    def is_foreign(self, key: str) -> bool:
        """Whether a flow came from elsewhere and nobody has allowed it to run yet."""
        return foreign.is_foreign(self._store, key)

    def allow(self, key: str) -> None:
        """Let a flow from elsewhere run from now on."""
        foreign.allow(self._store, key)
        self._told(self._library.read(key))

    def versions(self, key: str, before: int | None = None) -> Sequence[Version]:
        """The newest versions of a flow, one more than a PAGE to tell whether there are more. An own flow's present
        text is among them, whoever wrote it."""
        if before is None:
            self._note(key)
        return versions.versions(self._store, key, PAGE + 1, before)

    def version(self, key: str, id: int) -> Version:
        """One version; FlowError ``no_version`` if it is not kept."""
        found = versions.find(self._store, key, id)
        if found is None:
            raise FlowError("no_version", sentence("That version is no longer kept."))
        return found

    def rename(self, key: str, name: str, was: str) -> FlowFile:
        """Give an own flow another name, in its text and as a file; its versions go with it."""
        text = renamed(self._library.read(key).program, name, self._catalog)
        new = key_for(name)
        if not new:
            raise FlowError(
                "flow_name", sentence("\"{name}\" can't be a flow's name. Try one like My first flow.", name=name)
            )
        if new.casefold() == key.casefold():  # on some systems that is the same file
            return self.save(key, text, was)
        file = self._own(key, was)
        if self._library.has(new):
            raise FlowChanged(changed(new, ""), was)
        self._note(key)
        made = self._library.save(new, text, "", ending_of(file))
        self._library.remove(key, was)
        versions.move(self._store, key, new)
        foreign.move(self._store, key, new)
        self._keep(made, False)
        self._told(made)
        return made

    def copy(self, key: str, text: str | None = None) -> FlowFile:
        """Make a copy of a flow, own or an example, under the next free name; with ``text``, of what it could be."""
        file = self._library.read(key)
        program = file.program if text is None else self._library.check(text, file.filename)
        for number in range(1, _COPIES):
            name = f"{file.title[:60]}, copy{'' if number == 1 else f' {number}'}"
            new = key_for(name)
            if not self._library.has(new):
                if self.is_foreign(key):
                    foreign.add(self._store, new, _now())
                return self.save(new, renamed(program, name, self._catalog), "", ending=ending_of(file))
        raise FlowError("flow_name", sentence("There are too many copies of it already."))

    def delete(self, key: str, was: str) -> None:
        """Delete an own flow. ``bring_back`` makes it again, as long as it is among the last that were deleted."""
        self._own(key, was)
        self._note(key)
        self._library.remove(key, was)
        versions.forget(self._store, [gone for gone, _ in self.deleted()][DELETED:])

    def deleted(self) -> list[tuple[str, int]]:
        """The flows of which only versions are left, with the time of the last save, the newest first."""
        return [(flow, at) for flow, at in versions.flows(self._store).items() if not self._library.has(flow)]

    def bring_back(self, key: str) -> FlowFile:
        """Make a deleted flow again, as it was. FlowError ``no_version`` if nothing is left of it."""
        last = versions.versions(self._store, key, 1)
        if not last:
            raise FlowError("no_version", sentence('Nothing is left of "{key}".', key=key))
        return self.save(key, last[0].text, "", ending=last[0].ending)

    def users(self, key: str) -> list[str]:
        """The titles of the flows that run this one by its name."""
        files = ((file, file.program.flow) for file in self._library.list())
        return [file.title for file, flow in files if flow and key in names_of(touches(flow), "flows.run")]

    def _own(self, key: str, was: str) -> FlowFile:
        """An own flow that can be had again. FlowError for any other."""
        file = self._library.read(key)
        if not file.example and not file.whole:
            raise FlowError(
                "no_text",
                sentence('"{key}" is no plain text, so it could not be brought back. It stays as it is.', key=key),
            )
        if file.version != was:
            raise FlowChanged(changed(key, was), file.version)
        return file

    def _note(self, key: str) -> None:
        """Keep what is there now, if nobody has."""
        if self._library.has(key):
            file = self._library.read(key)
            if not file.example and file.whole:
                self._keep(file, False, seen=True)

    def _keep(self, file: FlowFile, auto: bool, seen: bool = False) -> None:
        made = Version(0, file.version, ending_of(file), auto, _now(), file.program.text)
        versions.keep(self._store, file.key, made, seen)


def _now() -> int:
    return time.time_ns() // 1_000_000


def ending_of(file: FlowFile) -> str:
    return next((ending for ending in ENDINGS if file.filename.endswith(ending)), ENDINGS[0])


def names_of(touched: Sequence[Touch], door: str) -> set[str]:
    return {name for touch in touched if touch.door == door for name in touch.names}
