"""A loopback stand-in for the registry: real HTTP, no network.

Home to the server and to the faults that a test may order from it. The demo pulls the bundled sample through
it, so that the real client runs. What is answered is `standin_api`'s.
"""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from matcher.registry.standin_api import RefusedRequestError, StandInApi, Study

_BASE = "/api/v2"
_JSON, _PLAIN = "application/json", "text/plain"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one request, where everything not named goes right.

    `on` is the path it waits for ("/studies", "/version"; "" for any). `status`, `body`, `content_type` and
    `headers` replace the answer's; `change` alters the document before it is written; `empty_page` sends a
    page without studies whose token leads to them; `data_timestamp` changes the data before the answer;
    `delay` is in seconds; `drop` closes the connection without a word; `cut` closes it after half of the
    announced body; `truncate` sends half of the body as if it were all.
    """

    on: str = ""
    status: int | None = None
    body: bytes | None = None
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    change: Callable[[Study], Any] | None = None
    empty_page: bool = False
    data_timestamp: str | None = None
    delay: float = 0.0
    drop: bool = False
    cut: bool = False
    truncate: bool = False


NO_FAULT = Fault()


class StandIn:
    """A registry on 127.0.0.1 that holds `studies`; a context manager.

    `faults` happen one a request, in order, each to the next request for its path. `requests` lists what was
    asked for, as path and query. `url` is the base URL to give to the client.
    """

    def __init__(
        self,
        studies: Iterable[Study],
        faults: Iterable[Fault] = (),
        data_timestamp: str = "2026-01-02T09:00:05",
    ) -> None:
        self.api = StandInApi(studies, data_timestamp)
        self.requests: list[str] = []
        self.closing = Event()
        self._faults = list(faults)
        self._lock = Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.stand_in = self
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL of the API."""
        return f"http://127.0.0.1:{self._server.server_port}{_BASE}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def next_fault(self, path: str, asked: str) -> Fault:
        """Note the request; the fault that is due for it."""
        with self._lock:
            self.requests.append(asked)
            if self._faults and self._faults[0].on in ("", path):
                return self._faults.pop(0)
        return NO_FAULT


class _Server(ThreadingHTTPServer):
    """Ends with the process, whatever its clients still want."""

    daemon_threads = True
    block_on_close = False
    stand_in: StandIn

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone away is no error here; anything else is."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    server: _Server
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body leave together, or each answer waits for a delayed acknowledgement

    def do_GET(self) -> None:
        """Answer, with the fault that is due."""
        address = urlsplit(self.path)
        path = address.path.removeprefix(_BASE)
        fault = self.server.stand_in.next_fault(path, self.path.removeprefix(_BASE))
        self.server.stand_in.closing.wait(fault.delay)
        if fault.drop:
            self.close_connection = True
            return
        self._send(*self._answer(path, dict(parse_qsl(address.query)), fault), fault)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (http.server's own word)
        """Stay silent: what was asked for is in the stand-in's list."""

    def _answer(self, path: str, parameters: dict[str, str], fault: Fault) -> tuple[int, str, bytes]:
        api = self.server.stand_in.api
        api.data_timestamp = fault.data_timestamp or api.data_timestamp
        try:
            document: Any = api.answer(path, parameters)
        except RefusedRequestError as refused:
            return refused.status, _PLAIN, str(refused).encode()
        if fault.empty_page:
            document = {**document, "studies": [], "nextPageToken": api.same_page(parameters)}
        if fault.change:
            document = fault.change(document)
        return 200, _JSON, json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")

    def _send(self, status: int, content_type: str, body: bytes, fault: Fault) -> None:
        body = body if fault.body is None else fault.body
        body = body[: len(body) // 2] if fault.truncate else body
        self.send_response(fault.status or status)
        self.send_header("Content-Type", fault.content_type or content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in fault.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if fault.cut else body)
        self.close_connection = self.close_connection or fault.cut
