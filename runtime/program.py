"""A flow file with all that is known of it: the one thing that command line, page and tests pass around."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.check import Facts, check
from blockloom.runtime.compile import Code, Style, compile_flow
from blockloom.runtime.compile import python_of as _python_of
from blockloom.runtime.errors import BlockloomError
from blockloom.runtime.findings import ENOUGH, Finding
from blockloom.runtime.format import Unreadable, read, read_lately, with_edits
from blockloom.runtime.garbage import without_collecting
from blockloom.runtime.model import Flow
from blockloom.runtime.wording import plural, sentence

_compiled = without_collecting(compile_flow)


class NotRunnable(BlockloomError):
    """The flow has errors; ``findings`` says which."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(plural("The flow has {count} error.", "The flow has {count} errors.", len(findings)))
        self.findings = findings


@dataclass
class Program:
    """``findings`` are in the order of the file. ``flow`` is None if not even its shape could be read."""

    text: str
    filename: str
    catalog: Catalog
    flow: Flow | None
    facts: Facts
    findings: list[Finding]
    _codes: dict[Style, Code] = field(default_factory=dict, repr=False)
    _lines: dict[str, int] = field(default_factory=dict, repr=False)

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == "error"]

    @property
    def ok(self) -> bool:
        """Whether the flow can run. Warnings don't keep it from running."""
        return self.flow is not None and not self.errors

    def runnable(self) -> Flow:
        """The flow; raises NotRunnable with the findings if it has errors."""
        if self.flow is None or not self.ok:
            raise NotRunnable(self.errors)
        return self.flow

    def code(self, style: Style) -> Code:
        """The compiled flow. Compiled code stays in memory and is never written to disk."""
        if style not in self._codes:
            self._codes[style] = _compiled(self.runnable(), self.facts, style)
        return self._codes[style]

    def line_of(self, path: str) -> int | None:
        """The line of the text on which the block with this address stands."""
        if not self._lines and self.flow is not None:
            self._lines = {block.place.path: block.place.line for block in self.flow.blocks()}
            self._lines |= {function.place.path: function.place.line for function in self.flow.functions.values()}
        return self._lines.get(path)


@without_collecting
def read_flow(text: str, catalog: Catalog, filename: str = "flow.flow.yaml", shared: bool = False) -> Program:
    """Read and check a flow file, YAML or (by its name) JSON. Bad input gives findings, never an exception.

    ``shared`` is for who won't change the flow: it may be one that was read before, and that others have, too.
    """
    as_json = filename.endswith(".json")
    try:
        tree, flow, findings = (read_lately if shared else read)(text, catalog, as_json)
    except Unreadable as error:
        return Program(text, filename, catalog, None, Facts(), with_edits(text, None, [error.finding], as_json))
    facts = check(flow) if flow is not None else Facts()
    findings = sorted([*findings, *facts.findings], key=lambda finding: (finding.line, finding.column))
    if len(findings) > ENOUGH:
        worst = min(findings[ENOUGH:], key=lambda finding: finding.severity == "warning")
        message = sentence("Only the first {enough} findings are told. Mend them, then look again.", enough=ENOUGH)
        findings[ENOUGH:] = [replace(worst, code="too_many", message=message, mend=None)]
    return Program(text, filename, catalog, flow, facts, with_edits(text, tree, findings, as_json))


def python_of(program: Program) -> str:
    """The flow as a Python program; raises NotRunnable if it has errors."""
    return _python_of(program.runnable(), program.facts)
