"""Home to `mdsmatch serve`: the pages and the interface, until it is interrupted."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli import options

if TYPE_CHECKING:
    from matcher.web.settings import WebSettings

EXAMPLES = """\b
Examples:
  mdsmatch serve
  mdsmatch serve --patients patients/ --port 8080"""


@click.command("serve", short_help="Serve the pages and the REST interface.", epilog=EXAMPLES)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on; any but a loopback one demands a token of every user.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port to listen on; 0 takes a free one.",
)
@click.option(
    "--patients",
    type=click.Path(path_type=Path),
    help="The folder of patient files.  [default: patients in the home]",
)
@click.option("--login", is_flag=True, help="Demand a token on a loopback address too (behind a proxy).")
@options.home
def command(host: str, port: int, patients: Path | None, login: bool, home: Path) -> None:
    """Serve the pages and the REST interface (/api/v1) on the published snapshot, until interrupted.

    A night that publishes meanwhile is taken up by the next request.
    """
    from matcher.errors import BadInput
    from matcher.settings import Home
    from matcher.web.server import serve
    from matcher.web.settings import WebSettings

    if patients is not None and not patients.is_dir():
        raise BadInput(f"{patients}: there is no such folder; make it, or name another with --patients")
    place = Home(home)
    settings = WebSettings(place, patients or place.patients, host, port, login)
    serve(settings, lambda url: _say(url, settings))


def _say(url: str, settings: "WebSettings") -> None:
    from matcher.web.settings import is_loopback
    from matcher.web.tokens import Tokens

    click.echo(f"serving on {url} (stop with Ctrl-C)", err=True)
    if settings.login and not Tokens(settings.home.tokens).all():
        click.echo("nobody can log in yet: `mdsmatch token add NAME` makes a token", err=True)
    if not is_loopback(settings.host):
        click.echo("what is sent is not encrypted: put a proxy with TLS before it", err=True)
