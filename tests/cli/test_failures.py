"""Every known failure is one sentence on standard error and an exit code of the contract."""

import errno

import click
import pytest

from criteria.errors import CriteriaError
from matcher.cli.failures import exit_code, sentence
from matcher.errors import BadInput, RegistryError, StoreError


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (click.UsageError("no"), 2),
        (BadInput("no"), 3),
        (CriteriaError("no"), 3),
        (RegistryError("no"), 4),
        (StoreError("no"), 5),
        (OSError(errno.ENOSPC, "No space left on device"), 5),
        (PermissionError(errno.EACCES, "Permission denied"), 5),
        (click.Abort(), 130),
        (KeyboardInterrupt(), 130),
    ],
)
def test_exit_codes(failure: BaseException, code: int) -> None:
    assert exit_code(failure) == code


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (BadInput("p.json: $.sex\n  is wrong"), "mdsmatch: p.json: $.sex is wrong"),
        (click.UsageError("No such option: --foo"), "mdsmatch: No such option: --foo (see mdsmatch --help)"),
        (
            OSError(errno.ENOSPC, "No space left on device", "/data/x.csv"),
            "mdsmatch: /data/x.csv: the disk is full; free some space and run the command again",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "/root/x"),
            "mdsmatch: /root/x: permission is denied; check who owns it, or name another place",
        ),
        (OSError(errno.EMFILE, "Too many open files"), "mdsmatch: reading or writing: too many open files"),
        (KeyboardInterrupt(), "mdsmatch: interrupted"),
    ],
)
def test_sentences(failure: BaseException, said: str) -> None:
    assert sentence(failure) == said
