"""Home to remembering what is dear to make: each key is made once, however many ask for it at once.

Knows nothing of what is remembered.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Memo(Generic[Key, Value]):
    """The last `most` values that were asked for. Safe for threads; failures are not remembered."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[Key, Future[Value]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of `key`; whoever asks first makes it, the others wait. Raises what `make` raises."""
        with self._lock:
            future = self._kept.get(key)
            mine = future is None
            if future is None:
                future = self._kept[key] = Future()
            self._kept.move_to_end(key)
            self._drop_oldest()
        if mine:
            self._fill(key, future, make)
        return future.result()

    def drop(self, unwanted: Callable[[Key], bool]) -> None:
        """Forget the keys that are not wanted any more."""
        with self._lock:
            for key in [key for key in self._kept if unwanted(key)]:
                del self._kept[key]

    def _drop_oldest(self) -> None:
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def _fill(self, key: Key, future: Future[Value], make: Callable[[], Value]) -> None:
        try:
            future.set_result(make())
        except BaseException as fault:  # noqa: BLE001 - those who wait get it too
            with self._lock:
                if self._kept.get(key) is future:
                    del self._kept[key]
            future.set_exception(fault)
