"""Every table, in one place. Each row names the app it belongs to; times are milliseconds since 1970 UTC."""

from blockloom.runtime.store.tables.apps import api_key, app
from blockloom.runtime.store.tables.data import data_column, data_table
from blockloom.runtime.store.tables.devices import channel, device, push_token, registration
from blockloom.runtime.store.tables.flows import flow_version, foreign_flow
from blockloom.runtime.store.tables.messages import delivery, message, message_chunk
from blockloom.runtime.store.tables.permissions import permission
from blockloom.runtime.store.tables.phones import arrival, phone, waiting_push
from blockloom.runtime.store.tables.runs import run, running
from blockloom.runtime.store.tables.schema import metadata
from blockloom.runtime.store.tables.secrets import secret
from blockloom.runtime.store.tables.templates import template
from blockloom.runtime.store.tables.users import app_user, role, user_recovery, user_role, user_session
from blockloom.runtime.store.tables.workers import worker

__all__ = [
    "api_key",
    "arrival",
    "app",
    "app_user",
    "channel",
    "data_column",
    "data_table",
    "delivery",
    "device",
    "flow_version",
    "foreign_flow",
    "message",
    "message_chunk",
    "metadata",
    "permission",
    "phone",
    "push_token",
    "registration",
    "role",
    "run",
    "running",
    "secret",
    "template",
    "user_recovery",
    "user_role",
    "user_session",
    "waiting_push",
    "worker",
]
