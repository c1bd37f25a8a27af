"""How the person who runs a public server comes to its pages: with the admin token, for a cookie of half a day."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from limits import parse

from blockloom.runtime.apps import digest_of, is_admin
from blockloom.web.answers import Refusal
from blockloom.web.counting import counters, too_often
from blockloom.web.guard import OPEN, check_form
from blockloom.web.services import services
from blockloom.web.words import gettext

COOKIE = "__Host-blockloom"
SECONDS = 12 * 3600
WRONG = parse("10 per minute")

login = Blueprint("login", __name__)


def install_login(app: Flask) -> None:
    """Ask whoever opens a page of a public server to log in first."""
    app.register_blueprint(login)

    @app.before_request
    def admit() -> Response | None:
        if request.endpoint in OPEN or request.blueprint == login.name:
            return None
        if not is_logged_in():
            if request.headers.get("Sec-Fetch-Mode") == "navigate" and request.method == "GET":
                return redirect(url_for("login.ask"), 303)  # type: ignore[return-value]
            raise Refusal(401, gettext("Log in first: this page is for whoever runs the server."))
        check_form()
        return None


@login.get("/login")
def ask() -> str:
    """The page that asks for the token."""
    return render_template("login.html", wrong=False)


@login.post("/login")
def take() -> Response | tuple[str, int]:
    """Trade the admin token for a cookie. The form's type is fine here, since the guard saw that it is our own page."""
    who = f"admin {request.remote_addr}"
    if not counters.test(WRONG, who):
        raise too_often(WRONG)
    token = request.form.get("token", "").strip()
    mark = digest_of(token)
    if not is_admin(services().store, mark):
        counters.hit(WRONG, who)
        return render_template("login.html", wrong=True), 403
    response = redirect("/", 303)
    response.set_cookie(
        COOKIE, signer().dumps(mark.hex()), max_age=SECONDS, secure=True, httponly=True, samesite="Strict", path="/"
    )
    return response  # type: ignore[return-value]


@login.post("/logout")
def leave() -> Response:
    """Forget the cookie."""
    response = redirect(url_for("login.ask"), 303)
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Strict", path="/")
    return response  # type: ignore[return-value]


def is_logged_in() -> bool:
    """Whether the cookie was given to somebody with the admin token that is good now."""
    try:
        mark = bytes.fromhex(signer().loads(request.cookies.get(COOKIE, ""), max_age=SECONDS))
    except (BadSignature, ValueError, TypeError):
        return False
    return is_admin(services().store, mark)


def signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(services().gate.secret, salt="login")
