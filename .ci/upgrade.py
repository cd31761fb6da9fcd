"""Move the pinned tools, and the boto3 that coverage is measured against, to the newest releases.

Writes `.ci/dev.txt` and `hpo_spec/facts/open_enums.py`, and names the members of the API that are new: each of
them becomes a field. Run the tests afterwards: the coverage test names what has no field yet.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
PINS = ROOT / ".ci" / "dev.txt"
OPEN_ENUMS = ROOT / "hpo_spec" / "facts" / "open_enums.py"

LOWEST_PYTHON = "3.10"

WALK = """
import botocore.session
def walk(shape, path=""):
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            yield f"{path}.{name}".lstrip(".")
            yield from walk(member, f"{path}.{name}".lstrip("."))
    elif shape.type_name == "list":
        yield from walk(shape.member, path + "[]")
model = botocore.session.get_session().get_service_model("sagemaker")
print("\\n".join(walk(model.operation_model("CreateHyperParameterTuningJob").input_shape)))
"""
ENUM = """
import botocore.session, botocore
model = botocore.session.get_session().get_service_model("sagemaker")
print(botocore.__version__)
print("\\n".join(model.shape_for({name!r}).enum))
"""


def main() -> int:
    """Do it, and say what moved."""
    before = PINS.read_text()
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder, "old"), Path(folder, "new")
        botos = [line for line in before.splitlines() if line.startswith("boto3==")]
        old_members = set(_python(_environment(old, botos), WALK))
        names = [re.split("==", line)[0] for line in before.splitlines() if "==" in line]
        newest = _newest(names)
        after = re.sub(r"(?m)^([\w.-]+)(\[.*\])?==.*$", lambda found: _moved(found, newest), before)
        python = _environment(new, [f"boto3=={newest['boto3']}"])
        new_members = set(_python(python, WALK))
        PINS.write_text(after)
        _write_open_enums(python)
    print("\n".join(f"{a} -> {b}" for a, b in zip(before.splitlines(), after.splitlines(), strict=True) if a != b))
    print("New members of the API:", *sorted(new_members - old_members) or ["none"], sep="\n  ")
    return 0


def _newest(names: list[str]) -> dict[str, str]:
    """The newest versions that go together on the lowest Python that the project supports."""
    options = ["--python-version", LOWEST_PYTHON, "--only-binary", ":all:", "--target", "unused"]
    report = _run(
        Path(sys.executable), "-m", "pip", "install", "--quiet", "--dry-run", "--report", "-", *options, *names
    )
    installs = json.loads("\n".join(report))["install"]
    return {_plain(item["metadata"]["name"]): item["metadata"]["version"] for item in installs}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _environment(folder: Path, requirements: list[str]) -> Path:
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements)
    return python


def _moved(found: re.Match[str], newest: dict[str, str]) -> str:
    return f"{found[1]}{found[2] or ''}=={newest[_plain(found[1])]}"


def _write_open_enums(python: Path) -> None:
    text = OPEN_ENUMS.read_text()
    for shape in re.findall(r'^    "(\w+)": frozenset', text, re.M):
        version, *values = _python(python, ENUM.format(name=shape))
        lines = "".join(f'            "{value}",\n' for value in values)
        text = re.sub(
            rf'(    "{shape}": frozenset\(\n        \(\n)(.*?)(        \)\n)',
            lambda found, lines=lines: found[1] + lines + found[3],
            text,
            flags=re.S,
        )
        text = re.sub(r"as botocore [\d.]+ has", f"as botocore {version} has", text)
    OPEN_ENUMS.write_text(text)


def _python(python: Path, code: str) -> list[str]:
    return _run(python, "-c", code)


def _run(python: Path, *arguments: str) -> list[str]:
    done = subprocess.run([str(python), *arguments], check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


if __name__ == "__main__":
    sys.exit(main())
