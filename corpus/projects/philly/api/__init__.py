"""Handlers over plain dictionaries; any web framework can sit on top."""

from api.router import Request, Response, Router
from api.service import build_router

__all__ = ["Request", "Response", "Router", "build_router"]
