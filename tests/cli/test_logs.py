"""`hpo-spec logs`, and why trials failed at the end of a wait."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from hpo_spec.cli.main import main
from hpo_spec.cli.options import Surroundings
from tests.scripted import START, FakeClock, Fault, ScriptedSageMaker, ended, in_progress, pages_of_trials, trial

LIST = "ListTrainingJobsForHyperParameterTuningJob"
Run = Callable[..., tuple[int, str, str]]
HOUR_AGO = 3600


class Cloud(ScriptedSageMaker):
    """A tuning job `job` whose training jobs have logged some lines, and `alone`, which nothing tuned."""

    def __init__(self) -> None:
        super().__init__()
        self.streams: dict[str, list[tuple[float, str]]] = {}
        """By stream, when each line was written, in seconds since 1970, and the line."""
        self.statuses = {"job-001-aaaaaaaa": "Completed", "job-002-bbbbbbbb": "Failed", "alone": "Completed"}
        self.reasons: dict[str, str] = {}
        self.script("job", ended("Completed"))
        self.operations = {
            LIST: lambda request: pages_of_trials(*self.trials(request["HyperParameterTuningJobName"]))(request),
            "DescribeTrainingJob": self._training_job,
            "DescribeLogStreams": self._streams,
            "GetLogEvents": self._events,
        }
        self.write("job-001-aaaaaaaa/algo-1-1700000000", "one", "two")
        self.write("job-002-bbbbbbbb/algo-1-1700000000", "three", "four")
        self.write("alone/algo-1-1700000000", "five")
        self.write("alone/algo-2-1700000000", "six")

    def write(self, stream: str, *lines: str, ago_s: float = 0) -> None:
        self.streams.setdefault(stream, []).extend((time.time() - ago_s, line) for line in lines)

    def trials(self, job: str) -> list[dict[str, Any]]:
        return [
            trial(name, status=status, FailureReason=self.reasons.get(name, "AlgorithmError: no"))
            for name, status in self.statuses.items()
            if name.startswith(f"{job}-0")
        ]

    def _training_job(self, request: dict[str, Any]) -> dict[str, Any]:
        name = request["TrainingJobName"]
        if name not in self.statuses:
            raise Fault(400, "ValidationException", "Requested resource not found.")
        return {"TrainingJobName": name, "TrainingJobStatus": self.statuses[name]}

    def _streams(self, request: dict[str, Any]) -> dict[str, Any]:
        prefix = request["logStreamNamePrefix"]
        return {"logStreams": [{"logStreamName": name} for name in self.streams if name.startswith(prefix)]}

    def _events(self, request: dict[str, Any]) -> dict[str, Any]:
        lines = [
            line for line in self.streams[request["logStreamName"]] if line[0] * 1000 >= request.get("startTime", 0)
        ]
        start = 0 if request["startFromHead"] else max(0, len(lines) - request["limit"])
        start = int(request.get("nextToken", start))
        found = [{"timestamp": round(at * 1000), "message": line} for at, line in lines[start:]]
        return {"events": found, "nextForwardToken": str(len(lines))}


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


@pytest.fixture
def run(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the program; its exit code, what it prints and what it says."""

    def run(*arguments: str, clock: FakeClock | None = None) -> tuple[int, str, str]:
        code = main(arguments, Surroundings(lambda **_: cloud.clients(), clock or FakeClock()))
        return code, *capsys.readouterr()

    return run


def lines_of(printed: str) -> list[str]:
    """Without the time of day."""
    return [line.partition(" ")[2] for line in printed.splitlines()]


class TestLogs:
    def test_a_tuning_job_s_are_those_of_its_training_jobs(self, run: Run) -> None:
        _, printed, _ = run("logs", "job")

        assert lines_of(printed) == [
            *("job-001-aaaaaaaa one", "job-001-aaaaaaaa two"),
            *("job-002-bbbbbbbb three", "job-002-bbbbbbbb four"),
        ]

    def test_a_training_job_s_lines_need_no_name(self, run: Run) -> None:
        assert lines_of(run("logs", "job-001-aaaaaaaa")[1]) == ["one", "two"]

    def test_a_training_job_that_nothing_tuned_has_logs_too_and_its_instances_are_told_apart(self, run: Run) -> None:
        assert lines_of(run("logs", "alone")[1]) == ["five", "algo-2 six"]

    def test_instances_of_training_jobs_of_a_tuning_job_are_told_apart(self, cloud: Cloud, run: Run) -> None:
        cloud.write("job-002-bbbbbbbb/algo-2-1700000000", "elsewhere")

        assert "job-002-bbbbbbbb/algo-2 elsewhere" in lines_of(run("logs", "job")[1])

    def test_a_tuning_job_that_is_called_like_a_training_job_is_found(self, cloud: Cloud, run: Run) -> None:
        cloud.script("run-001-215136b0", ended("Completed"))
        cloud.statuses["run-001-215136b0-001-cccccccc"] = "Completed"
        cloud.write("run-001-215136b0-001-cccccccc/algo-1-1700000000", "here")

        assert lines_of(run("logs", "run-001-215136b0")[1]) == ["run-001-215136b0-001-cccccccc here"]

    def test_failed_are_only_those_that_failed(self, run: Run) -> None:
        assert lines_of(run("logs", "job", "--failed")[1]) == ["job-002-bbbbbbbb three", "job-002-bbbbbbbb four"]

    def test_that_none_failed_is_said(self, cloud: Cloud, run: Run) -> None:
        cloud.statuses["job-002-bbbbbbbb"] = "Completed"

        assert run("logs", "job", "--failed") == (0, "", "None of the 2 training jobs of job failed.\n")

    def test_the_tail_is_that_of_each(self, run: Run) -> None:
        assert lines_of(run("logs", "job", "--tail", "1")[1]) == ["job-001-aaaaaaaa two", "job-002-bbbbbbbb four"]

    def test_only_what_was_written_since(self, cloud: Cloud, run: Run) -> None:
        cloud.write("old/algo-1-1700000000", "long ago", ago_s=HOUR_AGO)
        cloud.write("old/algo-1-1700000000", "just now", "and now")
        cloud.statuses["old"] = "Completed"

        assert lines_of(run("logs", "old", "--since", "30m")[1]) == ["just now", "and now"]
        assert lines_of(run("logs", "old", "--since", "30m", "--tail", "1")[1]) == ["and now"]
        assert len(lines_of(run("logs", "old", "--since", "2h")[1])) == 3

    def test_json_is_a_line_for_each(self, run: Run) -> None:
        first, second = map(json.loads, run("logs", "alone", "--output", "json")[1].splitlines())

        assert (first["job"], first["host"], first["message"]) == ("alone", "algo-1", "five")
        assert (second["host"], second["message"]) == ("algo-2", "six")

    def test_a_name_of_nothing_ends_with_4_and_says_what_was_looked_for(self, run: Run) -> None:
        code, _, said = run("logs", "nobody")

        assert code == 4
        assert "neither a tuning job nor a training job 'nobody'" in said

    @pytest.mark.parametrize("option", [["--tail", "3"], ["--failed"]])
    def test_following_takes_all_that_comes(self, option: list[str], run: Run) -> None:
        assert run("logs", "job", "--follow", *option)[0] == 2


class TestFollow:
    def test_a_tuning_job_is_followed_to_its_end(self, cloud: Cloud, run: Run) -> None:
        class Story(FakeClock):
            def sleep(self, seconds: float) -> None:
                super().sleep(seconds)
                cloud.statuses["job-003-cccccccc"] = "InProgress"
                cloud.write("job-003-cccccccc/algo-1-1700000000", f"line {len(self.sleeps)}")

        cloud.script("job", *[in_progress()] * 5, ended("Completed"))  # each round looks twice

        code, printed, _ = run("logs", "job", "--follow", clock=Story())

        assert code == 0
        assert lines_of(printed)[4:] == ["job-003-cccccccc line 1", "job-003-cccccccc line 2"]

    def test_a_training_job_is_followed_to_its_end(self, cloud: Cloud, run: Run) -> None:
        class Story(FakeClock):
            def sleep(self, seconds: float) -> None:
                super().sleep(seconds)
                cloud.write("job-001-aaaaaaaa/algo-1-1700000000", "the end")
                cloud.statuses["job-001-aaaaaaaa"] = "Completed"

        cloud.statuses["job-001-aaaaaaaa"] = "InProgress"

        assert lines_of(run("logs", "job-001-aaaaaaaa", "--follow", clock=Story())[1]) == ["one", "two", "the end"]

    def test_an_interrupt_ends_with_130(self, cloud: Cloud, run: Run) -> None:
        class Interrupted(FakeClock):
            def sleep(self, seconds: float) -> None:
                raise KeyboardInterrupt

        cloud.statuses["job-001-aaaaaaaa"] = "InProgress"

        assert run("logs", "job-001-aaaaaaaa", "--follow", clock=Interrupted())[0] == 130


class TestAfterAWait:
    @pytest.fixture
    def failed(self, cloud: Cloud) -> Cloud:
        cloud.statuses |= {f"job-{number:03}-dddddddd": "Failed" for number in range(3, 6)}
        cloud.reasons = {name: f"AlgorithmError: exit code {place}" for place, name in enumerate(cloud.statuses)}
        cloud.reasons["job-002-bbbbbbbb"] = "ClientError: no data"
        cloud.script("job", in_progress(), ended("Completed", 1, 4))
        return cloud

    def test_the_reasons_are_grouped_with_the_first_one_s_log_and_the_command_for_the_rest(
        self, failed: Cloud, run: Run
    ) -> None:
        code, _, said = run("wait", "job", "--region", "us-west-2")

        assert code == 0
        told = said[said.index("4 training jobs of job failed:") :].splitlines()
        assert told == [
            "4 training jobs of job failed:",
            "  3 × AlgorithmError: exit code 3",
            "  1 × ClientError: no data",
            "The log of job-003-dddddddd, the first to fail, is empty.",
            "More of it: hpo-spec logs job --failed --tail 50 --region us-west-2",
        ]

    def test_the_last_lines_of_the_first_to_fail_are_shown(self, failed: Cloud, run: Run) -> None:
        failed.write("job-003-dddddddd/algo-1-1700000000", *map(str, range(30)))

        _, _, said = run("wait", "job")

        assert [line for line in said.splitlines() if line.startswith("  | ")] == [f"  | {n}" for n in range(20, 30)]

    def test_the_reasons_of_each_of_several_jobs_are_told(self, failed: Cloud, run: Run) -> None:
        failed.script("other", in_progress(), ended("Failed", 0, 1))
        failed.statuses["other-001-eeeeeeee"] = "Failed"
        failed.reasons["other-001-eeeeeeee"] = "No luck"

        code, _, said = run("wait", "job", "other")

        assert code == 1
        assert "4 training jobs of job failed:" in said
        assert "1 training job of other failed:\n  1 × No luck" in said

    def test_json_events_are_untouched(self, failed: Cloud, run: Run) -> None:
        _, printed, said = run("wait", "job", "--output", "json")

        assert [json.loads(line)["event"] for line in printed.splitlines()] == ["state", "ended"]
        assert "4 training jobs of job failed:" in said

    def test_nothing_is_said_where_nothing_failed(self, cloud: Cloud, run: Run) -> None:
        cloud.script("job", in_progress(), ended("Completed"))

        assert "failed" not in run("wait", "job")[2]

    def test_reasons_that_may_not_be_asked_for_are_no_failure_of_the_wait(self, failed: Cloud, run: Run) -> None:
        def refuse(_: dict[str, Any]) -> dict[str, Any]:
            raise Fault(400, "AccessDeniedException", "no list for you")

        failed.operations[LIST] = refuse

        code, _, said = run("wait", "job")

        assert code == 0
        assert "Why cannot be asked" in said
        assert "More of it: hpo-spec logs job" in said

    def test_a_log_that_may_not_be_read_is_said_beside_the_reasons(self, failed: Cloud, run: Run) -> None:
        def refuse(_: dict[str, Any]) -> dict[str, Any]:
            raise Fault(400, "AccessDeniedException", "no logs for you")

        failed.operations["DescribeLogStreams"] = refuse

        _, _, said = run("wait", "job")

        assert "  3 × AlgorithmError: exit code 3" in said
        assert "  | The log cannot be read: DescribeLogStreams: access is denied: no logs for you" in said

    def test_a_native_stack_is_left_out_of_the_last_lines(self, failed: Cloud, run: Run) -> None:
        stack = ["Stack trace:", *(f"  [bt] ({number}) /lib/x.so(+0x1) [0x7f]" for number in range(20))]
        failed.write("job-003-dddddddd/algo-1-1700000000", "Check failed", *stack)

        _, _, said = run("wait", "job")

        assert [line for line in said.splitlines() if line.startswith("  | ")] == ["  | Check failed"]

    def test_many_reasons_are_cut_short(self, failed: Cloud, run: Run) -> None:
        failed.reasons = {name: f"reason {'x' * place}" for place, name in enumerate(failed.statuses)}
        failed.statuses |= {f"job-01{number}-ffffffff": "Failed" for number in range(5)}
        failed.reasons |= {f"job-01{number}-ffffffff": f"reason {'y' * (number + 1)}" for number in range(5)}

        assert "  and 4 other reasons" in run("wait", "job")[2]


def test_times_are_those_of_the_events(cloud: Cloud, run: Run) -> None:
    cloud.streams["alone/algo-1-1700000000"] = [((START + timedelta(hours=1)).timestamp(), "then")]

    assert run("logs", "alone")[1].splitlines()[0] == "13:00:00 then"
