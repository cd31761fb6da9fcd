"""The best trial, or why there is none."""

from __future__ import annotations

from typing import Any

import pytest

from hpo_spec.aws import TuningJob
from hpo_spec.aws.best_trial import Best, best_of, describe_training_job
from hpo_spec.errors import JobError, JobNotFound
from tests.scripted import START, Fault, ScriptedSageMaker, best_trial, ended, in_progress, pages_of_trials, trial

LIST = "ListTrainingJobsForHyperParameterTuningJob"
TRAINED = {
    "TrainingJobName": "boston-003-0e830ada",
    "TrainingJobArn": "arn:aws:sagemaker:us-west-2:123456789012:training-job/boston-003-0e830ada",
    "TrainingJobStatus": "Completed",
    "SecondaryStatus": "Completed",
    "CreationTime": START,
    "HyperParameters": {
        "eta": "0.1",
        "num_round": "200",
        "_kfold": "5",
        "_tuning_objective_metric": "validation:rmse",
    },
    "ModelArtifacts": {"S3ModelArtifacts": "s3://bucket/output/model.tar.gz"},
    "AlgorithmSpecification": {"TrainingImage": "image", "TrainingInputMode": "File"},
    "RoleArn": "arn:aws:iam::123456789012:role/SageMakerRole",
    "StoppingCondition": {},
    "TrainingTimeInSeconds": 63,
}


def best(sagemaker: ScriptedSageMaker, step: dict[str, Any], **trained: Any) -> Best:
    sagemaker.script("boston", step)
    sagemaker.operations["DescribeTrainingJob"] = lambda _: {**TRAINED, **trained}
    clients = sagemaker.clients()
    return best_of(TuningJob("boston", clients).describe(), clients)


def reason(sagemaker: ScriptedSageMaker, *trials: dict[str, Any]) -> str:
    sagemaker.operations[LIST] = pages_of_trials(*trials)
    with pytest.raises(JobError) as raised:
        best(sagemaker, ended("Completed", best=None))
    assert raised.value.exit_code == 1
    return str(raised.value)


def test_the_best_has_all_that_is_needed_to_use_it(sagemaker: ScriptedSageMaker) -> None:
    found = best(sagemaker, ended("Completed", best=3.5))

    assert (found.name, found.objective, found.metric) == ("boston-003-0e830ada", 3.5, "validation:rmse")
    assert (found.artifact, found.training_time_s) == ("s3://bucket/output/model.tar.gz", 63)
    assert (found.image, found.role) == ("image", TRAINED["RoleArn"])


def test_all_hyperparameters_are_there_but_the_one_that_sagemaker_adds(sagemaker: ScriptedSageMaker) -> None:
    found = best(sagemaker, ended("Completed"))

    assert found.tuned == {"eta": "0.1"}
    assert found.static == {"num_round": "200", "_kfold": "5"}


def test_a_best_that_still_trains_has_no_artifact_yet(sagemaker: ScriptedSageMaker) -> None:
    running = {"TrainingJobStatus": "InProgress", "ModelArtifacts": {"S3ModelArtifacts": ""}}

    found = best(sagemaker, in_progress(1, 1, best=3.5), **running)

    assert (found.status, found.artifact) == ("InProgress", "")


def test_a_parent_of_a_warm_start_that_is_better_is_named(sagemaker: ScriptedSageMaker) -> None:
    overall = {**best_trial(3.1), "TrainingJobName": "parent-001-aaaaaaaa"}

    found = best(sagemaker, {**ended("Completed"), "OverallBestTrainingJob": overall})

    assert found.better_parent == "parent-001-aaaaaaaa"


def test_the_best_of_all_is_no_better_parent(sagemaker: ScriptedSageMaker) -> None:
    found = best(sagemaker, {**ended("Completed"), "OverallBestTrainingJob": best_trial(3.5)})

    assert found.better_parent == ""


def test_the_definition_of_the_best_is_named(sagemaker: ScriptedSageMaker) -> None:
    step = ended("Completed")
    step["BestTrainingJob"]["TrainingJobDefinitionName"] = "linear"

    assert best(sagemaker, step).definition == "linear"


NATIVE = "AlgorithmError: no data\nStack trace:\n  [bt] (0) /lib/libxgboost.so(+0x11) [0x7f]\n  [bt] (1) /lib/x.so"


def test_no_best_because_nothing_has_begun(sagemaker: ScriptedSageMaker) -> None:
    assert "it has no training job yet" in reason(sagemaker)


def test_no_best_because_all_failed_says_why(sagemaker: ScriptedSageMaker) -> None:
    failed = [trial(name, status="Failed", FailureReason=NATIVE) for name in ("a", "b")]

    said = reason(sagemaker, *failed)

    assert said.endswith("2 of its 2 training jobs failed, a because of: AlgorithmError: no data")


def test_no_best_yet_because_training_jobs_still_run(sagemaker: ScriptedSageMaker) -> None:
    failed, running = trial("a", status="Failed"), trial("b", status="InProgress")

    assert "1 still run" in reason(sagemaker, failed, running)


def test_no_best_because_the_metric_was_not_found_says_what_to_look_at(sagemaker: ScriptedSageMaker) -> None:
    said = reason(sagemaker, trial("a"))

    assert "regular expression" in said
    assert "hpo-spec logs a" in said


def test_a_training_job_that_is_not_there_is_called_a_training_job(sagemaker: ScriptedSageMaker) -> None:
    def refuse(_: dict[str, Any]) -> dict[str, Any]:
        raise Fault(400, "ValidationException", "Requested resource not found.")

    sagemaker.operations["DescribeTrainingJob"] = refuse

    with pytest.raises(JobNotFound, match="no training job 'a'.*hpo-spec trials"):
        describe_training_job("a", sagemaker.clients())
