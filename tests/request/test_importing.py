"""What import makes of requests that are new, odd, wrong or for several regions."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from hpo_spec import Algorithm, BuiltIn, SpecError, compile_request, dump_spec, import_request, load_spec
from hpo_spec.finding import Finding, Path, format_path
from hpo_spec.request.importing import read_request
from tests.request.boston import REQUEST

CONFIG, JOB = "HyperParameterTuningJobConfig", "TrainingJobDefinition"
RANGES = (CONFIG, "ParameterRanges")
CHANNEL = (JOB, "InputDataConfig", 0)
ALGORITHM = (JOB, "AlgorithmSpecification")
DATASET = {"DatasetArn": "arn:aws:sagemaker:us-west-2:aws:hub-content/h/DataSet/d/1.0.0"}
KMEANS_OF_VIRGINIA = "382416733822.dkr.ecr.us-east-1.amazonaws.com/kmeans:1"
ABSENT = object()


def changed(path: Path, value: Any) -> dict[str, Any]:
    """The Boston request with one value replaced, added or, with `ABSENT`, removed."""
    request = deepcopy(REQUEST)
    holder: Any = request
    for part in path[:-1]:
        holder = holder[part]
    if value is ABSENT:
        del holder[path[-1]]
    elif isinstance(holder, list) and path[-1] == len(holder):
        holder.append(value)
    else:
        holder[path[-1]] = value
    return request


def refusals(request: Any) -> list[Finding]:
    with pytest.raises(SpecError) as caught:
        import_request(request)
    return list(caught.value.findings)


class TestUnknownMembers:
    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (("Novelty",), {"Size": 3, "Parts": [{"A": 1}, {"B": "x"}]}),
            ((CONFIG, "Novelty"), "x"),
            ((JOB, "ResourceConfig", "Novelty"), True),
            ((*ALGORITHM, "Novelty"), ["x", 1]),
            ((*RANGES, "NovelParameterRanges"), [{"Name": "a", "Middle": "3"}]),
        ],
    )
    def test_they_go_to_the_request_patch_and_come_back(self, path, value):
        request = changed(path, value)
        imported = read_request(request)
        assert imported.unknown == (path,)
        assert compile_request(load_spec(dump_spec(imported.spec))) == request

    def test_one_inside_a_list_is_refused_with_its_path(self):
        (finding,) = refusals(changed((*CHANNEL, "DataSource", "Ftp"), {"Host": "x"}))
        assert format_path(finding.path) == "TrainingJobDefinition.InputDataConfig[0].DataSource.Ftp"
        assert "does not know" in finding.message
        assert "inside a list" in finding.message

    def test_one_that_is_none_is_as_good_as_absent(self):
        assert compile_request(import_request(changed((JOB, "Novelty"), None))) == REQUEST


class TestDuplicates:
    @pytest.mark.parametrize(
        ("path", "value", "at", "said"),
        [
            (("Tags",), [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}], "Tags[1]", "Key 'a'"),
            (
                (JOB, "InputDataConfig", 2),
                REQUEST[JOB]["InputDataConfig"][0],
                "TrainingJobDefinition.InputDataConfig[2]",
                "ChannelName 'train'",
            ),
            (
                (*RANGES, "CategoricalParameterRanges"),
                [{"Name": "eta", "Values": ["1"]}],
                "HyperParameterTuningJobConfig.ParameterRanges.CategoricalParameterRanges[0]",
                "Name 'eta'",
            ),
            (
                (*ALGORITHM, "MetricDefinitions"),
                [{"Name": "m", "Regex": "x"}, {"Name": "m", "Regex": "y"}],
                "TrainingJobDefinition.AlgorithmSpecification.MetricDefinitions[1]",
                "Name 'm'",
            ),
            (
                (JOB, "ResourceConfig", "InstanceGroups"),
                [{"InstanceType": "ml.m5.large", "InstanceCount": 1, "InstanceGroupName": "g"}] * 2,
                "TrainingJobDefinition.ResourceConfig.InstanceGroups[1]",
                "InstanceGroupName 'g'",
            ),
        ],
    )
    def test_a_name_that_is_used_twice_is_refused_once_and_clearly(self, path, value, at, said):
        (finding,) = refusals(changed(path, value))
        assert format_path(finding.path) == at
        assert finding.message == f"{said} is here twice, and a spec names each once"


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("path", "value", "said"),
        [
            ((CONFIG,), "x", "expected a structure"),
            ((JOB,), [1], "expected a structure"),
            ((*CHANNEL, "DataSource"), "s3://b/x", "expected a structure"),
            ((JOB, "InputDataConfig"), {"train": "s3://b/x"}, "expected a list"),
            (CHANNEL, "s3://b/x", "expected a structure"),
            ((JOB, "OutputDataConfig"), "s3://b/x", "expected a structure"),
            ((JOB, "StaticHyperParameters"), ["x"], "expected a map"),
            ((JOB, "StaticHyperParameters", "num_round"), 200, "expected a string, not 200"),
            ((*RANGES, "ContinuousParameterRanges", 0, "MinValue"), 0.05, "expected a string, not 0.05"),
            ((JOB, "ResourceConfig", "InstanceCount"), "1", "must be a whole number, not the text '1'"),
            ((JOB, "StoppingCondition", "MaxRuntimeInSeconds"), "1h", "expected a whole number, not '1h'"),
            ((JOB, "EnableManagedSpotTraining"), "true", "must be `true` or `false`"),
            ((JOB, "ResourceConfig", "InstanceType"), {"Name": "x"}, "expected a plain value"),
            (("HyperParameterTuningJobName",), 5, "must be text"),
            (("HyperParameterTuningJobName",), "a_b", "'a_b' is not allowed"),
            (("TrainingJobDefinitions",), {"a": 1}, "expected a list"),
            (("Autotune",), {"Mode": "Disabled"}, "expected 'Enabled', not 'Disabled'"),
            ((CONFIG, "Strategy"), "bayesian", "must be Bayesian, Random, Hyperband or Grid"),
        ],
    )
    def test_it_is_refused_once_where_it_stands_in_the_request(self, path, value, said):
        (finding,) = refusals(changed(path, value))
        inside = ("Mode",) if path == ("Autotune",) else ()
        assert finding.path == (*path, *inside)
        assert said in finding.message

    @pytest.mark.parametrize(
        ("path", "said"),
        [
            (("HyperParameterTuningJobName",), "HyperParameterTuningJobName: is missing"),
            ((CONFIG,), "HyperParameterTuningJobConfig: is missing"),
            ((CONFIG, "Strategy"), "HyperParameterTuningJobConfig: Strategy is missing"),
            ((JOB, "RoleArn"), "TrainingJobDefinition.RoleArn: is missing"),
            ((JOB, "StoppingCondition"), "TrainingJobDefinition: StoppingCondition is missing"),
            (
                (*ALGORITHM, "TrainingInputMode"),
                "TrainingJobDefinition.AlgorithmSpecification: TrainingInputMode is missing",
            ),
            ((*CHANNEL, "ChannelName"), "TrainingJobDefinition.InputDataConfig[0]: ChannelName is missing"),
            ((*CHANNEL, "DataSource"), "TrainingJobDefinition.InputDataConfig[0]: DataSource is missing"),
            (
                (*CHANNEL, "DataSource", "S3DataSource", "S3Uri"),
                "TrainingJobDefinition.InputDataConfig[0].DataSource.S3DataSource: S3Uri is missing",
            ),
        ],
    )
    def test_a_required_member_that_is_missing_is_named(self, path, said):
        (finding,) = refusals(changed(path, ABSENT))
        assert said in str(finding)

    def test_everything_is_said_at_once(self):
        request = changed((CONFIG, "Strategy"), "Best")
        request[JOB] |= {"RoleArn": "me", "InputDataConfig": "x", "StoppingCondition": None, "MaxRetries": 3}
        request["Tags"] = [{"Key": "a"}]
        assert {format_path(finding.path) for finding in refusals(request)} == {
            "HyperParameterTuningJobConfig.Strategy",
            "TrainingJobDefinition",
            "TrainingJobDefinition.RoleArn",
            "TrainingJobDefinition.InputDataConfig",
            "TrainingJobDefinition.MaxRetries",
            "Tags[0]",
        }

    @pytest.mark.parametrize("request_", [[], "x", None, 5, [{"a": 1}]])
    def test_what_is_no_request_at_all_is_refused(self, request_):
        (finding,) = refusals(request_)
        assert finding.message.startswith("a request is a mapping, not ")


class TestWhatTheApiTakesThoughTheDocumentationDoesNot:
    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ((JOB,), ABSENT),
            (("TrainingJobDefinitions",), [REQUEST[JOB], REQUEST[JOB]]),
            ((*CHANNEL, "DataSource"), {}),
            ((*CHANNEL, "DataSource", "DatasetSource"), DATASET),
            ((*CHANNEL, "ShuffleConfig"), {"Seed": -1}),
            ((*ALGORITHM, "AlgorithmName"), "mine"),
            ((*ALGORITHM, "TrainingImage"), ABSENT),
            ((*RANGES, "ContinuousParameterRanges", 0, "MinValue"), "9"),
            ((*RANGES, "ContinuousParameterRanges", 0, "MaxValue"), "high"),
            ((*RANGES, "ContinuousParameterRanges", 0, "MaxValue"), "true"),
            ((*RANGES, "IntegerParameterRanges", 0, "MinValue"), "0.5"),
            ((*RANGES, "IntegerParameterRanges", 0, "Name"), "num_round"),
            ((CONFIG, "HyperParameterTuningJobObjective"), ABSENT),
            ((CONFIG, "ParameterRanges"), ABSENT),
            ((CONFIG, "ResourceLimits", "MaxParallelTrainingJobs"), 999),
            ((CONFIG, "StrategyConfig"), {"HyperbandStrategyConfig": {"MinResource": 9, "MaxResource": 1}}),
            ((JOB, "ResourceConfig"), ABSENT),
            ((JOB, "ResourceConfig", "InstanceType"), "ml.x99.new"),
            ((JOB, "StoppingCondition"), {}),
            ((JOB, "StaticHyperParameters", "_tuning_objective_metric"), "x"),
            (
                ("WarmStartConfig",),
                {
                    "ParentHyperParameterTuningJobs": [{"HyperParameterTuningJobName": "boston"}] * 2,
                    "WarmStartType": "TransferLearning",
                },
            ),
        ],
    )
    def test_it_is_imported_and_comes_back(self, path, value):
        request = changed(path, value)
        assert compile_request(load_spec(dump_spec(import_request(request)))) == request


class TestRegions:
    def test_the_image_of_a_built_in_says_the_region(self):
        spec = import_request(REQUEST)
        assert spec.region == "us-west-2"
        assert spec.training_job.algorithm == BuiltIn(name="xgboost", version="1")

    def test_an_image_of_one_s_own_says_none(self):
        spec = import_request(changed((*ALGORITHM, "TrainingImage"), "mine:1"))
        assert spec.region is None
        assert spec.training_job.algorithm == Algorithm(image="mine:1")

    def test_images_of_another_region_than_the_given_one_stay_uris(self):
        spec = import_request(REQUEST, region="us-east-1")
        assert spec.region == "us-east-1"
        assert isinstance(spec.training_job.algorithm, Algorithm)
        assert compile_request(spec) == REQUEST

    def test_images_of_two_regions_all_stay_uris(self):
        other = changed((*ALGORITHM, "TrainingImage"), KMEANS_OF_VIRGINIA)[JOB]
        request = {**REQUEST, "TrainingJobDefinitions": [REQUEST[JOB], other]}
        spec = import_request(request)
        assert spec.region is None
        assert all(isinstance(job.algorithm, Algorithm) for job in [spec.training_job, *spec.training_jobs])
        assert compile_request(spec) == request

    def test_an_image_beside_an_algorithm_s_arn_stays_a_uri(self):
        spec = import_request(changed((*ALGORITHM, "AlgorithmName"), "mine"))
        assert isinstance(spec.training_job.algorithm, Algorithm)
