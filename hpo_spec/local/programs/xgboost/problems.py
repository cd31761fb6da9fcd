"""What the image's program ends with when it cannot train."""

from __future__ import annotations


class UserError(Exception):
    """The hyperparameters, the channels or the data are wrong; the text is the image's own."""
