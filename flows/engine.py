"""Gives the flows a Prefect to run on: its settings, and a server for the time of a command.

Prefect reads its settings when it is first imported: a command calls `start_engine` before it imports a flow.
Nothing here imports Prefect.
"""

import atexit
import os
import subprocess
import sys
import urllib.error
import urllib.request

from matcher.errors import StoreError
from matcher.settings import Home

READY_SECONDS = 120.0
STOP_SECONDS = 10.0

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_CLI_COLORS": "false",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "flows",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
}
"""Nothing is reported home, no result is kept, and Prefect's own log, tracebacks and all, goes to its server
and not to the terminal."""

BRIEF = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
}
"""What Prefect sets for a server that lives for one run: no web pages, no scheduler."""


def start_engine(home: Home, *, scheduling: bool = False) -> None:
    """Set Prefect up for this process, which must not have imported it yet.

    The server at `PREFECT_API_URL` is used where that is set; else one is started, with a scheduler if
    `scheduling`, and stopped at exit: only then has Prefect sent off its last log. Raises StoreError if no
    server starts.
    """
    os.environ.update(QUIET)
    os.environ.setdefault("PREFECT_HOME", str(home.prefect.resolve()))
    if "PREFECT_API_URL" not in os.environ:
        server = _start({} if scheduling else BRIEF)
        atexit.register(_stop, server)
        os.environ["PREFECT_API_URL"] = _url(server, home)


def wait_until_ready(home: Home) -> None:
    """Wait for the server to answer; it starts while a flow is imported. Raises StoreError if it does not."""
    try:
        urllib.request.urlopen(f"{os.environ['PREFECT_API_URL']}/health", timeout=READY_SECONDS).close()
    except (urllib.error.URLError, OSError) as error:
        raise StoreError(
            f"{home.prefect}: the Prefect server does not answer ({error}); see that the disk is not full, "
            "or remove this folder and run the command again"
        ) from None


def _start(extra: dict[str, str]) -> subprocess.Popen[bytes]:
    """In a session of its own: an interrupt at the terminal ends the flow, and the flow's end the server."""
    return subprocess.Popen(
        [sys.executable, "-m", "flows.server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **extra},
        start_new_session=True,
    )


def _url(server: subprocess.Popen[bytes], home: Home) -> str:
    assert server.stdout is not None
    port = server.stdout.readline().strip()
    if not port.isdigit():
        raise StoreError(f"{home.prefect}: the Prefect server does not start; run the command again")
    return f"http://127.0.0.1:{int(port)}/api"


def _stop(server: subprocess.Popen[bytes]) -> None:
    assert server.stdin is not None and server.stdout is not None
    server.stdin.close()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    server.stdout.close()
