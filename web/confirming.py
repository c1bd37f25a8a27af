"""The page to which the e-mail leads with which users confirm their address."""

from __future__ import annotations

from flask import Blueprint, render_template

from blockloom.runtime.errors import FlowError
from blockloom.runtime.users import Confirmation
from blockloom.web.services import services
from blockloom.web.words import translated

confirming = Blueprint("confirming", __name__)

PATH = "/confirm/"


@confirming.get(f"{PATH}<token>")
def ask(token: str) -> str | tuple[str, int]:
    """Ask for the click. Opening the page confirms nothing: programs that look at e-mail open it, too."""
    try:
        return render_template("confirm.html", email=own().user(token).email)
    except FlowError as error:
        return render_template("confirm.html", over=translated(error)), 410


@confirming.post(f"{PATH}<token>")
def take(token: str) -> str | tuple[str, int]:
    """Confirm the address."""
    try:
        return render_template("confirm.html", email=own().redeem(token).email, done=True)
    except FlowError as error:
        return render_template("confirm.html", over=translated(error)), 410


def own() -> Confirmation:
    return Confirmation(services().store)
