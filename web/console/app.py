"""The console's API as a web app of its own: ``/<appId>/console/…`` with the admin token as ``auth-key``."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from blockloom.web.api.app import api_app
from blockloom.web.api.caller import administrator
from blockloom.web.api.unbuilt import METHODS, not_here
from blockloom.web.console.channels import channels
from blockloom.web.console.mailtemplates import mail_templates
from blockloom.web.console.pushes import pushes
from blockloom.web.console.templates import templates
from blockloom.web.services import Services

unbuilt = Blueprint("unbuilt", __name__)


@unbuilt.route("/<any('codeless', 'localservices', 'security', 'servercode', 'files', 'data'):root>", methods=METHODS)
@unbuilt.route(
    "/<any('codeless', 'localservices', 'security', 'servercode', 'files', 'data'):root>/<path:rest>", methods=METHODS
)
def service(root: str, rest: str = "") -> Response:
    """A whole service that is not here."""
    return not_here()


def create_console(services: Services) -> Flask:
    """Every subject's routes, behind the question whether an administrator calls."""
    return api_app(services, (channels, pushes, templates, mail_templates, unbuilt), administrator)
