"""The flow library: two folders, keys that stay inside them, files that are written whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import blockloom
from blockloom.runtime import flowfiles
from blockloom.runtime.errors import FlowError, Unavailable
from blockloom.runtime.flowfiles import LARGEST, key_for, write_durably
from blockloom.runtime.library import FlowChanged, FlowLibrary

TEXT = "flow: 1\nname: Mine\ndo: []\n"


@pytest.fixture
def library(tmp_path: Path) -> FlowLibrary:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "01-first.flow.yaml").write_text("flow: 1\nname: First\ndo: []\n")
    (tmp_path / "secret.flow.yaml").write_text(TEXT)
    return FlowLibrary(tmp_path / "examples", tmp_path / "own", blockloom.catalog())


def test_own_flows_come_first_and_examples_are_marked(library: FlowLibrary) -> None:
    library.save("zebra", TEXT)
    assert [(file.key, file.title, file.example) for file in library.list()] == [
        ("zebra", "Mine", False),
        ("01-first", "First", True),
    ]


def test_what_was_saved_is_read_and_an_outside_edit_is_seen(library: FlowLibrary, tmp_path: Path) -> None:
    assert library.save("mine", TEXT).program.ok
    assert library.read("mine").program.text == TEXT
    (tmp_path / "own" / "mine.flow.yaml").write_text(TEXT.replace("Mine", "Edited"))
    assert library.read("mine").title == "Edited"


def test_a_file_that_was_not_touched_is_not_read_again(library: FlowLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    really = Path.open

    def noted(path: Path, *given: Any, **named: Any) -> Any:
        read.append(path.name)
        return really(path, *given, **named)

    monkeypatch.setattr(Path, "open", noted)
    library.save("mine", "flow: 1\nname: One\ndo: []\n")
    names = [[file.title for file in library.list()] for _ in range(2)]
    assert read.count("mine.flow.yaml") == 2, "it may be changed again in this very moment"
    monkeypatch.setattr(flowfiles, "SETTLED", 0)
    assert names == [[file.title for file in library.list()] for _ in range(2)]
    assert read.count("mine.flow.yaml") == 3 and library.read("mine").program is library.list()[0].program
    library.save("mine", "flow: 1\nname: Two\ndo: []\n")
    assert library.list()[0].title == "Two" and read.count("mine.flow.yaml") == 5, (
        "once to save it, once more to see it"
    )


@pytest.mark.parametrize(
    "key", ["../secret", "secret", "../examples/01-first", "", ".", "..", "/etc/passwd", "a\0b", "nothing"]
)
def test_no_key_reads_outside_the_folders(library: FlowLibrary, key: str) -> None:
    with pytest.raises(FlowError) as failed:
        library.read(key)
    assert failed.value.code == "no_flow"


@pytest.mark.parametrize(
    "key", ["../x", "a/b", "a\\b", "", ".", ".x", "-x", "a.b", "CON", "lpt1", "a\nb", "a\0", "x" * 81, "e\u0301"]
)
def test_no_key_writes_outside_the_folder(library: FlowLibrary, tmp_path: Path, key: str) -> None:
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(FlowError) as failed:
        library.save(key, TEXT)
    assert failed.value.code == "flow_name"
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("key", ["orders", "Größe_2", "påminnelse", "注文", "x" * 80])
def test_plain_names_in_any_language_are_fine(library: FlowLibrary, key: str) -> None:
    library.save(key, TEXT)
    assert library.read(key).key == key


def test_an_example_is_never_written_but_an_own_file_goes_before_it(library: FlowLibrary, tmp_path: Path) -> None:
    with pytest.raises(FlowError) as failed:
        library.save("01-first", TEXT)
    assert failed.value.code == "example"
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "01-first.flow.yaml").write_text(TEXT)
    assert library.read("01-first").title == "Mine"
    library.save("01-first", TEXT.replace("Mine", "Mine still"))
    assert "First" in (tmp_path / "examples" / "01-first.flow.yaml").read_text()


def test_of_twins_the_yaml_counts_and_json_alone_is_read_as_json(library: FlowLibrary, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "twin.flow.json").write_text('{"flow": 1, "name": "J", "do": []}')
    assert (library.read("twin").title, library.read("twin").filename) == ("J", "twin.flow.json")
    library.save("twin", '{"flow": 1, "name": "K", "do": []}')
    assert library.read("twin").title == "K"
    (tmp_path / "own" / "twin.flow.yaml").write_text(TEXT)
    assert library.read("twin").title == "Mine"


def test_files_that_are_no_flows_have_findings_or_are_not_there(library: FlowLibrary, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "bytes.flow.yaml").write_bytes(b"flow: 1\nname: \xff\n")
    (own / "huge.flow.yaml").write_bytes(b"#" * (LARGEST + 100))
    (own / "folder.flow.yaml").mkdir()
    (own / "gone.flow.yaml").symlink_to(own / "nowhere")
    assert {file.key: file.program.ok for file in library.list() if not file.example} == {"bytes": False, "huge": False}
    assert library.read("bytes").program.findings


def test_a_text_beyond_the_largest_is_refused(library: FlowLibrary) -> None:
    with pytest.raises(FlowError) as failed:
        library.save("huge", "#" * (LARGEST + 1))
    assert failed.value.code == "too_large"
    assert not library.has("huge")


def test_a_content_is_checked_once(library: FlowLibrary) -> None:
    assert library.check(TEXT, "a.flow.yaml") is library.check(TEXT, "a.flow.yaml")
    assert library.check(TEXT, "a.flow.yaml") is not library.check(TEXT + "\n", "a.flow.yaml")
    for number in range(300):
        library.check(f"flow: {number}\n", "a.flow.yaml")
    assert library.check(TEXT, "a.flow.yaml").ok


def test_a_write_is_on_the_disk_before_the_name_and_the_name_before_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, rename = os.fsync, os.replace

    def synced(handle: int) -> None:
        fsync(handle)
        done.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")

    def renamed(source: str, target: Path) -> None:
        rename(source, target)
        done.append("rename")

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", renamed)
    write_durably(tmp_path / "own" / "a", b"new")
    assert done[-3:] == ["file", "rename", "folder"]
    assert (tmp_path / "own" / "a").read_bytes() == b"new"


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_durably(tmp_path / "a", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_what_the_disk_refuses_is_told_and_changes_nothing(
    library: FlowLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = library.save("mine", TEXT)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for name in ("mine", "other"):
        with pytest.raises(Unavailable, match=f"{name}.flow.yaml can't be written: No space left on device."):
            library.save(name, TEXT + "# more\n")
    monkeypatch.setattr(Path, "unlink", lambda path, missing_ok: full(0))
    with pytest.raises(Unavailable, match="mine.flow.yaml"):
        library.remove("mine", first.version)
    assert library.read("mine") == first and not library.has("other")


def test_a_text_made_from_another_version_is_not_written(library: FlowLibrary) -> None:
    first = library.save("mine", TEXT, "")
    assert library.read("mine").version == first.version
    other = library.save("mine", TEXT + "# theirs\n", first.version)
    for was in (first.version, ""):
        with pytest.raises(FlowChanged) as failed:
            library.save("mine", TEXT + "# ours\n", was)
        assert failed.value.version == other.version
    assert library.read("mine").program.text == TEXT + "# theirs\n"


def test_only_a_text_that_is_all_of_its_file_is_whole(library: FlowLibrary, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    contents = {
        "bytes": b"flow: 1 # \xff",
        "huge": b"#" * (LARGEST + 1),
        "nul": b"flow: 1 # \0",
        "fine": "# ü".encode(),
    }
    for key, content in contents.items():
        (own / f"{key}.flow.yaml").write_bytes(content)
    assert [key for key in contents if library.read(key).whole] == ["fine"]


def test_what_was_checked_lately_is_remembered_up_to_a_length(
    library: FlowLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blockloom.runtime.library.CHECKED_LENGTH", 3 * len(TEXT))
    first, other = library.check(TEXT, "one.flow.yaml"), library.check(TEXT, "two.flow.yaml")
    assert library.check(TEXT, "one.flow.yaml") is first
    library.check(TEXT, "three.flow.yaml"), library.check(TEXT, "four.flow.yaml")
    assert library.check(TEXT, "one.flow.yaml") is first
    assert library.check(TEXT, "two.flow.yaml") is not other


def test_the_longest_flow_is_remembered_alone(library: FlowLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blockloom.runtime.library.CHECKED_LENGTH", 1)
    assert library.check(TEXT, "one.flow.yaml") is library.check(TEXT, "one.flow.yaml")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("My first flow!", "My-first-flow"),
        ("  Größe, 2. Versuch! ", "Größe-2-Versuch"),
        ("a\u0301", "\u00e1"),
        ("../../etc/passwd", "etc-passwd"),
        ("-x_", "x_"),
        ("!?", ""),
        ("x" * 90, "x" * 80),
    ],
)
def test_a_key_for_what_a_person_says(name: str, key: str) -> None:
    assert key_for(name) == key
