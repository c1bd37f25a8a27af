"""YAML text → tree, over the events of libyaml.

No PyYAML Loader is used: an event loop with a stack neither recurses nor resolves aliases, keeps positions, and refuses
what a flow file may not hold (anchors, aliases, tags, merge keys, several documents) where it stands.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from blockloom.runtime.format.tree import Builder, Mapping, Scalar, Sequence, Tree, Unreadable, check_scalar, check_text
from blockloom.runtime.limits import LARGEST

_Loader: Any = yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader

_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOTHING = {"null", "Null", "NULL", "~", ""}
_WHOLE = re.compile(r"[-+]?[0-9]+\Z")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_DOUBTFUL = re.compile(
    r"(0[0-7]+|0[xX][0-9a-fA-F]+|0o[0-7]+|[-+]?[0-9][0-9_]*_[0-9_]*|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|=)\Z"
)


def read_yaml(text: str) -> Tree:
    """The tree of a YAML text; raises Unreadable with line and column."""
    check_text(text)
    builder = Builder()
    documents = 0
    try:
        parser = _Loader(text)
        try:
            while not isinstance(event := parser.get_event(), yaml.StreamEndEvent):
                documents += isinstance(event, yaml.DocumentStartEvent)
                _take(event, builder, documents)
        finally:
            parser.dispose()
    except yaml.MarkedYAMLError as error:
        raise _syntax(error) from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise _unreadable_character(text, error) from None
    if builder.root is None:
        raise Unreadable(1, 1, "empty", "The file is empty.", "flow: 1")
    return builder.root


def _take(event: Any, builder: Builder, documents: int) -> None:
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    _refuse(event, line, column, documents)
    if isinstance(event, yaml.ScalarEvent):
        builder.add(_scalar(event, line, column))
    elif isinstance(event, yaml.SequenceStartEvent):
        builder.open(Sequence(line, column))
    elif isinstance(event, yaml.MappingStartEvent):
        builder.open(Mapping(line, column))
    elif isinstance(event, yaml.CollectionEndEvent):
        builder.close()


def _refuse(event: Any, line: int, column: int, documents: int) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise Unreadable(
            line, column, "alias", f"Aliases (*{event.anchor}) are not part of a flow file.", "write the value out"
        )
    if getattr(event, "anchor", None) is not None:
        message = f"Anchors (&{event.anchor}) are not part of a flow file."
        raise Unreadable(line, column, "anchor", message, f"take &{event.anchor} away")
    if getattr(event, "tag", None) is not None:
        raise Unreadable(line, column, "tag", f"Tags ({event.tag}) are not part of a flow file.", "take the tag away")
    if isinstance(event, yaml.DocumentStartEvent):
        if event.version or event.tags:
            raise Unreadable(
                line, column, "directive", "Directives (%) are not part of a flow file.", "take the line away"
            )
        if documents > 1:
            raise Unreadable(line, column, "documents", "A flow file holds one flow, not several documents.")


def _scalar(event: Any, line: int, column: int) -> Scalar:
    text: str = event.value
    check_scalar(text, line, column)
    if event.style:
        return Scalar(text, line, column, quoted=True, raw=text)
    if text == "<<":
        raise Unreadable(
            line, column, "merge_key", "Merge keys (<<) are not part of a flow file.", "write the keys out"
        )
    return Scalar(_plain(text, line, column), line, column, raw=text)


def _plain(text: str, line: int, column: int) -> str | int | float | bool | None:
    if text in _NOTHING:
        return None
    if text in _WORDS:
        return _WORDS[text]
    if not (text[0].isdigit() or text[0] in "+-.="):
        return text
    if _DOUBTFUL.match(text):
        message = f"Other readers take {text} for something else."
        raise Unreadable(line, column, "doubtful", message, f'"{text}"')
    if _WHOLE.match(text):
        return _within(int(text) if len(text) < 20 else LARGEST + 1, line, column)
    if _NUMBER.match(text):
        return _within(float(text), line, column)
    return text


def _within(number: int | float, line: int, column: int) -> int | float:
    if not -LARGEST <= number <= LARGEST:
        raise Unreadable(
            line, column, "number_too_large", f"Numbers go from -{LARGEST} to {LARGEST}.", "write it as text"
        )
    return number


def _syntax(error: yaml.MarkedYAMLError) -> Unreadable:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = error.problem or "this is not YAML"
    for sign, message, mend in _TYPICAL:
        if sign in problem:
            return Unreadable(line, column, "yaml", message, mend)
    return Unreadable(line, column, "yaml", f"This is not YAML: {problem}.")


_TYPICAL = [
    ("found character '\\t'", "A tab can't indent a line.", "two spaces"),
    (
        "found character that cannot start any token",
        "A text can't start with this character.",
        "put the text in quotes",
    ),
    ("mapping values are not allowed", 'A text with ": " inside has to stand in quotes.', "put the text in quotes"),
    ("did not find expected key", "This line does not line up with the ones above it.", "check the indentation"),
    ("did not find expected '-' indicator", "This line does not line up with the list above it.", 'start it with "- "'),
    ("did not find expected ',' or ']'", 'A list in "[ ]" needs a comma between its items and a "]" at its end.', None),
    ("did not find expected ',' or '}'", 'A map in "{ }" needs a comma between its pairs and a "}" at its end.', None),
    ("unexpected end of stream", "A text in quotes is not closed.", "add the closing quote"),
    ("could not find expected ':'", 'A key needs a ":" behind it.', None),
]


def _unreadable_character(text: str, error: Exception) -> Unreadable:
    position = getattr(error, "position", None)
    before = text[:position] if isinstance(position, int) else ""
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return Unreadable(line, column, "bad_character", "The file holds a character that can't stand in a flow.")
