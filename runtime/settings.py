"""Where an installation keeps its data, from the command line, the environment and the system's custom.

``--data DIR`` goes before ``BLOCKLOOM_DATA``, and that before the user's data folder. ``BLOCKLOOM_DATABASE_URL`` names
a database server; without it the store is a SQLite file in the data folder. ``BLOCKLOOM_HTTP_ALLOW`` names hosts that
flows may reach besides the public internet, as ``host:port`` or ``host``, with commas in between. ``BLOCKLOOM_FCM`` is
the file of a service account that may push through Firebase Cloud Messaging, or ``secret:NAME`` for a secret of the
default app that holds what would stand in that file; ``BLOCKLOOM_FCM_URL`` is another server that speaks the same.
``BLOCKLOOM_SMTP`` is the mail server, smtp://user:password@host:587 or ``secret:NAME`` for a secret that holds such an
address, and ``BLOCKLOOM_MAIL_FROM`` from whom e-mail comes. ``BLOCKLOOM_KEEP`` says how many days what is kept:
``messages=30, outcomes=7, jobs=2``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from blockloom.runtime.errors import SettingsError

_MOST_DAYS = 36_500
_HOST = re.compile(r"(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Keep:
    """For how many days is kept what is done with: ``messages`` with their counts, the ``outcomes`` of single devices,
    and the engine's ``jobs``."""

    messages: int = 30
    outcomes: int = 7
    jobs: int = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """``data`` is a folder that exists and can be written; ``database_url`` is None for the file in it.

    ``http_allow`` holds the hosts that flows may reach besides the public internet, as ``host:port`` or ``host``.
    ``fcm`` is a file's path or ``secret:NAME``; without it pushes reach simulated phones only. ``smtp`` is an address
    or ``secret:NAME``; without it no e-mail is sent.
    """

    data: Path
    database_url: str | None = None
    http_allow: frozenset[str] = frozenset()
    fcm: str | None = None
    fcm_url: str | None = None
    keep: Keep = Keep()
    smtp: str | None = None
    mail_from: str | None = None


def load_settings(data: str | Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The installation's settings; makes the data folder. SettingsError when it can't be used."""
    folder = data_folder(data, environ)
    _make(folder)
    database_url, fcm, fcm_url, smtp, mail_from = (
        environ.get(f"BLOCKLOOM_{name}", "").strip() or None
        for name in ("DATABASE_URL", "FCM", "FCM_URL", "SMTP", "MAIL_FROM")
    )
    hosts, keep = _hosts(environ.get("BLOCKLOOM_HTTP_ALLOW", "")), _keep(environ.get("BLOCKLOOM_KEEP", ""))
    return Settings(folder.resolve(), database_url, hosts, fcm, fcm_url, keep, smtp, mail_from)


def data_folder(data: str | Path | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """Where the data is, whether the folder is there or not."""
    named = str(data) if data is not None else environ.get("BLOCKLOOM_DATA", "").strip()
    return Path(named).expanduser() if named else user_data_path("blockloom", appauthor=False)


def _hosts(text: str) -> frozenset[str]:
    words = [word.strip().lower() for word in text.split(",") if word.strip()]
    for word in words:
        if not _HOST.fullmatch(word):
            raise SettingsError(
                f'BLOCKLOOM_HTTP_ALLOW holds "{word[:80]}". Write hosts like crm.local:8080 or 10.0.0.5, with commas.'
            )
    return frozenset(word.replace("[", "").replace("]", "") for word in words)


def _keep(text: str) -> Keep:
    days: dict[str, int] = {}
    for word in filter(None, (word.strip() for word in text.split(","))):
        name, _, number = (part.strip() for part in word.partition("="))
        if name not in Keep.__dataclass_fields__ or not (number.isascii() and number.isdecimal() and 0 < int(number)):
            raise SettingsError(
                f'BLOCKLOOM_KEEP holds "{word[:80]}". Write for how many days what is kept, each 1 or more: '
                "messages=30, outcomes=7, jobs=2."
            )
        days[name] = min(int(number), _MOST_DAYS)
    return Keep(**days)


def _make(folder: Path) -> None:
    mend = "Name another folder with --data DIR or BLOCKLOOM_DATA."
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (FileExistsError, NotADirectoryError) as error:
        raise SettingsError(f"The data folder {folder} can't be made: a file is in its place. {mend}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SettingsError(f"The data folder {folder} can't be made: {reason}. {mend}") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsError(f"The data folder {folder} can't be written by this user. {mend}")
