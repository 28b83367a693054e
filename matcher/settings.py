"""Home to where things lie: the layout of the home folder, and who may look into it.

Knows paths only; what is written into the files is known by those who write them.
"""

from dataclasses import dataclass
from pathlib import Path

DEFAULT_HOME = Path.home() / ".mdsmatch"
"""Used when neither `--home` nor `MDSMATCH_HOME` says otherwise."""

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


@dataclass(frozen=True)
class Home:
    """The folder in which everything that the program keeps lies; only its owner can look into it."""

    root: Path

    @property
    def archive(self) -> Path:
        """Every version of every registry record, verbatim."""
        return self.root / "archive"

    @property
    def snapshots(self) -> Path:
        """Built snapshots, one DuckDB file each; only the published ones have names without `.building`."""
        return self.root / "snapshots"

    @property
    def pointer(self) -> Path:
        """A small file with the name of the published snapshot."""
        return self.root / "current"

    @property
    def exports(self) -> Path:
        """Matches and shortlists, one folder a night."""
        return self.root / "exports"

    @property
    def runs(self) -> Path:
        """What a night needs only while it runs; the next night clears what a killed one left."""
        return self.root / "runs"

    @property
    def nights(self) -> Path:
        """What each night did and how it ended, one small file a night."""
        return self.root / "nights"

    @property
    def prefect(self) -> Path:
        """Prefect's own state."""
        return self.root / "prefect"

    @property
    def patients(self) -> Path:
        """Patient files, where no other folder is named."""
        return self.root / "patients"

    @property
    def web_key(self) -> Path:
        """The secret of the pages: see `matcher.web.secret`."""
        return self.root / "web.key"

    @property
    def tokens(self) -> Path:
        """Who may log in to the pages from elsewhere: see `matcher.web.tokens`."""
        return self.root / "tokens.json"

    @property
    def audit(self) -> Path:
        """Who saw whose matches: see `matcher.web.audit`."""
        return self.root / "audit.jsonl"

    @property
    def web_exports(self) -> Path:
        """What users of the pages exported, for each of them alone."""
        return self.root / "web-exports"

    @property
    def lock(self) -> Path:
        """Held by the night that runs."""
        return self.root / "lock"

    def make(self) -> "Home":
        """Create the folders that are not there yet, closed to everybody else; raises OSError if it cannot.

        A root folder that was there before keeps its mode: it may be shared. All that is private lies below.
        """
        if not self.root.exists():
            self.root.mkdir(mode=PRIVATE_FOLDER, parents=True)
        for folder in (self.archive, self.snapshots, self.exports, self.runs, self.nights, self.prefect):
            make_private_folder(folder)
        return self


def make_private_folder(folder: Path) -> Path:
    """Create `folder` where it is not, and close it to everybody but its owner."""
    folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(PRIVATE_FOLDER)
    return folder
