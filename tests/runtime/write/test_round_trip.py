"""What is written reads back as the same flow, in YAML and in JSON, and is written the same again."""

from __future__ import annotations

from pathlib import Path

import pytest

from blockloom import catalog
from blockloom.runtime.write import formatted, to_json, to_yaml
from tests.flows.test_flows import EACH
from tests.runtime.write.support import random_flow, read, said

QUICK, AUDIT = 40, 1_000


def goes_round(seed: int) -> None:
    flow = random_flow(seed)
    yaml, json = to_yaml(flow), to_json(flow)
    for text, filename in ((yaml, "a.flow.yaml"), (json, "a.flow.json")):
        again = read(text, filename)
        assert said(again) == said(flow), f"seed {seed}: {filename}"
        assert (to_yaml(again), to_json(again)) == (yaml, json), f"seed {seed}: {filename}"


def test_random_flows_go_round() -> None:
    for seed in range(QUICK):
        goes_round(seed)


@pytest.mark.audit
def test_a_thousand_random_flows_go_round() -> None:
    for seed in range(QUICK, QUICK + AUDIT):
        goes_round(seed)


@EACH
def test_examples_are_canonical(path: Path) -> None:
    text = path.read_text()
    assert formatted(text, catalog(), path.name.endswith(".json")) == text
