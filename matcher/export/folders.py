"""Home to the names of the folders in which each patient's files lie."""

import hashlib
import re


def folder_name(patient_id: str) -> str:
    """A name that every file system takes and that no two patients share; no dot is in it."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", patient_id)[:60].strip("-")
    mark = hashlib.sha256(patient_id.encode()).hexdigest()[:8]
    return plain if plain == patient_id else f"{plain}-{mark}".lstrip("-")
