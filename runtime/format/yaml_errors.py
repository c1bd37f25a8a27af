"""What libyaml finds fault with, in plain words, with the line as it was meant where that can be told."""

from __future__ import annotations

import yaml

from blockloom.runtime.format.tree import Unreadable, too_deep
from blockloom.runtime.format.unquoted import Mended, mended
from blockloom.runtime.wording import sentence

_INSIDE = sentence('Inside { } and [ ] a formula with brackets or commas, or a text with "${", has to stand in quotes.')
_COLON = sentence('A text or a formula with ": " inside has to stand in quotes.')
_FORMULA = sentence('A formula begins with "=". One with a text in quotes stands in quotes as a whole.')
_BEHIND = sentence(
    'Nothing can stand behind a text in quotes. Put the whole value in quotes, or begin a formula with "=".'
)
_TAB = sentence("A tab can't indent a line.")
_NOT_CLOSED = sentence("A text in quotes is not closed.")
_BACKSLASH = sentence('In double quotes "\\" starts an escape. Write "\\\\", or use single quotes.')
_LINE_UP = sentence("This line does not line up with the ones above it.")
_PLAIN = {
    "mapping values are not allowed": (_COLON, None),
    "found a tab character": (_TAB, sentence("two spaces")),
    "cannot start any token": (sentence("A text can't start with this sign unless it stands in quotes."), None),
    "did not find expected key": (_LINE_UP, sentence("check the indentation")),
    "did not find expected '-' indicator": (_LINE_UP, sentence('start it with "- "')),
    "expected <block end>": (_LINE_UP, sentence("check the indentation")),
    "expected <document start>": (_LINE_UP, sentence("check the indentation")),
    "block sequence entries are not allowed": (
        sentence('A "-" can\'t start a list here.'),
        sentence("a line of its own for each item"),
    ),
    "expected ',' or ']'": (sentence('A list in "[ ]" needs commas between its items and a "]" at its end.'), None),
    "expected ',' or '}'": (sentence('A map in "{ }" needs commas between its pairs and a "}" at its end.'), None),
    "unexpected end of stream": (_NOT_CLOSED, sentence("the closing quote")),
    "document indicator": (_NOT_CLOSED, sentence("the closing quote")),
    "expected ':'": (sentence('A key needs a ":" and a space behind it.'), None),
    "unknown escape character": (_BACKSLASH, None),
    "hexdecimal number": (_BACKSLASH, None),
    "expected alphabetic or numeric": (sentence('A text that starts with "*" or "&" has to stand in quotes.'), None),
    "expected the node content": (
        sentence("A value is missing here, or it starts with a sign that needs quotes."),
        None,
    ),
}
_BESIDE = ("did not find expected key", "block sequence entries are not allowed")
"""What is said of something that stands behind a text in quotes, among others."""
_WHERE_IT_STARTS = (
    "expected ',' or",
    "unexpected end of stream",
    "document indicator",
    "expected ':'",
)


def not_yaml(error: yaml.MarkedYAMLError, lines: list[str]) -> Unreadable:
    """The one finding about a text that is no YAML."""
    problem = error.problem or sentence("it can't be understood")
    marks = [mark for mark in (error.problem_mark, error.context_mark) if mark is not None]
    for number in dict.fromkeys(mark.line for mark in marks if mark.line < len(lines)):
        if (line := _meant(lines[number])) is not None:
            start = line.spans[0][0]
            return Unreadable(number + 1, start + 1, "unquoted", _why_quotes(lines[number], start), line.line)
    if len(marks) == 2 and any(sign in problem for sign in _WHERE_IT_STARTS):
        if marks[0].line != marks[1].line or "quoted" in (error.context or ""):
            marks.reverse()
    at = (marks[0].line + 1, marks[0].column + 1)
    if "nesting depth" in problem:
        return too_deep(*at)
    source = lines[at[0] - 1] if at[0] <= len(lines) else ""
    if source.startswith("\t", at[1] - 1):
        return Unreadable(*at, "yaml", _TAB, sentence("two spaces"))
    if "mapping values" in problem and _is_yaml(source.strip()):
        return Unreadable(*at, "yaml", _LINE_UP, sentence("check the indentation"))
    if any(sign in problem for sign in _BESIDE) and source[: at[1] - 1].rstrip().endswith(('"', "'")):
        return Unreadable(*at, "yaml", _BEHIND)
    for sign, (message, mend) in _PLAIN.items():
        if sign in problem:
            return Unreadable(*at, "yaml", message, mend)
    return Unreadable(*at, "yaml", sentence("This is not YAML: {problem}.", problem=problem))


def _why_quotes(line: str, start: int) -> str:
    if line[start] in "\"'":
        return _FORMULA
    if "{" in line[:start] or "[" in line[:start]:
        return _INSIDE
    if line[start] in "*&!@`%|>":
        return sentence('A text that starts with "{sign}" has to stand in quotes.', sign=line[start])
    return _COLON


def _meant(line: str) -> Mended | None:
    """The line with quotes, if it is no YAML without them and is YAML with them."""
    found = mended(line)
    return found if found is not None and not _is_yaml(line.strip()) and _is_yaml(found.line) else None


def _is_yaml(line: str) -> bool:
    try:
        for _ in yaml.parse(line):
            pass
    except yaml.YAMLError:
        return False
    return True
