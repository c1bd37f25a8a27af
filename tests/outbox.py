"""The publishing half of a messaging door in memory, with ids that can be foretold."""

from __future__ import annotations

from typing import Any

from blockloom import FlowError


class Outbox:
    """Keeps what is published; mixed into doors that stand for a phone in tests."""

    statuses: dict[str, str]

    def publish(self, channel: Any, options: dict[str, Any]) -> dict[str, Any]:
        if options["message"] is None:
            raise FlowError(8006, "The message is nothing. Give a text, a number, a list or an object.")
        id = f"message:{len(self.statuses) + 1}"
        self.statuses[id] = "scheduled"
        return self.message_status(id)

    def push_template(self, name: Any, values: Any) -> dict[str, Any]:
        if name != "tea":
            raise FlowError(8011, "There is no such template.")
        return self.publish("default", {"message": f"Tea for {(values or {}).get('name')}"})

    def send_mail(self, given: dict[str, Any]) -> dict[str, Any]:
        return self.publish("email", {"message": given["subject"]})

    def send_mail_template(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["template-name"] != "welcome":
            raise FlowError(24002, "There is no such template.")
        return self.publish("email", {"message": f"Welcome, {(given['template-values'] or {}).get('name')}"})

    def message_status(self, message_id: Any) -> dict[str, Any]:
        status = self.statuses.get(message_id, "unknown")
        return {"errorMessage": None, "messageId": message_id, "status": status}

    def cancel_message(self, message_id: Any) -> dict[str, Any]:
        if self.statuses.get(message_id) != "scheduled":
            raise FlowError(5040, "There is no such message that is still to go out, so none can be cancelled.")
        self.statuses[message_id] = "cancelled"
        return self.message_status(message_id)
