"""The page to which the e-mail of a user leads who forgot the password: there another one is chosen."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from blockloom.runtime.errors import FlowError
from blockloom.runtime.users import Recovery
from blockloom.runtime.users.onetime import OVER
from blockloom.web.services import services
from blockloom.web.words import gettext, translated

recovering = Blueprint("recovering", __name__)

PATH = "/recover/"


@recovering.get(f"{PATH}<token>")
def ask(token: str) -> str | tuple[str, int]:
    """Ask for the password. Opening the page uses nothing up: programs that look at e-mail do so, too."""
    try:
        return page(own().user(token).email)
    except FlowError as error:
        return refused(error)


@recovering.post(f"{PATH}<token>")
def take(token: str) -> str | tuple[str, int]:
    """Set the password that was typed twice."""
    password = request.form.get("password", "")
    try:
        user = own().user(token)
        if request.form.get("again", "") != password:
            return page(user.email, gettext("The two are not the same. Type the new password once more.")), 400
        own().redeem(token, {"password": password})
    except FlowError as error:
        return refused(error) if error.code == OVER else (page(user.email, translated(error)), 400)
    return render_template("recover.html", done=True, email=user.email)


def page(email: str | None, problem: str = "") -> str:
    return render_template("recover.html", email=email, problem=problem)


def refused(error: FlowError) -> tuple[str, int]:
    return render_template("recover.html", over=translated(error)), 410


def front() -> str:
    """What stands in front of the secret in the link of an e-mail. It never comes from a request's Host."""
    return services().gate.base + PATH


def own() -> Recovery:
    return Recovery(services().store, services().passwords)
