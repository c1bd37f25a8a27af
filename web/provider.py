"""The services that a process pushes through, as it is set up."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from blockloom.runtime.delivery import Fcm, Provider, Routes, ServiceAccount
from blockloom.runtime.delivery.fcm import GOOGLE
from blockloom.runtime.delivery.provider import NoProvider
from blockloom.runtime.delivery.smtp import MailServer
from blockloom.runtime.errors import FlowError, SettingsError
from blockloom.runtime.secrets import Vault
from blockloom.runtime.store import Store
from blockloom.runtime.store.arrivals import simulated
from blockloom.web.settings import ServerSettings
from blockloom.web.simulator import PROJECT

_AT_ONCE = 64
"""Requests to Google at a time: it is far away, and each takes a while."""
_SECRET = "secret:"


def service_account(settings: ServerSettings, store: Store) -> ServiceAccount | None:
    """Who pushes through Firebase; ``None`` where that is not set up. SettingsError if it can't be as it is."""
    named = settings.fcm
    if named is None:
        return None
    where = f"BLOCKLOOM_FCM ({named})"
    if named.startswith(_SECRET):
        return ServiceAccount.read(_secret(settings, store, named, where), where)
    try:
        text = Path(named).expanduser().read_text("utf-8")
    except (OSError, ValueError) as error:
        raise SettingsError(f"{where} can't be read: {getattr(error, 'strerror', None) or error}.") from None
    return ServiceAccount.read(text, where)


def mail_server(settings: ServerSettings, store: Store) -> MailServer | None:
    """Where e-mail is handed over; ``None`` where that is not set up. SettingsError if it can't be as it is."""
    named = settings.smtp
    if named is None:
        return None
    where = "BLOCKLOOM_SMTP"
    url = _secret(settings, store, named, where) if named.startswith(_SECRET) else named
    return MailServer.read(url, settings.mail_from or "", where)


def _secret(settings: ServerSettings, store: Store, named: str, where: str) -> str:
    try:
        return Vault(store, settings.data).get(named.removeprefix(_SECRET))
    except FlowError as error:
        raise SettingsError(f"{where} ({named}) can't be read. {error.message}") from None


def provider(
    settings: ServerSettings, store: Store, account: ServiceAccount | None, simulator: str, key: str, ending: ExitStack
) -> Provider:
    """The simulated service at the address ``simulator``, which ``key`` opens, if it is on, and Firebase where there is
    an account. ``ending`` closes them."""
    own: Provider = NoProvider()
    if settings.simulator:
        own = simulated_fcm = Fcm(PROJECT, lambda: key, simulator)
        ending.callback(simulated_fcm.close)
    if account is None:
        return own
    google = Fcm(account.project, account, settings.fcm_url or GOOGLE, _AT_ONCE, account.spoiled)
    ending.callback(account.close)
    ending.callback(google.close)
    return Routes(google, own, lambda tokens: simulated(store, tokens))
