"""What a flow's functions are given and what they answer.

Nothing but the flow itself calls them, so every call can be looked at. Looks at the flow's own steps and at each
function widen what is assumed, until they see nothing beyond it, which proves it. Then what they saw is tried instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from blockloom.runtime.check.environment import Environment, loosened
from blockloom.runtime.kinds import ANY, NEVER, Kind, join
from blockloom.runtime.model import Flow

ROUNDS = 12
MAIN = ""
"""Stands for the flow's own steps among the names of functions."""


@dataclass(slots=True)
class Look:
    """What one look at a function saw: what was assumed of it and of others, what it gives others, what it answers.

    ``unsaid`` tells whether there was something to find fault with.
    """

    params: Environment
    results: dict[str, Kind] = field(default_factory=dict)
    given: dict[str, Environment] = field(default_factory=dict)
    answer: Kind = NEVER
    unsaid: bool = False


class Functions:
    """``params`` and ``results`` are what is assumed now. What has no ``params`` has not been called yet."""

    def __init__(self, flow: Flow) -> None:
        self._declared = {
            name: {key: said.kind for key, said in function.params.items()} for name, function in flow.functions.items()
        }
        self.params: dict[str, Environment] = {MAIN: {name: said.kind for name, said in flow.inputs.items()}}
        self.results: dict[str, Kind] = dict.fromkeys(flow.functions, NEVER)
        self._looks: dict[str, Look] = {}
        self._now = Look({})
        self._wide: tuple[dict[str, Environment], dict[str, Kind]] | None = None
        if flow.unsure or flow.torn:
            self.give_up()

    def due(self) -> list[str]:
        """What has to be looked at, since more or less is assumed now than when it last was."""
        return [name for name, env in self.params.items() if not self._is_fresh(self._looks.get(name), env)]

    def _is_fresh(self, look: Look | None, env: Environment) -> bool:
        known = self.results
        return look is not None and look.params == env and all(known[one] == kind for one, kind in look.results.items())

    def begin(self, name: str) -> Environment:
        """Begin to look at a function; the kinds of its parameters."""
        self._now = self._looks[name] = Look(dict(self.params[name]))
        return dict(self.params[name])

    def call(self, name: str, given: Environment) -> Kind:
        """Note what a function is given; what it is assumed to answer."""
        seen = self._now.given.setdefault(name, {})
        for key, declared in self._declared[name].items():
            seen[key] = join(seen.get(key, NEVER), _let_in(given.get(key, declared), declared))
        self._now.results[name] = self.results[name]
        return self.results[name]

    def end(self, answer: Kind, unsaid: bool) -> None:
        """Note what the function answers."""
        self._now.answer, self._now.unsaid = answer.drifting(None), unsaid

    def unsaid(self) -> list[str]:
        """What has to be looked at once more to say what is wrong with it."""
        return [name for name, look in self._looks.items() if look.unsaid]

    def settled(self) -> bool:
        """Whether what was seen proves what was assumed; otherwise something else is assumed from now on."""
        params, results = self._seen()
        proven = params.keys() <= self.params.keys() and all(
            _within(env, self.params[name]) for name, env in params.items()
        )
        if self._wide is not None and not proven:
            self.params, self.results = self._wide
            return False
        if not (proven and _within(results, self.results)):
            for name, env in () if proven else params.items():
                self.params[name] = {key: loosened(self.params.get(name, {}).get(key, NEVER), env[key]) for key in env}
            self.results = {name: loosened(self.results[name], kind) for name, kind in results.items()}
            return False
        uncalled = [name for name in self._declared if name not in self.params]
        self.params |= {name: self._declared[name] for name in uncalled}
        if uncalled or self._wide is not None or params.items() <= self.params.items() and results == self.results:
            return not uncalled
        self._wide = self.params, self.results
        self.params, self.results = {**self.params, **params}, dict.fromkeys(results, NEVER)
        return False

    def give_up(self) -> None:
        """Assume no more than what the flow says itself."""
        self.params |= self._declared
        self.results = dict.fromkeys(self.results, ANY)
        self._looks.clear()

    def _seen(self) -> tuple[dict[str, Environment], dict[str, Kind]]:
        """What all functions are given, and what they answer, by the last look at each."""
        params: dict[str, Environment] = {}
        for look in self._looks.values():
            for name, env in look.given.items():
                seen = params.setdefault(name, {})
                seen.update({key: join(seen.get(key, NEVER), kind) for key, kind in env.items()})
        looked_at = {name: look.answer for name, look in self._looks.items() if name != MAIN}
        return params, {**dict.fromkeys(self.results, NEVER), **looked_at}


def _let_in(kind: Kind, declared: Kind) -> Kind:
    """What a parameter can hold once what it is given was checked."""
    bits = kind.bits & declared.bits
    return kind.with_bits(bits).drifting(None) if bits or not kind.bits else declared


def _within(seen: Environment, assumed: Environment) -> bool:
    return all(join(assumed[name], kind) == assumed[name] for name, kind in seen.items())
