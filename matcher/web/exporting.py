"""Home to making a shortlist a file of whoever asks, and to handing it to nobody else."""

import re
from pathlib import Path
from typing import Literal

from matcher.export.model import Audience
from matcher.export.shortlist import write_shortlist, writer_for
from matcher.web.audit import Happening
from matcher.web.exports import About, Export
from matcher.web.problems import Problem
from matcher.web.visit import Visit

Ending = Literal["html", "pdf", "csv", "json", "xlsx"]


def export_shortlist(
    visit: Visit, handle: str, audience: Audience, ending: Ending, *, all_statuses: bool = False
) -> Export:
    """Write the patient's shortlist to a file of the user; that it was exported is logged.

    Raises Problem for a patient who is not there, BadInput for an ending that this audience does not have.
    """
    name = f"shortlist-{audience}.{ending}"
    writer_for(audience, Path(name))  # refuses a wrong ending before the work is done
    patient = visit.desk.patient(handle)
    if patient is None:
        raise Problem(404)
    shortlist = visit.desk.shortlist(visit.snapshot, patient, all_statuses=all_statuses, steps=True)
    now = visit.desk.settings.now()
    about = About(user=visit.user, patient=handle, snapshot=visit.snapshot.meta.id, made_at=now, name=name)
    export = visit.desk.exports.begin(about)
    write_shortlist(shortlist, audience, export.path)
    visit.note("exported", handle)
    return export


def own_export(visit: Visit, number: str) -> Export:
    """An export, if it is the user's own. Raises Problem, and logs it, if it is another user's."""
    export = visit.desk.exports.find(number)
    if export is None:
        raise Problem(404)
    about = export.about
    if about.user != visit.user:
        why = "another user's export"
        visit.audit.record(
            Happening("refused", visit.user, visit.address, visit.route, about.patient, about.snapshot, why)
        )
        raise Problem(403, "export")
    return export


def media_of(export: Export) -> str:
    """What kind of file it is."""
    ending = re.sub(r".*\.", "", export.path.name)
    return _MEDIA.get(ending, "application/octet-stream")


_MEDIA = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
