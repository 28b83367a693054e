"""Asks a serving process as 50 programs would: how long answers take, whether any fails or memory grows.

    python -m tests.bench.interface HOME [--clients 50] [--seconds 60]

HOME holds a published snapshot and patient files. Prints one line a kind of request.
"""

import argparse
import asyncio
import itertools
import re
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import httpx
import psutil

SEARCHES = (
    "",
    "q=azacitidine",
    "drug_class=HMA&setting=after_hma",
    "status=open&phase=PHASE2",
    "q=luspatercept&country=US",
)


def percentile(times: list[float], share: float) -> float:
    """The time in milliseconds within which so many answers came."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


class Load:
    """Clients that each wait for an answer before they ask again."""

    def __init__(self, address: str, seconds: float) -> None:
        self.address, self.seconds = address, seconds
        self.times: dict[str, list[float]] = defaultdict(list)
        self.failures = 0

    async def run(self, clients: int) -> None:
        """All clients until the time is up; the first answers, which nobody has made yet, count too."""
        async with httpx.AsyncClient(base_url=self.address, timeout=60) as client:
            told = (await client.get("/api/v1/patients")).json()["patients"]
        end = time.monotonic() + self.seconds
        await asyncio.gather(
            *(self._client(number, end, [one["handle"] for one in told]) for number in range(clients))
        )

    async def _client(self, number: int, end: float, handles: list[str]) -> None:
        searches, patients = (
            itertools.cycle(SEARCHES),
            itertools.cycle(handles[number % len(handles) :] + handles),
        )
        async with httpx.AsyncClient(base_url=self.address, timeout=60) as client:
            while time.monotonic() < end:
                await self._ask(client, "trial search", f"/api/v1/trials?{next(searches)}")
                await self._ask(client, "match", f"/api/v1/patients/{next(patients)}/match")

    async def _ask(self, client: httpx.AsyncClient, kind: str, path: str) -> None:
        begun = time.perf_counter()
        async with client.stream("GET", path) as answer:
            async for _ in answer.aiter_raw():  # unpacking is the client's own affair
                pass
        self.times[kind].append(time.perf_counter() - begun)
        self.failures += answer.status_code != 200


def main() -> None:
    """Serve the home, ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    program = "from matcher.cli.main import main; main()"
    command = [sys.executable, "-c", program, "serve", "--home", str(asked.home), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            found = re.search(r"http://\S+/", server.stderr.readline())
            assert found is not None
            report(server.pid, Load(found.group().rstrip("/"), asked.seconds), asked.clients)
        finally:
            server.terminate()


def report(pid: int, load: Load, clients: int) -> None:
    """Run the load and print what was measured."""
    process = psutil.Process(pid)
    asyncio.run(load.run(clients))
    first = process.memory_info().rss
    again = Load(load.address, load.seconds / 4)
    asyncio.run(again.run(clients))
    for kind, times in load.times.items():
        spread = ", ".join(f"p{share} {percentile(times, share / 100):.0f} ms" for share in (50, 95, 99))
        say(f"{kind}: {len(times)} answers, {spread}")
    say(f"failures: {load.failures + again.failures}")
    last = process.memory_info().rss
    say(f"memory: {first / 2**20:.0f} MiB, a quarter of the time later {last / 2**20:.0f} MiB")


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
