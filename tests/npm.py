"""Packages from npm that only tests need: each set has a folder with ``package.json`` and its lock."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from blockloom.web.build_hook import run_node
from tests.browser import CACHE, made_whole, provide_node


def npm_packages(source: Path) -> Path:
    """The ``node_modules`` of what a folder's lock names, fetched once into the cache."""
    provide_node()
    lock = (source / "package-lock.json").read_bytes()
    folder = CACHE / f"{source.name}-{hashlib.sha256(lock).hexdigest()[:16]}"
    if not folder.is_dir():
        with made_whole(folder) as made:
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(source / name, made)
            run_node(made, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    return folder / "node_modules"
