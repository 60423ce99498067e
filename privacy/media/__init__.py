"""Photographs: taken in, cleaned, stored sealed, and shown through short-lived links that are ledgered on every look."""

FULL = "full"
THUMBNAIL = "thumb"
VARIANTS = (FULL, THUMBNAIL)
