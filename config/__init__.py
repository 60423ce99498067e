"""The project: settings, addresses, queue, local database and supervisor."""
