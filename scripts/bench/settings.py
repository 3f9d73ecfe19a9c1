"""The project's settings as a server has them, but for two that would measure something else.

Nobody is told to wait, and how many answers the API keeps in memory can be chosen, so that it is seen without them.
"""

import os

from directory.settings import *  # noqa: F403
from directory.settings import API_ANSWERS_KEPT as _AS_EVER

API_REQUESTS_A_MINUTE = 0
API_ANSWERS_KEPT = int(os.environ.get("BENCH_ANSWERS_KEPT", _AS_EVER))
