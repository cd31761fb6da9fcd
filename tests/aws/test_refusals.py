"""Whatever AWS says no with becomes one sentence, and what to do."""

import pytest
from botocore import exceptions
from botocore.exceptions import BotoCoreError, ClientError

from hpo_spec.aws import TuningJob, make_clients
from hpo_spec.aws.refusals import is_answer, is_expired, is_transient, refusals
from hpo_spec.errors import AwsError, JobNotFound
from tests.scripted import Fault, ScriptedSageMaker, raw_response


def refused(error: Exception, job: str | None = None) -> AwsError:
    with pytest.raises(AwsError) as caught, refusals("DescribeSomething", job=job):
        raise error
    return caught.value


def client_error(code: str, message: str, status: int = 400) -> ClientError:
    answer = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "DescribeSomething")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "what", "help"),
    [
        (exceptions.NoCredentialsError(), "no AWS credentials", "--profile"),
        (exceptions.PartialCredentialsError(provider="env", cred_var="x"), "incomplete", "--profile"),
        (exceptions.ProfileNotFound(profile="me"), r"\(me\) could not be found", "list-profiles"),
        (exceptions.NoRegionError(), "no region", "--region"),
        (exceptions.InvalidRegionError(region_name="no where"), "no where", "us-west-2"),
        (exceptions.EndpointConnectionError(endpoint_url="http://x"), "cannot be reached", "network"),
        (exceptions.ConnectTimeoutError(endpoint_url="http://x"), "cannot be reached", "network"),
        (exceptions.ReadTimeoutError(endpoint_url="http://x"), "does not answer", "network"),
        (exceptions.SSLError(endpoint_url="http://x", error="bad"), "not trusted", "AWS_CA_BUNDLE"),
        (exceptions.SSOTokenLoadError(error_msg="x"), "expired", "aws sso login"),
        (exceptions.UnauthorizedSSOTokenError(), "expired", "aws sso login"),
        (exceptions.ParamValidationError(report="Unknown parameter"), "Unknown parameter", "boto3"),
        (client_error("AccessDeniedException", "User: me is not authorized"), "User: me is not", "permission"),
        (client_error("UnrecognizedClientException", "The security token is invalid"), "does not know", "--profile"),
        (client_error("ExpiredTokenException", "expired"), "have expired", "Sign in"),
        (client_error("ValidationException", "2 validation errors"), "2 validation errors", "hpo-spec validate"),
        (client_error("ResourceLimitExceeded", "0 Instances"), "0 Instances", "Service Quotas"),
        (client_error("ThrottlingException", "Rate exceeded"), "too many calls", "while"),
        (client_error("SomethingNew", "who knows"), r"who knows \(SomethingNew\)", ""),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_refusal_says_what_and_what_to_do(error: BotoCoreError | ClientError, what: str, help: str) -> None:
    found = refused(error)

    assert found.exit_code == 4
    assert "\n" not in str(found)
    assert found.__cause__ is error
    with pytest.raises(AwsError, match=what):
        raise found
    assert help in found.help


@pytest.mark.parametrize(
    "error",
    [
        client_error("ResourceNotFound", "can't find"),
        client_error("ValidationException", "Requested resource not found."),
    ],
)
def test_an_unknown_job_has_an_error_of_its_own(error: ClientError) -> None:
    assert isinstance(refused(error, job="boston"), JobNotFound)
    assert not isinstance(refused(error), JobNotFound)


@pytest.mark.parametrize(
    ("error", "transient"),
    [
        (client_error("ThrottlingException", "x"), True),
        (client_error("InternalFailure", "x", status=500), True),
        (client_error("ServiceUnavailable", "x", status=503), True),
        (client_error("ThrottledException", "x"), True),
        (client_error("429", "Too Many Requests", status=429), True),
        (client_error("RequestTimeout", "x"), True),
        (exceptions.SSLError(endpoint_url="x", error="EOF occurred in violation of protocol"), True),
        (exceptions.SSLError(endpoint_url="x", error="certificate verify failed"), False),
        (exceptions.ConnectionClosedError(endpoint_url="x"), True),
        (exceptions.EndpointConnectionError(endpoint_url="x"), True),
        (exceptions.ReadTimeoutError(endpoint_url="x"), True),
        (client_error("AccessDenied", "x"), False),
        (client_error("ValidationException", "x"), False),
        (exceptions.NoCredentialsError(), False),
    ],
    ids=str,
)
def test_what_waiting_may_mend_is_told_apart(error: BotoCoreError | ClientError, transient: bool) -> None:
    assert is_transient(refused(error)) is transient


@pytest.mark.parametrize(
    "error",
    [
        client_error("ExpiredTokenException", "x"),
        exceptions.UnauthorizedSSOTokenError(),
        exceptions.SSOTokenLoadError(error_msg="x"),
        exceptions.TokenRetrievalError(provider="sso", error_msg="Token has expired and refresh failed"),
        exceptions.CredentialRetrievalError(provider="custom-process", error_msg="sign in first"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_has_expired_is_neither_transient_nor_final(error: BotoCoreError | ClientError) -> None:
    found = refused(error)

    assert is_expired(found)
    assert not is_transient(found)


def test_every_botocore_error_becomes_ours(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.faults = [Fault(400, "WhoKnows", "")]

    with pytest.raises(AwsError, match="WhoKnows"):
        TuningJob("a", sagemaker.clients()).describe()


def test_a_bug_of_ours_is_not_dressed_up() -> None:
    with pytest.raises(KeyError), refusals("X"):
        raise KeyError("bug")


@pytest.mark.parametrize("body", [b"<html>", b"\xff\xfe", b"[]", b"null", b"{}", b'"yes"', b"", b'{"HyperParameterTu'])
def test_an_answer_that_is_not_one_of_aws_is_said_and_may_get_better(
    body: bytes, sagemaker: ScriptedSageMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sagemaker, "answer", lambda request, **_: raw_response(request, 200, body))

    with pytest.raises(AwsError, match="not one of AWS's") as caught:
        TuningJob("a", sagemaker.clients()).describe()
    assert is_transient(caught.value)
    assert not is_answer(caught.value)


def test_an_error_that_was_cut_on_the_way_may_get_better(
    sagemaker: ScriptedSageMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = b'{"__type": "ResourceInUse", "mess'
    monkeypatch.setattr(sagemaker, "answer", lambda request, **_: raw_response(request, 400, cut))

    with pytest.raises(AwsError) as caught:
        TuningJob("a", sagemaker.clients()).describe()
    assert is_transient(caught.value)


def test_no_region_is_said_before_any_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")

    with pytest.raises(AwsError, match="--region"):
        make_clients()


def test_an_unknown_profile_is_said_before_any_call() -> None:
    with pytest.raises(AwsError, match="nobody"):
        make_clients(region="us-west-2", profile="nobody")


def test_an_address_that_is_none_is_said_before_any_call() -> None:
    with pytest.raises(AwsError, match="not-a-url"):
        make_clients(region="us-west-2", endpoint_url="not-a-url")


def test_a_wrong_signature_does_not_print_the_request_that_was_signed() -> None:
    said = "The signature does not match.\n\nThe Canonical String should have been\n'x-amz-security-token:SECRET\n'"

    found = str(refused(client_error("InvalidSignatureException", said)))

    assert "does not match" in found
    assert "SECRET" not in found
    assert "\n" not in found


def test_no_secret_is_printed() -> None:
    assert "secret" not in repr(ScriptedSageMaker().clients())
