"""What `make docs` takes from a wrong and a right spec: what differs, what is found, and what both belong to."""

import runpy
from pathlib import Path

import pytest

from hpo_spec.lint.examples import examples

WRONG = {path.name.split(".")[0]: path for path in (Path(__file__).parent / "lint" / "examples").glob("*.wrong.*")}
differing = runpy.run_path(str(Path(__file__).parent.parent / "docs" / "rules.py"))["differing"]

SPEC = """\
version: 1
name: a
training_job:
  algorithm: {name: xgboost}
  inputs:
    train: s3://b/train
    test: s3://b/test
  output: s3://b/output
tuning:
  strategy: Random
  limits: {max_jobs: 4}
"""


def test_a_changed_line_is_shown_below_its_ancestors() -> None:
    wrong, right = differing(SPEC.replace("s3://b/test", "nowhere"), SPEC)

    assert wrong == "training_job:\n  …\n  inputs:\n    …\n    test: nowhere"
    assert right == wrong.replace("nowhere", "s3://b/test")


def test_nothing_is_left_out_between_neighbours() -> None:
    wrong, right = differing(SPEC.replace("Random", "random"), SPEC)

    assert (wrong, right) == ("tuning:\n  strategy: random", "tuning:\n  strategy: Random")


def test_two_places_show_what_is_left_out_between_them() -> None:
    wrong, _ = differing(SPEC.replace("name: a", "name: b").replace("Random", "random"), SPEC)

    assert wrong == "name: b\n…\ntuning:\n  strategy: random"


def test_where_a_line_is_missing_its_parent_is_shown_with_its_content_left_out() -> None:
    wrong, right = differing(SPEC.replace("    train: s3://b/train\n", ""), SPEC)

    assert wrong == "training_job:\n  …\n  inputs:\n    …"
    assert right == "training_job:\n  …\n  inputs:\n    train: s3://b/train"


def test_where_a_line_is_missing_at_the_end_of_its_parent_that_parent_is_shown() -> None:
    wrong, right = differing(SPEC.replace("  limits: {max_jobs: 4}\n", ""), SPEC)

    assert wrong == "tuning:\n  …"
    assert right == "tuning:\n  …\n  limits: {max_jobs: 4}"


def test_where_a_whole_section_is_missing_the_others_are_shown() -> None:
    wrong, right = differing(SPEC.partition("tuning:")[0], SPEC)

    assert wrong == "version: 1\nname: a\ntraining_job:\n  …"
    assert right == "tuning:\n  strategy: Random\n  limits: {max_jobs: 4}"


def test_a_section_that_moved_is_shown_on_both_sides() -> None:
    wrong, right = differing("a: 1\nb:\n  c: 2\n", "a: 1\n  c: 2\nb:\n")

    assert "c: 2" in wrong
    assert "c: 2" in right


@pytest.mark.parametrize("indent", ["", "  "], ids=["as deep as their key", "deeper than their key"])
def test_an_item_of_a_list_is_below_the_key_of_the_list(indent: str) -> None:
    spec = f"jobs:\n{indent}- name: a\n{indent}  role: x\n{indent}- name: b\n{indent}  role: y\ntags: {{}}\n"

    wrong, right = differing(spec.replace("role: y", "role: z"), spec)
    assert wrong == f"jobs:\n{indent}…\n{indent}- name: b\n{indent}  role: z"
    assert right == wrong.replace("z", "y")


def test_an_empty_line_is_no_ancestor() -> None:
    spec = SPEC.replace("  inputs:\n", "\n  inputs:\n\n")

    wrong, _ = differing(spec.replace("s3://b/test", "nowhere"), spec)
    assert wrong.splitlines()[-1] == "    test: nowhere"
    assert "  inputs:" in wrong.splitlines()


def test_a_very_long_line_is_cut() -> None:
    wrong, right = differing(SPEC.replace("name: a", f"name: {'a' * 500}"), SPEC)

    assert len(wrong) == 201
    assert wrong.endswith("a…")
    assert right == "name: a"


def test_the_line_of_the_finding_is_shown_beside_what_differs() -> None:
    wrong, _ = differing(SPEC.replace("name: a", "name: b"), SPEC, found=9)

    assert wrong == "name: b\n…\ntuning:\n  strategy: Random"


def test_the_line_of_the_finding_stands_for_what_is_missing() -> None:
    wrong, _ = differing(SPEC.replace("version: 1\n", ""), SPEC, found=2)

    assert wrong == "training_job:\n  algorithm: {name: xgboost}"


def test_the_line_of_the_finding_at_the_top_is_shown_among_the_others_there() -> None:
    wrong, _ = differing(SPEC.replace("version: 1\n", ""), SPEC, found=0)

    assert wrong == "name: a\ntraining_job:\n  …\ntuning:\n  …"


@pytest.mark.parametrize("rule", sorted(WRONG))
def test_the_wrong_excerpt_of_every_rule_shows_the_line_of_its_finding_below_its_parents(rule: str) -> None:
    lines = WRONG[rule].read_text(encoding="utf-8", errors="replace").splitlines()
    line = lines[int(lines[0].removeprefix("# ").partition(":")[0]) - 1]
    shown = examples()[rule].wrong.splitlines()

    assert any(each.removesuffix("…") and line.startswith(each.removesuffix("…")) for each in shown)
    assert not shown[0].startswith(" ")
