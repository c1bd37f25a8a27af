"""The checker's front door: one inference over the flow, then its tests."""

from __future__ import annotations

from blockloom.runtime.check.asking import check_conditions
from blockloom.runtime.check.environment import Environment
from blockloom.runtime.check.facts import Facts
from blockloom.runtime.check.functions import MAIN
from blockloom.runtime.check.infer import Inference
from blockloom.runtime.check.mends import as_formula
from blockloom.runtime.check.usage import check_usage
from blockloom.runtime.findings import did_you_mean, guess
from blockloom.runtime.kinds import A_BOOLEAN, ANY, UNSET, Kind, kind_of
from blockloom.runtime.model import Flow, Literal, Lost, Test, Value, parts_in
from blockloom.runtime.operations import needs
from blockloom.runtime.values import shown
from blockloom.runtime.wording import sentence

EXPECTABLE = ("result", "log", "error", "sent")
"""What a test's ``expect`` sees beside the flow's own variables."""


def check(flow: Flow) -> Facts:
    """Everything that can be said of a flow without running it. ``facts.findings`` is in the order of the file."""
    bodies = {MAIN: flow.do, **{name: function.do for name, function in flow.functions.items()}}
    facts = Facts({name: [*parts_in(body)] for name, body in bodies.items()})
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
            _check_expected(facts, value, inference.value(value, dict(seen)), seen)
        _check_inputs(flow, facts, test)


def _check_expected(facts: Facts, value: Value, kind: Kind, seen: Environment) -> None:
    """Say of what can't be true that it is no expectation."""
    if not kind.bits or kind.meets(A_BOOLEAN) or isinstance(value, Lost):
        return
    formula = as_formula(value, A_BOOLEAN, seen)
    given = shown(value.value) if isinstance(value, Literal) else kind.phrase()
    hint = sentence(' A formula starts with "=".') if formula else ""
    facts.find(value.place, "wrong_kind", needs("boolean", "expect", given, hint), formula)


def _check_inputs(flow: Flow, facts: Facts, test: Test) -> None:
    given = test.given.get("inputs")
    given = given if isinstance(given, dict) else {}
    for name, value in given.items():
        place, declared = test.places[name], flow.inputs.get(name)
        if declared is None and name not in flow.lost:
            some = sentence("It has: {inputs}.", inputs=", ".join(flow.inputs))
            known = some if flow.inputs else sentence("It has none.")
            message = sentence(
                'The flow has no input "{name}".{guess} {known}',
                name=name,
                guess=did_you_mean(name, flow.inputs),
                known=known,
            )
            facts.find(place, "unknown_name", message, guess(name, flow.inputs))
        elif declared is not None and not kind_of(value).meets(declared.kind):
            message = sentence(
                'The input "{name}" has to be of type {type}. This is {value}.',
                name=name,
                type=sentence(declared.type),
                value=shown(value),
            )
            facts.find(place, "wrong_kind", message)
    for name, declared in flow.inputs.items():
        if declared.required and name not in given:
            message = sentence('This test gives no "{name}", which the flow needs.', name=name)
            facts.find(test.place, "missing_input", message, f"given: {{inputs: {{{name}: …}}}}", warning=True)
