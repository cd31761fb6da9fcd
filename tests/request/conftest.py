"""What is compared with botocore's own model is compared with the one that is pinned, and no other."""

from pathlib import Path

import boto3

PINS = Path(__file__).parent.parent.parent / ".ci" / "dev.txt"
MODEL_TESTS = ["test_coverage.py", "test_parity.py", "test_round_trip.py"]

collect_ignore = [] if f"boto3=={boto3.__version__}\n" in PINS.read_text(encoding="utf-8") else MODEL_TESTS
