"""The web app: what it is made of and in which order."""

from __future__ import annotations

from flask import Flask

from blockloom.runtime.phones import Phones
from blockloom.runtime.store import Store
from blockloom.web.answers import install_answers
from blockloom.web.api.app import create_api
from blockloom.web.api.direct import directly
from blockloom.web.api.mount import beside, under
from blockloom.web.apipages import API, apipages
from blockloom.web.arranging import arranging
from blockloom.web.calls import calls
from blockloom.web.composing import composing
from blockloom.web.confirming import PATH as CONFIRM
from blockloom.web.confirming import confirming
from blockloom.web.console.app import create_console
from blockloom.web.editing import editing
from blockloom.web.feed import Feed
from blockloom.web.flowcalls import flow_calls
from blockloom.web.flowing import flowing
from blockloom.web.guard import Gate, install_guard
from blockloom.web.join import join
from blockloom.web.login import install_login
from blockloom.web.look import install_look
from blockloom.web.manual import manual
from blockloom.web.pages import pages
from blockloom.web.phonecalls import phone_calls
from blockloom.web.pushing import Pushing
from blockloom.web.recovering import recovering
from blockloom.web.services import NAME, Services
from blockloom.web.settings import ServerSettings
from blockloom.web.simulator import PATH, create_simulator
from blockloom.web.stream import Streams
from blockloom.web.tables import tables
from blockloom.web.testing import testing
from blockloom.web.tray import tray
from blockloom.web.visitors import admit_visitor, apart
from blockloom.web.words import install_words


def create_app(settings: ServerSettings) -> Flask:
    """The app with its store open. SettingsError if the store can't be opened.

    ``app.extensions["blockloom"]`` holds its Services; whoever serves the app closes them.
    """
    app = Flask(__name__, static_folder="static", template_folder="templates")
    app.json.sort_keys = False  # type: ignore[attr-defined]
    store = Store.open(settings.database_url, settings.data)
    gate = Gate(settings.host, settings.port, settings.public.address if settings.public else None, lan=settings.lan)
    pushing, feed = Pushing(settings, store), Feed(store)
    flows = flowing(settings, pushing, feed.changed, gate.base + CONFIRM)
    shared = app.extensions[NAME] = Services(
        settings,
        gate,
        store,
        flows.library,
        flows.history,
        Phones(store),
        flows.runs,
        Streams(settings.streams),
        flows.world.passwords,
        pushing,
        feed,
        flows.world.confirming,
    )
    install_answers(app)
    install_look(app)
    install_words(app)
    app.register_blueprint(pages)
    app.register_blueprint(manual)
    app.register_blueprint(apipages)
    app.register_blueprint(tables)
    app.register_blueprint(tray)
    app.register_blueprint(composing)
    app.register_blueprint(calls)
    app.register_blueprint(flow_calls)
    app.register_blueprint(editing)
    app.register_blueprint(testing)
    app.register_blueprint(arranging)
    app.register_blueprint(phone_calls)
    app.register_blueprint(join)
    app.register_blueprint(recovering)
    app.register_blueprint(confirming)
    taken = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    api = app.extensions[API] = create_api(shared)
    api.after_request(feed.after)
    everything = beside(app.wsgi_app, directly(api, shared), create_console(shared).wsgi_app, taken)
    if settings.simulator:
        everything = under(PATH, create_simulator(store, pushing.key, feed.changed).wsgi_app, everything)
    app.wsgi_app = apart(app.wsgi_app, everything, gate, shared.phones)  # type: ignore[assignment,method-assign]
    install_guard(app, gate, lambda: admit_visitor(gate, shared.phones))
    if settings.public is not None:
        install_login(app)
    return app
