"""Home to the serving process: the address is taken first, then the application listens there. One process.

Nothing is logged of requests: an address may tell what somebody looked for.
"""

import errno
import gc
import logging
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from matcher.errors import MatcherError
from matcher.settings import make_private_folder
from matcher.store.read import open_published
from matcher.web.app import create_app
from matcher.web.desk import Desk
from matcher.web.settings import WebSettings

BACKLOG = 512
KEEP_ALIVE = 75
"""Seconds for which a connection may be silent: longer than people and programs read before they ask on."""
SWITCH = 0.001
"""Seconds after which a thread at work lets others in: a search is done while a match is worked out."""

_WRONG_USAGE = 2


class AddressError(MatcherError):
    """The address cannot be listened on."""

    exit_code = _WRONG_USAGE


def serve(settings: WebSettings, ready: Callable[[str], None]) -> None:
    """Listen until interrupted; `ready` is told the address once it can be asked.

    Raises StoreError where no sound snapshot is published, AddressError for the address, OSError.
    """
    open_published(settings.home.root).close()
    with _listening(settings) as listener:
        if settings.patients == settings.home.patients:
            make_private_folder(settings.patients)
        app = create_app(settings)
        _warm(app.state.desk)
        logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            timeout_keep_alive=KEEP_ALIVE,
        )
        ready(_url(settings, listener))
        sys.setswitchinterval(SWITCH)
        gc.freeze()  # what stays need not be walked over again and again
        with suppress(KeyboardInterrupt):  # the usual end
            uvicorn.Server(config).run(sockets=[listener])
        gc.unfreeze()


def _warm(desk: Desk) -> None:
    """Read and index the trials before the first asker has to wait for them."""
    with desk.snapshot() as snapshot:
        desk.index(snapshot)


def _listening(settings: WebSettings) -> socket.socket:
    where = f"{settings.host} port {settings.port}"
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
        # Connections inherit it. Without, each small answer waits 40 ms for the other side's acknowledgement:
        # asyncio sets it only on sockets that name their protocol, which these do not.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except (OSError, OverflowError) as error:
        raise AddressError(f"{where}: {_why(error)}") from None


def _why(error: Exception) -> str:
    match getattr(error, "errno", None):
        case errno.EADDRINUSE:
            return "another program listens there; end it, or name another --port"
        case errno.EACCES | errno.EPERM:
            return "this port is kept for the system; name a --port from 1024"
        case errno.EADDRNOTAVAIL:
            return "this machine does not have this address; name one of its own with --host"
    return "cannot be listened on; name another --host or --port"


def _url(settings: WebSettings, listener: socket.socket) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{listener.getsockname()[1]}/"
