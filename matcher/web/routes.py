"""The list of all routers: a page or a room is there when it has its line here."""

from fastapi import APIRouter

from matcher.web.api import snapshot
from matcher.web.pages import (
    enter,
    exports,
    files,
    login,
    match_routes,
    nights,
    patient_routes,
    patients,
    start,
    trial,
    trial_feasibility,
    trial_versions,
    trials,
)

PAGES: tuple[APIRouter, ...] = (
    enter.router,
    exports.router,
    files.router,
    login.router,
    nights.router,
    patients.router,
    start.router,
    trials.router,
    trial.router,
    trial_versions.router,
    trial_feasibility.router,
    patient_routes.router,
    match_routes.router,
)

ROOMS: tuple[APIRouter, ...] = (
    snapshot.router,
)  # fmt: skip
"""Mounted below `/api/v1`."""
