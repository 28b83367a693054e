"""Runs the reading in processes of their own, so that a record that breaks, hangs or kills its reader harms
nobody but itself. Knows processes and time limits; what is read is `reading`'s business."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from queue import SimpleQueue
from typing import Any, Self, TypeVar

from matcher.errors import MatcherError
from matcher.operations.reading import PARSER, Chunk, identify, read_chunk, store_unread
from matcher.store.meta import Reader

LANES = 2
CHUNK_SECONDS = 300.0
RECORD_SECONDS = 60.0

Given = TypeVar("Given")
Result = TypeVar("Result")


@dataclass(frozen=True)
class ChunkReport:
    """What became of a chunk: the files of its readings, its size, and the trials that could not be read."""

    files: tuple[str, ...]
    records: int
    failed: tuple[str, ...] = ()


class Lanes:
    """A few reading processes, each started when it is first needed; closed together.

    `chunk_seconds` and `record_seconds` bound how long a chunk, or a record by itself, may take.
    """

    def __init__(
        self,
        parser: str = PARSER,
        lanes: int = LANES,
        chunk_seconds: float = CHUNK_SECONDS,
        record_seconds: float = RECORD_SECONDS,
    ) -> None:
        self._parser = parser
        self._limits = chunk_seconds, record_seconds
        self._lanes = [_Lane() for _ in range(lanes)]
        self._free: SimpleQueue[_Lane] = SimpleQueue()
        for lane in self._lanes:
            self._free.put(lane)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for lane in self._lanes:
            lane.stop()

    def identify(self) -> Reader:
        """Who reads here. Raises what loading the parser raises."""
        return self._lanes[0].start(identify, self._parser).result()

    def read(self, chunk: Chunk) -> ChunkReport:
        """Read a chunk on a free lane, waiting for one; may be called from several threads.

        If the chunk breaks, its records are read one by one, and one that breaks alone is stored unread.
        Raises MatcherError or OSError for what is no fault of the parser: the archive, the disk.
        """
        lane = self._free.get()
        try:
            return self._read(lane, replace(chunk, parser=self._parser))
        finally:
            self._free.put(lane)

    def _read(self, lane: "_Lane", chunk: Chunk) -> ChunkReport:
        chunk_seconds, record_seconds = self._limits
        if lane.attempt(chunk, chunk_seconds) is None:
            return ChunkReport((str(chunk.out),), len(chunk.versions))
        singles = [
            replace(chunk, versions=(version,), out=chunk.out.with_suffix(f".{position}.jsonl"))
            for position, version in enumerate(chunk.versions)
        ]
        broken = [(single, why) for single in singles if (why := lane.attempt(single, record_seconds))]
        for single, why in broken:
            store_unread(single, why)
        failed = tuple(single.versions[0].nct_id for single, _ in broken)
        return ChunkReport(tuple(str(single.out) for single in singles), len(singles), failed)


class _Lane:
    """One process that reads; started anew when it has died or was stopped."""

    def __init__(self) -> None:
        self._executor: ProcessPoolExecutor | None = None
        self._pid = 0

    def start(self, work: Callable[[Given], Result], given: Given) -> Future[Result]:
        return self._running().submit(work, given)

    def attempt(self, chunk: Chunk, seconds: float) -> str | None:
        """Read the chunk; None if that went well, else why it did not, in words that quote nothing."""
        future = self.start(read_chunk, chunk)
        if not wait([future], timeout=seconds).done:
            self.kill()
            return f"the parser took longer than {seconds:.0f} s"
        fault = future.exception()
        if isinstance(fault, MatcherError | OSError):
            raise fault
        if isinstance(fault, BrokenProcessPool):
            self.stop()
            return "the parser's process died"
        return f"the parser failed ({type(fault).__name__})" if fault else None

    def kill(self) -> None:
        """End the process in the middle of its work."""
        os.kill(self._pid, signal.SIGKILL)
        self.stop()

    def stop(self) -> None:
        """End the process when its work is done."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = None

    def _running(self) -> ProcessPoolExecutor:
        if self._executor is None:
            context = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(1, mp_context=context, initializer=_follow_parent)
            self._pid = self._executor.submit(os.getpid).result()
        return self._executor


def _follow_parent() -> None:
    """Die with the parent, and only then: a killed night must leave no process behind, and an interrupt at
    the terminal is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_after, args=(multiprocessing.parent_process(),), daemon=True).start()


def _die_after(parent: Any) -> None:
    parent.join()
    os._exit(1)
