"""Damage reports, cases and their photos: from the first notice to the workshop that finishes the job."""
