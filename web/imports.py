"""A look at a stranger's flow before it is one's own: what it is, what it may touch, and the name it would have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count
from typing import Any

from blockloom.runtime import Program
from blockloom.runtime.errors import FlowError
from blockloom.runtime.flowfiles import key_for
from blockloom.runtime.library import FlowLibrary
from blockloom.runtime.touches import told, touches
from blockloom.web.forms import exported, whole
from blockloom.web.words import gettext, ngettext


def about(program: Program) -> Iterator[str]:
    """What a person should know of the flow, in sentences."""
    flow = program.flow
    if flow is None:
        yield gettext("It is no flow that can be read.")
        return
    blocks = [block for block in flow.blocks() if not block.formula]
    yield ngettext(
        "{flow}: {count} block.",
        "{flow}: {count} blocks.",
        len(blocks),
        flow=flow.name or gettext("A flow without a name"),
    )
    can = told(touches(flow), gettext)
    yield gettext("It can {deeds}.", deeds="; ".join(can)) if can else gettext("It touches nothing outside itself.")
    packs = sorted({str(block.definition.pack) for block in flow.blocks() if block.definition.pack})
    if packs:
        yield gettext("It uses blocks of {packs}.", packs=", ".join(packs))
    if any(finding.code == "unknown_block" for finding in program.findings):
        yield gettext("Blocks that are not installed are kept to the letter; until they are, it can't run.")


def offer(program: Program, stem: str, library: FlowLibrary) -> dict[str, Any]:
    """The flow as it could be imported: ``key``, ``about``, whether it is ``whole``, and the ``text`` to save.

    Without a ``stem`` its key comes from its name. ``text`` is None where it can't be kept at all. ``version`` is that
    of the flow that is there already, else empty; ``free`` is a key that no flow has.
    """
    key = key_for(stem or (program.flow.name if program.flow else "") or "A flow from elsewhere")
    try:
        version = library.read(key).version
    except FlowError:
        version = ""
    free = next(name for name in chain([key], (f"{key[:76]}-{number}" for number in count(2))) if not library.has(name))
    text = exported(program, "yaml") if key else None
    said = list(about(program))
    return {"key": key, "about": said, "whole": whole(program), "text": text, "version": version, "free": free}
