"""Home to where a cohort is matched. Runners beside this machine's own are found by the entry points group
`mdsmatch.runners`, as commands are: this package knows none of them.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from matcher.operations.cohort import Runner

LOCAL = "local"
PLUGINS = "mdsmatch.runners"


def runner(name: str, home: Path, scheduler: str | None) -> "Runner | None":
    """The runner of that name, None for this machine's own.

    Raises click.UsageError where it is not installed, or has no use for a scheduler.
    """
    if name == LOCAL:
        if scheduler is not None:
            raise click.UsageError("--scheduler needs --runner dask")
        return None

    from importlib.metadata import entry_points

    for found in entry_points(group=PLUGINS, name=name):
        try:
            made: Runner = found.load()(home, scheduler)
        except ImportError as missing:
            raise click.UsageError(str(missing)) from None
        return made
    raise click.UsageError(f"the runner {name} is not installed; install mdsmatch anew, or use another")
