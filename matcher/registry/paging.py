"""Goes through all pages of one query, once.

Home to what the registry's paging promises and where it may fail: tokens, announced totals, batches of ids.
What shows that the pages do not fit together raises TornPullError; whether to begin again is the client's.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import AliasGenerator, BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from matcher.registry.intake import Intake, malformed_id
from matcher.registry.query import Query
from matcher.registry.source import Progress, RawRecord
from matcher.registry.study import aliases_of, nct_id_of, write_json
from matcher.registry.transport import RefusedError, Transport

PAGE_SIZE = 100
"""Records a page: a full record is about 70 KB."""
BATCH_SIZE = 100
"""Ids a request, so that the address stays short enough for any proxy."""
BARREN_PAGES = 20
"""Pages in a row without one new record that are an endless loop; an empty page now and then is normal."""

_BAD_REQUEST = 400


class TornPullError(Exception):
    """The pages do not fit together; the message says how."""


class Page(BaseModel):
    """One page of studies as the API sends it."""

    model_config = ConfigDict(frozen=True, alias_generator=AliasGenerator(validation_alias=to_camel))

    studies: list[Any]
    next_page_token: str | None = None
    total_count: int | None = None


class Paging:
    """One pass of `query` over the registry, into `intake`."""

    def __init__(
        self,
        transport: Transport,
        query: Query,
        since: date | None,
        intake: Intake,
        progress: Progress | None = None,
    ) -> None:
        self._transport = transport
        self._query = query
        self._since = since
        self._intake = intake
        self._progress = progress
        self._answered: set[str] = set()  # ids that need not arrive under their own number
        self.announced: int | None = 0

    def run(self) -> None:
        """Take in every record. Raises TornPullError, RegistryError."""
        if not self._query.ids:
            self._go_through(())
            return
        ids = self._query.well_formed_ids()
        for given in self._query.malformed_ids():
            self._intake.refuse(malformed_id(given))
        for start in range(0, len(ids), BATCH_SIZE):
            self._go_through_ids(ids[start : start + BATCH_SIZE])
        self._refuse_absent(ids)

    def _go_through_ids(self, ids: tuple[str, ...]) -> None:
        """One id that the registry refuses spoils a whole batch: halve it until that id stands alone."""
        try:
            self._go_through(ids)
        except RefusedError as refusal:
            if refusal.status != _BAD_REQUEST or "ids" not in refusal.reason:
                raise
            if len(ids) == 1:
                self._answered.update(ids)
                self._intake.refuse(
                    f"{ids[0]} was refused by the registry ({refusal.reason}); check the number"
                )
                return
            middle = len(ids) // 2
            self._go_through_ids(ids[:middle])
            self._go_through_ids(ids[middle:])

    def _go_through(self, ids: tuple[str, ...]) -> None:
        parameters = self._query.parameters(self._since, ids)
        total, arrived, unusable, barren = None, set[str](), 0, 0
        for page in self._pages(parameters):
            total = page.total_count if total is None else total
            known = len(arrived)
            unusable += self._take(page, arrived)
            self._tell(total)
            barren = 0 if len(arrived) > known else barren + 1
            if barren > BARREN_PAGES:
                raise TornPullError(f"it sent {barren} pages in a row without a new record")
        self._compare(total, len(arrived) + unusable)

    def _pages(self, parameters: dict[str, str]) -> Iterator[Page]:
        first = {**parameters, "pageSize": str(PAGE_SIZE), "countTotal": "true"}
        page = self._transport.get("/studies", first, Page)
        yield page
        seen = set[str]()
        while token := page.next_page_token:
            if token in seen:
                raise TornPullError("it sent the same page token twice, an endless loop")
            seen.add(token)
            page = self._next(parameters, token)
            yield page

    def _next(self, parameters: dict[str, str], token: str) -> Page:
        following = {**parameters, "pageSize": str(PAGE_SIZE), "pageToken": token}
        try:
            return self._transport.get("/studies", following, Page)
        except RefusedError as refusal:
            if refusal.status != _BAD_REQUEST:
                raise
            # The first page was answered with the same parameters, so what is refused is the token.
            raise TornPullError(f"its page token has expired ({refusal.reason})") from None

    def _take(self, page: Page, arrived: set[str]) -> int:
        """Take the page's records in; returns how many of its studies cannot be used."""
        unusable = 0
        for study in page.studies:
            nct_id = nct_id_of(study)
            if nct_id is None:
                unusable += 1
                self._intake.refuse(
                    f"A study on a page of {self._transport.base_url} has no NCT number and was left out"
                )
                continue
            arrived.add(nct_id)
            self._answered.update(aliases_of(study))
            self._intake.take(RawRecord.of(nct_id, write_json(study)))
        return unusable

    def _tell(self, total: int | None) -> None:
        if self._progress:
            known = self.announced if total is None or self.announced is None else self.announced + total
            self._progress(len(self._intake), known)

    def _compare(self, total: int | None, arrived: int) -> None:
        """Hold what arrived against what the registry announced."""
        if total is None:
            self._intake.refuse(
                f"{self._transport.base_url} did not say how many records fit, "
                "so whether all have come cannot be told"
            )
        elif arrived < total:
            raise TornPullError(f"it announced {total} records and sent {arrived}")
        elif arrived > total:
            self._intake.refuse(
                f"{self._transport.base_url} announced {total} records and sent {arrived}; all were taken"
            )
        self.announced = None if total is None or self.announced is None else self.announced + total

    def _refuse_absent(self, ids: tuple[str, ...]) -> None:
        if self._since or self._query != Query(ids=self._query.ids):
            return  # an id that is not there may simply not fit the rest of the query
        for nct_id in ids:
            if nct_id not in self._intake and nct_id not in self._answered:
                self._intake.refuse(f"{nct_id} is not in the registry; check the number")
