"""A scripted SageMaker, and a clock on which nothing really sleeps."""

import pytest

from tests.scripted import FakeClock, ScriptedSageMaker


@pytest.fixture
def sagemaker() -> ScriptedSageMaker:
    return ScriptedSageMaker()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
