"""The checker's front door: one inference over the flow, then its tests."""

from __future__ import annotations

from blockloom.runtime.check.asking import check_conditions
from blockloom.runtime.check.environment import Environment
from blockloom.runtime.check.facts import Facts
from blockloom.runtime.check.infer import Inference
from blockloom.runtime.check.usage import check_usage
from blockloom.runtime.kinds import ANY, UNSET
from blockloom.runtime.model import Flow

EXPECTABLE = ("result", "log", "error", "sent")
"""What a test's ``expect`` sees beside the flow's own variables."""


def check(flow: Flow) -> Facts:
    """Everything that can be said of a flow without running it. ``facts.findings`` is in the order of the file."""
    facts = Facts()
    inference = Inference(flow, facts)
    _check_tests(flow, facts, inference, inference.run())
    check_usage(flow, facts)
    check_conditions(flow, facts)
    facts.findings.sort(key=lambda finding: (finding.line, finding.column))
    return facts


def _check_tests(flow: Flow, facts: Facts, inference: Inference, end: Environment) -> None:
    seen: Environment = {name: kind.without(UNSET) for name, kind in end.items()}
    seen.update(dict.fromkeys(EXPECTABLE, ANY))
    inference.functions.give_up()
    for test in flow.tests:
        for value in test.expect:
            inference.value(value, dict(seen))
        given = test.given.get("inputs", {})
        for name in given if isinstance(given, dict) else ():
            if name not in flow.inputs and name not in flow.lost:
                known = f"It has: {', '.join(flow.inputs)}." if flow.inputs else "It has none."
                facts.find(test.place, "unknown_name", f'The flow has no input "{name}". {known}')
