"""Versions of flows, on every database; and flows renamed, copied, deleted and brought back."""

from __future__ import annotations

from pathlib import Path

import pytest

import blockloom
from blockloom.runtime.errors import FlowError
from blockloom.runtime.history import FlowHistory
from blockloom.runtime.library import FlowChanged, FlowLibrary
from blockloom.runtime.store import Store, foreign, versions
from blockloom.runtime.store.versions import APART, KEPT, KEPT_LENGTH, RECENT, Version

TEXT = "flow: 1\nname: Mine   # ours\ndo:\n- print:   hi\n"


@pytest.fixture
def library(tmp_path: Path) -> FlowLibrary:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "first.flow.yaml").write_text(TEXT)
    return FlowLibrary(tmp_path / "examples", tmp_path / "own", blockloom.catalog())


@pytest.fixture
def history(library: FlowLibrary, store: Store) -> FlowHistory:
    return FlowHistory(library, store, blockloom.catalog())


def texts(history: FlowHistory, key: str) -> list[str]:
    return [version.text for version in history.versions(key)]


def test_every_save_is_a_version_and_so_is_what_others_wrote(history: FlowHistory, tmp_path: Path) -> None:
    first = history.save("mine", TEXT, "")
    history.save("mine", TEXT, first.version)
    assert texts(history, "mine") == [TEXT]
    second = history.save("mine", TEXT + "# 2 😀\r\n", first.version, auto=True)
    (tmp_path / "own" / "mine.flow.yaml").write_text(TEXT + "# outside\n")
    with pytest.raises(FlowChanged):
        history.save("mine", TEXT + "# 3\n", second.version)
    history.save("mine", TEXT + "# 3\n")
    assert texts(history, "mine") == [TEXT + "# 3\n", TEXT + "# outside\n", TEXT + "# 2 😀\r\n", TEXT]
    assert [version.auto for version in history.versions("mine")] == [False, False, True, False]
    old = history.versions("mine")[-1]
    assert history.version("mine", old.id) == old
    assert [version.text for version in history.versions("mine", before=history.versions("mine")[1].id)][
        0
    ] == second.program.text
    for key, id in (("other", old.id), ("mine", 10_000)):
        with pytest.raises(FlowError, match="no longer kept"):
            history.version(key, id)
    assert texts(history, "first") == []


def test_older_ones_that_nobody_asked_for_are_thinned_and_all_are_bounded(store: Store) -> None:
    def save(number: int, at: int, auto: bool, text: str = "x") -> None:
        versions.keep(store, "f", Version(0, f"{number:x}", ".flow.yaml", auto, at, text))

    def times() -> list[int]:
        return [version.saved_at for version in versions.versions(store, "f", 1_000)]

    for number in range(60):
        save(number, number * APART // 10, number % 30 > 0)
    old = times()[RECENT:]
    assert len(times()) < 30 and times()[:RECENT] == [number * APART // 10 for number in range(59, 39, -1)]
    assert 0 in old and 30 * APART // 10 in old
    assert all(last - earlier >= APART for last, earlier in zip(old, old[1:], strict=False) if last != 30 * APART // 10)
    for number in range(100, 100 + KEPT):
        save(number, number * APART, False)
    assert len(times()) == KEPT
    save(300, 300 * APART, False, "y" * KEPT_LENGTH)
    assert times() == [300 * APART]


def test_a_flow_is_renamed_with_all_that_it_was(history: FlowHistory, library: FlowLibrary, store: Store) -> None:
    file = history.save("mine", TEXT, "")
    history.save("caller", "flow: 1\nname: Calls\ndo:\n- run_flow: mine\n", "")
    foreign.add(store, "mine", 1)
    assert history.users("mine") == ["Calls"]
    with pytest.raises(FlowChanged, match='called "caller" already'):
        history.rename("mine", "caller", file.version)
    with pytest.raises(FlowError, match="can't be a flow's name"):
        history.rename("mine", "!?", file.version)
    made = history.rename("mine", "Größe: 2", file.version)
    assert made.key == "Größe-2" and not library.has("mine")
    assert made.program.text == TEXT.replace("Mine ", '"Größe: 2" ')
    assert texts(history, made.key) == [made.program.text, TEXT] and texts(history, "mine") == []
    assert foreign.is_foreign(store, made.key) and not foreign.is_foreign(store, "mine")
    assert history.rename(made.key, "größe 2", made.version).key == "Größe-2"
    with pytest.raises(FlowError, match="example"):
        history.rename("first", "other", library.read("first").version)


def test_what_is_deleted_comes_back_and_copies_find_their_names(
    history: FlowHistory, library: FlowLibrary, tmp_path: Path
) -> None:
    assert [history.copy("first").key for _ in range(2)] == ["Mine-copy", "Mine-copy-2"]
    assert library.read("Mine-copy-2").title == "Mine, copy 2"
    (tmp_path / "own" / "twin.flow.json").write_text('{"flow": 1, "name": "Twin", "do": []}')
    version = library.read("twin").version
    with pytest.raises(FlowChanged, match="changed elsewhere"):
        history.delete("twin", "0")
    history.delete("twin", version)
    assert not library.has("twin") and [key for key, _ in history.deleted()] == ["twin"]
    assert history.bring_back("twin").version == version
    assert (tmp_path / "own" / "twin.flow.json").exists() and history.deleted() == []
    with pytest.raises(FlowError, match="example"):
        history.delete("first", library.read("first").version)
    (tmp_path / "own" / "bytes.flow.yaml").write_bytes(b"\xff")
    with pytest.raises(FlowError, match="could not be brought back"):
        history.delete("bytes", library.read("bytes").version)
    assert library.has("bytes")
