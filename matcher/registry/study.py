"""Finds things in a raw v2 study, whatever shape it came in.

Home to tolerance: every module may be missing, a list may stand where one value is expected and the other way
round. Knows JSON only; what the fields mean is the record's.
"""

import json
import re
from typing import Any

_NCT_ID = re.compile(r"NCT\d{8}", re.ASCII)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def is_nct_id(text: str) -> bool:
    """Whether `text` is an NCT number as the registry writes it: NCT and eight digits."""
    return _NCT_ID.fullmatch(text) is not None


def read_json(content: bytes) -> Any:
    """The JSON value in `content`, with or without byte order mark. Raises ValueError if it is none."""
    try:
        return json.loads(content)
    except RecursionError:
        raise ValueError("nested too deep") from None


def write_json(value: Any) -> bytes:
    """The canonical bytes of a JSON value: key order and characters kept, no white space between."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def at(value: Any, *steps: str) -> Any:
    """What stands under these keys, None where the way breaks off."""
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def text(value: Any) -> str | None:
    """One text without white space around it; a list is joined; what is no text or empty is None."""
    return verbatim(value).strip() or None


def verbatim(value: Any) -> str:
    """A text as it stands, '' for what is none. Half a surrogate pair, which no file or store can hold,
    becomes the replacement character, so that offsets stay true."""
    if isinstance(value, list):
        return "\n".join(filter(None, map(verbatim, value)))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return _LONE_SURROGATE.sub("�", value) if isinstance(value, str) else ""


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts; one text counts as a list of one, empty ones are left out."""
    return tuple(filter(None, map(text, value if isinstance(value, list) else [value])))


def objects(value: Any) -> list[dict[str, Any]]:
    """A list of objects; one object counts as a list of one, what is no object is left out."""
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


def nct_id_of(study: Any) -> str | None:
    """The study's NCT number, or None if it has none or a malformed one."""
    nct_id = (text(at(study, "protocolSection", "identificationModule", "nctId")) or "").upper()
    return nct_id if is_nct_id(nct_id) else None


def aliases_of(study: Any) -> tuple[str, ...]:
    """The NCT numbers under which the study was known before."""
    return texts(at(study, "protocolSection", "identificationModule", "nctIdAliases"))


def last_update_of(study: Any) -> str | None:
    """The day on which the registry posted the study's last update, as given: yyyy, yyyy-MM or yyyy-MM-dd."""
    return text(at(study, "protocolSection", "statusModule", "lastUpdatePostDateStruct", "date"))
