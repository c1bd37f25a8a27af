"""One command in a process of its own, forked from one in which what every command imports is there already."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory

PRELOADED = [
    "blockloom.web.serve",
    "rich.console",
    "rich.progress",
    "rich.prompt",
    "rich.syntax",
    "tests.web.cli.forked",
]
"""All but the command line itself, which looks at its environment as it is imported."""
PATIENCE = 60.0

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(PRELOADED)


def carry_out(words: list[str], folder: str, environ: dict[str, str], given: str = "") -> CompletedProcess[str]:
    """What ``blockloom`` does with these words there: its exit code and what it printed. ``given`` is its stdin."""
    with TemporaryDirectory() as kept:
        streams = [str(Path(kept, name)) for name in ("in", "out", "err")]
        Path(streams[0]).write_text(given, "utf-8")
        process = _context.Process(target=_command, args=(words, folder, environ, streams), daemon=True)
        process.start()
        process.join(PATIENCE)
        if process.is_alive():
            process.kill()
            process.join()
        out, err = (Path(stream).read_bytes().decode() for stream in streams[1:])
        code = process.exitcode
    assert code is not None
    process.close()
    return CompletedProcess(words, code, out, err)


def _command(words: list[str], folder: str, environ: dict[str, str], streams: list[str]) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    for number, (name, mode, stream) in enumerate(zip(("stdin", "stdout", "stderr"), "rww", streams, strict=True)):
        os.dup2(os.open(stream, os.O_RDONLY if mode == "r" else os.O_WRONLY | os.O_CREAT), number)
        setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - the process's own
    from blockloom.web.cli import main

    main(words)
