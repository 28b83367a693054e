"""The command line as a user meets it: what it prints where, and the code it leaves with."""

from typing import NamedTuple

import pytest

from matcher.cli.main import main


class Ran(NamedTuple):
    """Exit code, standard output, standard error."""

    code: int
    out: str
    err: str


class CommandLine:
    """Runs `mdsmatch` in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> Ran:
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        printed = self._capsys.readouterr()
        code = left.value.code
        assert isinstance(code, int)
        return Ran(code, printed.out, printed.err)
