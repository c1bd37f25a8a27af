"""A pack at work on the command line: named, installed by pip, exported; and what is said of one that is broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.installing import Place
from tests.project.support import ROOT, ran
from tests.web.cli.conftest import Cli

PACK = ROOT / "tests" / "pack"
FLOW = PACK / "market.flow.yaml"


@pytest.fixture(name="market")
def _market(cli: Cli) -> Cli:
    """The command in a folder that holds the pack, which is not installed."""
    shutil.copytree(PACK / "street_market", cli.work / "street_market")
    return cli


def test_a_pack_is_used_once_it_is_named(market: Cli) -> None:
    done = market("run", FLOW, "--blocks", "street_market")
    assert (done.returncode, done.stdout) == (0, "tea! tea!\n138\n"), done.stderr
    assert market("run", FLOW, BLOCKLOOM_BLOCKS="street_market").stdout == done.stdout
    without = market("run", FLOW)
    assert without.returncode == 1 and "every_other" in without.stderr
    for command in ("check", "test"):
        assert market(command, FLOW, "--blocks", "street_market").returncode == 0


def test_the_python_of_a_flow_imports_the_pack_and_unfolds_its_control_blocks(market: Cli) -> None:
    text = market("python", FLOW, "--blocks", "street_market").stdout
    assert "from street_market.selling import call_out, price_with_tax\n" in text
    assert "for ware in" in text and "lambda" not in text and "every_other(" not in text.replace("_every_other(", "")
    (market.work / "exported.py").write_text(text, "utf-8")
    done = subprocess.run([sys.executable, "exported.py"], **market.options({}), capture_output=True)
    assert done.stdout == "tea! tea!\n138\n", done.stderr


def test_what_a_pack_brings_is_in_the_reference(market: Cli) -> None:
    page = market("blocks", "price_with_tax", "--blocks", "street_market").stdout
    assert "street_market" in page and "one of full, reduced" in page
    assert "Steering: loops for a stall." in market("blocks", "--blocks", "street_market").stdout


def test_the_examples_of_the_pack_are_true(market: Cli) -> None:
    for module in ("selling", "steering"):
        ran(sys.executable, "-m", "doctest", PACK / "street_market" / f"{module}.py", environ=market.environ)


def test_a_named_pack_that_is_broken_stops_every_command(market: Cli) -> None:
    (market.work / "street_market" / "more.py").write_text("def length() -> None:\n    '''Length.'''\n", "utf-8")
    for words in (["run", "1"], ["check", "1"], ["blocks"], ["schema"], ["serve", "--port", "0"]):
        done = market(*words, "--blocks", "street_market")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(
            'Error: The blocks of street_market can\'t be used. Two blocks are called "length"'
        )
        assert done.stderr.count("\n") == 1


@pytest.fixture(scope="module", name="place")
def _place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A virtual environment into which pip has installed the pack from its folder; Blockloom is this tree."""
    place = Place(tmp_path_factory.mktemp("installed"))
    with (place.library / "borrowed.pth").open("a", encoding="utf-8") as paths:
        paths.write(f"{ROOT / '.src'}\n")
    shutil.copytree(PACK, place.folder / "pack")
    place.install(place.folder / "pack")
    return place


def told(place: Place, *words: str | Path) -> str:
    return ran(place.python, "-m", "blockloom", *words, cwd=place.work, environ=place.environ())


def test_a_pack_that_pip_installed_is_there(place: Place) -> None:
    assert told(place, "run", FLOW).startswith("tea! tea!\n138\n")
    assert "street-market 1.2" in told(place, "blocks", "every_other")
    (place.work / "exported.py").write_text(told(place, "python", FLOW), "utf-8")
    assert ran(place.python, "exported.py", cwd=place.work, environ=place.environ()) == "tea! tea!\n138\n"


def test_an_installed_pack_that_is_broken_is_left_out_and_told(place: Place) -> None:
    broken = place.library / "street_market" / "broken.py"
    broken.write_text("import nothing_like_it\n", "utf-8")
    try:
        said = told(place, "run", FLOW)
        assert "Left out: street_market.broken can't be imported: ModuleNotFoundError" in said
        assert "tea! tea!\n138\n" in said
    finally:
        os.remove(broken)
