"""Column types that mean the same on SQLite, PostgreSQL and MariaDB.

Migrations use them too, so a released one never changes: a new meaning gets a new name.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, LargeBinary, String, Text
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine

_MARIADB = ("mysql", "mariadb")
_EXACT = {"charset": "utf8mb4", "collation": "utf8mb4_nopad_bin"}  # its default ignores case and spaces at the end


def words(length: int) -> TypeEngine[str]:
    """Text of at most ``length`` code points, compared exactly."""
    return String(length).with_variant(mysql.VARCHAR(length, **_EXACT), *_MARIADB)


def long_text() -> TypeEngine[str]:
    """Text without a limit of its own, compared exactly."""
    return Text().with_variant(mysql.LONGTEXT(**_EXACT), *_MARIADB)


def ordered_text() -> TypeEngine[str]:
    """Text as ``long_text``, and sorted code point by code point wherever it is."""
    return (
        Text()
        .with_variant(postgresql.TEXT(collation="C"), "postgresql")
        .with_variant(mysql.LONGTEXT(**_EXACT), *_MARIADB)
    )


def ordered_words(length: int) -> TypeEngine[str]:
    """Text as ``words``, and sorted code point by code point wherever it is."""
    return (
        String(length)
        .with_variant(postgresql.VARCHAR(length, collation="C"), "postgresql")
        .with_variant(mysql.VARCHAR(length, **_EXACT), *_MARIADB)
    )


def key() -> TypeEngine[int]:
    """A row's number. SQLite counts by itself only when the type reads INTEGER."""
    return BigInteger().with_variant(Integer(), "sqlite")


def moment() -> TypeEngine[int]:
    """Milliseconds since 1970 UTC."""
    return BigInteger()


def identifier() -> TypeEngine[str]:
    """A UUID. Read it back through ``str(value).upper()``: PostgreSQL keeps sixteen bytes, not our letters."""
    return (
        String(36)
        .with_variant(postgresql.UUID(as_uuid=False), "postgresql")
        .with_variant(mysql.CHAR(36, charset="ascii", collation="ascii_bin"), *_MARIADB)
    )


def digest() -> TypeEngine[bytes]:
    """A SHA-256."""
    return LargeBinary(32).with_variant(mysql.BINARY(32), *_MARIADB)


def sealed() -> TypeEngine[bytes]:
    """Encrypted bytes, at most 65,535 of them."""
    return LargeBinary()


class PlainData(TypeDecorator[Any]):
    """Anything JSON can say, keys in their order. Kept as text, since engines differ in which JSON they take."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(long_text().dialect_impl(dialect))

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        return json.dumps(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class OptionalData(PlainData):
    """PlainData of which nothing is the database's own NULL, so that a row can be asked whether it holds any."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # type: ignore[override]
        return None if value is None else super().process_bind_param(value, dialect)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else super().process_result_value(value, dialect)
