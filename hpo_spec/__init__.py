"""Write a SageMaker tuning job as a spec, compile it to the exact request, submit it once, follow it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"
