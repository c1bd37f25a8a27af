"""Random flows that mostly run: typed variables, every block, catches in loops. Plain data, as in a JSON file."""

from __future__ import annotations

from random import Random
from typing import Any

from blockloom import catalog
from blockloom.runtime.catalog.catalog import MODIFIERS
from tests.runtime.random_values import ValueMaker

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


class Maker(ValueMaker):
    """Makes one flow. ``random`` decides everything, so the same random makes the same flow."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.loops = 0
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
        return flow

    def set_text(self, name: str, value: Any) -> dict[str, Any]:
        return {"set": name, "to": {"text": value} if isinstance(value, str) else value}

    def half(self) -> dict[str, Any]:
        inner = Maker(self.random)
        inner.function, inner.depth = True, 2
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

    def modifiers(self) -> dict[str, Any]:
        """Some of the modifiers; timeouts so long that only waiting by a fixed clock can pass them."""
        chance, random = self.random.random, self.random
        found: dict[str, Any] = {"collapsed": True} if chance() < 0.1 else {}
        if chance() < 0.6:
            found["retry"] = {"times": random.randint(1, 3), "wait": random.choice([0, 1, 7])}
            found["retry"] |= {"backoff": random.choice([1, 2.5])} if chance() < 0.5 else {}
        if chance() < 0.4:
            found["timeout"] = random.choice([5, 30])
        if chance() < 0.4:
            found["on_error"] = random.choice(["stop", "continue"])
        return found

    def simple(self) -> list[Any]:
        kinds = [self.set, self.set, self.set, self.change, self.print, self.add_item, self.set_item, self.set_property]
        kinds += [self.change_list, self.change_list, self.change_object]
        kinds += [self.wait, self.comment, self.saved, self.saved, self.call, self.failing, self.register, self.ask]
        if self.loops:
            kinds += [self.leave]
        if self.random.random() < 0.1:
            kinds += [lambda: {"return": self.value("any", 1)}]
        return kinds

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
        return {"repeat": self.random.randint(0, 4), "do": self.in_loop()}

    def counting(self) -> dict[str, Any]:
        name = self.fresh("number")
        step: dict[str, Any] = {"count": name, "from": self.random.randint(-2, 2), "to": self.random.randint(-2, 5)}
        if self.random.random() < 0.3:
            step["by"] = self.random.choice([1, 2, -1])
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
        loop = {"until": f"={name} <= 0", "do": steps} if until else {"while": f"={name} > 0", "do": steps}
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

    def leave(self) -> dict[str, Any]:
        return self.random.choice([{"break": {}}, {"next": {}}]) if self.loops else self.print()

    def set(self) -> dict[str, Any]:
        kind = self.random.choice([kind for kind, names in self.names.items() if names])
        return {"set": self.random.choice(self.names[kind]), "to": self.value(kind, 3)}

    def saved(self) -> dict[str, Any]:
        kind = self.random.choice([kind for kind, names in self.names.items() if names])
        value = self.value(kind, 2)
        if not isinstance(value, dict) or "get" in value:
            return self.set()
        return {**value, "save": self.random.choice(self.names[kind])}

    def change(self) -> dict[str, Any]:
        return {"change": self.variable("number"), "by": self.value("number", 2)}

    def print(self) -> dict[str, Any]:
        return {"print": self.value("any", 2)}

    def wait(self) -> dict[str, Any]:
        step = {"wait": self.random.choice([0, 1.5, 20, -1])}
        return {**step, "timeout": 5, "on_error": "continue"} if self.random.random() < 0.4 else step

    def comment(self) -> dict[str, Any]:
        return {"comment": "=not a formula ${}"}

    def add_item(self) -> dict[str, Any]:
        if not self.names["list"]:
            return self.print()
        return {"add_item": self.variable("list"), "item": self.value("any", 2)}

    def set_item(self) -> dict[str, Any]:
        if not self.names["list"]:
            return self.print()
        return {"set_item": self.variable("list"), "at": self.value("whole", 1), "to": self.value("any", 2)}

    def set_property(self) -> dict[str, Any]:
        if not self.names["object"]:
            return self.print()
        return {"set_property": self.variable("object"), "name": self.word(), "to": self.value("any", 2)}

    def change_list(self) -> dict[str, Any]:
        if not self.names["list"]:
            return self.print()
        name, at = self.variable("list"), self.value("whole", 1)
        return self.random.choice([
            {"insert_item": name, "at": at, "item": self.value("any", 1)},
            {"remove_item": name, "at": at},
            {"remove_value": name, "value": self.value("any", 1)},
        ])  # fmt: skip

    def change_object(self) -> dict[str, Any]:
        if not self.names["object"]:
            return self.print()
        name, path = self.variable("object"), self.random.choice(["a", "c.d", "b.1", "b.2.c"])
        return self.random.choice([
            {"delete_property": name, "name": self.word()},
            {"set_path": name, "path": path, "to": self.value("any", 1)},
        ])  # fmt: skip

    def call(self) -> dict[str, Any]:
        if self.function:
            return self.change()
        step: dict[str, Any] = {"call": "half", "with": {"x": self.value("number", 1)}}
        return {**step, "save": self.variable("number")} if self.random.random() < 0.7 else step

    def failing(self) -> dict[str, Any]:
        if self.random.random() < 0.5:
            return self.print()
        raising = {"raise": "Out of ${1 + 1}", "code": self.random.choice([5, "out"])}
        return {"if": self.value("boolean", 1), "then": [raising]}

    def register(self) -> dict[str, Any]:
        blocks: list[dict[str, Any]] = [
            {"register_device": {"channels": [self.word() for _ in range(self.random.randint(0, 2))]}},
            {"cancel_device_registration": {}},
            {"cancel_device_registration": {"channels": [self.word()]}},
            {"get_device_registrations": {}},
            {"list_channels": {}},
            {"run_flow": "other", "with": {"x": self.value("number", 1)}},
            {"run_flow": "other", "with": self.random.choice([{}, {"y": 1}])},
            {"register_device": {"expiration": "2001-01-01T00:00:00Z"}},
            {"publish": {"message": self.value("any", 1), "channel": self.word()}},
            {"message_status": "message:1"},
            {"cancel_message": "message:1"},
        ]
        return self.reached(self.random.choice(blocks))

    def ask(self) -> dict[str, Any]:
        """A question to a server, a table or the secrets."""
        table, given = self.word(), {"total": self.random.randint(0, 3)}
        where = self.random.choice([{}, {"where": "total > :least", "with": {"least": 1}}])
        blocks: list[dict[str, Any]] = [
            {"http_request": {"url": "https://example.com/${1 + 1}", "body": self.value("any", 1)}},
            {"get_json": self.random.choice(["https://example.com/", "https://example.com/missing"])},
            {"property": {"save_row": {"table": table, "row": {"object": given}}}, "name": "total"},
            {"pluck": {"find_rows": table, **where}, "name": "total"},
            {"property": {"find_row": table, **where}, "name": "total"},
            {"count_rows": table, **where},
            {"update_rows": table, "where": "total > 1", "changes": {"object": given}},
            {"delete_rows": table, "where": "total = :total", "with": given},
            {"get_row": table, "id": "ROW-1"},
            {"delete_row": table, "id": "ROW-1"},
            {"list_tables": {}},
            {"length": {"secret": self.random.choice(["API_KEY", "OTHER"])}},
        ]
        return self.reached(self.random.choice(blocks))

    def reached(self, block: dict[str, Any]) -> dict[str, Any]:
        return {"try": [{"print": block}], "catch": [{"print": "=error.code"}]}


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
