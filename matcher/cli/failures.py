"""Home to the one place where a failure becomes a sentence for people and an exit code of the contract.

2 wrong usage, 3 bad input data, 4 registry, 5 store or disk, 130 interrupted. A reader who goes away in the
middle (a broken pipe) is click's to end quietly. It knows no command.
"""

import errno

import click

from criteria.errors import CriteriaError
from matcher.errors import MatcherError

FAILURES = (MatcherError, CriteriaError, click.ClickException, click.Abort, KeyboardInterrupt, OSError)
"""What is reported in a sentence. Anything else is a fault of the program and keeps its traceback."""

BAD_INPUT, BAD_STORE, INTERRUPTED = 3, 5, 130

_DISK = {
    errno.ENOSPC: "the disk is full; free some space and run the command again",
    errno.EDQUOT: "your quota on this disk is used up; free some space and run the command again",
    errno.EACCES: "permission is denied; check who owns it, or name another place",
    errno.EPERM: "permission is denied; check who owns it, or name another place",
    errno.EROFS: "this disk is read-only; name another place",
    errno.ENOENT: "there is no such file or folder; check the spelling",
    errno.ENOTDIR: "a part of this path is a file, not a folder; check the spelling",
    errno.EISDIR: "this is a folder, not a file; name a file in it",
    errno.EIO: "the disk cannot be read or written; check it before going on",
}


def exit_code(failure: BaseException) -> int:
    """The exit code of the contract for a failure."""
    match failure:
        case MatcherError() | click.ClickException():
            return int(failure.exit_code)
        case CriteriaError():
            return BAD_INPUT
        case OSError():
            return BAD_STORE
        case _:
            return INTERRUPTED


def sentence(failure: BaseException) -> str:
    """What went wrong, where, and how to mend it, on one line."""
    match failure:
        case click.UsageError():
            return _usage(failure)
        case click.ClickException():
            return f"mdsmatch: {_one_line(failure.format_message())}"
        case MatcherError() | CriteriaError():
            return f"mdsmatch: {_one_line(str(failure))}"
        case OSError():
            return f"mdsmatch: {_one_line(_disk(failure))}"
        case _:
            return "mdsmatch: interrupted"


def _usage(failure: click.UsageError) -> str:
    path = failure.ctx.command_path if failure.ctx else "mdsmatch"
    return f"{path}: {_one_line(failure.format_message())} (see {path} --help)"


def _disk(failure: OSError) -> str:
    where = failure.filename if failure.filename is not None else "reading or writing"
    why = _DISK.get(failure.errno or 0) or (failure.strerror or str(failure)).lower()
    return f"{where}: {why}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
