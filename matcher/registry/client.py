"""The ClinicalTrials.gov v2 API as a source.

Home to the pull as a whole: the data's version before and after, and beginning again when the data changed in
between or the pages did not fit together. Pages are `paging`'s, connections `transport`'s.
"""

from datetime import date
from typing import Self

from pydantic import AliasGenerator, BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from matcher.errors import RegistryError
from matcher.registry.intake import Intake
from matcher.registry.pace import Pace
from matcher.registry.paging import Paging, TornPullError
from matcher.registry.query import Query
from matcher.registry.source import UNKNOWN_TIMESTAMP, Progress, PullReport, RegistryVersion, Sink
from matcher.registry.transport import Transport

RESTARTS = 3
"""How often a pull begins again. The data change about once a day, so more than one is already strange."""


class _Version(BaseModel):
    """The answer of /version."""

    model_config = ConfigDict(frozen=True, alias_generator=AliasGenerator(validation_alias=to_camel))

    api_version: str
    data_timestamp: str | None = None


class RegistryClient:
    """The API behind `transport`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @classmethod
    def at(cls, base_url: str, pace: Pace | None = None) -> Self:
        """The API at this base URL, asked at most once a second unless `pace` says otherwise."""
        return cls(Transport(base_url, pace or Pace()))

    def describe(self) -> str:
        """The registry's address, for people."""
        return f"registry {self._transport.base_url}"

    def version(self) -> RegistryVersion:
        """What /version says. Raises RegistryError."""
        answer = self._transport.get("/version", {}, _Version)
        return RegistryVersion(answer.api_version, answer.data_timestamp or UNKNOWN_TIMESTAMP)

    def pull(
        self, query: Query, sink: Sink, since: date | None = None, progress: Progress | None = None
    ) -> PullReport:
        """See `Source`. Raises RegistryError if the registry fails, or its pages never fit together."""
        sunk, why = set[str](), ""
        for restarts in range(RESTARTS + 1):
            intake = Intake(sink, sunk)
            try:
                return self._pass(Paging(self._transport, query, since, intake, progress), intake, restarts)
            except TornPullError as torn:
                why = str(torn)
        raise RegistryError(
            f"The records of the registry at {self._transport.base_url} do not fit together in "
            f"{RESTARTS + 1} attempts (in the last one {why}); run again later"
        )

    def _pass(self, paging: Paging, intake: Intake, restarts: int) -> PullReport:
        before = self.version().data_timestamp
        paging.run()
        after = self.version().data_timestamp
        if before != after:
            raise TornPullError(f"its data changed from {before} to {after} meanwhile")
        return intake.report(paging.announced, restarts, after)
