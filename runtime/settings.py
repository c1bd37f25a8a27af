"""Where an installation keeps its data, from the command line, the environment and the system's custom.

``--data DIR`` goes before ``BLOCKLOOM_DATA``, and that before the user's data folder. ``BLOCKLOOM_DATABASE_URL`` names
a database server; without it the store is a SQLite file in the data folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from blockloom.runtime.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Settings:
    """``data`` is a folder that exists and can be written; ``database_url`` is None for the file in it."""

    data: Path
    database_url: str | None = None


def load_settings(data: str | Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The installation's settings; makes the data folder. SettingsError when it can't be used."""
    named = str(data) if data is not None else environ.get("BLOCKLOOM_DATA", "").strip()
    folder = Path(named).expanduser() if named else user_data_path("blockloom", appauthor=False)
    _make(folder)
    return Settings(folder.resolve(), environ.get("BLOCKLOOM_DATABASE_URL", "").strip() or None)


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
