"""Plain data → parts of a flow, for whoever edits one: a body of steps, a value, inputs, triggers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.findings import Finding
from blockloom.runtime.format.declarations import inputs
from blockloom.runtime.format.draft import Draft, TooMany
from blockloom.runtime.format.json_reader import tree_of
from blockloom.runtime.format.steps import Steps
from blockloom.runtime.format.tree import Tree, Unreadable
from blockloom.runtime.format.triggers import triggers
from blockloom.runtime.model import Body, Input, Trigger, Value

Part = TypeVar("Part")


class NotUnderstood(Exception):
    """Plain data that the flow could not hold whole. ``findings`` says what is wrong with it."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(findings[0].message if findings else "")
        self.findings = findings


class Pieces:
    """Reads parts of a flow from plain data, as its JSON file has them. NotUnderstood for what would lose something.

    ``functions`` has the names of the flow's functions, each with those of its parameters.
    """

    def __init__(self, catalog: Catalog, functions: Mapping[str, Iterable[str]]) -> None:
        self._catalog = catalog
        self._functions: dict[str, list[str] | None] = {name: [*params] for name, params in functions.items()}

    def body(self, data: Any, path: str) -> Body:
        """The steps of a list."""
        return self._read(data, lambda draft, tree: Steps(draft).body(tree, path))

    def value(self, data: Any, path: str) -> Value:
        """The value that stands at an address."""
        return self._read(data, lambda draft, tree: Steps(draft).value(tree, path))

    def inputs(self, data: Any, path: str) -> dict[str, Input]:
        """The inputs of a flow, or the parameters of a function."""
        return self._read(data, lambda draft, tree: inputs(draft, tree, path))

    def triggers(self, data: Any) -> list[Trigger]:
        """What starts a flow by itself."""
        return self._read(data, triggers)

    def _read(self, data: Any, build: Callable[[Draft, Tree], Part]) -> Part:
        draft = Draft(self._catalog, [], functions=self._functions)
        try:
            part = build(draft, tree_of(data))
        except Unreadable as error:
            raise NotUnderstood([error.finding]) from None
        except TooMany:
            raise NotUnderstood(draft.findings) from None
        if draft.partial or draft.torn:
            raise NotUnderstood(draft.findings)
        return part
