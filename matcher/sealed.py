"""Patient files that are encrypted at rest, with a key from the environment. The only home of cryptography.

A sealed file is a Fernet token (AES-128-CBC with HMAC-SHA256). `MDSMATCH_KEY` holds the key, or several apart
by commas: the first seals, each of them opens, so that keys can be changed one file after the other.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.errors import BadInput

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

KEY = "MDSMATCH_KEY"
_BEGINNING = b"gAAAA"
"""How every Fernet token begins, and no JSON document does."""


def new_key() -> str:
    """A key that nobody else has."""
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode("ascii")


def is_sealed(content: bytes) -> bool:
    """Whether this is the content of a sealed file."""
    return content.startswith(_BEGINNING)


def opened(content: bytes, path: Path) -> bytes:
    """What was sealed; plain content as it is. Raises BadInput for a wrong or missing key."""
    if not is_sealed(content):
        return content
    from cryptography.fernet import InvalidToken

    keys = _keys()
    if keys is None:
        raise BadInput(f"{path}: is encrypted; set {KEY} to the key that it was sealed with")
    try:
        return keys.decrypt(content.strip())
    except InvalidToken:
        raise BadInput(f"{path}: is damaged, or sealed with another key; set {KEY} to that one") from None


def sealed(text: str) -> str:
    """The text as a file should hold it: sealed if there is a key, else as it is. Raises BadInput."""
    keys = _keys()
    return text if keys is None else keys.encrypt(text.encode()).decode("ascii") + "\n"


def demand_key() -> None:
    """Raises BadInput if there is no key to seal with, or one that is none."""
    if _keys() is None:
        raise BadInput(f"{KEY} is not set; `mdsmatch seal --new-key` makes a key")


def _keys() -> "MultiFernet | None":
    written = [part.strip() for part in os.environ.get(KEY, "").split(",") if part.strip()]
    if not written:
        return None
    from cryptography.fernet import Fernet, MultiFernet

    try:
        return MultiFernet([Fernet(part) for part in written])
    except ValueError:
        raise BadInput(f"{KEY} holds no key; `mdsmatch seal --new-key` makes one") from None
