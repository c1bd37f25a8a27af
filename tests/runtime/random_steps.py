"""Random steps that hold no others: variables that change, calls, questions to the world. Plain data."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.runtime.random_values import ValueMaker


class StepMaker(ValueMaker):
    """Makes one step after the other, all from ``random``. ``loops`` counts those around it."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.loops = 0

    def simple(self) -> list[Any]:
        kinds = [self.set, self.set, self.set, self.change, self.print, self.add_item, self.set_item, self.set_property]
        kinds += [self.change_list, self.change_list, self.change_object]
        kinds += [self.wait, self.comment, self.saved, self.saved, self.call, self.failing, self.register, self.ask]
        kinds += [self.act_as]
        if self.loops:
            kinds += [self.leave]
        if self.random.random() < 0.1:
            kinds += [lambda: {"return": self.value("any", 1)}]
        return kinds

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

    def said(self) -> Any:
        """A word that is a value."""
        return self.heard("text", self.word())

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
        return {"set_property": self.variable("object"), "name": self.said(), "to": self.value("any", 2)}

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
            {"delete_property": name, "name": self.said()},
            {"set_path": name, "path": self.heard("text", path), "to": self.value("any", 1)},
        ])  # fmt: skip

    def call(self) -> dict[str, Any]:
        if self.function:
            return self.change()
        step: dict[str, Any] = {"call": "half", "with": {"x": self.value("number", 1)}}
        return {**step, "save": self.variable("number")} if self.random.random() < 0.7 else step

    def failing(self) -> dict[str, Any]:
        if self.random.random() < 0.5:
            return self.print()
        code = self.heard("any", self.random.choice([5, "out"]))
        raising = {"raise": self.heard("text", "Out of ${1 + 1}"), "code": code}
        return {"if": self.value("boolean", 1), "then": [raising]}

    def register(self) -> dict[str, Any]:
        blocks: list[dict[str, Any]] = [
            {"register_device": {"channels": [self.said() for _ in range(self.random.randint(0, 2))]}},
            {"cancel_device_registration": {}},
            {"cancel_device_registration": {"channels": [self.word()]}},
            {"get_device_registrations": {}},
            {"list_channels": {}},
            {"run_flow": "other", "with": {"x": self.value("number", 1)}},
            {"run_flow": "other", "with": self.random.choice([{}, {"y": self.value("any", 0)}])},
            {"register_device": {"expiration": "2001-01-01T00:00:00Z"}},
            {"publish": {"message": self.value("any", 1), "channel": self.said()}},
            {"message_status": "message:1"},
            {"cancel_message": "message:1"},
            {
                "push_template": self.random.choice(["tea", "cake"]),
                "values": {"object": {"name": self.value("any", 1)}},
            },
            {"send_email_template": "welcome", "to": ["ada@example.com"], "values": {"object": {"name": self.word()}}},
            {"send_email": {"subject": self.said(), "to": ["ada@example.com"], "text": self.said()}},
        ]
        return self.reached(self.random.choice(blocks))

    def ask(self) -> dict[str, Any]:
        """A question to a server, a table or the secrets."""
        table, given = self.said(), {"total": self.heard("whole", self.random.randint(0, 3))}
        least = self.heard("whole", 1)
        where = self.random.choice([{}, {"where": "total > :least", "with": {"least": least}}])
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

    def act_as(self) -> dict[str, Any]:
        """Somebody registers or logs in, and is asked for."""
        email, password = self.random.choice(["ada", "bob"]) + "@example.com", self.random.choice(["engine", "guess"])
        known: list[dict[str, Any]] = [{"print": {"has_role": "Known"}}, {"print": {"current_user": {}}}]
        steps: list[list[dict[str, Any]]] = [
            [{"print": {"register_user": {"email": email, "password": "engine"}}}],
            [{"login": {"login": email, "password": password}}, *known],
            [{"logout": {}}, *known],
        ]
        return {"try": self.random.choice(steps), "catch": [{"print": "=error.code"}]}

    def reached(self, block: dict[str, Any]) -> dict[str, Any]:
        return {"try": [{"print": block}], "catch": [{"print": "=error.code"}]}
