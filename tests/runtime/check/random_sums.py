"""Random flows that do nothing but calculate, in loops that count up, down, break off, go on and fail."""

from __future__ import annotations

from random import Random
from typing import Any

LARGEST = 9007199254740991
NUMBERS = [0, 1, 2, 3, -1, -4, 0.5, -2.5, 10, 1000, 2**31, LARGEST, -LARGEST, LARGEST - 7]
Step = dict[str, Any]


class Sums:
    """Makes one flow; the same random makes the same flow."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.names = ["a", "b", "c", "n"]
        self.loops = 0
        self.made = 0

    def flow(self) -> dict[str, Any]:
        steps: list[Step] = [{"set": name, "to": self.random.choice(NUMBERS)} for name in "abc"]
        steps += [{"set": "l", "to": [1, 2, 3]}, {"set": "turns", "to": 0}]
        steps += [self.step(3) for _ in range(self.random.randint(3, 7))]
        default = self.random.choice(NUMBERS)
        return {"flow": 1, "inputs": {"n": {"type": "number", "default": default}}, "do": steps}

    def step(self, depth: int) -> Step:
        makers = [self.set, self.change, self.change]
        if depth:
            makers += [self.loop, self.loop, self.decide, self.attempt]
        return self.random.choice(makers)(depth)

    def body(self, depth: int) -> list[Step]:
        steps = [self.step(depth - 1) for _ in range(self.random.randint(1, 3))]
        if self.loops and self.random.random() < 0.3:
            leave: Step = self.random.choice([{"break": {}}, {"next": {}}])
            steps.insert(self.random.randint(0, len(steps)), {"if": self.condition(), "then": [leave]})
        return steps

    def set(self, depth: int) -> Step:
        return {"set": self.random.choice("abc"), "to": self.value(2)}

    def change(self, depth: int) -> Step:
        return {"change": self.random.choice("abc"), "by": self.value(1)}

    def decide(self, depth: int) -> Step:
        step: Step = {"if": self.condition(), "then": self.body(depth)}
        return {**step, "else": self.body(depth)} if self.random.random() < 0.4 else step

    def attempt(self, depth: int) -> Step:
        raising: Step = {"if": self.condition(), "then": [{"raise": "out"}]}
        step: Step = {"try": [*self.body(depth), raising, self.change(0)], "catch": self.body(depth)}
        return {**step, "finally": [self.change(0)]} if self.random.random() < 0.4 else step

    def loop(self, depth: int) -> Step:
        self.made += 1
        self.loops += 1
        step = self.random.choice([self.repeat, self.count, self.count, self.whiling, self.each])(
            depth, f"i{self.made}"
        )
        self.loops -= 1
        return step

    def around(self, name: str, depth: int) -> list[Step]:
        """The body of a loop with a variable of its own."""
        self.names.append(name)
        body = self.body(depth)
        self.names.remove(name)
        return body

    def repeat(self, depth: int, _: str) -> Step:
        return {"repeat": self.random.choice([0, 1, 3, 6, "=length(l)"]), "do": self.body(depth)}

    def count(self, depth: int, name: str) -> Step:
        first, last = self.random.choice([0, 1, 5, -3, "=b"]), self.random.choice([3, 7, 1, "=a"])
        body = self.few(self.around(name, depth))
        return {"count": name, "from": first, "to": last, "by": self.random.choice([1, 2, -1, -3]), "do": body}

    def each(self, depth: int, name: str) -> Step:
        items = self.random.choice(["=l", [5, -5], [0.5, LARGEST]])
        return {"for_each": name, "in": items, "do": self.around(name, depth)}

    def whiling(self, depth: int, name: str) -> Step:
        ends: Step = {"if": f"={name} > {self.random.randint(1, 6)}", "then": [{"break": {}}]}
        turn: Step = {"change": name, "by": self.random.choice([1, 2])}
        looping: Step = {"while": True, "do": [turn, ends, *self.around(name, depth)]}
        return {"if": True, "then": [{"set": name, "to": self.random.choice([0, 1])}, looping]}

    def few(self, body: list[Step]) -> list[Step]:
        """The body of a loop that counts to who knows where, left after few turns."""
        return [{"change": "turns", "by": 1}, {"if": "=turns > 400", "then": [{"break": {}}]}, *body]

    def condition(self) -> Any:
        return {self.random.choice(["less", "at_most", "equal"]): {"a": self.value(0), "b": self.value(1)}}

    def value(self, depth: int) -> Any:
        random = self.random
        if depth == 0 or random.random() < 0.3:
            return random.choice([*NUMBERS[:9], *(f"={name}" for name in self.names * 2), "=length(l)"])
        a, b = self.value(depth - 1), self.value(depth - 1)
        operator = random.choice(["add", "add", "subtract", "multiply", "floor_divide", "remainder", "divide"])
        if random.random() < 0.1:
            return {"negate": a}
        return {
            operator: {"a": a, "b": random.choice([b, b, 2, 3]) if "div" in operator or operator == "remainder" else b}
        }
