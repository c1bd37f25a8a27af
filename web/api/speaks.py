"""What a route takes and answers, said beside the route: the OpenAPI document is made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from blockloom.web.api.shapes import Shape

Route = TypeVar("Route", bound=Callable[..., Any])
MARK = "speaks"


@dataclass(frozen=True, slots=True)
class Link:
    """Another route that goes on where this one ended: the ``endpoint``, and where its parameters or the properties of
    its body come from, as OpenAPI's runtime expressions (``$request.body#/deviceId``)."""

    endpoint: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """``answer`` is the shape of what is answered with 200, ``None`` where nothing is ever done; ``empty`` an answer
    without a body. ``body`` is the shape of what is sent; it ``may_lack`` where the route works without.

    ``parameters`` are the shapes of those in the path, ``needed`` of those that have to stand behind it, ``query`` and
    ``headers`` of those that may stand there.
    """

    answer: Shape | None = None
    body: Shape | None = None
    empty: bool = False
    may_lack: bool = False
    parameters: Mapping[str, Shape] = field(default_factory=dict)
    needed: Mapping[str, Shape] = field(default_factory=dict)
    query: Mapping[str, Shape] = field(default_factory=dict)
    headers: Mapping[str, Shape] = field(default_factory=dict)
    links: tuple[Link, ...] = ()


def speaks(
    answer: Shape | None = None, body: Shape | None = None, *links: Link, **more: Any
) -> Callable[[Route], Route]:
    """Say it of a route; see ``Speech``. It goes below the lines that give the route its addresses."""

    def mark(route: Route) -> Route:
        setattr(route, MARK, Speech(answer, body, links=links, **more))
        return route

    return mark
