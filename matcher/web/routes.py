"""The list of all routers: a page or a room is there when it has its line here."""

from fastapi import APIRouter

from matcher.web.api import changes, health, matching, shortlists, snapshot
from matcher.web.api import patients as patients_room
from matcher.web.api import trials as trials_room
from matcher.web.pages import (
    enter,
    exports,
    files,
    interface,
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
    interface.router,
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
    changes.router,
    health.router,
    matching.router,
    patients_room.router,
    shortlists.router,
    snapshot.router,
    trials_room.router,
)
"""Mounted below `/api/v1`."""
