"""Home to the secret of a home: what makes handles and form tokens that nobody else can make.

It lies in a file of mode 0600 and outlasts a restart, so that addresses and open forms stay good.
"""

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from matcher.errors import StoreError
from matcher.settings import PRIVATE_FILE

_BYTES = 32


class Secret:
    """Marks that can be made and checked only with the secret."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def mark(self, purpose: str, value: str) -> str:
        """32 hexadecimal digits, the same for the same purpose and value."""
        content = f"{purpose}\0{value}".encode()
        return hashlib.blake2b(content, key=self._key, digest_size=16).hexdigest()

    def proves(self, mark: str, purpose: str, value: str) -> bool:
        """Whether `mark` was made for this; takes as long whatever is wrong with it."""
        return hmac.compare_digest(mark.encode(), self.mark(purpose, value).encode())


def secret_of(path: Path) -> Secret:
    """The secret in the file, which is made where there is none. Raises StoreError if it is damaged."""
    with suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_BYTES))
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise StoreError(f"{path}: holds no secret; remove it, and a new one is made")
    return Secret(key)
