"""What can go wrong in `matcher`: one root; messages for people, exit codes for the command line."""


class MatcherError(Exception):
    """Root of all errors that `matcher` raises on purpose: one sentence with what, where and how to mend."""

    exit_code = 1


class BadInput(MatcherError):
    """A patient file, a record or an argument that cannot be used as it is."""

    exit_code = 3


class RegistryError(MatcherError):
    """The registry cannot be reached, or answers what cannot be a registry's answer."""

    exit_code = 4


class StoreError(MatcherError):
    """The store is missing, locked or damaged."""

    exit_code = 5
