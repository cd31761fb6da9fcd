"""Whether there is data where inputs say, and a bucket to write to where outputs say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from hpo_spec.aws.preflight.account import HEAD_BUCKET, LIST_OBJECTS, SIMULATE, Account, Unanswered
from hpo_spec.aws.preflight.check import Question, Verdict, cannot_tell, fails, works
from hpo_spec.request.needs import Input, S3Place, checkpoints_of, inputs_of, outputs_of, roles_of

_GONE = ("404", "NoSuchBucket", "NotFound")
_REGION = "x-amz-bucket-region"
_ALLOWED, _DENIED = "allowed", "explicitDeny"


def ask_about_inputs(request: Mapping[str, Any], account: Account) -> Iterator[Question]:
    """Whether each input is in a bucket of the region, and has objects."""
    for item in inputs_of(request):
        yield Question("input", item.uri, partial(_input, item, account))


def ask_about_outputs(request: Mapping[str, Any], account: Account) -> Iterator[Question]:
    """Whether each output's bucket is there, in the region, and whether the role's policies let it write."""
    for uri in dict.fromkeys([*outputs_of(request), *checkpoints_of(request)]):
        place = S3Place.of(uri)
        if place is None:
            continue
        yield Question("output", uri, partial(_output, place, account))
        for role in roles_of(request) if not account.is_local else ():
            yield Question("output", f"{uri} as {role.rpartition('/')[2]}", partial(_writing, place, role, account))


def _input(item: Input, account: Account) -> Verdict:
    wrong = _wrong_bucket(item.place.bucket, account)
    if wrong:
        return wrong
    try:
        listed = account.ask(LIST_OBJECTS, Bucket=item.place.bucket, Prefix=item.place.key, MaxKeys=1)
    except Unanswered as unanswered:
        if unanswered.code not in _GONE:
            raise
        return _no_bucket(item.place.bucket, account)
    if listed.get("Contents"):
        return works("there are objects")
    return fails("there are no objects", "Upload the data, or correct the URI: SageMaker takes it as a prefix of keys.")


def _output(place: S3Place, account: Account) -> Verdict:
    if account.is_local:
        return works("the local engine makes the bucket when it is needed")
    wrong = _wrong_bucket(place.bucket, account)
    if wrong:
        return wrong
    account.ask(HEAD_BUCKET, Bucket=place.bucket)
    return works(f"the bucket is there, in {account.region}")


def _writing(place: S3Place, role: str, account: Account) -> Verdict:
    """What IAM would say to the role; what a bucket's own policy says is not in there."""
    key = "/".join(filter(None, [place.key.rstrip("/"), "preflight"]))
    resource = f"arn:{role.split(':')[1]}:s3:::{place.bucket}/{key}"
    try:
        answer = account.ask(SIMULATE, PolicySourceArn=role, ActionNames=["s3:PutObject"], ResourceArns=[resource])
    except Unanswered as unanswered:
        if unanswered.code not in ("NoSuchEntity", "NoSuchEntityException"):
            raise
        return cannot_tell("there is no such role")
    decisions = {item.get("EvalDecision") for item in answer.get("EvaluationResults", [])}
    if _DENIED in decisions:
        return fails("a policy of the role denies s3:PutObject there", "Remove that statement, or write elsewhere.")
    if decisions == {_ALLOWED}:
        return works("the role's policies let it write, if the bucket's own policy does not deny it")
    help = "`hpo-spec iam-policy` prints a policy that does, unless the bucket's own policy lets the role write."
    return cannot_tell("the role's own policies do not let it write there", help)


def _wrong_bucket(bucket: str, account: Account) -> Verdict | None:
    """What is wrong with a bucket; `None` also where only its objects may be asked for."""
    try:
        answer = account.ask(HEAD_BUCKET, Bucket=bucket)
        region = answer.get("BucketRegion") or answer["ResponseMetadata"].get("HTTPHeaders", {}).get(_REGION, "")
    except Unanswered as unanswered:
        if unanswered.code in _GONE:
            return _no_bucket(bucket, account)
        region = unanswered.headers.get(_REGION, "")
    if not region or region == account.region:
        return None
    help = "Name a bucket of the job's region, or run the job in the bucket's."
    return fails(f"the bucket is in {region}, and the job in {account.region}", help)


def _no_bucket(bucket: str, account: Account) -> Verdict:
    if account.is_local:
        return fails(
            f"there is no data: {account.clients.place} has no bucket {bucket!r}", "Name it in `local: {data: ...}`."
        )
    return fails(f"there is no bucket {bucket!r}", "Create it, or correct the URI.")
