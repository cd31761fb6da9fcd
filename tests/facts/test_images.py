"""Built-in algorithms and their image URIs, both ways."""

from __future__ import annotations

import pytest

from hpo_spec import SpecError, compile_request
from hpo_spec.facts.image_registry import ACCOUNTS, IMAGES, VERSION_ALIASES
from hpo_spec.facts.images import UnknownImage, built_in_of, dns_suffix, image_uri, nearest_first
from hpo_spec.validation import validate_data

EVERY_IMAGE = [
    (name, version, region)
    for name, versions in IMAGES.items()
    for version, (_, _, group) in versions.items()
    for region in ACCOUNTS[group]
]


def test_every_algorithm_version_and_region_has_an_image_that_reads_back():
    assert len(EVERY_IMAGE) > 500
    for name, version, region in EVERY_IMAGE:
        assert built_in_of(image_uri(name, version, region)) == (name, version, region)


def test_no_two_built_ins_share_an_image():
    uris = [image_uri(*image) for image in EVERY_IMAGE]
    assert len(set(uris)) == len(uris)


@pytest.mark.parametrize(
    ("name", "version", "region", "uri"),
    [
        ("xgboost", "1", "us-west-2", "433757028032.dkr.ecr.us-west-2.amazonaws.com/xgboost:1"),
        ("xgboost", "1.7-1", "us-west-2", "246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:1.7-1"),
        (
            "xgboost",
            "0.90-1",
            "us-west-2",
            "246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:0.90-1-cpu-py3",
        ),
        ("xgboost", "latest", "us-west-2", "433757028032.dkr.ecr.us-west-2.amazonaws.com/xgboost:1"),
        ("linear-learner", "1", "us-west-2", "174872318107.dkr.ecr.us-west-2.amazonaws.com/linear-learner:1"),
        ("xgboost", "1.7-1", "cn-north-1", "450853457545.dkr.ecr.cn-north-1.amazonaws.com.cn/sagemaker-xgboost:1.7-1"),
        ("kmeans", "1", "us-gov-west-1", "226302683700.dkr.ecr.us-gov-west-1.amazonaws.com/kmeans:1"),
        ("kmeans", "1", "us-iso-east-1", "490574956308.dkr.ecr.us-iso-east-1.c2s.ic.gov/kmeans:1"),
    ],
)
def test_an_image_is_in_the_region_s_own_registry(name, version, region, uri):
    assert image_uri(name, version, region) == uri
    found = built_in_of(uri)
    assert found is not None
    assert (found.name, found.region) == (name, region)
    assert found.version == VERSION_ALIASES.get(name, {}).get(version, version)


@pytest.mark.parametrize(
    "uri",
    [
        "433757028032.dkr.ecr.us-west-2.amazonaws.com/xgboost:2",
        "433757028032.dkr.ecr.us-west-2.amazonaws.com/xgboost",
        "433757028032.dkr.ecr.us-east-1.amazonaws.com/xgboost:1",
        "123456789012.dkr.ecr.us-west-2.amazonaws.com/xgboost:1",
        "433757028032.dkr.ecr.us-west-2.amazonaws.com.cn/xgboost:1",
        "433757028032.dkr.ecr.us-west-2.amazonaws.com/xgboost:1 ",
        "433757028032.dkr.ecr.us-west-2.amazonaws.com/xgboost:latest",
        "433757028032.dkr.ecr.nowhere-9.amazonaws.com/xgboost:1",
        "xgboost:1",
        "",
    ],
)
def test_any_other_image_is_no_built_in(uri):
    assert built_in_of(uri) is None


@pytest.mark.parametrize(
    ("prefix", "suffix"),
    [
        ("us-west-2", "amazonaws.com"),
        ("us-gov-east-1", "amazonaws.com"),
        ("cn-northwest-1", "amazonaws.com.cn"),
        ("us-iso-west-1", "c2s.ic.gov"),
        ("us-isob-east-1", "sc2s.sgov.gov"),
        ("us-isof-south-1", "csp.hci.ic.gov"),
        ("eu-isoe-west-1", "cloud.adc-e.uk"),
        ("eusc-de-east-1", "amazonaws.eu"),
        ("eu-south-2", "amazonaws.com"),
    ],
)
def test_a_region_s_partition_has_its_own_domain(prefix, suffix):
    assert dns_suffix(prefix) == suffix


@pytest.mark.parametrize(
    ("name", "version", "region", "part", "nearest"),
    [
        ("xgbost", "1.7-1", "us-west-2", "name", "xgboost"),
        ("linear_learner", "1", "us-west-2", "name", "linear-learner"),
        ("KMeans", "1", "us-west-2", "name", "kmeans"),
        ("xgboost", "1.7", "us-west-2", "version", "1.7-1"),
        ("xgboost", "9", "us-west-2", "version", None),
        ("xgboost", "1.7-1", "us-west-3", "region", None),
        ("xgboost", "1.7-1", "eu-wst-1", "region", "eu-west-1"),
    ],
)
def test_what_is_unknown_is_named_with_what_there_is_nearest_first(name, version, region, part, nearest):
    with pytest.raises(UnknownImage) as caught:
        image_uri(name, version, region)
    assert caught.value.part == part
    everything = {"name": set(IMAGES), "version": set(IMAGES["xgboost"]), "region": set(ACCOUNTS["sagemaker_xgboost"])}
    assert everything[part] == set(caught.value.known)
    assert nearest in (None, caught.value.known[0])


def test_nearest_first_keeps_all_names():
    assert nearest_first("b", ["a", "b", "c"]) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("algorithm", "region", "path", "rule"),
    [
        ({"name": "xgbost", "version": "1"}, "us-west-2", ("training_job", "algorithm", "name"), "builtin-name"),
        (
            {"name": "xgboost", "version": "1.8"},
            "us-west-2",
            ("training_job", "algorithm", "version"),
            "builtin-version",
        ),
        ({"name": "lda", "version": "1"}, "cn-north-1", ("region",), "builtin-region"),
    ],
)
def test_an_unknown_built_in_in_a_spec_is_an_error_that_lists_the_known_ones(algorithm, region, path, rule):
    with pytest.raises(SpecError) as caught:
        compile_request(spec_with(algorithm, region=region))
    (finding,) = caught.value.findings
    assert (finding.path, finding.rule) == (path, rule)
    assert finding.help.startswith("Known: ")
    assert len(finding.help.split(", ")) > 1


def test_a_built_in_without_a_region_is_an_error_that_says_how_to_give_one():
    with pytest.raises(SpecError) as caught:
        compile_request(spec_with({"name": "xgboost", "version": "1.7-1"}))
    (finding,) = caught.value.findings
    assert finding.rule == "region-missing"
    assert "region: us-west-2" in finding.help
    assert "--region" in finding.help


def test_the_spec_s_own_region_comes_before_the_one_that_is_given():
    built_in = {"name": "kmeans", "version": 1}
    given = compile_request(spec_with(built_in), region="cn-north-1")
    own = compile_request(spec_with(built_in, region="us-gov-west-1"), region="cn-north-1")
    images = [request["TrainingJobDefinition"]["AlgorithmSpecification"]["TrainingImage"] for request in (given, own)]
    assert images == [image_uri("kmeans", "1", "cn-north-1"), image_uri("kmeans", "1", "us-gov-west-1")]


def spec_with(algorithm, **top):
    return validate_data(
        {
            "name": "test",
            "training_job": {
                "algorithm": algorithm,
                "role": "arn:aws:iam::123456789012:role/r",
                "output": "s3://b/o",
            },
            "tuning": {"limits": {"max_parallel_jobs": 1}},
            **top,
        }
    )
