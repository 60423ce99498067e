"""The kernel's own pages: the privacy office, emergency access, the administration of log-ins, and the second factor."""
