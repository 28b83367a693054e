"""The list of all routers: a page or a room is there when it has its line here."""

from fastapi import APIRouter

from matcher.web.api import health, matching, patients, shortlists, snapshot, trials
from matcher.web.pages import exports, files, interface, login, start

PAGES: tuple[APIRouter, ...] = (
    exports.router,
    files.router,
    interface.router,
    login.router,
    start.router,
)

ROOMS: tuple[APIRouter, ...] = (
    health.router,
    matching.router,
    patients.router,
    shortlists.router,
    snapshot.router,
    trials.router,
)
"""Mounted below `/api/v1`."""
