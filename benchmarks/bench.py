"""Start-up and throughput, measured side by side in one run and printed as ratios.

Each whole command is run several times in turn with the others, so that a busy machine slows all of them alike;
the fastest run of each counts.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
SPEC = ROOT / "specs" / "boston-housing.yaml"
BIN = Path(sys.executable).parent
RUNS = 15
MANY = 10_000

IMPORTS_ONLY = "import click, yaml; from pydantic import BaseModel"


def main() -> None:
    """Print every figure, with the bound that it is held to."""
    compileall.compile_dir(ROOT / "hpo_spec", quiet=2)
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, fastest of {RUNS} runs\n")
    start_up()
    throughput()


def start_up() -> None:
    """Whole commands beside a process that only imports what they need, and beside the AWS CLI's dry run."""
    with tempfile.TemporaryDirectory() as folder:
        request = Path(folder) / "request.json"
        request.write_bytes(_run([BIN / "hpo-spec", "render", SPEC]).stdout)
        aws = [BIN / "aws", "sagemaker", "create-hyper-parameter-tuning-job", "--cli-input-json", f"file://{request}"]
        times = _fastest(
            {
                "imports only": [sys.executable, "-c", IMPORTS_ONLY],
                "render": [BIN / "hpo-spec", "render", SPEC],
                "render --no-lint": [BIN / "hpo-spec", "render", SPEC, "--no-lint"],
                "validate": [BIN / "hpo-spec", "validate", SPEC],
                "aws dry run": [*aws, "--generate-cli-skeleton", "output"],
            }
        )
    for verb in ("render", "validate"):
        _ratio(f"{verb}, in times of importing pydantic, yaml and click", times[verb], times["imports only"], "<= 1.5")
        _ratio(f"AWS CLI dry run, in times of {verb}", times["aws dry run"], times[verb], ">= 2")
    _ratio("render, in times of render without lint", times["render"], times["render --no-lint"], "<= 1.1")


def throughput() -> None:
    """Many different specs through one process, beside PyYAML's C loader alone."""
    from hpo_spec import compile_request, lint_spec, load_spec

    def linted(texts: Iterator[str]) -> None:
        for text in texts:
            spec = load_spec(text)
            lint_spec(spec)
            compile_request(spec)

    def ours(texts: Iterator[str]) -> None:
        for text in texts:
            compile_request(load_spec(text))

    def theirs(texts: Iterator[str]) -> None:
        for text in texts:
            yaml.load(text, Loader=yaml.CSafeLoader)

    ours(_specs(100))
    theirs_s, ours_s = _timed(theirs, MANY), _timed(ours, MANY)
    theirs_s, ours_s = min(theirs_s, _timed(theirs, MANY)), min(ours_s, _timed(ours, MANY))
    _ratio(f"{MANY:,} specs loaded, validated, compiled, in times of the C loader", ours_s, theirs_s, "<= 2")
    linted_s = min(_timed(linted, MANY), _timed(linted, MANY))
    _ratio(f"{MANY:,} specs with lint too, in times of without", linted_s, ours_s, "<= 2")
    tenth_s = min(_timed(ours, MANY // 10) for _ in range(3))
    _ratio(f"{MANY:,} specs, in times of {MANY // 10:,}", ours_s, tenth_s, "about 10")
    print(
        f"{'memory beyond the results, after 1,000 and 10,000':<72} {_peak(ours, 1_000)} {_peak(ours, MANY)} KiB peak"
    )


def _specs(count: int) -> Iterator[str]:
    text = SPEC.read_text()
    for number in range(count):
        yield text.replace("boston-xgboost", f"boston-{number}").replace("num_round: 200", f"num_round: {number + 1}")


def _timed(work: Callable[[Iterator[str]], None], count: int) -> float:
    start = time.perf_counter()
    work(_specs(count))
    return time.perf_counter() - start


def _peak(work: Callable[[Iterator[str]], None], count: int) -> int:
    tracemalloc.start()
    work(_specs(count))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak // 1024


def _fastest(commands: dict[str, list[object]]) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, command in commands.items():
            start = time.perf_counter()
            _run(command)
            times[name].append(time.perf_counter() - start)
    return {name: min(taken) for name, taken in times.items()}


def _run(command: list[object]) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "AWS_DEFAULT_REGION": "us-west-2", "AWS_PAGER": ""}
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, env=environment)


def _ratio(what: str, measured_s: float, base_s: float, bound: str) -> None:
    print(f"{what:<72} {measured_s / base_s:5.2f}  ({bound}; {measured_s:.3f} s, {base_s:.3f} s)")


if __name__ == "__main__":
    main()
