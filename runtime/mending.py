"""Mends made: a flow's text with every edit that its findings offer, again and again until none is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from blockloom.runtime.findings import Edit, Finding
from blockloom.runtime.program import Program

_ROUNDS = 50
Read = Callable[[str], Program]


@dataclass(frozen=True, slots=True)
class Mended:
    """``program`` is the flow as it is now, ``made`` the findings that were mended, each as it was told."""

    program: Program
    made: list[Finding]


def apply_edits(text: str, edits: list[Edit]) -> str:
    """The text with these edits, which must not overlap."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def mend(program: Program, read: Read) -> Mended:
    """Make all mends that can be made. ``read`` reads and checks a text as the program's was.

    An edit stays only if the finding is gone with it and there are no more errors than before.
    """
    made: list[Finding] = []
    failed: set[tuple[str, str]] = set()
    for _ in range(_ROUNDS):
        offered = [finding for finding in _apart(program.findings) if (finding.code, finding.message) not in failed]
        if not offered:
            break
        after = read(apply_edits(program.text, [finding.edit for finding in offered if finding.edit]))
        if not _better(program, after, offered):
            # one of them does harm: each has to show by itself, in the next rounds, that it is not the one
            offered = offered[:1]
            after = read(apply_edits(program.text, [finding.edit for finding in offered if finding.edit]))
        if _better(program, after, offered):
            program, made = after, made + offered
        else:
            failed.add((offered[0].code, offered[0].message))
    return Mended(program, made)


def _apart(findings: list[Finding]) -> list[Finding]:
    """The findings with edits, without those whose edit touches the one before it."""
    found: list[Finding] = []
    end = -1
    for finding in sorted((one for one in findings if one.edit), key=lambda one: one.edit or Edit(0, 0, "")):
        if finding.edit is not None and finding.edit.start > end:
            found.append(finding)
            end = finding.edit.end
    return found


def _better(before: Program, after: Program, mended: list[Finding]) -> bool:
    if before.flow is None:
        return after.findings[:1] != before.findings[:1]
    gone = any(_gone(before, after, mended, told) for told in (_remark, _said))
    return gone and after.flow is not None and len(after.errors) <= len(before.errors)


def _gone(before: Program, after: Program, mended: list[Finding], told: Callable[[Finding], tuple[str, ...]]) -> bool:
    was, left = Counter(map(told, before.findings)), Counter(map(told, after.findings))
    return all(left[remark] <= was[remark] - count for remark, count in Counter(map(told, mended)).items())


def _said(finding: Finding) -> tuple[str, str]:
    """What is told wherever it stands: a mend may move the steps below it."""
    return finding.code, finding.message


def _remark(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.path, finding.message
