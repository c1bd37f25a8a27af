"""The API as a web app of its own, with the pages' services."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Blueprint, Flask
from werkzeug.routing import BaseConverter

from blockloom.web.api.caller import Caller, install_caller, known_caller
from blockloom.web.api.devicetable import devicetable
from blockloom.web.api.errors import install_errors
from blockloom.web.api.flows import flows
from blockloom.web.api.info import info
from blockloom.web.api.mail import mail
from blockloom.web.api.messages import messages
from blockloom.web.api.openapi import openapi
from blockloom.web.api.rates import install_rates
from blockloom.web.api.registrations import registrations
from blockloom.web.api.roles import roles
from blockloom.web.api.sessions import sessions
from blockloom.web.api.templates import templates
from blockloom.web.api.unbuilt import unbuilt
from blockloom.web.api.users import users
from blockloom.web.guard import BODY
from blockloom.web.services import NAME, Services

SUBJECTS = (
    info,
    registrations,
    devicetable,
    messages,
    templates,
    mail,
    sessions,
    users,
    roles,
    flows,
    openapi,
    unbuilt,
)


class Anything(BaseConverter):
    """The rest of the path: a device's id may hold slashes, in front and in pairs too."""

    regex = "(?s:.+)"
    part_isolating = False


def create_api(services: Services) -> Flask:
    """Every subject's routes, behind the question who calls."""
    return api_app(services, SUBJECTS, known_caller)


def api_app(services: Services, subjects: Iterable[Blueprint], who: Callable[[], Caller]) -> Flask:
    """An app of these subjects that asks ``who`` calls before anything else, and says no as an API does."""
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config["MAX_CONTENT_LENGTH"] = BODY
    app.url_map.merge_slashes = False
    app.url_map.converters["anything"] = Anything
    app.extensions[NAME] = services
    install_caller(app, services, who)
    install_errors(app)
    for subject in subjects:
        app.register_blueprint(subject)
    if services.settings.rate_limits:
        install_rates(app)
    return app
