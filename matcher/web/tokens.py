"""Home to the tokens with which people and programs log in from elsewhere. Kept are names, hashes and dates.

A token is 256 random bits, so that one round of SHA-256 keeps it as well as any slow hash would.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from matcher.errors import BadInput, StoreError
from matcher.export.private_file import write_private

PREFIX = "mds_"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,39}")


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


class Token(BaseModel):
    """What is kept of a token: whose it is, its SHA-256, and until when it counts (None: for good)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    sha256: str
    made_at: datetime
    expires_at: datetime | None = None

    def counts(self, now: datetime) -> bool:
        """Whether it has not expired."""
        return self.expires_at is None or now < self.expires_at


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    tokens: tuple[Token, ...] = ()


class Tokens:
    """The tokens of a home, read from their file at each use: a token that was removed counts no more."""

    def __init__(self, path: Path, now: Callable[[], datetime] = utc_now) -> None:
        self._path = path
        self._now = now

    def all(self) -> tuple[Token, ...]:
        """All tokens by name, expired ones too. Raises StoreError if the file is damaged."""
        try:
            content = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ()
        try:
            return _File.model_validate_json(content).tokens
        except (ValidationError, ValueError):
            raise StoreError(f"{self._path}: is damaged; remove it and make new tokens") from None

    def add(self, name: str, days: int | None) -> str:
        """Make a token for `name` that counts for so many days; it is never shown again.

        Raises BadInput for a name that is taken or cannot stand in a log.
        """
        if not _NAME.fullmatch(name):
            raise BadInput("the name of a token is 1 to 40 letters, digits, dots, hyphens; write such a one")
        tokens = self.all()
        if any(token.name == name for token in tokens):
            raise BadInput(f"{name} has a token already; remove that first, or take another name")
        made, now = PREFIX + secrets.token_urlsafe(32), self._now()
        expires = None if days is None else now + timedelta(days=days)
        self._write((*tokens, Token(name=name, sha256=_hash(made), made_at=now, expires_at=expires)))
        return made

    def remove(self, name: str) -> None:
        """Take a token back. Raises BadInput if there is none of this name."""
        tokens = self.all()
        if all(token.name != name for token in tokens):
            raise BadInput(f"{name} has no token; `mdsmatch token list` shows who has")
        self._write(tuple(token for token in tokens if token.name != name))

    def holder(self, given: str) -> str | None:
        """Whose token this is; None if it is nobody's or has expired. Takes as long whatever is given."""
        digest, now, found = _hash(given), self._now(), None
        for token in self.all():
            if hmac.compare_digest(token.sha256, digest) and token.counts(now):
                found = token.name
        return found

    def counts(self, name: str) -> bool:
        """Whether `name` still has a token that counts."""
        return any(token.name == name and token.counts(self._now()) for token in self.all())

    def _write(self, tokens: tuple[Token, ...]) -> None:
        ordered = tuple(sorted(tokens, key=lambda token: token.name))
        write_private(self._path, _File(tokens=ordered).model_dump_json(indent=1) + "\n")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
