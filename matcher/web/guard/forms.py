"""Checks that a form was sent from a page of this server: it carries the mark that the page had."""

import hmac

from fastapi import Request

from matcher.web.guard.origin import SAFE
from matcher.web.problems import Problem

FIELD = "csrf"
MOST_FIELDS = 50_000
"""A long patient file is a form of many fields; the request's size bounds them anyway."""


async def form_check(request: Request) -> None:
    """Raises Problem for a form without its mark.

    A token in the header is proof enough: no page of another site can make a browser send it.
    """
    if request.method in SAFE or "authorization" in request.headers:
        return
    form = await request.form(max_fields=MOST_FIELDS, max_files=0)
    given = form.get(FIELD)
    mark: str = request.state.csrf
    if not isinstance(given, str) or not mark or not hmac.compare_digest(given.encode(), mark.encode()):
        request.app.state.login.refuse(request, "a form without its mark")
        raise Problem(403, "form")
