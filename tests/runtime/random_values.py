"""Random values of each kind: constants, formulas, blocks in blocks, and the variables that there are."""

from __future__ import annotations

from random import Random
from typing import Any

from blockloom import catalog
from blockloom.runtime.catalog import Slot

VARIABLES = {
    "number": ["n", "m", "total"],
    "text": ["t", "word"],
    "boolean": ["yes"],
    "list": ["numbers", "things"],
    "object": ["thing"],
}

PURE = [
    definition
    for definition in catalog().values()
    if definition.result is not None
    and not definition.doors
    and all(slot.shape in ("value", "values", "lazy", "name") for slot in definition.slots)
    and definition.name != "get"
]


class ValueMaker:
    """Makes values for one flow. ``random`` decides everything; ``function`` says that they stand in a function."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.function = False
        self.names = {kind: list(names) for kind, names in VARIABLES.items()}
        self.made = 0
        self.chatty = random.choice([0, 0.2, 0.6])
        self.heard_kinds: set[str] = set()

    def heard(self, kind: str, value: Any) -> Any:
        """The value, in some flows now and then through a function that prints it.

        So one sees in which order values are worked out, and how often. A function a kind, or no kind would be sure.
        """
        if self.random.random() >= self.chatty:
            return value
        self.heard_kinds.add(kind)
        if isinstance(value, str) and value.startswith("=") and self.random.random() < 0.5:
            return f"=heard_{kind}({value[1:]})"
        return {"call": f"heard_{kind}", "with": {"it": value}}

    def hole(self) -> str:
        """A hole for a template."""
        made = self.heard("number", f"={self.variable('number')}")
        formula = made if isinstance(made, str) else f"=heard_number({made['with']['it'][1:]})"
        return "${" + formula[1:] + " + 1}"

    def mixed(self, values: dict[str, Any]) -> dict[str, Any]:
        """The same values, written in any order."""
        return dict(self.random.sample(list(values.items()), len(values)))

    def word(self) -> str:
        return self.random.choice(["a", "b", "c", "Größe"])

    def fresh(self, kind: str) -> str:
        self.made += 1
        name = f"{kind}{self.made}"
        if kind in self.names:
            self.names[kind].append(name)
        return name

    def variable(self, kind: str) -> str:
        return self.random.choice(self.names[kind]) if self.names[kind] else "x"

    def installed(self, depth: int) -> dict[str, Any]:
        """Any installed block that answers a value and touches nothing, its slots filled by their kinds."""
        definition = self.random.choice(PURE)
        names = {slot.key: self.fresh("any") for slot in definition.slots if slot.shape == "name"}
        filled: dict[str, Any] = {}
        for slot in definition.slots:
            if slot.required or slot.shape == "values" or self.random.random() < 0.5:
                filled[slot.key] = names.get(slot.key) or self.fill(slot, list(names.values()), depth)
        first = definition.first
        if first is None:
            return {definition.name: filled}
        return {definition.name: filled.pop(first.key), **filled}

    def fill(self, slot: Slot, names: list[str], depth: int) -> Any:
        if slot.choices:
            return self.heard("text", self.random.choice(slot.choices))
        if slot.shape == "values":
            return [self.value("any", depth) for _ in range(self.random.randint(0, 2))]
        kinds = (
            ["whole"] if slot.kind.whole else [word for word in slot.kind.words().split(" or ") if word != "nothing"]
        )
        kind = "any" if kinds == ["anything"] else self.random.choice(kinds)
        if slot.shape == "lazy":
            other = self.value("any", 0)
            equal = {"equal": {"a": f"={self.random.choice(names)}", "b": other}} if names else True
            if kind == "boolean":
                return self.heard("boolean", equal)
            return [self.heard("any", f"={name}") for name in names]
        return self.value(kind, depth)

    def value(self, kind: str, depth: int) -> Any:
        """A value of a kind (also ``any`` and ``whole``), nested at most ``depth`` deep."""
        if kind == "any" and depth and not self.function and self.random.random() < 0.25:
            return self.installed(depth - 1)
        if kind == "any":
            kind = self.random.choice(["number", "number", "text", "boolean", "list", "object", "nothing"])
        return self.heard(kind, getattr(self, f"{kind}_value")(depth))

    def whole_value(self, depth: int) -> Any:
        return self.random.choice([1, 1, 1, 2, 3, -1, -2, 0, 9, "=length(numbers)" if self.names["list"] else 1])

    def nothing_value(self, depth: int) -> Any:
        return None

    def number_value(self, depth: int) -> Any:
        random = self.random
        simple = [random.choice([0, 1, 2, 3, -1, 0.5, 7, 100, 9007199254740991]), f"={self.variable('number')}"]
        if depth == 0 or random.random() < 0.3:
            return random.choice(simple)
        a, b = self.value("number", depth - 1), self.value("number", depth - 1)
        operator = random.choice(["add", "subtract", "multiply", "divide", "floor_divide", "remainder", "power"])
        choices: list[Any] = [
            {operator: {"a": a, "b": b}},
            {operator: self.mixed({"a": a, "b": b})},
            {"negate": a},
            {"round": a},
            {"round": a, "digits": random.choice([0, 1, 2, -1])},
            {"round_up": a},
            {"round_down": a},
            {"length": self.value("text", depth - 1)},
            {"choose": self.value("boolean", depth - 1), "then": a, "else": b},
            f"={self.variable('number')} + 2 * 3",
            {"property": self.value("object", depth - 1), "name": "a"},
            {"item": [a, b], "at": self.value("whole", 0)},
        ]
        if self.names["list"]:
            choices += [{"item": "=numbers", "at": self.value("whole", 0)}, {"length": self.value("list", depth - 1)}]
        if not self.function:
            choices += [{"call": "half", "with": {"x": a}}, "=sums(3)", "=half(n)"]
            choices += [{"call": "sums", "with": self.mixed({"k": self.value("whole", 0), "acc": b})}]
        return random.choice(choices)

    def text_value(self, depth: int) -> Any:
        random = self.random
        variables = [f"={name}" for name in self.names["text"]]
        simple = [random.choice(["", "tea", "a,b", "ß"]), {"text": "=5 ${x}"}, *variables]
        if depth == 0 or random.random() < 0.3:
            return random.choice(simple)
        a, b = self.value("text", depth - 1), self.value("text", depth - 1)
        return random.choice([
            {"add": {"a": a, "b": b}},
            {"join_text": [a, self.value("any", depth - 1), b]},
            {"replace": a, "find": random.choice(["a", ""]), "with": b},
            {"change_case": a, "to": random.choice(["upper", "lower", "title"])},
            {"join": self.value("list", depth - 1), "with": random.choice([", ", ""])},
            {"part": a, "from": self.value("whole", 0), "to": self.value("whole", 0)},
            f"sum {self.hole()}, {self.hole()}!",
            {"choose": self.value("boolean", depth - 1), "then": a, "else": b},
        ])  # fmt: skip

    def boolean_value(self, depth: int) -> Any:
        random = self.random
        if depth == 0 or random.random() < 0.2:
            return random.choice([True, False, *(f"={name}" for name in self.names["boolean"])])
        compare = random.choice(["equal", "not_equal", "less", "at_most", "greater", "at_least"])
        kind = random.choice(["number", "text"])
        a, b = self.value("boolean", depth - 1), self.value("boolean", depth - 1)
        mixed = {"equal": {"a": self.value("any", depth - 1), "b": self.value("any", depth - 1)}}
        return random.choice([
            {compare: {"a": self.value(kind, depth - 1), "b": self.value(kind, depth - 1)}},
            {compare: {"a": self.value(kind, depth - 1), "b": self.value(kind, depth - 1)}},
            {"and": {"a": a, "b": b}},
            {"or": {"a": a, "b": b}},
            {"not": a},
            {"contains": self.value("list", depth - 1), "value": self.value("any", depth - 1)},
            mixed,
        ])  # fmt: skip

    def list_value(self, depth: int) -> Any:
        random = self.random
        variables = [f"={name}" for name in self.names["list"]]
        if depth == 0 or random.random() < 0.3:
            return random.choice([[], [1, 2, 3], ["a", True, None], *variables])
        name, a = self.fresh("any"), self.value("list", depth - 1)
        return random.choice([
            [self.value("any", depth - 1) for _ in range(random.randint(1, 3))],
            {"map": a, "item": name, "to": {"join_text": [self.heard("any", f"={name}"), "!"]}},
            {"map": a, "item": name, "to": [f"={name}", self.value("any", depth - 1)]},
            {"filter": a, "item": name, "where": {"equal": {"a": f"={name}", "b": self.value("any", 0)}}},
            {"list_of": self.value("any", depth - 1), "times": self.heard("whole", random.randint(0, 3))},
            {"split": self.value("text", depth - 1), "at": random.choice([",", ""])},
            {"keys": self.value("object", depth - 1)},
            {"add": {"a": a, "b": self.value("list", depth - 1)}},
            {"part": a, "from": 1, "to": self.value("whole", 0)},
        ])  # fmt: skip

    def object_value(self, depth: int) -> Any:
        random = self.random
        variables = [f"={name}" for name in self.names["object"]]
        if depth == 0 or random.random() < 0.3:
            return random.choice([{"object": {}}, {"object": {"a": 1}}, *variables])
        return {"object": {self.word(): self.value("any", depth - 1) for _ in range(random.randint(0, 3))}}
