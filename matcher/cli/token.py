"""Home to `mdsmatch token`: who may use the pages and the interface from other machines."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli import options

if TYPE_CHECKING:
    from matcher.web.tokens import Tokens

EXAMPLES = """\b
Examples:
  mdsmatch token add dr-meyer --days 90
  mdsmatch token list --home /srv/mdsmatch
  mdsmatch token remove dr-meyer"""


@click.group("token", short_help="Say who may log in to the pages.", epilog=EXAMPLES)
def command() -> None:
    """Say who may log in to the pages and the interface when they are served to other machines.

    A token is shown once, when it is made; only its hash is kept.
    """


@command.command("add", short_help="Make a token.")
@click.argument("name")
@click.option("--days", type=click.IntRange(1, 3650), help="For how many days it counts; else until removed.")
@options.home
def add(name: str, days: int | None, home: Path) -> None:
    """Make a token for NAME and print it; it is never shown again."""
    click.echo(_tokens(home).add(name, days))


@command.command("list", short_help="Show who has a token.")
@options.home
def listing(home: Path) -> None:
    """Show who has a token, since when and until when."""
    from matcher.web.tokens import utc_now

    now = utc_now()
    for token in _tokens(home).all():
        state = "" if token.counts(now) else "  expired"
        click.echo(f"{token.name:40s}  made {_day(token.made_at)}  until {_day(token.expires_at)}{state}")


@command.command("remove", short_help="Take a token back.")
@click.argument("name")
@options.home
def remove(name: str, home: Path) -> None:
    """Take the token of NAME back; its sessions end at once."""
    _tokens(home).remove(name)


def _tokens(home: Path) -> "Tokens":
    from matcher.settings import Home
    from matcher.web.tokens import Tokens

    return Tokens(Home(home).make().tokens)


def _day(moment: datetime | None) -> str:
    return "removed" if moment is None else f"{moment:%Y-%m-%d}"
