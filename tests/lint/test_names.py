from __future__ import annotations

from pathlib import Path

import pytest

from hpo_spec import load_spec
from hpo_spec.lint import lint_spec, names

SPEC = (Path(__file__).parent / "examples" / "tag-aws-prefix.right.yaml").read_text()


def tagged(key: str) -> list[str]:
    assert "project: churn" in SPEC
    return [finding.rule for finding in lint_spec(load_spec(SPEC.replace("project:", f"{key}:")), names.RULES)]


@pytest.mark.parametrize("key", ["aws:project", "AWS:project", "Aws:cloudformation:stack-name"])
def test_the_reserved_prefix_counts_in_any_case(key):
    assert tagged(key) == ["tag-aws-prefix"]


@pytest.mark.parametrize("key", ["aws", "awsproject", "my-aws:project", "sagemaker:project-name"])
def test_other_keys_may_have_it_in_them(key):
    assert tagged(key) == []
