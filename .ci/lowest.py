"""Print the requirements of a test run on the lowest versions that pyproject.toml allows."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEST_TOOLS = ("hypothesis", "jsonschema", "moto", "parliament", "pytest", "pytest-xdist", "regex")


def main() -> None:
    """Each lower bound as a pin, and the test tools as they are pinned for developers."""
    text = (ROOT / "pyproject.toml").read_text()
    for group in ("dependencies", "local", "report"):
        listed = re.search(rf"^{group} = \[(.*?)^\]", text, re.S | re.M)
        for name, version in re.findall(r'"([\w-]+)>=([\d.]+)', listed.group(1) if listed else ""):
            print(f"{name}=={version}")
    for line in (ROOT / ".ci" / "dev.txt").read_text().splitlines():
        if re.split(r"[\[=]", line)[0] in TEST_TOOLS:
            print(line)


if __name__ == "__main__":
    main()
