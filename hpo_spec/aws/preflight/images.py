"""Whether an image is in its registry, so far as one's own registry can tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from hpo_spec.aws.preflight.account import DESCRIBE_IMAGES, Account, Unanswered
from hpo_spec.aws.preflight.check import Question, Verdict, cannot_tell, fails, works
from hpo_spec.request.needs import Registry, images_of, is_sagemakers_own, registry_of

_NO_REPOSITORY = "RepositoryNotFoundException"
_NO_IMAGE = "ImageNotFoundException"


def ask_about_images(request: Mapping[str, Any], account: Account) -> Iterator[Question]:
    """Whether each image exists."""
    for uri in images_of(request):
        yield Question("image", uri, partial(_image, uri, account))


def _image(uri: str, account: Account) -> Verdict:
    image = registry_of(uri)
    why_not = _out_of_sight(uri, image, account)
    if image is None or why_not:
        return cannot_tell(why_not)
    which = {"imageDigest": image.digest} if image.digest else {"imageTag": image.tag or "latest"}
    try:
        account.ask(DESCRIBE_IMAGES, repositoryName=image.repository, imageIds=[which], registryId=image.account)
    except Unanswered as unanswered:
        return _missing(unanswered, image.repository, next(iter(which.values())))
    return works("it is in its registry")


def _out_of_sight(uri: str, image: Registry | None, account: Account) -> str:
    """Why a registry cannot be asked; empty for the caller's own."""
    if account.is_local:
        return "the local engine has no ECR"
    if is_sagemakers_own(uri):
        return "it is SageMaker's own, whose registry cannot be asked"
    if image is None:
        return "it is not in ECR"
    if account.id and image.account != account.id:
        return f"its registry is account {image.account}'s, and you are in {account.id}"
    if image.region != account.region:
        return f"its registry is in {image.region}, and the job in {account.region}"
    return ""


def _missing(unanswered: Unanswered, repository: str, which: str) -> Verdict:
    help = "Push it, or correct the image."
    if unanswered.code == _NO_REPOSITORY:
        return fails(f"there is no repository {repository!r}", help)
    if unanswered.code == _NO_IMAGE:
        return fails(f"the repository {repository!r} has no image {which!r}", help)
    raise unanswered
