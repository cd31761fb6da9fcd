"""Tuning jobs on the engine: what is tried, what counts, and how they end."""

import os
import re
import signal
from pathlib import Path

import psutil
import pytest

from hpo_spec.aws.clients import Clients
from hpo_spec.local.root import Root
from tests.local.jobs import (
    QUADRATIC,
    create,
    definition,
    described,
    ended,
    logged,
    run,
    runners,
    stand_in,
    trials,
    tuning_request,
    wait_until,
)

SLOW = """
    import time
    print("loss=1", flush=True)
    time.sleep(60)
"""


def categorical(**values: list[str]) -> dict[str, object]:
    return {"CategoricalParameterRanges": [{"Name": name, "Values": item} for name, item in values.items()]}


def test_a_job_runs_exactly_the_trials_that_were_asked_for(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)

    job = run(clients, tuning_request(max_jobs=5))

    assert job["HyperParameterTuningJobStatus"] == "Completed"
    assert job["TrainingJobStatusCounters"]["Completed"] == 5
    assert job["ObjectiveStatusCounters"] == {"Succeeded": 5, "Pending": 0, "Failed": 0}
    names = [trial["TrainingJobName"] for trial in trials(clients, "job")]
    assert [re.fullmatch(r"job-(\d{3})-[0-9a-f]{8}", name)[1] for name in names] == ["001", "002", "003", "004", "005"]


def test_the_best_trial_has_the_best_objective_and_its_values(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)

    best = run(clients, tuning_request(max_jobs=5))["BestTrainingJob"]

    found = {
        trial["TrainingJobName"]: trial["FinalHyperParameterTuningJobObjectiveMetric"]["Value"]
        for trial in trials(clients, "job")
    }
    assert best["FinalHyperParameterTuningJobObjectiveMetric"]["Value"] == min(found.values())
    assert (float(best["TunedHyperParameters"]["x"]) - 3) ** 2 == pytest.approx(min(found.values()))


def test_with_maximize_the_largest_is_best(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    objective = {"HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "loss"}}

    best = run(clients, tuning_request(config=objective))["BestTrainingJob"]

    values = [trial["FinalHyperParameterTuningJobObjectiveMetric"]["Value"] for trial in trials(clients, "job")]
    assert best["FinalHyperParameterTuningJobObjectiveMetric"]["Value"] == max(values)


def test_a_trial_that_fails_says_why_as_sagemaker_does(clients: Clients, root: Path) -> None:
    stand_in(
        root,
        """
        import os, sys
        if os.environ["TRAINING_JOB_NAME"].startswith("job-001"):
            with open(os.environ["SAGEMAKER_BASE_DIR"] + "/output/failure", "w") as file:
                file.write("the data is odd")
            sys.exit(7)
        print("loss=1")
        """,
    )

    job = run(clients, tuning_request())

    failed = trials(clients, "job")[0]
    assert failed["TrainingJobStatus"] == "Failed"
    assert failed["FailureReason"] == "AlgorithmError: the data is odd, exit code: 7"
    assert failed["ObjectiveStatus"] == "Failed"
    assert job["HyperParameterTuningJobStatus"] == "Completed"
    assert job["TrainingJobStatusCounters"]["NonRetryableError"] == 1


def test_a_trial_that_a_signal_ends_has_failed(clients: Clients, root: Path) -> None:
    stand_in(root, "import os\nos.kill(os.getpid(), 11)")

    run(clients, tuning_request(max_jobs=1))

    assert trials(clients, "job")[0]["FailureReason"] == "AlgorithmError: , exit code: 139"


def test_a_trial_without_a_metric_has_no_objective(clients: Clients, root: Path) -> None:
    stand_in(root, "print('nothing')")

    job = run(clients, tuning_request(max_jobs=2))

    assert {trial["TrainingJobStatus"] for trial in trials(clients, "job")} == {"Completed"}
    assert {trial["ObjectiveStatus"] for trial in trials(clients, "job")} == {"Failed"}
    assert job["HyperParameterTuningJobStatus"] == "Failed"
    assert "BestTrainingJob" not in job


def test_after_five_failures_and_no_success_the_job_fails(clients: Clients, root: Path) -> None:
    stand_in(root, "raise SystemExit(1)")

    job = run(clients, tuning_request(max_jobs=20))

    assert job["HyperParameterTuningJobStatus"] == "Failed"
    assert job["FailureReason"].startswith("No training job succeeded after 5 attempts.")
    assert 5 <= job["TrainingJobStatusCounters"]["NonRetryableError"] <= 6


def test_the_last_value_of_a_metric_counts_and_not_the_best(clients: Clients, root: Path) -> None:
    stand_in(root, "print('loss=5')\nprint('loss=1')\nprint('loss=3')")

    job = run(clients, tuning_request(max_jobs=1))

    assert job["BestTrainingJob"]["FinalHyperParameterTuningJobObjectiveMetric"]["Value"] == 3


def test_what_goes_to_stderr_is_looked_at_too(clients: Clients, root: Path) -> None:
    stand_in(root, "import sys\nprint('loss=2', file=sys.stderr)")

    assert run(clients, tuning_request(max_jobs=1))["ObjectiveStatusCounters"]["Succeeded"] == 1


def test_a_stopped_job_ends_its_trials_and_keeps_what_they_logged(clients: Clients, root: Path) -> None:
    stand_in(root, SLOW)
    name = create(clients, tuning_request(max_jobs=9))
    wait_until(lambda: described(clients, name)["TrainingJobStatusCounters"]["InProgress"] == 2)
    wait_until(lambda: logged(clients, "loss"))

    clients.sagemaker.stop_hyper_parameter_tuning_job(HyperParameterTuningJobName=name)
    job = ended(clients, name)

    assert job["HyperParameterTuningJobStatus"] == "Stopped"
    assert job["TrainingJobStatusCounters"]["Stopped"] == 2
    assert {trial["TrainingJobStatus"] for trial in trials(clients, name)} == {"Stopped"}
    wait_until(lambda: not runners(root))


def test_a_program_that_does_not_heed_sigterm_is_killed(
    clients: Clients, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HPO_SPEC_LOCAL_GRACE", "0.2")
    stand_in(
        root,
        """
        import signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print("loss=1", flush=True)
        time.sleep(60)
        """,
    )
    name = create(clients, tuning_request(max_jobs=1))
    wait_until(lambda: logged(clients, "loss"))

    clients.sagemaker.stop_hyper_parameter_tuning_job(HyperParameterTuningJobName=name)

    assert ended(clients, name)["TrainingJobStatusCounters"]["Stopped"] == 1


def test_a_trial_that_takes_too_long_is_stopped_and_counts(clients: Clients, root: Path) -> None:
    stand_in(root, SLOW)

    job = run(clients, tuning_request(max_jobs=1, StoppingCondition={"MaxRuntimeInSeconds": 1}))

    trial = trials(clients, "job")[0]
    detail = clients.sagemaker.describe_training_job(TrainingJobName=trial["TrainingJobName"])
    assert (detail["TrainingJobStatus"], detail["SecondaryStatus"]) == ("Stopped", "MaxRuntimeExceeded")
    assert job["HyperParameterTuningJobStatus"] == "Completed"
    assert trial["ObjectiveStatus"] == "Succeeded"


def test_one_trial_can_be_stopped_alone(clients: Clients, root: Path) -> None:
    stand_in(
        root,
        "import os, time\nprint('loss=1', flush=True)\ntime.sleep(60 * ('-001-' in os.environ['TRAINING_JOB_NAME']))",
    )
    name = create(clients, tuning_request(max_jobs=2))
    wait_until(lambda: len(trials(clients, name)) == 2)
    first = trials(clients, name)[0]["TrainingJobName"]

    clients.sagemaker.stop_training_job(TrainingJobName=first)
    job = ended(clients, name)

    assert job["TrainingJobStatusCounters"] == {
        "Completed": 1,
        "InProgress": 0,
        "RetryableError": 0,
        "NonRetryableError": 0,
        "Stopped": 1,
    }


def test_grid_tries_every_combination_once(clients: Clients, root: Path) -> None:
    stand_in(root, "print('loss=1')")
    ranges = categorical(a=["1", "2", "3"], b=["u", "v"])

    run(clients, tuning_request(max_jobs=None, ranges=ranges, config={"Strategy": "Grid"}))

    tried = [tuple(sorted(trial["TunedHyperParameters"].items())) for trial in trials(clients, "job")]
    assert len(tried) == len(set(tried)) == 6


def test_where_a_space_is_small_nothing_is_tried_twice(clients: Clients, root: Path) -> None:
    stand_in(root, "print('loss=1')")
    ranges = categorical(a=["1", "2", "3"], b=["u", "v"])

    run(clients, tuning_request(max_jobs=6, ranges=ranges, config={"Strategy": "Bayesian"}))

    tried = [tuple(sorted(trial["TunedHyperParameters"].items())) for trial in trials(clients, "job")]
    assert len(tried) == len(set(tried)) == 6


def test_the_same_seed_tries_the_same_again(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    for name in ("one", "two"):
        run(clients, tuning_request(name, max_jobs=4, config={"RandomSeed": 5}))

    first, second = ([trial["TunedHyperParameters"] for trial in trials(clients, name)] for name in ("one", "two"))
    assert first == second


def test_reaching_the_target_ends_the_job(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    criteria = {"TuningJobCompletionCriteria": {"TargetObjectiveMetricValue": 1000.0}}

    job = run(clients, tuning_request(max_jobs=50, config=criteria))

    assert job["HyperParameterTuningJobStatus"] == "Completed"
    assert job["TrainingJobStatusCounters"]["Completed"] < 5


def test_a_job_that_no_longer_improves_ends(clients: Clients, root: Path) -> None:
    stand_in(root, "print('loss=1')")
    criteria = {
        "TuningJobCompletionCriteria": {"BestObjectiveNotImproving": {"MaxNumberOfTrainingJobsNotImproving": 3}}
    }

    job = run(clients, tuning_request(max_jobs=50, config=criteria))

    assert job["TuningJobCompletionDetails"]["NumberOfTrainingJobsObjectiveNotImproving"] >= 3
    assert sum(job["TrainingJobStatusCounters"].values()) <= 6


def test_hyperband_stops_weak_trials_and_lets_the_strong_go_on(clients: Clients, root: Path) -> None:
    stand_in(
        root,
        """
        import os, time
        x = float(os.environ["SM_HP_X"])
        for epoch in range(9):
            print(f"loss={x + 1 / (epoch + 1)}", flush=True)
            time.sleep(0.03)
        """,
    )
    hyperband = {
        "Strategy": "Hyperband",
        "StrategyConfig": {"HyperbandStrategyConfig": {"MinResource": 1, "MaxResource": 9}},
        "RandomSeed": 3,
    }

    job = run(clients, tuning_request(max_jobs=12, config=hyperband))

    counters = job["TrainingJobStatusCounters"]
    assert counters["Completed"] >= 1
    assert counters["Stopped"] >= 3
    assert job["BestTrainingJob"]["TrainingJobStatus"] == "Completed"
    assert job["ObjectiveStatusCounters"]["Succeeded"] == 12


def test_early_stopping_stops_what_is_worse_than_the_median(clients: Clients, root: Path) -> None:
    stand_in(
        root,
        """
        import os, time
        bad = os.environ["TRAINING_JOB_NAME"].startswith("job-004")
        for epoch in range(200 if bad else 4):
            print(f"loss={100 if bad else 1}", flush=True)
            time.sleep(0.05 * bad)
        """,
    )

    run(clients, tuning_request(max_jobs=4, parallel=1, config={"TrainingJobEarlyStoppingType": "Auto"}))

    assert [trial["TrainingJobStatus"] for trial in trials(clients, "job")] == ["Completed"] * 3 + ["Stopped"]


def test_several_definitions_take_turns(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    request = tuning_request(max_jobs=4)
    config = request["HyperParameterTuningJobConfig"]
    own = {
        "TuningObjective": config.pop("HyperParameterTuningJobObjective"),
        "HyperParameterRanges": config.pop("ParameterRanges"),
    }
    del request["TrainingJobDefinition"]
    request["TrainingJobDefinitions"] = [definition(DefinitionName=name, **own) for name in ("one", "two")]

    job = run(clients, request)

    named = sorted(trial["TrainingJobDefinitionName"] for trial in trials(clients, "job"))
    assert named == ["one", "one", "two", "two"]
    assert job["BestTrainingJob"]["TrainingJobDefinitionName"] in ("one", "two")


def test_a_warm_start_learns_from_its_parents(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    run(clients, tuning_request("parent", max_jobs=20, config={"Strategy": "Bayesian", "RandomSeed": 1}))
    warm = {
        "ParentHyperParameterTuningJobs": [{"HyperParameterTuningJobName": "parent"}],
        "WarmStartType": "IdenticalDataAndAlgorithm",
    }
    request = {
        **tuning_request("child", max_jobs=3, config={"Strategy": "Bayesian", "RandomSeed": 2}),
        "WarmStartConfig": warm,
    }

    job = run(clients, request)

    run(clients, tuning_request("cold", max_jobs=3, config={"Strategy": "Bayesian", "RandomSeed": 2}))

    warm_draws, cold_draws = (
        [trial["TunedHyperParameters"] for trial in trials(clients, name)] for name in ("child", "cold")
    )
    assert warm_draws != cold_draws
    overall = job["OverallBestTrainingJob"]
    values = [
        trial["FinalHyperParameterTuningJobObjectiveMetric"]["Value"]
        for name in ("parent", "child")
        for trial in trials(clients, name)
    ]
    assert overall["FinalHyperParameterTuningJobObjectiveMetric"]["Value"] == min(values)


def test_a_warm_start_needs_parents_that_have_ended(clients: Clients, root: Path) -> None:
    stand_in(root, SLOW)
    create(clients, tuning_request("parent", max_jobs=1))
    for parent, said in (("parent", "not in a terminal state"), ("nobody", "does not exist")):
        warm = {
            "ParentHyperParameterTuningJobs": [{"HyperParameterTuningJobName": parent}],
            "WarmStartType": "TransferLearning",
        }
        with pytest.raises(clients.sagemaker.exceptions.ClientError, match=said):
            create(clients, {**tuning_request("child"), "WarmStartConfig": warm})


def test_what_cannot_be_honoured_here_is_said_once_in_the_log(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    vpc = {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]}

    run(clients, tuning_request(max_jobs=1, VpcConfig=vpc, EnableManagedSpotTraining=False))

    said = logged(clients, '"not honoured"')
    assert len([line for line in said if "VpcConfig" in line]) == 1
    assert len([line for line in said if "ml.m5.large" in line]) == 1
    assert not [line for line in said if "Spot" in line]


def test_no_more_trials_run_at_a_time_than_this_machine_was_told(clients: Clients, root: Path) -> None:
    stand_in(root, "import time\nprint('loss=1', flush=True)\ntime.sleep(0.1)")
    seen = []
    create(clients, tuning_request("one", max_jobs=4, parallel=9))
    create(clients, tuning_request("two", max_jobs=4, parallel=9))

    def is_over() -> bool:
        jobs = [described(clients, name) for name in ("one", "two")]
        places = sum(_is_held(path) for path in (root / "locks").glob("place-*.lock"))
        seen.append(places)
        return all(job["HyperParameterTuningJobStatus"] == "Completed" for job in jobs)

    wait_until(is_over)
    assert max(seen) == 2


def _is_held(path: Path) -> bool:
    import fcntl

    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def test_the_process_that_runs_a_job_is_not_a_child_of_who_created_it(clients: Clients, root: Path) -> None:
    stand_in(root, SLOW)
    create(clients, tuning_request(max_jobs=1))
    wait_until(lambda: runners(root))

    (runner,) = runners(root)

    assert os.getsid(runner.pid) == runner.pid  # a session of its own: Ctrl-C here does not reach it
    runner.send_signal(signal.SIGKILL)


def test_autotune_chooses_the_documented_ranges(clients: Clients, root: Path) -> None:
    from hpo_spec.local.definitions import definitions_of

    image = "246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:1.7-1"
    auto = {"AutoParameters": [{"Name": "eta", "ValueHint": "0.3"}]}
    body = definition(AlgorithmSpecification={"TrainingImage": image, "TrainingInputMode": "File"})
    request = {**tuning_request(ranges=auto), "TrainingJobDefinition": body, "Autotune": {"Mode": "Enabled"}}

    (chosen,) = definitions_of(request)
    assert [
        (item["Name"], item["MinValue"], item["MaxValue"]) for item in chosen.ranges["ContinuousParameterRanges"]
    ] == [("eta", "0.1", "0.5")]
    del request["HyperParameterTuningJobConfig"]["ParameterRanges"]
    (chosen,) = definitions_of(request)
    assert len(chosen.ranges["IntegerParameterRanges"]) == 3


def test_autotune_chooses_a_range_around_the_hint_of_an_image_of_ones_own(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    ranges = {"AutoParameters": [{"Name": "x", "ValueHint": "0.5"}]}
    request = {**tuning_request(ranges=ranges, max_jobs=4), "Autotune": {"Mode": "Enabled"}}

    run(clients, request)

    assert all(0.05 <= float(trial["TunedHyperParameters"]["x"]) <= 5 for trial in trials(clients, "job"))


def test_what_a_program_leaves_running_ends_with_it(clients: Clients, root: Path) -> None:
    stand_in(
        root,
        """
        import os, subprocess, sys
        child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"], start_new_session=True)
        print(f"pid={child.pid}")
        print("loss=1")
        os._exit(0)
        """,
    )

    run(clients, tuning_request(max_jobs=1))

    (line,) = logged(clients, "pid=")
    wait_until(lambda: not psutil.pid_exists(int(line.removeprefix("pid="))))


def test_a_model_that_cannot_be_stored_fails_the_trial(clients: Clients, root: Path) -> None:
    stand_in(root, "import os\nprint('loss=1')\nos.rmdir(os.environ['SM_MODEL_DIR'])")

    run(clients, tuning_request(max_jobs=1))

    trial = trials(clients, "job")[0]
    assert trial["TrainingJobStatus"] == "Failed"
    assert trial["FailureReason"].startswith("InternalServerError: ")


def test_each_job_has_the_command_that_it_was_created_with(clients: Clients, root: Path) -> None:
    stand_in(root, "import time\nprint('loss=1')\ntime.sleep(0.2)")
    create(clients, tuning_request(max_jobs=6, parallel=1))
    stand_in(root, "print('loss=2')")

    ended(clients, "job")

    values = {trial["FinalHyperParameterTuningJobObjectiveMetric"]["Value"] for trial in trials(clients, "job")}
    assert values == {1.0}


def test_when_one_definition_is_exhausted_the_others_go_on(clients: Clients, root: Path) -> None:
    stand_in(root, "print('loss=1')")
    request = tuning_request(max_jobs=8)
    config = request["HyperParameterTuningJobConfig"]
    objective = config.pop("HyperParameterTuningJobObjective")
    del config["ParameterRanges"], request["TrainingJobDefinition"]
    request["TrainingJobDefinitions"] = [
        definition(DefinitionName=name, TuningObjective=objective, HyperParameterRanges=categorical(a=values))
        for name, values in (("few", ["1", "2"]), ("many", ["1", "2", "3", "4", "5", "6"]))
    ]

    run(clients, request)

    named = [trial["TrainingJobDefinitionName"] for trial in trials(clients, "job")]
    assert (named.count("few"), named.count("many")) == (2, 6)


def test_the_tuning_job_s_own_time_limit_ends_it(clients: Clients, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hpo_spec.local.state.database import Database
    from hpo_spec.local.state.records import TuningJob

    stand_in(root, SLOW)
    limits = {"MaxParallelTrainingJobs": 1, "MaxNumberOfTrainingJobs": 5, "MaxRuntimeInSeconds": 120}
    create(clients, tuning_request(config={"ResourceLimits": limits}))
    wait_until(lambda: logged(clients, "loss"))
    (runner,) = runners(root)
    runner.kill()
    with Database(Root(root)).transaction() as session:
        job = session.find(TuningJob, "job")
        session.update(job, created=job.created - 200)  # as if it had gone on for that long

    job = ended(clients, "job")

    assert job["HyperParameterTuningJobStatus"] in ("Completed", "Failed")
    assert len(trials(clients, "job")) == 1


def test_a_program_that_left_a_daemon_with_its_output_ends_all_the_same(clients: Clients, root: Path) -> None:
    stand_in(
        root,
        """
        import os, subprocess
        print("loss=1", flush=True)
        child = subprocess.Popen(["env", "-i", "setsid", "sleep", "60"])
        print(f"pid={child.pid}", flush=True)
        os._exit(0)
        """,
    )

    job = run(clients, tuning_request(max_jobs=1))

    assert job["TrainingJobStatusCounters"]["Completed"] == 1
    os.kill(int(logged(clients, "pid=")[0].removeprefix("pid=")), signal.SIGKILL)  # nothing says whose it is


def test_each_value_of_a_progress_line_counts(clients: Clients, root: Path) -> None:
    stand_in(root, r"print('\repoch 1 loss=3\repoch 2 loss=2')")

    job = run(clients, tuning_request(max_jobs=1))

    assert job["BestTrainingJob"]["FinalHyperParameterTuningJobObjectiveMetric"]["Value"] == 2


def test_a_search_that_has_converged_ends_and_says_when(clients: Clients, root: Path) -> None:
    stand_in(root, "print('loss=1')")
    criteria = {"TuningJobCompletionCriteria": {"ConvergenceDetected": {"CompleteOnConvergence": "Enabled"}}}

    job = run(clients, tuning_request(max_jobs=50, config=criteria))

    assert job["TuningJobCompletionDetails"]["ConvergenceDetectedTime"] >= job["CreationTime"]
    assert job["TrainingJobStatusCounters"]["Completed"] < 20
