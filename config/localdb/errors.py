"""What can be wrong with the local database, in words for the person who started it."""


class LocalDatabaseProblem(Exception):
    """The local database cannot be used; the text says why and what to do."""
