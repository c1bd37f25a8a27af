"""A flow printed as Python runs on its own, as its own process, and reads like somebody wrote it."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from blockloom import catalog, python_of, read_flow
from tests.runtime.compile import pack
from tests.runtime.compile.printed import look_over
from tests.runtime.random_flows import Maker
from tests.runtime.written import same_everywhere, sound

REGISTER = """flow: 1
name: Register a device
inputs:
  channels: {type: list, default: [ads, discount]}
  class: {type: text, default: first}
do:
- register_device: {channels: =channels}
  save: registration
- print: "A ${class} registration on ${length(channels)} channels"
- return: =registration.registrationId
"""


def python(folder: Path, source: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run printed code as a file, away from the project, with a data folder of its own."""
    file = folder / "exported.py"
    file.write_text(source, "utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BLOCKLOOM_")}
    environ = {**kept, "BLOCKLOOM_DATA": str(folder / "data"), "HOME": str(folder)}
    return subprocess.run(
        [sys.executable, str(file), *arguments],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_a_printed_flow_registers_a_device_in_a_process_of_its_own(tmp_path: Path) -> None:
    source = python_of(read_flow(REGISTER, catalog()))
    done = python(tmp_path, source)
    assert done.returncode == 0, done.stderr
    said, answer = done.stdout.splitlines()
    ids = json.loads(answer)
    assert said == "A first registration on 2 channels"
    assert list(ids) == ["ads", "discount"] and len(set(ids.values())) == 2
    again = python(tmp_path, source, 'channels=["discount", "news"]', "class_=second")
    assert again.stdout.splitlines()[0] == "A second registration on 2 channels"
    assert json.loads(again.stdout.splitlines()[1])["discount"] == ids["discount"]
    assert again.stderr == "" and (tmp_path / "data" / "app.db").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("chanels=[]",), 'The flow has no input "chanels". Did you mean "channels"?'),
        (("channels=ads",), 'The input "channels" has to be a list, for example ["ads", "discount"]. You gave "ads".'),
        (("channels=[5]",), "You gave the number 5."),
        (("--device", "os=PHONE,osVersion=1"), "'os'"),
    ],
)
def test_a_printed_flow_says_on_stderr_what_is_wrong(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = python(tmp_path, python_of(read_flow(REGISTER, catalog())), *arguments)
    assert done.returncode == 1
    assert done.stdout == "" and "Traceback" not in done.stderr and len(done.stderr.splitlines()) == 1
    assert said in done.stderr


def test_printed_code_reads_like_python() -> None:
    program = sound(
        """- for_each: order
  in: =orders
  do:
  - if: =order.total > limit
    then:
    - change: late
      by: 1
- try:
  - raise: No more
  catch:
  - print: =error.message
- return: =late + in_all([1, 2], from=late)
""",
        """name: Count late orders
inputs:
  orders: {type: list}
  limit: {type: number, default: 50}
  late: {type: number, default: 0}
functions:
  in_all:
    params: {list: {type: list}, from: {type: number, default: 0}}
    do:
    - return: =from + length(list)
""",
    )
    source = python_of(program)
    look_over(source)
    assert (
        source
        == '''"""Count late orders"""

from blockloom import play
from blockloom.blocks.control import print_, raise_
from blockloom.blocks.logic import greater
from blockloom.blocks.numbers import add_
from blockloom.blocks.objects import property_
from blockloom.runtime.errors import FlowError
from blockloom.runtime.operations import add


def in_all(list_, from_):
    return add_(from_, len(list_))


def flow(*, orders: list, limit: float=50, late: float=0):
    for order in orders:
        if greater(property_(order, 'total'), limit):
            late = add(late, 1)
    try:
        raise_('No more')
    except FlowError as temporary_1:
        error = temporary_1.record()
        print_(property_(error, 'message'))
    return add_(late, in_all([1, 2], late))


if __name__ == "__main__":
    play(flow)
'''
    )


def test_what_never_answers_is_not_asked_for_anything() -> None:
    source = python_of(read_flow("flow: 1\nfunctions:\n  f: {do: [{return: =f()}]}\ndo:\n- return: =f()\n", catalog()))
    assert "need" not in source and source.count("return f()") == 2


def test_a_letter_that_python_takes_apart_is_still_a_name() -> None:
    """NFKC, which Python applies to names, makes a mark and a letter of this one; no name begins with a mark."""
    program = sound("- set: ำ\n  to: 1\n- return: =[ำ]\n")
    look_over(python_of(program))
    assert same_everywhere(program)["result"] == [1]


def test_names_of_a_pack_stay_the_packs() -> None:
    """A block that is unfolded may call a helper of its module; no variable takes the helper's name."""
    program = sound("- set: _look\n  to: 1\n- later: =_look\n  before: []\n- return: =_look\n", "", pack)
    look_over(python_of(program))
    assert same_everywhere(program)["log"] == ["looked at 1"]


def test_every_random_flow_prints_as_code_that_looks_right() -> None:
    printed = 0
    for seed in range(25):
        program = read_flow(json.dumps(Maker(Random(seed)).flow()), catalog(), "random.flow.json")
        if program.ok:
            source = python_of(program)
            look_over(source)
            assert ast.unparse(ast.parse(source)) and "g0_" not in source and "turns" not in source
            printed += 1
    assert printed > 10
