"""A table of handlers, filled by a decorator."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from api.errors import ApiError, NotFound


@dataclass
class Request:
    path: str
    params: dict[str, str] = field(default_factory=dict)
    method: str = "GET"


@dataclass
class Response:
    status: int
    body: Any

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


def guarded(handler: Callable[[Request], Any]) -> Callable[[Request], Response]:
    @functools.wraps(handler)
    def wrapper(request: Request) -> Response:
        try:
            return Response(200, handler(request))
        except ApiError as exc:
            return Response(exc.status, exc.body())

    return wrapper


class Router:
    def __init__(self) -> None:
        self._routes: dict[tuple[str, str], Callable[[Request], Response]] = {}

    def route(self, path: str, method: str = "GET") -> Callable:
        def register(handler: Callable[[Request], Any]) -> Callable[[Request], Response]:
            wrapped = guarded(handler)
            self._routes[method, path] = wrapped
            return wrapped

        return register

    def paths(self) -> list[str]:
        return sorted(path for _, path in self._routes)

    def handle(self, request: Request) -> Response:
        handler = self._routes.get((request.method, request.path.rstrip("/") or "/"))
        if handler is None:
            error = NotFound(f"no route for {request.path}")
            return Response(error.status, error.body())
        return handler(request)
