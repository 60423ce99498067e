"""Test settings with the peers' unsealed tables beside ours."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as TEST_APPS

INSTALLED_APPS = ["tests.bench.peers", *TEST_APPS]
CELERY_TASK_ALWAYS_EAGER = False
# The ledger commits for real here, as it does in use.
PRIVACY_LEDGER_MAY_SHARE_TRANSACTION = False
