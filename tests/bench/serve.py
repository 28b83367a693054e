"""How fast a running `mdsmatch serve` answers many people at once, and whether its memory stays flat.

python -m tests.bench.serve http://127.0.0.1:8000/ PATIENTS [SECONDS]
python -m tests.bench.serve FOLDER PATIENTS [SECONDS]

Asks a server that listens on this machine, or serves the registry records of FOLDER first. PATIENTS are
patient files. Fifty people ask for SECONDS (60); each reads an answer for a second on average before asking
again. Of fifty questions thirty are searches of the trials, nineteen the matches of a patient of the house,
and one the match of a patient whom the server has never seen. Where the machine is busy all times are longer:
the seconds of processor say what the answers cost.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import psutil

from tests.bench.usage import given
from tests.lib.serving import RUN, serving

CLIENTS, SECONDS, READING = 50, 60.0, 1.0
LIMITS = {"search": 0.300, "match": 0.500}
"""Seconds below which 95 of 100 answers must stay."""

SHARES = (("search", 0.60), ("match", 0.98), ("new match", 1.0))
_GROWTH = 1.10
"""Memory may grow by so much between the first quarter and the end."""

_WORDS = ("", "azacitidine", "venetoclax", "luspatercept", "anemia", "transplant", "leukemia", "decitabine")
_STATUSES = ("", "RECRUITING", "COMPLETED", "open")
_PHASES = ("", "PHASE1", "PHASE2", "PHASE3")


class Question(NamedTuple):
    """What is asked, and how it is counted."""

    kind: str
    method: str
    path: str
    body: bytes = b""


class Answered(NamedTuple):
    """One answer: of which kind, after how many seconds, with which status (0: none)."""

    kind: str
    seconds: float
    status: int


def main(where: str, patients: str, seconds: str = str(SECONDS)) -> int:
    """Print the figures; 1 if one is over its limit."""
    files = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(Path(patients).glob("*.json"))]
    with _served(where, patients) as url:
        server = _server(url)
        handles = _handles(url)
        with ThreadPoolExecutor(CLIENTS) as people:
            until = time.monotonic() + float(seconds)
            asking = [people.submit(_ask, url, handles, files, seed, until) for seed in range(CLIENTS)]
            worked = _worked(server)
            time.sleep(float(seconds) / 4)
            before = server.memory_info().rss
            answers = [answer for one in asking for answer in one.result()]
        sys.stdout.write(f"{_worked(server) - worked:.1f} s of processor in {float(seconds):.0f} s\n")
        return _report(answers, before, server.memory_info().rss, float(seconds))


@contextmanager
def _served(where: str, patients: str) -> Iterator[str]:
    if where.startswith("http"):
        yield where
        return
    with tempfile.TemporaryDirectory() as home:
        subprocess.run([*RUN, "nightly", "--registry", where, "--home", home], check=True, stderr=-3)
        with serving(Path(home), "--patients", patients) as served:
            yield served.url


def _server(url: str) -> psutil.Process:
    """The process that listens there."""
    port = urlsplit(url).port
    listening = (one for one in psutil.net_connections("tcp") if one.status == psutil.CONN_LISTEN)
    return psutil.Process(next(one.pid for one in listening if one.laddr.port == port))


def _worked(server: psutil.Process) -> float:
    """Seconds of processor that the server has used."""
    return float(sum(server.cpu_times()[:2]))


def _handles(url: str) -> list[str]:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
    connection.request("GET", "/api/v1/patients")
    listed = json.loads(connection.getresponse().read())["patients"]
    connection.close()
    return [one["handle"] for one in listed if one["handle"]]


def _ask(
    url: str, handles: list[str], files: list[dict[str, object]], seed: int, until: float
) -> list[Answered]:
    """One person: asks, reads, and asks again."""
    chance, answers = random.Random(seed), list[Answered]()
    connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
    time.sleep(chance.uniform(0, READING))
    while time.monotonic() < until:
        question = _question(chance, handles, files)
        answers.append(_answer(connection, question))
        time.sleep(chance.expovariate(1 / READING))
    connection.close()
    return answers


def _question(chance: random.Random, handles: list[str], files: list[dict[str, object]]) -> Question:
    drawn = chance.random()
    kind = next(kind for kind, share in SHARES if drawn < share)
    if kind == "search":
        asked = {
            "q": chance.choice(_WORDS),
            "status": chance.choice(_STATUSES),
            "phase": chance.choice(_PHASES),
        }
        path = chance.choice(("/trials", "/api/v1/trials"))
        return Question(kind, "GET", f"{path}?{urlencode({k: v for k, v in asked.items() if v})}")
    if kind == "match":
        return Question(kind, "GET", f"/api/v1/patients/{chance.choice(handles)}/match")
    stranger = chance.choice(files) | {"id": f"stranger-{chance.random()}"}
    return Question(kind, "POST", "/api/v1/match", json.dumps(stranger).encode())


def _answer(connection: HTTPConnection, question: Question) -> Answered:
    headers = {"Content-Type": "application/json"} if question.body else {}
    begun = time.perf_counter()
    try:
        connection.request(question.method, question.path, question.body or None, headers)
        response = connection.getresponse()
        response.read()
        status = response.status
    except OSError:
        connection.close()
        status = 0
    return Answered(question.kind, time.perf_counter() - begun, status)


def _report(answers: list[Answered], before: int, after: int, seconds: float) -> int:
    times, wrong = defaultdict(list), [answer for answer in answers if answer.status != 200]
    for answer in answers:
        times[answer.kind].append(answer.seconds)
    late = False
    for kind, taken in sorted(times.items()):
        slow = quantiles(taken, n=20)[-1]
        late |= slow > LIMITS.get(kind, slow)
        spread = f"median {median(taken):.3f} s  p95 {slow:.3f} s  most {max(taken):.3f} s"
        sys.stdout.write(f"{kind:10s} {len(taken):5d} answers  {spread}\n")
    for (kind, status), count in Counter((one.kind, one.status) for one in wrong).items():
        sys.stdout.write(f"{kind:10s} {count:5d} answers with status {status}\n")
    sys.stdout.write(f"{len(answers) / seconds:.0f} answers a second, {len(wrong)} errors\n")
    sys.stdout.write(f"memory {before >> 20} MiB after a quarter of the time, {after >> 20} MiB at the end\n")
    return int(late or bool(wrong) or after > before * _GROWTH)


if __name__ == "__main__":
    sys.exit(main(*given(__doc__, "WHERE PATIENTS [SECONDS]")))
