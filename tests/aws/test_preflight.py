"""Looking before submitting: on moto, with answers and errors scripted where moto has none."""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime, timezone
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError, NoCredentialsError
from botocore.loaders import Loader
from moto import mock_aws

from hpo_spec.aws import Clients
from hpo_spec.aws.preflight import Account, Check, Outcome, preflight
from hpo_spec.aws.preflight.account import CALLS
from tests.local.jobs import IMAGE, ROLE, definition, tuning_request
from tests.policies.validator import broken
from tests.scripted import RESET, THROTTLED, Fault

WORKS, FAILS, CANNOT_TELL = Outcome.WORKS, Outcome.FAILS, Outcome.CANNOT_TELL
REGION = "us-west-2"
DENIED = Fault(403, "AccessDenied", "User is not authorized")
TRUST = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
DATA = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://bucket/train/"}}
MANIFEST = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json"})
REQUEST = tuning_request(InputDataConfig=[{"ChannelName": "train", "DataSource": DATA}])


_LOADER = Loader(extra_search_paths=None)
"""Shared by all sessions: the models of the services take longer to read than any of the tests."""


def new_session() -> boto3.Session:
    core = botocore.session.get_session()
    core.register_component("data_loader", _LOADER)
    return boto3.Session("key", "secret", region_name=REGION, botocore_session=core)


class Answers:
    """What AWS answers where moto has nothing, or where a test wants something else: by operation."""

    def __init__(self) -> None:
        self.scripted: dict[str, Any] = {
            "ListServiceQuotas": quotas(("ml.m5.large for training job usage", 10)),
            "ListAWSDefaultServiceQuotas": quotas(),
            "SimulatePrincipalPolicy": decision("allowed"),
        }
        self.calls: list[str] = []

    def clients(self) -> Clients:
        session = new_session()
        session.events.register_first("before-call", self.answer)
        return Clients(session, config=Config(retries={"total_max_attempts": 1}))

    def answer(self, model: Any, **_: Any) -> Any:
        self.calls.append(model.name)
        answer = self.scripted.get(model.name)
        if isinstance(answer, list):
            answer = answer.pop(0)
        if answer is RESET:
            raise ConnectionClosedError(endpoint_url="https://aws")
        if isinstance(answer, Exception) and not isinstance(answer, Fault):
            raise answer
        if isinstance(answer, Fault):
            return _Http(answer.status), {
                "Error": {"Code": answer.code, "Message": answer.message},
                "ResponseMetadata": {"HTTPStatusCode": answer.status, "HTTPHeaders": dict(HEADERS.get(id(answer), {}))},
            }
        return None if answer is None else (_Http(200), {**deepcopy(answer), "ResponseMetadata": {"HTTPHeaders": {}}})


class _Http:
    def __init__(self, status: int) -> None:
        self.status_code = status


DENIED_ELSEWHERE = Fault(403, "403", "Forbidden")
HEADERS = {id(DENIED_ELSEWHERE): {"x-amz-bucket-region": "eu-west-1"}}


def quotas(*values: tuple[str, float]) -> dict[str, Any]:
    return {"Quotas": [{"QuotaName": name, "Value": value} for name, value in values]}


def decision(said: str) -> dict[str, Any]:
    return {"EvaluationResults": [{"EvalActionName": "s3:PutObject", "EvalDecision": said}]}


@pytest.fixture
def aws() -> Iterator[Answers]:
    """An account that has all that `REQUEST` needs."""
    with mock_aws():
        session = new_session()
        session.client("iam").create_role(RoleName="SageMakerRole", AssumeRolePolicyDocument=policy(TRUST))
        s3 = session.client("s3", region_name=REGION)
        s3.create_bucket(Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_object(Bucket="bucket", Key="train/part-0.csv", Body=b"1,2\n")
        ecr = session.client("ecr", region_name=REGION)
        ecr.create_repository(repositoryName="my-image")
        ecr.put_image(repositoryName="my-image", imageTag="1.0", imageManifest=MANIFEST)
        yield Answers()


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trust(*statements: dict[str, Any]) -> None:
    new_session().client("iam").update_assume_role_policy(RoleName="SageMakerRole", PolicyDocument=policy(*statements))


def checks(aws: Answers, request: dict[str, Any] = REQUEST) -> list[Check]:
    return preflight(request, Account(aws.clients()))


def check(aws: Answers, topic: str, request: dict[str, Any] = REQUEST, at: int = 0) -> Check:
    """The check of a topic, or the one of several at a place."""
    return [item for item in checks(aws, request) if item.topic == topic][at]


def parent_of(request: dict[str, Any], status: str = "Completed", **changed: Any) -> dict[str, Any]:
    """What Describe gives of a job that did the same."""
    described = deepcopy(request)
    described.pop("WarmStartConfig", None)
    return {
        **described,
        "HyperParameterTuningJobArn": "arn:aws:sagemaker:us-west-2:123456789012:hyper-parameter-tuning-job/job",
        "HyperParameterTuningJobStatus": status,
        "CreationTime": datetime(2026, 11, 1, tzinfo=timezone.utc),
        "TrainingJobStatusCounters": {},
        "ObjectiveStatusCounters": {},
        **changed,
    }


def warm(kind: str = "TransferLearning", **members: Any) -> dict[str, Any]:
    parents = [{"HyperParameterTuningJobName": "parent"}]
    start = {"ParentHyperParameterTuningJobs": parents, "WarmStartType": kind}
    return {**tuning_request("child", **members), "WarmStartConfig": start}


class TestAll:
    def test_everything_works_where_everything_is_there(self, aws: Answers) -> None:
        found = checks(aws)

        assert [item for item in found if item.outcome is not WORKS] == []
        topics = [item.topic for item in found]
        assert topics == ["caller", "role", "input", "output", "output", "image", "quota", "running", "name"]

    def test_only_calls_that_read_are_made(self, aws: Answers) -> None:
        checks(aws, warm())

        assert set(aws.calls) <= {action_of(call.method) for call in CALLS}
        assert all(call.method.startswith(("get_", "list_", "describe_", "head_", "simulate_")) for call in CALLS)

    def test_what_several_requests_ask_for_is_asked_once(self, aws: Answers) -> None:
        account = Account(aws.clients())
        for number in range(5):
            preflight({**REQUEST, "HyperParameterTuningJobName": f"job-{number}"}, account)

        for once in ("GetCallerIdentity", "GetRole", "ListObjectsV2", "DescribeImages", "ListServiceQuotas"):
            assert aws.calls.count(once) == 1
        assert aws.calls.count("DescribeHyperParameterTuningJob") == 5

    @pytest.mark.parametrize(
        ("operation", "topic", "action"),
        [
            ("GetRole", "role", "iam:GetRole"),
            ("ListObjectsV2", "input", "s3:ListBucket"),
            ("HeadBucket", "output", "s3:ListBucket"),
            ("DescribeImages", "image", "ecr:DescribeImages"),
            ("ListServiceQuotas", "quota", "servicequotas:ListServiceQuotas"),
            ("ListHyperParameterTuningJobs", "running", "sagemaker:ListHyperParameterTuningJobs"),
            ("DescribeHyperParameterTuningJob", "name", "sagemaker:DescribeHyperParameterTuningJob"),
        ],
    )
    def test_a_permission_that_is_missing_is_named(self, operation: str, topic: str, action: str, aws: Answers) -> None:
        aws.scripted[operation] = DENIED
        found = check(aws, topic)

        assert (found.outcome, found.message) == (CANNOT_TELL, f"{action} is not allowed")
        assert f"Ask for `{action}`" in found.help

    @pytest.mark.parametrize(
        ("fault", "said"),
        [(THROTTLED, "too many calls"), (RESET, "the connection was closed")],
        ids=["busy", "network"],
    )
    def test_trouble_is_no_error_of_the_spec(self, fault: Fault, said: str, aws: Answers) -> None:
        operations = ["GetRole", "HeadBucket", "ListObjectsV2", "DescribeImages", "SimulatePrincipalPolicy"]
        operations += ["ListServiceQuotas", "ListHyperParameterTuningJobs", "DescribeHyperParameterTuningJob"]
        aws.scripted |= dict.fromkeys(operations, fault)
        found = [item for item in checks(aws) if item.topic != "caller"]

        assert {item.outcome for item in found} == {CANNOT_TELL}
        assert all(said in item.message for item in found)

    def test_an_answer_that_is_not_one_of_awss_tells_nothing(self, aws: Answers) -> None:
        asked = {action_of(call.method) for call in CALLS if call.gives} - {"GetCallerIdentity"}
        aws.scripted |= {operation: {"hello": "world"} for operation in asked}
        found = {item.topic: item.outcome for item in checks(aws, warm())}

        assert {topic for topic, outcome in found.items() if outcome is WORKS} == {"caller"}
        assert FAILS not in found.values()

    def test_the_actions_that_are_named_are_iams(self) -> None:
        actions = sorted({call.action for call in CALLS})
        statement = {"Sid": "Look", "Effect": "Allow", "Action": actions, "Resource": ["*"]}

        assert broken({"Version": "2012-10-17", "Statement": [statement]}) == []

    @pytest.mark.parametrize("error", [NoCredentialsError(), Fault(403, "ExpiredToken", "expired")], ids=repr)
    def test_without_credentials_nothing_else_is_asked(self, error: Exception, aws: Answers) -> None:
        aws.scripted["GetCallerIdentity"] = error
        (found,) = checks(aws)

        assert (found.topic, found.outcome) == ("caller", FAILS)
        assert aws.calls == ["GetCallerIdentity"]

    def test_a_caller_that_nobody_names_can_still_ask(self, aws: Answers) -> None:
        aws.scripted["GetCallerIdentity"] = RESET

        assert check(aws, "caller").outcome is CANNOT_TELL
        assert check(aws, "name").outcome is WORKS


def action_of(method: str) -> str:
    names = {"list_objects_v2": "ListObjectsV2", "list_aws_default_service_quotas": "ListAWSDefaultServiceQuotas"}
    return names.get(method, "".join(part.capitalize() for part in method.split("_")))


class TestRole:
    def role(self, aws: Answers, arn: str = ROLE) -> Check:
        return check(aws, "role", tuning_request(RoleArn=arn))

    def test_one_that_is_not_there_fails(self, aws: Answers) -> None:
        found = self.role(aws, ROLE.replace("SageMakerRole", "Nobody"))

        assert (found.outcome, found.message) == (FAILS, "there is no role 'Nobody'")

    def test_one_of_another_account_fails(self, aws: Answers) -> None:
        assert self.role(aws, ROLE.replace("123456789012", "999999999999")).outcome is FAILS

    def test_one_with_another_path_fails_and_its_arn_is_said(self, aws: Answers) -> None:
        found = self.role(aws, ROLE.replace("role/", "role/team/"))

        assert found.outcome is FAILS
        assert ROLE in found.message

    @pytest.mark.parametrize(
        ("statements", "outcome"),
        [
            ([{**TRUST, "Principal": {"Service": ["ec2.amazonaws.com", "sagemaker.amazonaws.com"]}}], WORKS),
            ([{**TRUST, "Action": ["sts:AssumeRole", "sts:TagSession"]}], WORKS),
            ([{**TRUST, "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}}], WORKS),
            ([{**TRUST, "Condition": {"StringEquals": {"aws:SourceAccount": "9"}}}], CANNOT_TELL),
            ([{**TRUST, "Condition": {"StringNotEquals": {"aws:SourceAccount": "123456789012"}}}], CANNOT_TELL),
            ([{**TRUST, "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sagemaker:*"}}}], CANNOT_TELL),
            ([{**TRUST, "Principal": {"Service": "ec2.amazonaws.com"}}], FAILS),
            ([TRUST, {**TRUST, "Effect": "Deny"}], FAILS),
            (
                [TRUST, {**TRUST, "Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}],
                CANNOT_TELL,
            ),
        ],
    )
    def test_its_trust_policy_is_read(self, statements: list[dict[str, Any]], outcome: Outcome, aws: Answers) -> None:
        trust(*statements)

        assert self.role(aws).outcome is outcome


class TestStorage:
    def input(self, aws: Answers, uri: str) -> Check:
        source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": uri}}
        return check(aws, "input", tuning_request(InputDataConfig=[{"ChannelName": "train", "DataSource": source}]))

    def output(self, aws: Answers, uri: str, at: int = 0) -> Check:
        return check(aws, "output", tuning_request(OutputDataConfig={"S3OutputPath": uri}), at)

    def test_a_prefix_without_objects_fails(self, aws: Answers) -> None:
        found = self.input(aws, "s3://bucket/test/")

        assert (found.outcome, found.message) == (FAILS, "there are no objects")

    def test_a_prefix_may_end_within_a_name(self, aws: Answers) -> None:
        assert self.input(aws, "s3://bucket/train/part").outcome is WORKS

    def test_a_bucket_that_is_not_there_fails(self, aws: Answers) -> None:
        assert self.input(aws, "s3://no-such-bucket/x").message == "there is no bucket 'no-such-bucket'"
        assert self.output(aws, "s3://no-such-bucket/x").outcome is FAILS

    def test_a_bucket_of_another_region_fails(self, aws: Answers) -> None:
        elsewhere = {"LocationConstraint": "eu-west-1"}
        new_session().client("s3", region_name="eu-west-1").create_bucket(
            Bucket="european", CreateBucketConfiguration=elsewhere
        )

        for found in (self.input(aws, "s3://european/x"), self.output(aws, "s3://european/x")):
            assert found.outcome is FAILS
            assert found.message == "the bucket is in eu-west-1, and the job in us-west-2"

    def test_even_one_that_may_not_be_looked_into(self, aws: Answers) -> None:
        aws.scripted["HeadBucket"] = DENIED_ELSEWHERE

        assert self.input(aws, "s3://bucket/train/").message == "the bucket is in eu-west-1, and the job in us-west-2"

    def test_objects_count_although_the_bucket_itself_may_not_be_seen(self, aws: Answers) -> None:
        aws.scripted["HeadBucket"] = DENIED

        assert self.input(aws, "s3://bucket/train/").outcome is WORKS

    @pytest.mark.parametrize(
        ("said", "outcome"), [("allowed", WORKS), ("explicitDeny", FAILS), ("implicitDeny", CANNOT_TELL)]
    )
    def test_whether_the_role_may_write_is_what_iam_says(self, said: str, outcome: Outcome, aws: Answers) -> None:
        aws.scripted["SimulatePrincipalPolicy"] = decision(said)

        assert self.output(aws, "s3://bucket/output", at=1).outcome is outcome


class TestImage:
    def image(self, aws: Answers, uri: str) -> Check:
        return check(
            aws,
            "image",
            tuning_request(AlgorithmSpecification={"TrainingImage": uri, "TrainingInputMode": "File"}),
        )

    @pytest.mark.parametrize(("old", "new"), [("my-image", "your-image"), ("1.0", "2.0"), (":1.0", "")])
    def test_one_that_is_not_in_the_registry_fails(self, old: str, new: str, aws: Answers) -> None:
        head, _, path = IMAGE.partition("/")

        assert self.image(aws, f"{head}/{path.replace(old, new)}").outcome is FAILS

    @pytest.mark.parametrize(
        "uri",
        [
            IMAGE.replace("123456789012", "999999999999"),
            IMAGE.replace("us-west-2", "eu-west-1"),
            "246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:1.7-1",
            "registry.example/image:1",
        ],
    )
    def test_one_in_a_registry_of_others_cannot_be_told(self, uri: str, aws: Answers) -> None:
        assert self.image(aws, uri).outcome is CANNOT_TELL


CONTRACT = {
    "AlgorithmStatus": "Completed",
    "TrainingSpecification": {
        "SupportedHyperParameters": [
            {
                "Name": "x",
                "Type": "Continuous",
                "IsTunable": True,
                "Range": {"ContinuousParameterRangeSpecification": {"MinValue": "-10", "MaxValue": "10"}},
            },
            {
                "Name": "kind",
                "Type": "Categorical",
                "IsTunable": True,
                "Range": {"CategoricalParameterRangeSpecification": {"Values": ["a", "b"]}},
            },
            {"Name": "fixed", "Type": "Integer", "IsTunable": False},
        ],
        "SupportedTrainingInstanceTypes": ["ml.m5.large"],
        "TrainingChannels": [{"Name": "train", "IsRequired": True}, {"Name": "more", "IsRequired": False}],
        "SupportedTuningJobObjectiveMetrics": [{"Type": "Minimize", "MetricName": "loss"}],
    },
}


class TestAlgorithm:
    def algorithm(self, aws: Answers, ranges: dict[str, Any] | None = None, **members: Any) -> Check:
        specification = {"AlgorithmName": "forest", "TrainingInputMode": "File"}
        data = [{"ChannelName": "train", "DataSource": DATA}]
        members = {"AlgorithmSpecification": specification, "InputDataConfig": data, **members}
        aws.scripted.setdefault("DescribeAlgorithm", CONTRACT)
        return check(aws, "algorithm", tuning_request(ranges=ranges, **members))

    def test_one_whose_contract_is_kept_works(self, aws: Answers) -> None:
        values = {"CategoricalParameterRanges": [{"Name": "kind", "Values": ["a"]}]}

        assert self.algorithm(aws).outcome is WORKS
        assert self.algorithm(aws, values).outcome is WORKS

    def test_one_that_is_not_there_fails(self, aws: Answers) -> None:
        aws.scripted["DescribeAlgorithm"] = Fault(400, "ValidationException", "Algorithm forest does not exist.")

        assert self.algorithm(aws).message == "there is no such algorithm"

    def test_one_that_is_not_ready_fails(self, aws: Answers) -> None:
        aws.scripted["DescribeAlgorithm"] = {**CONTRACT, "AlgorithmStatus": "InProgress"}

        assert self.algorithm(aws).message == "it is not ready: InProgress"

    def test_one_that_may_not_be_seen_cannot_be_told(self, aws: Answers) -> None:
        aws.scripted["DescribeAlgorithm"] = DENIED

        assert self.algorithm(aws).message == "sagemaker:DescribeAlgorithm is not allowed"

    @pytest.mark.parametrize(
        ("kind", "given", "said"),
        [
            ("Continuous", {"Name": "y", "MinValue": "0", "MaxValue": "1"}, "y may not be tuned"),
            ("Integer", {"Name": "fixed", "MinValue": "0", "MaxValue": "1"}, "fixed may not be tuned"),
            ("Integer", {"Name": "x", "MinValue": "0", "MaxValue": "1"}, "x is continuous there, and integer here"),
            ("Continuous", {"Name": "x", "MinValue": "0", "MaxValue": "11"}, "x has to lie between -10 and 10"),
            ("Categorical", {"Name": "kind", "Values": ["a", "c"]}, "kind may not be 'c'"),
        ],
    )
    def test_a_range_that_it_does_not_take_fails(
        self, kind: str, given: dict[str, Any], said: str, aws: Answers
    ) -> None:
        found = self.algorithm(aws, {f"{kind}ParameterRanges": [given]})

        assert (found.outcome, found.message) == (FAILS, said)

    def test_all_that_it_does_not_take_is_said(self, aws: Answers) -> None:
        resources = {"InstanceType": "ml.p3.2xlarge", "InstanceCount": 1, "VolumeSizeInGB": 1}
        data = [{"ChannelName": "test", "DataSource": DATA}]
        contract = deepcopy(CONTRACT)
        contract["TrainingSpecification"]["SupportedTuningJobObjectiveMetrics"] = []  # type: ignore[index]
        aws.scripted["DescribeAlgorithm"] = contract
        found = self.algorithm(aws, InputDataConfig=data, ResourceConfig=resources)

        assert found.message.split("; ") == [
            "its objectives do not include to minimize 'loss'",
            "it takes no channel 'test'",
            "it needs a channel 'train'",
            "it does not run on ml.p3.2xlarge",
        ]


class TestQuotas:
    def quota(self, aws: Answers, parallel: int = 2, **members: Any) -> Check:
        return check(aws, "quota", tuning_request(parallel=parallel, **members))

    @pytest.mark.parametrize(("parallel", "outcome"), [(5, WORKS), (6, FAILS)])
    def test_parallel_jobs_times_instances_is_what_counts(self, parallel: int, outcome: Outcome, aws: Answers) -> None:
        two = {**definition()["ResourceConfig"], "InstanceCount": 2}
        found = self.quota(aws, parallel, ResourceConfig=two)

        assert (found.outcome, found.subject) == (outcome, f"{2 * parallel} × ml.m5.large")

    def test_the_default_counts_where_the_account_has_no_value_of_its_own(self, aws: Answers) -> None:
        aws.scripted["ListServiceQuotas"] = quotas()
        aws.scripted["ListAWSDefaultServiceQuotas"] = quotas(("ml.m5.large for training job usage", 0))

        found = self.quota(aws)
        assert (found.outcome, found.message) == (FAILS, "ml.m5.large for training job usage: the quota is 0")

    def test_spot_has_quotas_of_its_own(self, aws: Answers) -> None:
        aws.scripted["ListServiceQuotas"] = quotas(
            ("ml.m5.large for training job usage", 0), ("ml.m5.large for spot training job usage", 2)
        )

        assert self.quota(aws, EnableManagedSpotTraining=True).outcome is WORKS

    def test_a_quota_that_nobody_lists_cannot_be_told(self, aws: Answers) -> None:
        aws.scripted["ListServiceQuotas"] = quotas()

        assert self.quota(aws).outcome is CANNOT_TELL

    def test_one_of_several_alternatives_may_be_short(self, aws: Answers) -> None:
        kinds = [{"InstanceType": f"ml.m5.{size}", "InstanceCount": 20} for size in ("large", "xlarge")]
        config = {"InstanceConfigs": kinds}
        request = tuning_request(HyperParameterTuningResourceConfig=config)
        del request["TrainingJobDefinition"]["ResourceConfig"]

        assert check(aws, "quota", request).outcome is CANNOT_TELL

    def test_all_pages_are_looked_at(self, aws: Answers) -> None:
        first, second = quotas(), quotas(("ml.m5.large for training job usage", 3))
        aws.scripted["ListServiceQuotas"] = [{**first, "NextToken": "more"}, second]

        assert "the quota is 3" in self.quota(aws).message


class TestJobs:
    def test_an_account_that_is_full_fails(self, aws: Answers) -> None:
        summary = {"HyperParameterTuningJobName": "x"}
        aws.scripted["ListHyperParameterTuningJobs"] = {"HyperParameterTuningJobSummaries": [summary] * 100}

        assert check(aws, "running").outcome is FAILS

    def test_the_same_job_is_attached_to(self, aws: Answers) -> None:
        aws.scripted["DescribeHyperParameterTuningJob"] = parent_of(REQUEST, "InProgress")
        found = check(aws, "name")

        assert found.outcome is WORKS
        assert found.message == "the same job is there already, InProgress: submit attaches to it"

    def test_another_job_of_that_name_fails_with_what_differs(self, aws: Answers) -> None:
        aws.scripted["DescribeHyperParameterTuningJob"] = parent_of(tuning_request(max_jobs=7))
        found = check(aws, "name", tuning_request())

        assert found.outcome is FAILS
        assert "MaxNumberOfTrainingJobs: sent 3, the existing job has 7" in found.message


class TestParents:
    def parent(self, aws: Answers, request: dict[str, Any], parent: Any) -> Check:
        aws.scripted["DescribeHyperParameterTuningJob"] = parent
        return check(aws, "parent", request)

    @pytest.mark.parametrize("status", ["Completed", "Stopped", "Failed"])
    def test_one_that_has_ended_and_did_the_same_works(self, status: str, aws: Answers) -> None:
        assert self.parent(aws, warm(), parent_of(warm(), status)).outcome is WORKS

    def test_one_that_is_not_there_fails(self, aws: Answers) -> None:
        gone = Fault(400, "ResourceNotFound", "Amazon SageMaker can't find a tuning job with the name parent")

        assert self.parent(aws, warm(), gone).message == "there is no such tuning job"

    def test_one_that_goes_on_fails(self, aws: Answers) -> None:
        assert self.parent(aws, warm(), parent_of(warm(), "InProgress")).message == "it has not ended: InProgress"

    def test_one_from_before_october_2018_fails(self, aws: Answers) -> None:
        old = parent_of(warm(), CreationTime=datetime(2018, 9, 30, tzinfo=timezone.utc))

        assert self.parent(aws, warm(), old).outcome is FAILS

    def test_another_objective_fails(self, aws: Answers) -> None:
        objective = {"Type": "Maximize", "MetricName": "loss"}
        other = parent_of({**warm(), **tuning_request(config={"HyperParameterTuningJobObjective": objective})})
        found = self.parent(aws, warm(), other)

        assert (found.outcome, found.message) == (FAILS, "its objective is maximize loss, not minimize loss")

    def test_other_names_fail_and_are_named(self, aws: Answers) -> None:
        other = parent_of(warm(StaticHyperParameters={"y": "1", "_tuning_objective_metric": "loss"}))
        found = self.parent(aws, warm(StaticHyperParameters={"z": "1"}), other)

        assert found.outcome is FAILS
        assert "z is not in the parent, y is only in the parent" in found.message

    def test_more_than_ten_other_static_values_are_too_many(self, aws: Answers) -> None:
        def given(value: str, count: int) -> dict[str, Any]:
            static = {f"h{number}": value if number < count else "same" for number in range(12)}
            return warm(StaticHyperParameters=static)

        found = self.parent(aws, given("new", 12), parent_of(given("old", 12)))
        assert found.message.startswith("12 hyperparameters have become static")
        assert self.parent(aws, given("new", 10), parent_of(given("old", 10))).outcome is WORKS

    @pytest.mark.parametrize(
        ("theirs", "strategy", "outcome"),
        [
            (490, "Bayesian", WORKS),
            (491, "Bayesian", CANNOT_TELL),
            (740, "Bayesian", CANNOT_TELL),
            (741, "Bayesian", FAILS),
            (741, "Random", CANNOT_TELL),
        ],
    )
    def test_the_jobs_of_the_parents_count(self, theirs: int, strategy: str, outcome: Outcome, aws: Answers) -> None:
        child = warm()
        config = child["HyperParameterTuningJobConfig"]
        config["Strategy"] = strategy
        config["ResourceLimits"] = {"MaxNumberOfTrainingJobs": 10, "MaxParallelTrainingJobs": 1}
        counters = {"Completed": theirs - 2, "Stopped": 1, "NonRetryableError": 1, "RetryableError": 7}
        aws.scripted["DescribeHyperParameterTuningJob"] = parent_of(child, TrainingJobStatusCounters=counters)

        assert check(aws, "parents", child).outcome is outcome

    def test_what_a_parent_was_started_from_is_named(self, aws: Answers) -> None:
        parents = [{"HyperParameterTuningJobName": "grandparent"}]
        other = parent_of(warm(), WarmStartConfig={"ParentHyperParameterTuningJobs": parents})
        found = self.parent(aws, warm(), other)

        assert found.outcome is WORKS
        assert found.message.endswith("unless you name them too: grandparent")

    def test_a_name_may_move_from_static_to_tuned(self, aws: Answers) -> None:
        child = warm(StaticHyperParameters={"y": "1"})
        ranges = child["HyperParameterTuningJobConfig"]["ParameterRanges"]["ContinuousParameterRanges"]
        other = parent_of(child)
        other["TrainingJobDefinition"]["StaticHyperParameters"] = {}
        other["HyperParameterTuningJobConfig"]["ParameterRanges"]["ContinuousParameterRanges"] = [
            *ranges,
            {"Name": "y", "MinValue": "0", "MaxValue": "1"},
        ]

        assert self.parent(aws, child, other).outcome is WORKS

    def test_another_type_fails(self, aws: Answers) -> None:
        integer = {"IntegerParameterRanges": [{"Name": "x", "MinValue": "0", "MaxValue": "10"}]}
        other = parent_of({**warm(), **tuning_request(ranges=integer)})

        assert self.parent(aws, warm(), other).message == "x is integer there, and continuous here"

    @pytest.mark.parametrize(("kind", "outcome"), [("IdenticalDataAndAlgorithm", FAILS), ("TransferLearning", WORKS)])
    def test_only_transfer_learning_may_take_other_data(self, kind: str, outcome: Outcome, aws: Answers) -> None:
        child = warm(kind, InputDataConfig=[{"ChannelName": "train", "DataSource": DATA}])
        other = deepcopy(parent_of(child))
        other["TrainingJobDefinition"]["InputDataConfig"][0]["DataSource"]["S3DataSource"]["S3Uri"] = "s3://bucket/old/"

        assert self.parent(aws, child, other).outcome is outcome

    def test_another_environment_cannot_be_told(self, aws: Answers) -> None:
        found = self.parent(aws, warm(Environment={"A": "1"}), parent_of(warm()))

        assert found.outcome is CANNOT_TELL
        assert "Environment.A" in found.message
