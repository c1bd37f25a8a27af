"""``python -m tests.mutants.run RESULTS``: how many mutants the tests kill, and who survives.

RESULTS is a file that grows by a line a mutant. The same command goes on where it was stopped, as long as the source is
the same. ``--again`` tries the survivors once more. Further options go to pytest.
Needs ``cosmic-ray`` and ``coverage``.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from tests.mutants.runner import Runner, records
from tests.mutants.sample import PACKAGES, Mutant

HERE = Path(__file__).parents[1] / "runtime"


def main() -> None:
    """Try the mutants that were not tried yet, then say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--count", type=int, default=420)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", action="store_true", help="try the survivors again, with the tests as they are now")
    asked, options = parser.parse_known_args()
    if asked.again:
        forget_survivors(asked.results)
    settings.register_profile("mutants", database=None, phases=[Phase.explicit, Phase.generate])
    settings.load_profile("mutants")
    tests = [
        str(HERE / "test_mistakes.py"),
        str(HERE / "test_mending.py"),
        *(str(HERE / package) for package in PACKAGES),
    ]
    runner = Runner(asked.results, asked.count, asked.seed)
    pytest.main(["-q", "-n", "0", "-p", "no:cacheprovider", "--assert=plain", *options, *tests], [runner])
    print(summary(asked.results))


def forget_survivors(results: Path) -> None:
    """Take out of the results those that no test killed, and what was known of the tests."""
    killed = [json.dumps(record, ensure_ascii=False) + "\n" for record in records(results) if record["killer"]]
    results.write_text("".join(killed))
    results.with_suffix(".reached.json").unlink(missing_ok=True)


def summary(results: Path) -> str:
    """The share that was killed, by package too, and every survivor."""
    tried = [(Mutant(*record["mutant"]), record) for record in records(results)]
    killed = Counter(mutant.file.split("/")[0] for mutant, record in tried if record["killer"])
    all_of = Counter(mutant.file.split("/")[0] for mutant, _ in tried)
    lines = [f"{package}: {killed[package]} of {all_of[package]} killed" for package in PACKAGES]
    survivors = [
        f"{mutant.file}:{mutant.line}:{mutant.column} {mutant.operator}\n{record['change']}"
        for mutant, record in sorted(tried)
        if not record["killer"]
    ]
    return "\n".join([*survivors, *lines, f"{killed.total()} of {len(tried)} killed"])


if __name__ == "__main__":
    main()
