"""What Describe shows of a job, as the request that made it."""

from hpo_spec import compile_request, import_request
from hpo_spec.request.describing import is_described, is_request, request_of_described
from tests.request.boston import REQUEST, described


def test_what_describe_adds_is_dropped() -> None:
    request, unknown = request_of_described(described())

    assert compile_request(import_request(request))["TrainingJobDefinition"]["StaticHyperParameters"] == {
        "objective": "reg:linear",
        "num_round": "200",
    }
    assert (
        "MetricDefinitions"
        not in compile_request(import_request(request))["TrainingJobDefinition"]["AlgorithmSpecification"]
    )
    assert unknown == []


def test_a_described_job_compiles_to_the_request_that_made_it() -> None:
    answer = described()
    answer["TrainingJobDefinition"]["OutputDataConfig"].pop("KmsKeyId")

    assert compile_request(import_request(request_of_described(answer)[0])) == REQUEST


def test_the_tags_come_from_list_tags_and_those_of_aws_are_left_out() -> None:
    tags = [{"Key": "team", "Value": "pricing"}, {"Key": "aws:cloudformation:stack", "Value": "x"}]

    assert request_of_described(described(), tags)[0]["Tags"] == tags[:1]


def test_metrics_of_ones_own_stay() -> None:
    answer = described()
    own = {"Name": "mine", "Regex": r"mine=(\S+)"}
    answer["TrainingJobDefinition"]["AlgorithmSpecification"]["MetricDefinitions"].append(own)

    specification = request_of_described(answer)[0]["TrainingJobDefinition"]["AlgorithmSpecification"]

    assert specification["MetricDefinitions"] == [own]


def test_a_custom_image_keeps_all_its_metrics_but_the_copy_for_the_objective() -> None:
    answer = described()
    specification = answer["TrainingJobDefinition"]["AlgorithmSpecification"]
    specification["TrainingImage"] = "123456789012.dkr.ecr.us-west-2.amazonaws.com/mine:1"

    request, _ = request_of_described(answer)

    kept = request["TrainingJobDefinition"]["AlgorithmSpecification"]["MetricDefinitions"]
    assert [metric["Name"] for metric in kept] == ["validation:rmse"]


def test_a_member_that_nobody_knows_is_named() -> None:
    assert request_of_described({**described(), "BrandNew": {}})[1] == ["BrandNew"]


def test_the_answer_itself_is_not_changed() -> None:
    answer = described()
    request_of_described(answer)

    assert answer == described()


def test_requests_answers_and_specs_are_told_apart() -> None:
    assert is_request(REQUEST)
    assert not is_described(REQUEST)
    assert is_described(described())
    assert not is_request({"version": 1, "tuning": {}})
