"""The exceptions carry their data, between processes too."""

import pickle

import pytest

from hpo_spec import errors
from hpo_spec.finding import Finding, Severity

EXAMPLES = [
    errors.SpecError([Finding(Severity.ERROR, "rule", "message", ("a", 0))]),
    errors.UsageError("no"),
    errors.AwsError("no", operation="Create", code="X", help="do"),
    errors.JobNotFound("a", operation="Describe", code="X"),
    errors.JobConflict("a", ["x: 1"]),
    errors.JobFailed("a", "why"),
    errors.JobStopped("a"),
    errors.WaitTimeout("a", 5),
]


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_an_error_survives_pickling(error: errors.HpoSpecError) -> None:
    again = pickle.loads(pickle.dumps(error))

    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)


def test_every_error_ends_with_an_exit_code_of_the_table() -> None:
    assert {error.exit_code for error in EXAMPLES} == {1, 2, 4, 5, 6}
