"""Home to the command `mdsmatch`: which commands there are, and how a failure becomes an exit code.

A command's module is imported when it is called. Commands that run flows are found by the entry points group
`mdsmatch.commands`; this package never imports them by name.
"""

import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Protocol

import click

from criteria.collection import collect_rarely
from matcher.cli.failures import FAILURES, exit_code, sentence

MODULES = {
    "audit": "matcher.cli.audit",
    "changes": "matcher.cli.changes",
    "feasibility": "matcher.cli.feasibility",
    "match": "matcher.cli.match",
    "next": "matcher.cli.next_step",
    "parse": "matcher.cli.parse",
    "patient": "matcher.cli.patient",
    "seal": "matcher.cli.seal",
    "serve": "matcher.cli.serve",
    "shortlist": "matcher.cli.shortlist",
    "state": "matcher.cli.state",
    "synth": "matcher.cli.synth",
    "token": "matcher.cli.token",
    "whatif": "matcher.cli.whatif",
}
"""Commands of this package; each module has its command as `command`."""

PLUGINS = "mdsmatch.commands"


class Commands(click.Group):
    """The commands of this package and of the entry points, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*MODULES, *(plugin.name for plugin in _plugins())})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = import_module(MODULES[cmd_name]).command if cmd_name in MODULES else _plugin(cmd_name)
        return command if isinstance(command, click.Command) else None


class _Plugin(Protocol):
    @property
    def name(self) -> str: ...
    def load(self) -> object: ...


def _plugin(name: str) -> object:
    return next((plugin.load() for plugin in _plugins() if plugin.name == name), None)


def _plugins() -> Iterator[_Plugin]:
    # Imported here: it takes as long as all else of a command's beginning, and most commands are no plugins.
    from importlib.metadata import entry_points

    yield from entry_points(group=PLUGINS)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Information, not advice: every match is for a physician to check.",
)
@click.version_option(package_name="mdsmatch", message="%(prog)s %(version)s")
def mdsmatch() -> None:
    """Match patients with a myelodysplastic syndrome, after HMA or ESA failure, to clinical trials.

    \b
    mdsmatch demo                                 see it work, no set-up
    mdsmatch match patient.json                   trials for a patient
    mdsmatch shortlist patient.json --for patient --out shortlist.html
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with the contract's exit code; a known failure shows no traceback."""
    collect_rarely()
    try:
        code = mdsmatch.main(args=arguments, prog_name="mdsmatch", standalone_mode=False)
    except FAILURES as failure:
        code = exit_code(failure)
        click.echo(sentence(failure), err=True)
    sys.exit(code if isinstance(code, int) else 0)
