"""Counts how often SQLite asks the disk to keep what it wrote.

No compiler, no root, no other program: a file system of SQLite's own (a VFS), made with ctypes, that passes everything
on to the usual one and counts the calls of xSync. Where Python hides its SQLite library, nothing can be counted.
"""

from __future__ import annotations

import _sqlite3
import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_void_p, cast
from typing import Any

_Sync = CFUNCTYPE(c_int, c_void_p, c_int)
_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)


class _Methods(Structure):
    """sqlite3_io_methods: what can be done with an open file."""

    _fields_ = [("version", c_int), ("before", c_void_p * 4), ("sync", c_void_p), ("after", c_void_p * 13)]


class _File(Structure):
    """sqlite3_file."""

    _fields_ = [("methods", POINTER(_Methods))]


class _FileSystem(Structure):
    """sqlite3_vfs."""

    _fields_ = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
        ("others", c_void_p * 15),
    ]


class Syncs:
    """``count`` is how often files that were opened meanwhile have been synced."""

    def __init__(self, usual: _FileSystem) -> None:
        self.count = 0
        self._methods: dict[int, tuple[_Methods, Any]] = {}
        self.file_system = _FileSystem.from_buffer_copy(usual)
        self.file_system.name = b"counting"
        open_file = _Open(usual.open)

        def opened(_self: int, name: int, file: int, flags: int, out: int) -> int:
            code: int = open_file(ctypes.addressof(usual), name, file, flags, out)
            if code == 0:
                self._watch(_File.from_address(file))
            return code

        self._opened = _Open(opened)
        self.file_system.open = cast(self._opened, c_void_p).value

    def _watch(self, file: _File) -> None:
        usual = file.methods.contents
        address = ctypes.addressof(usual)
        if address not in self._methods:
            sync_file = _Sync(usual.sync)

            def synced(file: int, flags: int) -> int:
                self.count += 1
                return int(sync_file(file, flags))

            counting = _Methods.from_buffer_copy(usual)
            callback = _Sync(synced)
            counting.sync = cast(callback, c_void_p).value
            self._methods[address] = (counting, callback)
        file.methods = ctypes.pointer(self._methods[address][0])


@contextmanager
def counted_syncs() -> Iterator[Syncs | None]:
    """Count the syncs of databases that are opened and closed inside the ``with`` block. None where that can't be."""
    try:
        library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
        find, register = library.sqlite3_vfs_find, library.sqlite3_vfs_register
    except (OSError, AttributeError):
        yield None
        return
    find.restype, find.argtypes = POINTER(_FileSystem), [c_char_p]
    register.argtypes = [POINTER(_FileSystem), c_int]
    usual = find(None)
    syncs = Syncs(usual.contents)
    register(ctypes.byref(syncs.file_system), 1)
    try:
        yield syncs
    finally:
        register(usual, 1)
        library.sqlite3_vfs_unregister.argtypes = [POINTER(_FileSystem)]
        library.sqlite3_vfs_unregister(ctypes.byref(syncs.file_system))
