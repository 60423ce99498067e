"""The append-only record of looks and changes."""
