"""What rules say of a raw request: in the API's words, at its places."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from hpo_spec import SpecError, compile_request, lint, lint_spec
from hpo_spec.finding import Finding, format_path
from hpo_spec.loading import open_sources
from hpo_spec.opening import load_opened, salvage_opened
from hpo_spec.source import parse_text
from hpo_spec.spec.base import SpecModel, plan
from hpo_spec.spec.introspection import IN_OTHER_WORDS, in_members, members_by_field

EXAMPLES = Path(__file__).parent / "examples"
FIELDS = {step.field for model in SpecModel.__subclasses__() for step in plan(model)} | {"lint", "type"}
METRICS = "TrainingJobDefinition.AlgorithmSpecification.MetricDefinitions"


def wrong_requests() -> Iterator[tuple[str, str]]:
    for path in sorted(EXAMPLES.glob("*.wrong.yaml")):
        with suppress(SpecError):
            request = compile_request(load_opened(open_sources([path])).spec, region="us-west-2")
            yield path.name.partition(".")[0], json.dumps(request, indent=2)


REQUESTS = dict(wrong_requests())


def findings(text: str) -> list[Finding]:
    """Of the rules, with their places in the request."""
    document = parse_text(text, "request.json")
    try:
        loaded, is_whole = load_opened(document), True
    except SpecError:
        salvaged = salvage_opened(document)
        assert salvaged
        loaded, is_whole = salvaged, False
    return [loaded.place(finding) for finding in lint_spec(loaded.spec, is_whole=is_whole)]


@pytest.mark.parametrize("rule", REQUESTS)
def test_what_is_said_of_a_request_names_members_of_the_api_and_no_field_of_a_spec(rule: str) -> None:
    for finding in findings(REQUESTS[rule]):
        quoted = re.findall("`([^`]*)`", f"{finding.message} {finding.help}")
        named = {part for text in quoted for part in text.partition(":")[0].split(".")}
        assert not named & (FIELDS | {"auto"}), finding


@pytest.mark.parametrize("rule", REQUESTS)
def test_the_path_of_what_is_said_of_a_request_leads_through_members_of_the_api(rule: str) -> None:
    for finding in findings(REQUESTS[rule]):
        maps = ("StaticHyperParameters", "Environment", "InputDataConfig")
        members = [part for above, part in zip(("", *finding.path), finding.path, strict=False) if above not in maps]
        assert all(isinstance(part, int) or part[:1].isupper() for part in members), finding


@pytest.mark.parametrize("rule", [rule for rule in REQUESTS if rule.startswith("metric-regex")])
def test_what_is_wrong_with_a_regex_of_a_request_is_at_the_regex(rule: str) -> None:
    [finding] = [found for found in findings(REQUESTS[rule]) if found.rule == rule]
    assert format_path(finding.path).startswith(METRICS)
    assert finding.path[-1] == "Regex"
    assert finding.position
    assert finding.position.text[finding.position.column - 1 :].startswith('"')
    assert finding.position.text[: finding.position.column - 1].strip() == '"Regex":'


def test_what_is_wrong_with_a_tag_s_key_is_not_at_its_value() -> None:
    request = json.loads(REQUESTS["metric-regex-no-group"])
    request["Tags"] = [{"Key": "db-password", "Value": "a-tiger-1"}]
    [finding] = [found for found in findings(json.dumps(request, indent=1)) if found.rule == "secret-in-plain-text"]
    assert finding.path == ("Tags", 0)


def test_a_missing_member_below_a_missing_structure_is_named_as_in_the_api() -> None:
    request = json.loads(REQUESTS["custom-image-no-metrics"])
    config = request["HyperParameterTuningJobConfig"]
    config["Strategy"] = "Hyperband"
    del request["TrainingJobDefinition"]["StaticHyperParameters"]
    rule = "hyperband-maxresource-uninferable"
    [finding] = [found for found in findings(json.dumps(request)) if found.rule == rule]
    assert finding.path[1:] == ("StrategyConfig", "HyperbandStrategyConfig", "MaxResource")


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        (("training_job", "inputs", "train", "compression"), "`input_mode: Pipe`", "`InputMode: Pipe`"),
        (
            ("training_job", "inputs", "train"),
            "`algorithm.input_mode` is",
            "`AlgorithmSpecification.TrainingInputMode` is",
        ),
        (("training_job", "checkpoint"), "its `s3_uri`", "its `S3Uri`"),
        (("training_job", "output", "s3_uri"), "its `s3_uri`", "its `S3OutputPath`"),
        (("training_jobs", 1, "name"), "a `name`", "a `DefinitionName`"),
        ((), "a `name`", "a `name`"),
        ((), "write `max_jobs: 5` under `limits`", "write `MaxNumberOfTrainingJobs: 5` under `ResourceLimits`"),
    ],
)
def test_a_name_that_stands_for_several_members_is_the_one_of_its_place(path, text, said) -> None:
    assert in_members(text, path) == said


def test_a_name_that_stands_for_several_members_is_none_where_no_place_is_known() -> None:
    assert "input_mode" not in members_by_field()


@pytest.mark.parametrize("words", IN_OTHER_WORDS)
def test_the_words_that_are_said_in_another_way_of_a_request_are_those_of_a_rule(words: str) -> None:
    assert any(words in path.read_text(encoding="utf-8") for path in Path(lint.__file__).parent.glob("*.py"))


def test_a_request_inside_of_something_else_is_said_once_with_its_place(tmp_path):
    path = tmp_path / "case.json"
    path.write_text(json.dumps({"source": "somewhere", "request": {"HyperParameterTuningJobName": "job"}}))

    with pytest.raises(SpecError) as caught:
        load_opened(open_sources([path]))
    assert salvage_opened(open_sources([path])) is None
    (finding,) = caught.value.findings
    assert (finding.path, finding.on_key) == (("request",), True)
    assert "not at the top of the file" in finding.message
