"""How the engine says no, as SageMaker would."""

from __future__ import annotations


class Refusal(Exception):
    """An answer that is an error of AWS's: its code, its text and its HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        self.code = code
        self.message = message
        self.status = status
        super().__init__(f"{code}: {message}")


def invalid(message: str) -> Refusal:
    """What SageMaker answers to a request that breaks a rule."""
    return Refusal("ValidationException", message)
