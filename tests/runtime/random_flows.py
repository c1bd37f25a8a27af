"""Random flows that mostly run: typed variables, every block, catches in loops. Plain data, as in a JSON file."""

from __future__ import annotations

from random import Random
from typing import Any

from blockloom import catalog
from blockloom.runtime.catalog.catalog import MODIFIERS
from tests.runtime.random_steps import StepMaker

STARTS: dict[str, Any] = {
    "n": 3,
    "m": -2.5,
    "total": 0,
    "t": "a=b ${x}",
    "word": "tea",
    "yes": True,
    "numbers": [3, 1, 2],
    "things": ["a", 1, [2]],
}

UNSEEN = {"now", "random_number", "random_fraction", "random_item", "shuffle", "new_id"}
"""Blocks whose answer no two engines share; they have tests of their own."""


class Maker(StepMaker):
    """Makes one flow. ``random`` decides everything, so the same random makes the same flow."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.depth = 0

    def flow(self) -> dict[str, Any]:
        flow: dict[str, Any] = {
            "flow": 1,
            "name": "random",
            "inputs": {"given": {"type": "number", "default": self.random.choice([0, 2, 7.5])}},
        }
        self.names["number"].append("given")
        flow["functions"] = {"half": self.half(), "sums": self.sums()}
        starts = [self.set_text(name, value) for name, value in STARTS.items()]
        starts.append({"set": "thing", "to": {"object": {"a": 1, "b": [1, {"object": {"c": 2}}]}}})
        flow["do"] = starts + self.steps(self.random.randint(4, 9))
        if self.random.random() < 0.7:
            flow["do"].append({"return": self.value("any", 2)})
        steps = [{"print": "=it"}, {"return": "=it"}]
        flow["functions"] |= {f"heard_{kind}": {"params": {"it": {}}, "do": steps} for kind in sorted(self.heard_kinds)}
        return flow

    def set_text(self, name: str, value: Any) -> dict[str, Any]:
        return {"set": name, "to": {"text": value} if isinstance(value, str) else value}

    def half(self) -> dict[str, Any]:
        inner = Maker(self.random)
        inner.function, inner.depth, inner.heard_kinds = True, 2, self.heard_kinds
        inner.names = {"number": ["x"], "text": [], "boolean": [], "list": [], "object": []}
        steps = [{"set": "x", "to": {"add": {"a": "=x", "b": 1}}}, *inner.steps(self.random.randint(0, 2))]
        return {"params": {"x": {"type": "number"}}, "do": [*steps, {"return": "=x / 2"}]}

    def sums(self) -> dict[str, Any]:
        steps: list[Any] = [{"if": "=k < 1", "then": [{"return": "=acc"}]}]
        return {
            "params": {"k": {"type": "number"}, "acc": {"type": "number", "default": 0}},
            "do": [*steps, {"return": "=sums(k - 1, acc + k)"}],
        }

    def steps(self, count: int) -> list[dict[str, Any]]:
        return [self.step() for _ in range(count)]

    def step(self) -> dict[str, Any]:
        compound = self.depth < 4 and self.random.random() < 0.5
        kinds = [self.loop, self.loop, self.trying, self.deciding, self.switching] if compound else self.simple()
        step: dict[str, Any] = self.random.choice(kinds)()
        if self.random.random() < 0.05:
            step["note"] = "a note"
        if self.random.random() < 0.04:
            step["disabled"] = True
        if self.random.random() < 0.12:
            step.update(self.modifiers())
        return step

    def body(self, count: int) -> list[dict[str, Any]]:
        self.depth += 1
        made = self.steps(count)
        self.depth -= 1
        return made

    def loop(self) -> dict[str, Any]:
        self.loops += 1
        loops = [self.repeat, self.counting, self.for_each, self.with_position, self.for_each_property, self.whiling]
        step = self.random.choice(loops)()
        self.loops -= 1
        return step

    def in_loop(self) -> list[dict[str, Any]]:
        steps = self.body(self.random.randint(1, 3))
        if self.random.random() < 0.5:
            steps.append(self.trying())
        if self.random.random() < 0.3:
            steps.insert(self.random.randint(0, len(steps)), {"if": self.value("boolean", 1), "then": [self.leave()]})
        return steps

    def repeat(self) -> dict[str, Any]:
        return {"repeat": self.heard("whole", self.random.randint(0, 4)), "do": self.in_loop()}

    def counting(self) -> dict[str, Any]:
        name = self.fresh("number")
        ends = {"from": self.random.randint(-2, 2), "to": self.random.randint(-2, 5)}
        if self.random.random() < 0.3:
            ends["by"] = self.random.choice([1, 2, -1])
        step: dict[str, Any] = {"count": name, **{key: self.heard("whole", end) for key, end in ends.items()}}
        step["do"] = self.in_loop()
        self.names["number"].remove(name)
        return step

    def for_each(self) -> dict[str, Any]:
        name = self.fresh("any")
        return {"for_each": name, "in": self.value("list", 1), "do": [{"print": f"={name}"}, *self.in_loop()]}

    def with_position(self) -> dict[str, Any]:
        name, place = self.fresh("any"), self.fresh("any")
        steps = [{"print": f"=[{place}, {name}]"}, *self.in_loop()]
        return {"for_each_with_position": name, "position": place, "in": self.value("list", 1), "do": steps}

    def for_each_property(self) -> dict[str, Any]:
        name, value = self.fresh("any"), self.fresh("any")
        steps = [{"print": f"=[{name}, {value}]"}, *self.in_loop()]
        return {"for_each_property": name, "value": value, "of": self.value("object", 1), "do": steps}

    def whiling(self) -> dict[str, Any]:
        self.made += 1
        name = f"left{self.made}"
        steps = [{"change": name, "by": -1}, *self.in_loop()]
        until = self.random.random() < 0.3
        test = self.heard("boolean", f"={name} <= 0" if until else f"={name} > 0")
        loop = {"until" if until else "while": test, "do": steps}
        start = {"set": name, "to": self.random.randint(0, 4)}
        return {"if": True, "then": [start, loop]}

    def trying(self) -> dict[str, Any]:
        step: dict[str, Any] = {"try": [*self.body(self.random.randint(1, 2)), self.failing()]}
        if self.random.random() < 0.9:
            step["catch"] = [{"print": "=error.message"}, *self.body(self.random.randint(0, 1))]
        if self.random.random() < 0.4:
            step["finally"] = self.body(1)
        return step

    def deciding(self) -> dict[str, Any]:
        step: dict[str, Any] = {"if": self.value("boolean", 2), "then": self.body(self.random.randint(1, 2))}
        chance = self.random.random()
        if chance < 0.2 and self.depth < 6:
            self.depth += 1
            step["else"] = [self.deciding()]
            self.depth -= 1
        elif chance < 0.6:
            step["else"] = self.body(self.random.randint(1, 2))
        return step

    def switching(self) -> dict[str, Any]:
        kind = self.random.choice(["number", "text", "any"])
        cases = [self.case(kind) for _ in range(self.random.randint(0, 4))]
        step: dict[str, Any] = {"switch": self.value(kind, 1), "do": cases}
        if self.random.random() < 0.5:
            step["else"] = self.body(1)
        return step

    def case(self, kind: str) -> dict[str, Any]:
        values = [self.value(kind, 1) for _ in range(self.random.randint(0, 3))]
        step = {"case": values, "do": self.body(self.random.randint(0, 2))}
        step |= self.modifiers() if self.random.random() < 0.2 else {}
        return {**step, "disabled": True} if self.random.random() < 0.05 else step


def blocks_in(data: Any) -> set[str]:
    """Every block name that plain data of a flow uses, formulas apart."""
    return {key for thing in _maps(data) for key in thing if key in catalog()}


def modifiers_in(data: Any) -> set[str]:
    """Every modifier that plain data of a flow uses."""
    return {key for thing in _maps(data) for key in MODIFIERS if key in thing}


def loops_with_catches(data: Any) -> bool:
    """Whether a step with a catch stands somewhere inside a loop."""
    loops = ("repeat", "while", "until", "for_each", "for_each_with_position", "for_each_property", "count")
    inside = (thing["do"] for thing in _maps(data) if any(key in thing for key in loops))
    return any("catch" in step for body in inside for step in _maps(body))


def _maps(data: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    todo = [data]
    while todo:
        thing = todo.pop()
        if isinstance(thing, dict):
            found.append(thing)
            todo.extend(thing.values())
        elif isinstance(thing, list):
            todo.extend(thing)
    return found
