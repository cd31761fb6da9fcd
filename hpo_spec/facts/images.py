"""Built-in algorithm <-> image URI."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from hpo_spec.facts.algorithms import JUMPSTART_ALGORITHMS
from hpo_spec.facts.image_registry import ACCOUNTS, DNS_SUFFIXES, IMAGES, VERSION_ALIASES

_ECR = (
    r"(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.[a-z0-9.-]+"
    r"/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?"
)
_URI = r"(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.([a-z0-9.-]+)/([a-z0-9-]+):([A-Za-z0-9._-]+)"
_HELP_WITH_JUMPSTART = (
    "Write that `image`, and the script as the static `sagemaker_submit_directory`, both from JumpStart's model."
)


class UnknownImage(LookupError):
    """There is no such built-in algorithm, version or region; `part` says which of them, `known` what there is."""

    def __init__(self, message: str, *, part: str, known: list[str], help: str = "") -> None:
        self.part = part
        self.known = known
        self.help = help or f"Known: {', '.join(known)}."
        super().__init__(message)


class BuiltInImage(NamedTuple):
    """What an image URI of SageMaker's own stands for."""

    name: str
    version: str
    region: str


class EcrImage(NamedTuple):
    """The parts of an image's registry path in ECR; `tag` is empty for an image without one, `digest` likewise."""

    account: str
    region: str
    repository: str
    tag: str
    digest: str


def ecr_image(uri: str) -> EcrImage | None:
    """The parts of an ECR path; `None` for an image that is anywhere else."""
    match = re.fullmatch(_ECR, uri)
    return EcrImage(*(part or "" for part in match.groups())) if match else None


def current_version(name: str, version: str) -> str | None:
    """The version of a built-in algorithm that `version` is, or is another name for; `None` if there is none."""
    known = VERSION_ALIASES.get(name, {}).get(version, version)
    return known if known in IMAGES.get(name, {}) else None


def image_uri(name: str, version: str, region: str) -> str:
    """The registry path of a built-in algorithm's image. Raises `UnknownImage`, nearest names first."""
    versions = IMAGES.get(name)
    if versions is None:
        raise _unknown_name(name)
    entry = versions.get(VERSION_ALIASES.get(name, {}).get(version, version))
    if entry is None:
        known = nearest_first(version, versions)
        raise UnknownImage(f"{name} has no version {version!r}", part="version", known=known)
    repository, tag, group = entry
    account = ACCOUNTS[group].get(region)
    if account is None:
        known = nearest_first(region, ACCOUNTS[group])
        raise UnknownImage(f"{name} {version} has no image in region {region!r}", part="region", known=known)
    return f"{account}.dkr.ecr.{region}.{dns_suffix(region)}/{repository}:{tag}"


def built_in_of(uri: str) -> BuiltInImage | None:
    """The built-in algorithm whose image `uri` is exactly; `None` for any other image."""
    match = re.fullmatch(_URI, uri)
    if match is None:
        return None
    _, region, _, repository, tag = match.groups()
    for name, versions in IMAGES.items():
        for version, (its_repository, its_tag, group) in versions.items():
            if (its_repository, its_tag) == (repository, tag) and region in ACCOUNTS[group]:
                return BuiltInImage(name, version, region) if image_uri(name, version, region) == uri else None
    return None


def algorithm_of(uri: str) -> BuiltInImage | None:
    """The built-in algorithm in an image of SageMaker's own, by any of the tags that it goes by.

    More than `built_in_of`, whose answer stands for just that URI.
    """
    image = ecr_image(uri)
    if image is None:
        return None
    for name, versions in IMAGES.items():
        tag = VERSION_ALIASES.get(name, {}).get(image.tag, image.tag).removesuffix("-cpu-py3")
        entry = versions.get(tag)
        if entry and entry[0] == image.repository and ACCOUNTS[entry[2]].get(image.region) == image.account:
            return BuiltInImage(name, tag, image.region)
    return None


def dns_suffix(region: str) -> str:
    """The domain that the region's endpoints end in."""
    return next((suffix for prefix, suffix in DNS_SUFFIXES if region.startswith(prefix)), "amazonaws.com")


def _unknown_name(name: str) -> UnknownImage:
    known = nearest_first(name, IMAGES)
    if name in JUMPSTART_ALGORITHMS:
        message = f"{name} has no image of its own: a script of JumpStart's runs in the image of a framework"
        return UnknownImage(message, part="name", known=known, help=_HELP_WITH_JUMPSTART)
    return UnknownImage(f"there is no built-in algorithm {name!r}", part="name", known=known)


def nearest_first(text: str, known: Iterable[str]) -> list[str]:
    """`known` with the names most like `text` at the front."""
    from difflib import SequenceMatcher

    return sorted(known, key=lambda name: -SequenceMatcher(None, text.lower(), name.lower()).ratio())
