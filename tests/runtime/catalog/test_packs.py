"""Packs: other people's packages of blocks, found by entry point or named; what is wrong with one is told."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from blockloom import blocks
from blockloom.runtime import Catalog, SettingsError
from blockloom.runtime.catalog import Pack, with_packs
from tests.runtime.catalog.support import HEAD

OWN = Catalog.of(blocks.modules())
GOOD = 'def good() -> None:\n    """Good."""\n'
Write = Callable[..., str]


@pytest.fixture(name="write")
def _write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Make a package of these modules, with an entry point if ``installed``; answer its name."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(name: str, installed: bool = False, **modules: str) -> str:
        for module, source in {"__init__": "", **modules}.items():
            path = tmp_path / name / f"{module}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(HEAD + source, "utf-8")
        if installed:
            about = tmp_path / f"{name}-3.1.dist-info"
            about.mkdir()
            (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 3.1\n")
            (about / "entry_points.txt").write_text(f"[blockloom.blocks]\nit = {name}\n")
        monkeypatch.setattr(sys, "modules", {**sys.modules})
        return name

    return write


def named(*names: str) -> Catalog:
    return with_packs(OWN, {"BLOCKLOOM_BLOCKS": ",".join(names)})


def test_an_installed_pack_is_found_and_each_of_its_modules_is_a_category(write: Write) -> None:
    other = '"""Other: more."""\nHUE = 90\nfrom . import one\ndef other() -> None:\n    """Other."""\n'
    write("pack_a", installed=True, one=GOOD, two=other, _three='def hidden() -> None:\n    """Hidden."""\n', four="")
    found = with_packs(OWN, {})
    assert found.problems == () and set(found) - set(OWN) == {"good", "other"}
    assert found["good"].pack == Pack("pack_a", "3.1") and found["print"].pack is None
    added = [found.categories[name] for name in found.categories if name not in OWN.categories]
    assert [(category.name, category.hue) for category in added] == [("pack_a.one", 210), ("pack_a.two", 90)]
    assert found["good"].category == "pack_a.one"


def test_a_pack_is_named_and_may_be_one_module(write: Write, tmp_path: Path) -> None:
    (tmp_path / "pack_b.py").write_text(GOOD, "utf-8")
    found = named("pack_b", write("pack_c", one=GOOD.replace("good", "better")), "pack_b")
    assert set(found) - set(OWN) == {"good", "better"}
    assert found["good"].pack == Pack("pack_b", "") and str(found["good"].pack) == "pack_b"


def test_a_pack_that_is_installed_and_named_comes_once(write: Write) -> None:
    write("pack_d", installed=True, one=GOOD)
    assert named("pack_d")["good"].pack == Pack("pack_d", "3.1")


WRONG = {
    "pack_e": ("1 / 0", "pack_e.bad can't be imported: ZeroDivisionError: division by zero."),
    "pack_f": ("raise SystemExit('bye')", "pack_f.bad can't be imported: SystemExit: bye."),
    "pack_g": ("def (", "pack_g.bad can't be imported: SyntaxError: "),
    "pack_h": ("import nothing_like_it", "pack_h.bad can't be imported: ModuleNotFoundError: "),
    "pack_i": ("def bad(a: str) -> None:\n    pass\n", "pack_i.bad.bad is not a block: its first docstring line is"),
    "pack_j": (
        'def length() -> int:\n    """L."""\n    return 1\n',
        'Two blocks are called "length": blockloom.blocks.text.length and pack_j.bad.length of pack_j',
    ),
    "pack_k": (
        "exec('def bad() -> None:\\n    1')\nbad.__module__, bad.__doc__ = __name__, 'Bad.'\n",
        "pack_k.bad.bad is not a block: it can't be read (OSError: ",
    ),
    "pack_l": ('def save() -> None:\n    """Save."""\n', 'is named like the modifier "save".'),
    "pack_m": ('def bad() -> None:\n    """Bad.\n\n    >>> 1\n   2\n    """\n', "it can't be read (ValueError: "),
    "pack_n": (
        'def bad(a: str, /, then: str) -> None:\n    """B {a} {then}."""\n'
        'def then(a: str, /, bad: str) -> None:\n    """T {a} {bad}."""\n',
        'The slot "then" of bad is named like a block or a modifier.',
    ),
}


@pytest.mark.parametrize(("name", "source", "problem"), [(name, *each) for name, each in WRONG.items()], ids=WRONG)
def test_what_is_wrong_with_a_pack_is_told_and_the_rest_works(
    write: Write, name: str, source: str, problem: str
) -> None:
    write(name, installed=True, bad=source, fine=GOOD)
    found = with_packs(OWN, {})
    (told,) = found.problems
    assert problem in told
    assert set(OWN) < set(found) and found["good"].pack and "length" in found
    with pytest.raises(SettingsError, match=rf"^The blocks of {name} can't be used\. ") as raised:
        named(name)
    assert problem in str(raised.value)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nosuch_pack", "There is no package nosuch_pack here."),
        ("blockloom.nosuch.deep", "There is no package blockloom.nosuch here."),
        ("./my_blocks", "can't be a package. Write its name as Python's import does, such as my_blocks."),
        ("this", "this brings no blocks: no module of this has a public function."),
        ("shutil", " more."),
    ],
)
def test_what_is_said_of_a_name_that_leads_to_no_pack(name: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as raised:
        named(name)
    assert sentence in str(raised.value)


def test_a_pack_that_is_not_there_any_more_is_a_problem(write: Write, tmp_path: Path) -> None:
    write("pack_o", installed=True)
    for path in (tmp_path / "pack_o").iterdir():
        path.unlink()
    (tmp_path / "pack_o").rmdir()
    assert with_packs(OWN, {}).problems[0].startswith("There is no package pack_o here.")


def test_a_hue_that_is_none_does_no_harm(write: Write) -> None:
    found = named(write("pack_p", one="HUE = 'red'\n" + GOOD))
    assert found.categories["pack_p.one"].hue == 210


def test_the_current_folder_is_the_last_place_that_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "pack_q.py").write_text(GOOD, "utf-8")
    (tmp_path / "json.py").write_text("1 / 0", "utf-8")
    program = "import sys, blockloom; print('good' in blockloom.catalog(), '' in sys.path)"
    environ = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "BLOCKLOOM_BLOCKS": "pack_q"}
    done = subprocess.run([sys.executable, "-P", "-c", program], cwd=tmp_path, env=environ, capture_output=True)
    assert done.stdout.split() == [b"True", b"False"], done.stderr
