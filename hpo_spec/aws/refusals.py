"""What AWS, or the way to it, can say no with -> one clear sentence and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from hpo_spec.errors import AwsError, JobNotFound


class _Advice(NamedTuple):
    """What an error is called in a sentence, and what to do about it. `{}` is what AWS itself said."""

    what: str
    help: str


_CREDENTIALS = "Give --profile, set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run `aws configure`."
_SIGN_IN = "Sign in again, with `aws sso login` or where the credentials come from."
_NETWORK = "Check the network, a proxy, --region and --endpoint-url."
_LATER = "Try again in a while."
_ADVICE: dict[str, _Advice] = {
    "NoCredentialsError": _Advice("there are no AWS credentials", _CREDENTIALS),
    "PartialCredentialsError": _Advice("the AWS credentials are incomplete: {}", _CREDENTIALS),
    "CredentialRetrievalError": _Advice("the AWS credentials cannot be read: {}", _CREDENTIALS),
    "MetadataRetrievalError": _Advice("the AWS credentials cannot be read: {}", _CREDENTIALS),
    "ProfileNotFound": _Advice("{}", "`aws configure list-profiles` lists what there is."),
    "ConfigParseError": _Advice("the AWS configuration cannot be read: {}", "Correct that file."),
    "NoRegionError": _Advice(
        "no region is given", "Write `region:` in the spec, give --region, or set AWS_DEFAULT_REGION."
    ),
    "InvalidRegionError": _Advice("{}", "A region is a name such as us-west-2."),
    "SSOTokenLoadError": _Advice("the sign-in has expired", _SIGN_IN),
    "UnauthorizedSSOTokenError": _Advice("the sign-in has expired", _SIGN_IN),
    "TokenRetrievalError": _Advice("the sign-in has expired", _SIGN_IN),
    "LoginRefreshRequired": _Advice("the sign-in has expired", "Sign in again, with `aws login`."),
    "EndpointConnectionError": _Advice("AWS cannot be reached: {}", _NETWORK),
    "ConnectTimeoutError": _Advice("AWS cannot be reached: {}", _NETWORK),
    "ReadTimeoutError": _Advice("AWS does not answer: {}", _NETWORK),
    "ConnectionClosedError": _Advice("the connection was closed: {}", _NETWORK),
    "ProxyConnectionError": _Advice("the proxy cannot be reached: {}", _NETWORK),
    "SSLError": _Advice("the connection is not trusted: {}", "Check the clock, a proxy, and AWS_CA_BUNDLE."),
    "HTTPClientError": _Advice("the connection failed: {}", _NETWORK),
    "Garbled": _Advice(
        "the answer is not one of AWS's", "Check --endpoint-url, a proxy, or the network's sign-in page."
    ),
    "ParamValidationError": _Advice(
        "boto3 refuses the request: {}", "A newer boto3 may know a member that this one does not."
    ),
    "ExpiredToken": _Advice("the credentials have expired", _SIGN_IN),
    "ExpiredTokenException": _Advice("the credentials have expired", _SIGN_IN),
    "RequestExpired": _Advice("the request was too old: {}", "Check this machine's clock."),
    "InvalidClientTokenId": _Advice("AWS does not know these credentials", _CREDENTIALS),
    "UnrecognizedClientException": _Advice("AWS does not know these credentials", _CREDENTIALS),
    "InvalidSignatureException": _Advice(
        "the signature is wrong: {}", "Check the secret key and this machine's clock."
    ),
    "SignatureDoesNotMatch": _Advice("the signature is wrong: {}", "Check the secret key and this machine's clock."),
    "AccessDenied": _Advice("access is denied: {}", "Ask for that permission, or use another --profile."),
    "AccessDeniedException": _Advice("access is denied: {}", "Ask for that permission, or use another --profile."),
    "ResourceLimitExceeded": _Advice(
        "a limit of the account is reached: {}",
        "Wait for other jobs to end, ask for fewer instances or parallel jobs, or raise the quota in Service Quotas.",
    ),
    "ResourceInUse": _Advice("the name is taken: {}", "Choose another name."),
    "ValidationException": _Advice("{}", "Correct the spec, or what it names: `hpo-spec validate` may say where."),
    "ThrottlingException": _Advice("too many calls at once", _LATER),
    "RequestLimitExceeded": _Advice("too many calls at once", _LATER),
    "TooManyRequestsException": _Advice("too many calls at once", _LATER),
}
_BUSY = frozenset(
    {
        "ThrottlingException",
        "Throttling",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "SlowDown",
        "RequestTimeout",
        "RequestTimeoutException",
        "PriorRequestNotComplete",
    }
)
_EXPIRED = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "RequestExpired",
        "SSOTokenLoadError",
        "UnauthorizedSSOTokenError",
        "TokenRetrievalError",
        "LoginRefreshRequired",
        "CredentialRetrievalError",
        "MetadataRetrievalError",
    }
)
_TOO_MANY_REQUESTS = 429
_BROKEN_NETWORK = frozenset(
    {
        "EndpointConnectionError",
        "ConnectTimeoutError",
        "ReadTimeoutError",
        "ConnectionClosedError",
        "ProxyConnectionError",
        "HTTPClientError",
        "ResponseStreamingError",
        "IncompleteReadError",
        "Garbled",
    }
)
_NOT_FOUND = re.compile(r"not found|does not exist|could not find|can't find", re.IGNORECASE)


@contextmanager
def refusals(operation: str, job: str | None = None, place: str = "") -> Iterator[None]:
    """Turns what botocore raises inside into an `AwsError`, from it.

    With the name of a `job`, an answer that it does not exist becomes `JobNotFound`, in a `place` that is not AWS.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        code = error_code(error)
        said, _, _ = str(error.response.get("Error", {}).get("Message", "")).strip().partition("\n\n")
        # what follows a blank line is the request that was signed, with the session token in it
        code = "Garbled" if _is_cut(code, said) else code
        raise _refusal(operation, code, _one_line(said), job, place) from error
    except BotoCoreError as error:
        raise _refusal(operation, _class_in_table(error), _one_line(str(error)), job) from error
    except ValueError as error:  # what boto3 raises for an address that is none
        code = "Garbled" if _is_garbled(error) else type(error).__name__
        raise _refusal(operation, code, _one_line(str(error)), job) from error
    except Exception as error:  # botocore's parsers take every answer for one of AWS's
        if not _is_garbled(error):
            raise
        raise _refusal(operation, "Garbled", "", job) from error


def check_answer(operation: str, answer: Mapping[str, Any], member: str) -> None:
    """Raises the `AwsError` of an answer that has not the member which AWS always gives: it was cut, or another's."""
    if not answer.get(member) and answer.get(member) != []:
        raise _refusal(operation, "Garbled", "", None)


def error_code(error: Exception) -> str:
    """AWS's error code, or the name of botocore's exception."""
    response = getattr(error, "response", None)
    if isinstance(response, dict) and "Error" in response:
        return str(response["Error"].get("Code", ""))
    return type(error).__name__


def is_transient(error: AwsError) -> bool:
    """Whether waiting a while may help: throttling, a broken network, trouble inside AWS."""
    cause: BaseException | None = error
    while isinstance(cause, AwsError):
        cause = cause.__cause__
    response = getattr(cause, "response", None)
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) if isinstance(response, dict) else 0
    if error.code == "SSLError":  # a handshake that was cut off, but not a certificate that is not trusted
        return "certificate" not in str(cause).lower()
    return error.code in _BUSY | _BROKEN_NETWORK or status == _TOO_MANY_REQUESTS or status >= 500


def may_have_happened(error: AwsError) -> bool:
    """Whether the call may have been carried out and only its answer was lost: a call that was held back was not."""
    return is_transient(error) and error.code not in _BUSY


def is_answer(error: AwsError) -> bool:
    """Whether AWS itself has answered, however badly."""
    return error.code != "Garbled" and isinstance(getattr(error.__cause__, "response", None), dict)


def is_expired(error: AwsError) -> bool:
    """Whether the credentials or the sign-in had expired: somebody may be about to refresh them."""
    return error.code in _EXPIRED


def _is_garbled(error: Exception) -> bool:
    """Whether botocore could make nothing of an answer."""
    import traceback

    modules = [str(frame.f_globals.get("__name__")) for frame, _ in traceback.walk_tb(error.__traceback__)]
    is_address = isinstance(error, ValueError)
    return "botocore.parsers" in modules or (modules[-1] == "botocore.endpoint" and not is_address)


def _is_cut(code: str, said: str) -> bool:
    """Whether AWS's error was cut on the way: botocore takes the status for its code then, the rest for text."""
    return code.isdigit() and said.startswith("{")


def _refusal(operation: str, code: str, said: str, job: str | None, place: str = "") -> AwsError:
    if job is not None and _is_gone(code, said):
        help = "Check the name and --region; `hpo-spec list` shows what there is."
        if place:
            help = f"Check the name and HPO_SPEC_LOCAL_ROOT: {place} is where this command looked."
        return JobNotFound(job, operation=operation, code=code, help=help, place=place)
    advice = _ADVICE.get(code)
    if advice is None:
        where = f"{operation}: " if said else f"{operation} failed: "
        return AwsError(f"{where}{said or code} ({code}).", operation=operation, code=code)
    sentence = advice.what.format(said) if "{}" in advice.what else advice.what
    return AwsError(f"{operation}: {sentence}.", operation=operation, code=code, help=advice.help)


def says_that_a_job_is_gone(error: AwsError) -> bool:
    """Whether a call about a job was refused because there is none of that name."""
    return isinstance(error, JobNotFound) or _is_gone(error.code, str(error))


def _is_gone(code: str, said: str) -> bool:
    return code.startswith("ResourceNotFound") or (code == "ValidationException" and bool(_NOT_FOUND.search(said)))


def _class_in_table(error: Exception) -> str:
    """The most exact class of a botocore exception that there is advice for."""
    names = [kind.__name__ for kind in type(error).__mro__]
    return next((name for name in names if name in _ADVICE), names[0])


def _one_line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
