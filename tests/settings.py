"""The product's settings, in test mode: databases, secrets and files of the tests' own.

The databases bear the number of the process, so two runs at once do not meet, and neither meets the data of `make run`.
"""

import os

os.environ["DISCREET_MODE"] = "test"
os.environ["DISCREET_DB_ROLE"] = "owner"
os.environ.setdefault("DISCREET_TEST_RUN", f"_{os.getpid()}")

from config.settings import *  # noqa: E402, F403

# Tests that quote a text quote the English one; those about other languages choose them.
LANGUAGE_CODE = "en"
