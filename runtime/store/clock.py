"""The database's own clock, by which processes on several machines agree."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class database_now(FunctionElement[int]):  # noqa: N801 (reads like SQL's own functions)
    """Now by the database, in milliseconds since 1970 UTC."""

    type = BigInteger()
    inherit_cache = True
    name = "database_now"


@compiles(database_now, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **_: Any) -> str:
    return "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"


@compiles(database_now, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **_: Any) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"


@compiles(database_now, "mariadb")
@compiles(database_now, "mysql")
def _on_mariadb(element: Any, compiler: Any, **_: Any) -> str:
    return "CAST(UNIX_TIMESTAMP(SYSDATE(6)) * 1000 AS SIGNED)"
