"""YAML text → tree, over the events of libyaml.

No PyYAML Loader is used: an event loop with a stack neither recurses nor resolves aliases, keeps positions, and refuses
what a flow file may not hold (anchors, aliases, tags, merge keys, several documents) where it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

from blockloom.runtime.format.scalars import plain_scalar
from blockloom.runtime.format.tree import (
    SCALAR,
    Builder,
    Mapping,
    Scalar,
    Sequence,
    Tree,
    Unreadable,
    check_scalar,
    check_text,
)
from blockloom.runtime.format.unquoted import Mended, mended, seems_cut
from blockloom.runtime.format.yaml_errors import not_yaml
from blockloom.runtime.wording import sentence

_Loader: Any = yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader
_NODES = frozenset({yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent})


def read_yaml(text: str) -> Tree:
    """The tree of a YAML text; raises Unreadable with line and column."""
    text = text.removeprefix("\ufeff")
    check_text(text)
    reader = _Reader(text.splitlines())
    try:
        parser = _Loader(text)
        try:
            reader.read(parser.get_event)
        finally:
            parser.dispose()
    except yaml.MarkedYAMLError as error:
        raise not_yaml(error, reader.lines) from None
    if (root := reader.builder.whole()) is None:
        raise Unreadable(1, 1, "empty", sentence("The file is empty."), "flow: 1")
    return root


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.builder = Builder()
        self.documents = 0

    def read(self, next_event: Callable[[], Any]) -> None:
        """Take every event up to the end of the text."""
        builder, last = self.builder, 0
        while (kind := type(event := next_event())) is not yaml.StreamEndEvent:
            end = event.end_mark.index
            if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                closed = builder.close()
                closed.end = last = end if closed.inline else last
                continue
            mark = event.start_mark
            line, column, start = mark.line + 1, mark.column + 1, mark.index
            if kind not in _NODES or event.anchor is not None or event.tag is not None:
                self.refuse(event, line, column)
            elif kind is yaml.ScalarEvent:
                builder.add(self.scalar(event, line, column, start, end))
                last = end
            elif kind is yaml.MappingStartEvent:
                builder.open(Mapping(line, column, start=start, inline=event.flow_style))
            else:
                builder.open(Sequence(line, column, start=start, inline=event.flow_style))

    def refuse(self, event: Any, line: int, column: int) -> None:
        """Raise Unreadable for what YAML has and a flow file has not."""
        if isinstance(event, yaml.AliasEvent):
            message = sentence(
                'Aliases (*{anchor}) are not part of a flow file. A text that starts with "*" needs quotes.',
                anchor=event.anchor,
            )
            raise Unreadable(line, column, "alias", message, sentence("write the value out"))
        if getattr(event, "anchor", None) is not None:
            message = sentence(
                'Anchors (&{anchor}) are not part of a flow file. A text that starts with "&" needs quotes.',
                anchor=event.anchor,
            )
            raise Unreadable(line, column, "anchor", message, sentence("take &{anchor} away", anchor=event.anchor))
        if getattr(event, "tag", None) is not None:
            message = sentence(
                'Tags ({tag}) are not part of a flow file. A text that starts with "!" needs quotes.', tag=event.tag
            )
            raise Unreadable(line, column, "tag", message, sentence("take the tag away"))
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if event.version or event.tags:
                message = sentence("Directives (%) are not part of a flow file.")
                raise Unreadable(line, column, "directive", message, sentence("take the line away"))
            if self.documents > 1:
                message = sentence("A flow file holds one flow, not several documents.")
                raise Unreadable(
                    line, column, "documents", message, sentence('take the "---" away, or make it a file of its own')
                )

    def scalar(self, event: Any, line: int, column: int, start: int, end: int) -> Scalar:
        text: str = event.value
        style = event.style
        if style == '"' or len(text) > SCALAR:
            check_scalar(text, line, column, escapes=style == '"')
        if style:
            return Scalar(text, line, column, True, text, start, end)
        if text.startswith("=") and seems_cut(text) and (whole := self.whole(text, line, column)) is not None:
            message = sentence("A comma cut this formula off. Inside { } and [ ] put a formula with commas in quotes.")
            raise Unreadable(line, column, "unquoted", message, whole.line)
        if text == "=" and self.lines[line - 1][column:].lstrip().startswith(("[", "{")):
            return Scalar(text, line, column, False, text, start, end)  # no YAML: what comes next has the whole formula
        return Scalar(plain_scalar(text, line, column), line, column, False, text, start, end)

    def whole(self, text: str, line: int, column: int) -> Mended | None:
        """The mended line, if there this value goes on behind a comma."""
        source = self.lines[line - 1]
        end = column - 1 + len(text)
        found = mended(source) if source.startswith(",", end) else None
        goes_on = found is not None and any(start == column - 1 and stop > end for start, stop in found.spans)
        return found if goes_on else None
