"""A visit: one request and what it stands on. Every page and every room of the interface takes one.

Home to the rule that a request sees one snapshot from its beginning to its end.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from fastapi import Depends, Request

from matcher.export.messages import Messages
from matcher.export.model import Provenance
from matcher.patient import Patient
from matcher.store.read import Snapshot
from matcher.web.audit import EVERYBODY, Audit, Event, Happening
from matcher.web.desk import Desk
from matcher.web.frame import Frame, address_of, frame_of
from matcher.web.problems import Problem
from matcher.web.wording import words


@dataclass(frozen=True)
class Visit:
    """One request: the desk, the one snapshot it sees, and the frame (who asks, in which language)."""

    desk: Desk
    snapshot: Snapshot
    frame: Frame
    audit: Audit
    address: str
    route: str

    @property
    def user(self) -> str:
        """The name of who asks, for the audit log and for what belongs to somebody."""
        return self.frame.user

    @cached_property
    def say(self) -> Messages:
        """The sentences in the language of who asks."""
        return words(self.frame.language)

    def patient(self, handle: str) -> Patient:
        """The patient of a handle; that the user saw it is logged. Raises Problem if there is none."""
        found = self.desk.patient(handle)
        if found is None:
            raise Problem(404)
        self.note("saw", handle)
        return found

    def note(self, event: Event, handle: str = EVERYBODY) -> None:
        """Log that the user saw, exported or saved what belongs to this patient (or to all of them)."""
        about = (handle, self.snapshot.meta.id)
        self.audit.record(Happening(event, self.user, self.address, self.route, *about))

    @cached_property
    def provenance(self) -> Provenance:
        """Where everything that this request answers comes from."""
        return Provenance.of(self.snapshot.meta)


async def _begin(request: Request) -> AsyncIterator[Visit]:
    desk: Desk = request.app.state.desk
    with desk.snapshot() as snapshot:
        frame = frame_of(request, Provenance.of(snapshot.meta))
        route = getattr(request.scope.get("route"), "path", "")
        yield Visit(desk, snapshot, frame, request.app.state.audit, address_of(request), route)


Visiting = Annotated[Visit, Depends(_begin)]
"""What a route takes: `def page(visit: Visiting) -> HTMLResponse`. Raises StoreError without a snapshot."""
