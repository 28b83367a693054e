"""Answers as bytes: made once, kept packed, and not sent again to whoever has them.

Home to ETags. An answer is the same bytes for the same snapshot, patient and question, so that its ETag is
known before it is made. Knows nothing of what is answered.
"""

import gzip
import json
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from criteria.vocabulary.load import vocabulary
from matcher.web.memo import Memo

JSON = "application/json"
KEPT = 256
"""So many answers are kept; packed, a match against 449 trials is some 200 KB."""
SMALL = 1_000
"""Bytes up to which packing is not worth its while."""
_LEVEL = 5
_PACKED = "-gzip"
VARIES = {"Vary": "Accept, Accept-Encoding"}
FRESH = {"Cache-Control": "private, no-cache"}
"""May be kept by who asked, and is to be asked for again each time, which costs little."""
UNKEPT = {"Cache-Control": "no-store"}
"""What is about a patient is kept by no browser; a program that keeps it does so knowingly."""


class Answers:
    """The answers that were made last. Safe for threads; what is asked for by many at once is made once."""

    def __init__(self, most: int = KEPT) -> None:
        self._packed: Memo[str, bytes] = Memo(most)

    def give(
        self,
        request: Request,
        key: tuple[object, ...],
        make: Callable[[], Any],
        media: str = JSON,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The answer to a question that `key` tells wholly; 304 without a body for who has it already."""
        mark = sha256(repr((*_program(), media, *key)).encode()).hexdigest()[:32]
        packs = accepts_gzip(request.headers.get("accept-encoding", ""))
        told = VARIES | FRESH | dict(headers or {})
        known = {f'"{mark}"', f'"{mark}{_PACKED}"'}
        if known & marks_in(request.headers.get("if-none-match", "")):
            return Response(None, 304, told | {"ETag": f'"{mark}{_PACKED if packs else ""}"'})
        packed = self._packed.get(mark, lambda: _pack(to_bytes(make())))
        if packs and len(packed) > SMALL:
            told |= {"ETag": f'"{mark}{_PACKED}"', "Content-Encoding": "gzip"}
            return Response(packed, 200, told, media)
        return Response(gzip.decompress(packed), 200, told | {"ETag": f'"{mark}"'}, media)


def to_bytes(document: Any) -> bytes:
    """A document as json in ASCII without spaces; the same document gives the same bytes."""
    return json.dumps(document, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode()


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header lets an answer be packed."""
    for part in header.lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def marks_in(header: str) -> set[str]:
    """The ETags of an If-None-Match header, weak ones as strong."""
    return {part.strip().removeprefix("W/") for part in header.split(",")}


@cache
def _program() -> tuple[str, str]:
    """What else an answer depends on: this program and its vocabulary."""
    return version("mdsmatch"), vocabulary().fingerprint


def _pack(content: bytes) -> bytes:
    return gzip.compress(content, _LEVEL, mtime=0)
