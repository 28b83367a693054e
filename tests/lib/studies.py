"""Small v2 studies in our own words, and a clock that tests wind by hand."""

from typing import Any


def nct(number: int) -> str:
    """The NCT number with these digits."""
    return f"NCT{number:08d}"


def study(
    number: int,
    condition: str = "Myelodysplastic Syndromes",
    status: str = "RECRUITING",
    updated: str = "2026-01-01",
    criteria: str = "Adults only.",
) -> dict[str, Any]:
    """A v2 study with the fields that the registry is searched by."""
    return {
        "protocolSection": {
            "identificationModule": {"nctId": nct(number), "briefTitle": f"Trial {number}"},
            "statusModule": {"overallStatus": status, "lastUpdatePostDateStruct": {"date": updated}},
            "conditionsModule": {"conditions": [condition]},
            "eligibilityModule": {"eligibilityCriteria": criteria},
        }
    }


class WoundClock:
    """A clock on which sleeping takes no time; `pauses` are the seconds slept."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Wind on."""
        self.pauses.append(seconds)
        self.now += seconds
