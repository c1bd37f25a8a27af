"""What every block says of itself: words, help, an example that is true."""

from __future__ import annotations

import doctest
import inspect
from types import ModuleType

import pytest

from blockloom import blocks, catalog
from blockloom.runtime import Definition, entered
from tests.blocks.support import doors

EXAMPLES = [
    pytest.param(found, id=found.name)
    for module in blocks.modules()
    for found in doctest.DocTestFinder().find(module, globs=dict(vars(module)))
    if found.examples
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_is_true(example: doctest.DocTest) -> None:
    runner = doctest.DocTestRunner(verbose=False)
    said: list[str] = []
    with entered(doors()):
        runner.run(example, out=said.append)
    assert not runner.failures, "".join(said)


def test_every_block_is_among_the_examples() -> None:
    shown = {example.values[0].name.rpartition(".")[2].removesuffix("_") for example in EXAMPLES}  # type: ignore[union-attr]
    assert shown >= set(catalog())


@pytest.mark.parametrize("block", [pytest.param(block, id=block.name) for block in catalog().values()])
def test_a_block_says_what_it_is(block: Definition) -> None:
    assert block.words[0].isupper() or block.words[0] in "{−", "words start like a sentence"
    assert not block.words.endswith("."), "the full stop is the docstring's, not the block's"
    assert len(block.words) <= 70, "words have to fit on a block"
    assert block.help.endswith(".") or not block.help
    assert ">>> " in block.example
    assert block.category in catalog().categories


@pytest.mark.parametrize("module", [pytest.param(module, id=module.__name__) for module in blocks.modules()])
def test_a_category_says_what_it_is(module: ModuleType) -> None:
    about = inspect.getdoc(module) or ""
    assert about.partition(":")[0].istitle() and about.endswith("."), "a word, a colon, what it is for"
    assert 0 <= module.HUE <= 360
