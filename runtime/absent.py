"""What stands behind a door that a run was not given."""

from __future__ import annotations

from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.wording import sentence


class NoMessaging:
    """The door of a run that was given no store."""

    def _refuse(self, *_: Any) -> Any:
        raise FlowError("no_store", sentence("This run has no store, so it can't reach devices or channels."))

    register = registrations = cancel = channels = _refuse
    publish = push_template = send_mail = send_mail_template = message_status = cancel_message = _refuse


class NoHttp:
    """The door of a run that may reach no server."""

    def request(self, *_: Any, **__: Any) -> Any:
        raise FlowError("no_http", sentence("This run can't reach other servers."))


class NoData:
    """The same for tables."""

    def _refuse(self, *_: Any) -> Any:
        raise FlowError("no_store", sentence("This run has no store, so it can't reach tables."))

    save = find = get = count = change = delete = tables = _refuse


class NoUsers:
    """The same for users."""

    def _refuse(self, *_: Any) -> Any:
        raise FlowError("no_store", sentence("This run has no store, so it can't reach users."))

    register = login = logout = current = roles = _refuse


class NoFlows:
    """The door of a run that knows no flow but its own."""

    def _refuse(self, *_: Any) -> Any:
        raise FlowError("no_flow", sentence("This run knows no other flows."))

    find = run = _refuse


class NoSecrets:
    """The door of a run that was given no secrets."""

    def get(self, name: str) -> str:
        raise FlowError("no_secrets", sentence("This run can't read secrets."))
