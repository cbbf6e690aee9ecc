"""The settings of the reading benchmark: the site's own, with one more address, and static files of its own."""

import os
from pathlib import Path

from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks._urls"
STATIC_ROOT = Path(os.environ["BENCHMARK_DIR"]) / "static"
