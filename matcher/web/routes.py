"""The list of all routers: a page or a room is there when it has its line here."""

from fastapi import APIRouter

from matcher.web.api import snapshot
from matcher.web.pages import exports, files, login, start

PAGES: tuple[APIRouter, ...] = (
    exports.router,
    files.router,
    login.router,
    start.router,
)

ROOMS: tuple[APIRouter, ...] = (
    snapshot.router,
)  # fmt: skip
"""Mounted below `/api/v1`."""
