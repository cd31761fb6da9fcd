"""The verbs with AWS, on a scripted SageMaker and a clock that does not really wait."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hpo_spec.cli.main import main
from hpo_spec.cli.options import Surroundings
from tests.request.boston import REQUEST, described
from tests.scripted import RESET, THROTTLED, FakeClock, Fault, ScriptedSageMaker, ended, in_progress, status

Run = Callable[..., int]


@pytest.fixture
def sagemaker() -> ScriptedSageMaker:
    return ScriptedSageMaker()


@pytest.fixture
def run(sagemaker: ScriptedSageMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the program against the scripted SageMaker; gives the exit code."""
    monkeypatch.chdir(tmp_path)
    Path("boston.json").write_text(json.dumps(REQUEST))

    def make_clients(**_: Any) -> object:
        return sagemaker.clients()

    def run(*arguments: str, clock: FakeClock | None = None) -> int:
        return main(arguments, Surroundings(make_clients, clock or FakeClock()))  # type: ignore[arg-type]

    return run


class TestSubmit:
    def test_the_job_is_created_and_its_name_arn_and_page_are_printed(
        self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run("submit", "boston.json") == 0

        printed = capsys.readouterr()
        assert sagemaker.jobs["boston"].request == REQUEST
        assert "Created boston" in printed.out
        assert "arn:aws:sagemaker:us-west-2:123456789012:hyper-parameter-tuning-job/boston" in printed.out
        assert "https://us-west-2.console.aws.amazon.com/" in printed.out
        assert "hpo-spec wait boston" in printed.err

    def test_submitting_again_attaches(
        self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sagemaker.script("boston", in_progress(), request=described())

        assert run("submit", "boston.json") == 0
        assert "Attached to boston" in capsys.readouterr().out

    def test_a_taken_name_shows_the_difference(
        self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sagemaker.script("boston", in_progress(), request=described())

        assert run("submit", "boston.json", "--set", "tuning.limits.max_jobs=7") == 4
        assert "MaxNumberOfTrainingJobs: sent 7, the existing job has 20" in capsys.readouterr().err

    def test_a_dry_run_prints_the_request_and_calls_nobody(
        self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run("submit", "boston.json", "--dry-run") == 0
        assert json.loads(capsys.readouterr().out) == REQUEST
        assert sagemaker.calls == []

    def test_nothing_is_sent_if_one_of_several_has_an_error(self, run: Run, sagemaker: ScriptedSageMaker) -> None:
        Path("bad.yaml").write_text("version: 1\n")

        assert run("submit", "boston.json", "bad.yaml") == 1
        assert sagemaker.calls == []

    def test_a_refusal_ends_with_4_and_one_sentence(
        self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sagemaker.faults = [Fault(400, "AccessDeniedException", "User is not authorized")]

        assert run("submit", "boston.json") == 4
        (line,) = (line for line in capsys.readouterr().err.splitlines() if line.startswith("error: "))
        assert "User is not authorized" in line

    def test_waiting_after_it_ends_with_the_jobs_outcome(self, run: Run, sagemaker: ScriptedSageMaker) -> None:
        request = described()
        sagemaker.script("boston", in_progress(), ended("Failed", reason="All failed"), request=request)

        assert run("submit", "boston.json", "--wait") == 1

    def test_attaching_to_a_job_that_failed_says_so_and_how_to_run_it_again(
        self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sagemaker.script("boston", ended("Failed"), request=described())

        assert run("submit", "boston.json") == 0
        assert "has failed already" in capsys.readouterr().err

    def test_a_timeout_without_wait_is_a_usage_error(self, run: Run, sagemaker: ScriptedSageMaker) -> None:
        assert run("submit", "boston.json", "--timeout", "1h") == 2
        assert sagemaker.calls == []


class TestWait:
    @pytest.mark.parametrize(("end", "code"), [("Completed", 0), ("Failed", 1), ("Stopped", 5)])
    def test_the_exit_code_is_the_outcome(self, end: str, code: int, run: Run, sagemaker: ScriptedSageMaker) -> None:
        sagemaker.script("a", in_progress(), ended(end))

        assert run("wait", "a") == code

    def test_without_a_terminal_there_is_a_line_for_each_change(
        self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sagemaker.script("a", in_progress(0, 3), in_progress(0, 3), in_progress(4, 3, 1, 4.5), ended("Completed"))

        run("wait", "a")

        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 3
        assert "5/20 trials done, 3 running, 1 failed, best 4.5 (boston-003-0e830ada)" in lines[1]

    def test_json_is_an_event_for_each_line(
        self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sagemaker.script("a", in_progress(0, 3), ended("Completed"))
        sagemaker.faults = [None, THROTTLED, RESET]

        run("wait", "a", "--output", "json")

        events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [event["event"] for event in events] == ["state", "trouble", "trouble", "ended"]
        assert events[-1]["job"]["status"] == "Completed"

    def test_the_reason_of_a_failure_is_printed(
        self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sagemaker.script("a", ended("Failed", reason="No training job succeeded after 5 attempts."))

        run("wait", "a")

        assert "No training job succeeded after 5 attempts." in capsys.readouterr().err

    def test_the_timeout_ends_with_6_and_how_to_go_on(
        self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sagemaker.script("a", in_progress())

        assert run("wait", "a", "--timeout", "10m", "--region", "us-west-2") == 6
        assert "hpo-spec wait a --region us-west-2" in capsys.readouterr().err

    def test_an_interrupt_leaves_the_job_running_and_says_how_to_go_on(
        self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        class Interrupted(FakeClock):
            def sleep(self, seconds: float) -> None:
                raise KeyboardInterrupt

        sagemaker.script("a", in_progress())

        assert run("wait", "a", clock=Interrupted()) == 130
        assert "hpo-spec wait a" in capsys.readouterr().err
        assert "StopHyperParameterTuningJob" not in sagemaker.calls

    def test_the_worst_outcome_of_several_counts(self, run: Run, sagemaker: ScriptedSageMaker) -> None:
        sagemaker.script("a", in_progress(), ended("Completed"))
        sagemaker.script("b", in_progress(), ended("Stopped"))

        assert run("wait", "a", "b") == 5

    def test_a_timeout_that_is_none_is_a_usage_error(self, run: Run) -> None:
        assert run("wait", "a", "--timeout", "soon") == 2


class TestLook:
    def test_status_shows_trials_and_the_best(
        self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sagemaker.script("a", in_progress(4, 3, 1, 4.5))

        assert run("status", "a") == 0
        row = capsys.readouterr().out.splitlines()[1].split()
        assert row[:7] == ["a", "InProgress", "5/20", "3", "1", "4.5", "boston-003-0e830ada"]

    def test_status_as_json(self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]) -> None:
        sagemaker.script("a", in_progress(4, 3, 1, 4.5))

        run("status", "a", "--output", "json")
        (job,) = json.loads(capsys.readouterr().out)
        assert (job["name"], job["done"], job["best"]["value"]) == ("a", 5, 4.5)

    def test_an_unknown_job_ends_with_4(self, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("status", "nobody") == 4
        assert "There is no tuning job 'nobody'" in capsys.readouterr().err

    def test_list_shows_the_newest_first(
        self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sagemaker.script("older", in_progress())
        sagemaker.script("newer", ended("Completed"))

        assert run("list") == 0
        assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["job", "newer", "older"]

    def test_list_of_nothing_says_so(self, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("list", "--output", "json") == 0
        assert json.loads(capsys.readouterr().out) == []

    def test_stop_stops_and_a_second_time_is_no_error(
        self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sagemaker.script("a", in_progress())

        assert run("stop", "a") == 0
        assert "a: stopping" in capsys.readouterr().err
        assert run("stop", "a") == 0

    def test_a_job_that_is_stopping_is_followed_to_stopped(self, run: Run, sagemaker: ScriptedSageMaker) -> None:
        sagemaker.script("a", status("Stopping"), ended("Stopped"))

        assert run("wait", "a") == 5


class TestLiveJob:
    def test_import_gives_a_spec_that_compiles_to_the_request(
        self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sagemaker.script("boston", in_progress(), request=described())

        assert run("import", "--job", "boston", "-o", "live.yaml") == 0
        assert run("diff", "live.yaml", "--job", "boston") == 0
        assert run("diff", "live.yaml", "--job", "boston", "--region", "us-west-2") == 0
        assert run("render", "live.yaml") == 0
        request = json.loads(capsys.readouterr().out)
        assert request.pop("Tags") == [{"Key": "team", "Value": "pricing"}]
        request["TrainingJobDefinition"]["OutputDataConfig"].pop("KmsKeyId", None)
        assert request == REQUEST

    def test_tags_that_may_not_be_read_are_left_out_with_a_note(
        self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sagemaker.script("boston", in_progress(), request=described())
        sagemaker.faults = [None, None, Fault(400, "AccessDeniedException", "no ListTags for you")]

        assert run("import", "--job", "boston") == 0
        printed = capsys.readouterr()
        assert "no ListTags for you" in printed.err
        assert "tags" not in printed.out

    def test_diff_with_the_specs_own_job(
        self, run: Run, sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sagemaker.script("boston", in_progress(), request=described())

        assert run("diff", "boston.json", "--job") == 0
        Path("boston.json").write_text(json.dumps(REQUEST).replace('"num_round": "200"', '"num_round": "100"'))
        assert run("diff", "boston.json", "--job") == 1
        assert "num_round: '100' -> '200'" in capsys.readouterr().out
