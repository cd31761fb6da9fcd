"""The logs of jobs: nothing lost, nothing twice, instances told apart, and a clock on which nothing sleeps."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from hpo_spec.aws import Clients, TuningJob
from hpo_spec.aws.logs import TRAINING_GROUP, JobLog, JobLogs, LogLine, follow_logs
from hpo_spec.errors import AwsError
from hpo_spec.local.logs import Logs
from hpo_spec.local.root import Root
from hpo_spec.local_mode import local_clients
from tests.scripted import (
    EXPIRED,
    RESET,
    START,
    THROTTLED,
    FakeClock,
    Fault,
    ScriptedSageMaker,
    ended,
    in_progress,
    pages_of_trials,
    trial,
)


class Written:
    """A root of the local engine in which a test writes the logs itself."""

    def __init__(self, folder: Path) -> None:
        self._logs = Logs(Root(folder).logs)
        self.clients = local_clients(folder)

    def write(self, stream: str, *messages: str, second: float = 0) -> None:
        writer = self._logs.writer(TRAINING_GROUP, stream)
        for message in messages:
            writer.write(START.timestamp() + second, message)
        writer.close()


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path)


class Story(FakeClock):
    """Time in which something happens whenever somebody sleeps, until it is over."""

    def __init__(self, *events) -> None:
        super().__init__()
        self._events = list(events)

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        self._events.pop(0)()

    def is_over(self) -> bool:
        return not self._events


def messages(lines: list[LogLine]) -> list[str]:
    return [line.message for line in lines]


def followed(log: JobLog, clock: Story) -> list[str]:
    seen: list[LogLine] = []
    follow_logs(log, seen.append, is_over=clock.is_over, clock=clock, pause_s=1)
    return messages(seen)


class TestReading:
    def test_lines_come_with_their_job_instance_and_time(self, written: Written) -> None:
        written.write("job/algo-1-1700000000", "hello", second=1.5)

        (line,) = JobLog("job", written.clients).new_lines()

        assert line == LogLine("job", "algo-1", START + timedelta(seconds=1.5), "hello")
        assert line.to_json()["time"] == "2026-11-23T12:00:01.500000+00:00"

    def test_lines_of_several_instances_come_in_the_order_of_their_time(self, written: Written) -> None:
        written.write("job/algo-1-1700000000", "first", second=1)
        written.write("job/algo-2-1700000000", "second", second=2)
        written.write("job/algo-1-1700000000", "third", second=3)

        lines = JobLog("job", written.clients).new_lines()

        assert [(line.host, line.message) for line in lines] == [
            ("algo-1", "first"),
            ("algo-2", "second"),
            ("algo-1", "third"),
        ]

    def test_a_second_reading_has_only_what_is_new(self, written: Written) -> None:
        log = JobLog("job", written.clients)
        written.write("job/algo-1-1700000000", "one")
        assert messages(log.new_lines()) == ["one"]
        assert log.new_lines() == []
        written.write("job/algo-1-1700000000", "two")

        assert messages(log.new_lines()) == ["two"]

    def test_a_job_that_has_logged_nothing_has_no_lines(self, written: Written) -> None:
        assert JobLog("job", written.clients).new_lines() == []
        assert JobLog("job", written.clients).last_lines(5) == []

    def test_a_job_whose_name_begins_alike_is_another(self, written: Written) -> None:
        written.write("job-2/algo-1-1700000000", "other")

        assert JobLog("job", written.clients).new_lines() == []

    def test_lines_before_a_time_are_left_out(self, written: Written) -> None:
        written.write("job/algo-1-1700000000", "old", second=0)
        written.write("job/algo-1-1700000000", "new", second=60)

        lines = JobLog("job", written.clients).new_lines(START + timedelta(seconds=30))

        assert messages(lines) == ["new"]

    def test_more_lines_than_one_call_gives_all_come(self, written: Written) -> None:
        written.write("job/algo-1-1700000000", *map(str, range(10_050)))

        assert len(JobLog("job", written.clients).new_lines()) == 10_050

    def test_the_last_lines_are_those_of_all_instances(self, written: Written) -> None:
        for second in range(4):
            written.write(f"job/algo-{second % 2 + 1}-1700000000", str(second), second=second)

        assert messages(JobLog("job", written.clients).last_lines(3)) == ["1", "2", "3"]

    def test_very_many_last_lines_are_no_error(self, written: Written) -> None:
        written.write("job/algo-1-1700000000", *map(str, range(10_020)))

        assert messages(JobLog("job", written.clients).last_lines(10_010))[0] == "10"

    def test_an_account_without_the_log_group_has_no_lines(self, sagemaker: ScriptedSageMaker) -> None:
        sagemaker.faults = [Fault(400, "ResourceNotFoundException", "The specified log group does not exist.")]

        assert JobLog("job", sagemaker.clients()).new_lines() == []

    def test_logs_that_may_not_be_read_are_a_clear_error(self, sagemaker: ScriptedSageMaker) -> None:
        sagemaker.faults = [Fault(400, "AccessDeniedException", "no logs:DescribeLogStreams")]

        with pytest.raises(AwsError, match="DescribeLogStreams: access is denied"):
            JobLog("job", sagemaker.clients()).new_lines()


class TestFollowing:
    def test_lines_come_until_it_is_over_and_then_what_is_left(self, written: Written) -> None:
        stream = "job/algo-1-1700000000"
        clock = Story(lambda: written.write(stream, "one"), lambda: written.write(stream, "two", "three"))

        assert followed(JobLog("job", written.clients), clock) == ["one", "two", "three"]
        assert clock.sleeps == [1, 1]

    def test_a_stream_that_begins_after_the_first_reading_is_followed_from_its_beginning(
        self, written: Written
    ) -> None:
        clock = Story(
            lambda: written.write("job/algo-1-1700000000", "one"),
            lambda: written.write("job/algo-2-1700000001", "two"),
        )

        assert followed(JobLog("job", written.clients), clock) == ["one", "two"]

    def test_what_was_read_before_a_call_failed_is_neither_lost_nor_doubled(self, sagemaker: ScriptedSageMaker) -> None:
        pages = {None: (["one"], "f/1"), "f/1": (["two"], "f/2"), "f/2": ([], "f/2")}

        def events(request):
            texts, token = pages[request.get("nextToken")]
            return {"events": [{"timestamp": 0, "message": text} for text in texts], "nextForwardToken": token}

        sagemaker.operations = {
            "DescribeLogStreams": lambda _: {"logStreams": [{"logStreamName": "job/algo-1-1700000000"}]},
            "GetLogEvents": events,
        }
        sagemaker.faults = [None, None, THROTTLED, RESET]  # after the first page
        clock = Story(lambda: None, lambda: None, lambda: None)

        assert followed(JobLog("job", sagemaker.clients()), clock) == ["one", "two"]

    def test_trouble_at_the_very_end_costs_no_line(self, sagemaker: ScriptedSageMaker) -> None:
        sagemaker.operations = {
            "DescribeLogStreams": lambda _: {"logStreams": [{"logStreamName": "job/algo-1-1700000000"}]},
            "GetLogEvents": lambda request: {
                "events": [] if "nextToken" in request else [{"timestamp": 0, "message": "last"}],
                "nextForwardToken": "f/1",
            },
        }
        sagemaker.faults = [THROTTLED]
        clock = FakeClock()
        seen: list[LogLine] = []

        follow_logs(JobLog("job", sagemaker.clients()), seen.append, is_over=lambda: True, clock=clock)

        assert messages(seen) == ["last"]
        assert len(clock.sleeps) == 1

    def test_credentials_that_expired_may_be_refreshed_but_not_forever(self, sagemaker: ScriptedSageMaker) -> None:
        sagemaker.operations = {
            "DescribeLogStreams": lambda _: {"logStreams": [{"logStreamName": "job/algo-1-1700000000"}]},
            "GetLogEvents": lambda _: {"events": [{"timestamp": 0, "message": "last"}], "nextForwardToken": "f/1"},
        }
        sagemaker.faults = [EXPIRED] * 100
        seen: list[LogLine] = []

        follow_logs(JobLog("job", sagemaker.clients()), seen.append, is_over=lambda: True, clock=FakeClock())
        assert messages(seen)[0] == "last"

        sagemaker.faults = [EXPIRED] * 1_000
        clock = FakeClock()
        with pytest.raises(AwsError, match="credentials have expired"):
            follow_logs(JobLog("job", sagemaker.clients()), print, is_over=lambda: False, clock=clock)
        assert 15 * 60 <= clock.now_s < 16 * 60

    def test_a_refusal_that_waiting_cannot_mend_ends_it(self, sagemaker: ScriptedSageMaker) -> None:
        sagemaker.faults = [Fault(400, "AccessDeniedException", "no")]

        with pytest.raises(AwsError, match="access is denied"):
            follow_logs(JobLog("job", sagemaker.clients()), print, is_over=lambda: False, clock=FakeClock())


class TestFollowingTuningJobs:
    def test_training_jobs_that_come_later_are_followed_too(self, sagemaker: ScriptedSageMaker) -> None:
        logged = {"job-001-aaaaaaaa": ["a"]}
        clients = scripted_logs(sagemaker, logged)
        first = trial("job-001-aaaaaaaa", 1, status="InProgress")

        def second_begins() -> None:
            logged["job-002-bbbbbbbb"] = ["b"]
            logged["job-001-aaaaaaaa"].append("c")
            listed(sagemaker, trial("job-001-aaaaaaaa", 1), trial("job-002-bbbbbbbb", status="InProgress"))

        listed(sagemaker, first)
        logs = JobLogs(TuningJob("job", clients), clients)
        clock, seen = Story(second_begins), []

        follow_logs(logs, seen.append, is_over=clock.is_over, clock=clock)

        assert [(line.job[-1], line.message) for line in seen] == [("a", "a"), ("a", "c"), ("b", "b")]

    def test_one_that_has_ended_is_not_asked_for_again_and_again(self, sagemaker: ScriptedSageMaker) -> None:
        clients = scripted_logs(sagemaker, {"job-001-aaaaaaaa": ["a"]})
        listed(sagemaker, trial("job-001-aaaaaaaa", 1))
        logs = JobLogs(TuningJob("job", clients), clients)

        assert messages([line for _ in range(6) for line in logs.new_lines()]) == ["a"]
        assert sagemaker.calls.count("DescribeLogStreams") == 2

    def test_trouble_with_one_of_them_costs_no_line(self, sagemaker: ScriptedSageMaker) -> None:
        clients = scripted_logs(sagemaker, {"job-001-aaaaaaaa": ["a"], "job-002-bbbbbbbb": ["b"]})
        listed(sagemaker, trial("job-001-aaaaaaaa", 1), trial("job-002-bbbbbbbb", 2))
        logs = JobLogs(TuningJob("job", clients), clients)
        sagemaker.faults = [None, None, None, None, None, THROTTLED]  # the streams of the second

        with pytest.raises(AwsError):
            logs.new_lines()
        assert messages(logs.new_lines()) == ["a", "b"]

    def test_it_is_over_when_the_tuning_job_is(self, sagemaker: ScriptedSageMaker) -> None:
        sagemaker.script("job", in_progress(), ended("Completed"))
        clients = sagemaker.clients()
        logs = JobLogs(TuningJob("job", clients), clients)

        assert [logs.is_over(), logs.is_over()] == [False, True]


def listed(sagemaker: ScriptedSageMaker, *trials) -> None:
    sagemaker.operations["ListTrainingJobsForHyperParameterTuningJob"] = pages_of_trials(*trials)


def scripted_logs(sagemaker: ScriptedSageMaker, logged: dict[str, list[str]]) -> Clients:
    """Clients that see what is in `logged` at the moment of a call: by training job, its lines."""

    def streams(request):
        job = request["logStreamNamePrefix"].rstrip("/")
        return {"logStreams": [{"logStreamName": f"{job}/algo-1-1700000000"}] if job in logged else []}

    def events(request):
        lines, start = logged[request["logStreamName"].partition("/")[0]], int(request.get("nextToken", 0))
        now = round(datetime.now(timezone.utc).timestamp() * 1000)
        found = [{"timestamp": now, "message": line} for line in lines[start:]]
        return {"events": found, "nextForwardToken": str(len(lines))}

    sagemaker.script("job", in_progress())
    sagemaker.operations |= {"DescribeLogStreams": streams, "GetLogEvents": events}
    return sagemaker.clients()
