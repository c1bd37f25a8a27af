"""What the checker found out about a flow: the findings for people, the facts for the compiler."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from blockloom.runtime.findings import Finding, Place
from blockloom.runtime.kinds import ANY, Kind
from blockloom.runtime.model import Block, Lost, Value


@dataclass(slots=True)
class Operation:
    """An operation at one place: the kinds of its operands, and at which ends its answer stays within the range."""

    operands: list[Kind]
    low_safe: bool = False
    high_safe: bool = False

    @property
    def safe(self) -> bool:
        """Whether the answer needs no guard."""
        return self.low_safe and self.high_safe


@dataclass
class Facts:
    """``parts`` has, by the function they are in (``MAIN``: the flow's own steps), all blocks and the values among them
    that could not be read, in the order of the file. ``kinds`` is by the node's id, ``operations`` by the block's id
    and the source node's id (0: the block itself);
    ``proven`` holds (block's id, parameter) where a variable surely has the kind that the block asks for."""

    parts: dict[str, list[Block | Lost]] = field(default_factory=dict, repr=False)
    findings: list[Finding] = field(default_factory=list)
    kinds: dict[int, Kind] = field(default_factory=dict)
    operations: dict[tuple[int, int], Operation] = field(default_factory=dict)
    proven: set[tuple[int, str]] = field(default_factory=set)
    quiet: int = 0
    unsaid: int = 0
    _noted: set[Finding] = field(default_factory=set, repr=False)

    @property
    def blocks(self) -> list[Block]:
        """Every block of the flow and its functions."""
        return [part for parts in self.parts.values() for part in parts if type(part) is Block]

    def kind(self, node: Value) -> Kind:
        """What is known of a value."""
        return self.kinds.get(id(node), ANY)

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Trial passes: findings are not noted but counted, as ``unsaid``."""
        self.quiet += 1
        try:
            yield
        finally:
            self.quiet -= 1

    def listening(self) -> bool:
        """Whether a finding is noted now; one that is not is counted."""
        self.unsaid += self.quiet > 0
        return not self.quiet

    def find(self, place: Place, code: str, message: str, mend: str | None = None, warning: bool = False) -> None:
        """Note a finding, once, unless this is a trial pass."""
        if not self.listening():
            return
        finding = Finding(place, code, message, mend, "warning" if warning else "error")
        if finding not in self._noted:
            self._noted.add(finding)
            self.findings.append(finding)

    def warn(self, place: Place, code: str, message: str, mend: str | None = None) -> None:
        """Note a finding that keeps no flow from running."""
        self.find(place, code, message, mend, warning=True)
