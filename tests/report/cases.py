"""Results of every kind that a page must show."""

import math

from hpo_spec.report.result import Result
from tests.report.jobs import described, finished, result, several_definitions, trial

HOSTILE = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
"""What runs if it is not escaped."""
REASON = "AlgorithmError: ValueError: could not convert string to float, exit code 1"


def mixed() -> Result:
    """Trials of every status, in a job that goes on."""
    trials = [
        *finished(12),
        *(trial(number, "Failed", failure_reason=f"{REASON}{number}") for number in range(12, 15)),
        trial(15, "Failed", failure_reason="CapacityError: there is none"),
        trial(16, "Stopped", 0.5),
        trial(17, "Stopped", started=None, ended=None),
        trial(18, "InProgress"),
    ]
    counters = {"Completed": 12, "Stopped": 2, "NonRetryableError": 4, "InProgress": 1}
    job = {**described(), "HyperParameterTuningJobStatus": "InProgress", "TrainingJobStatusCounters": counters}
    del job["HyperParameterTuningEndTime"]
    return result(job, trials)


def several() -> Result:
    """Two definitions, with hyperparameters of their own."""
    kinds = [("trees", {"eta": 0.2}), ("vectors", {"eta": 0.4, "kernel": "rbf"})]
    trials = [
        trial(number, objective=float(number % 5), definition=name, tuned={**tuned, "eta": tuned["eta"] + number / 100})
        for number in range(10)
        for name, tuned in [kinds[number % 2]]
    ]
    return result(several_definitions(), trials)


def hostile() -> Result:
    """Text that wants to be HTML, JavaScript or a template, wherever a job can have text."""
    ranges = {
        "CategoricalParameterRanges": [{"Name": HOSTILE, "Values": [HOSTILE, "</script>", "$title ${title} %{x}"]}]
    }
    job = described(ranges=ranges, FailureReason=HOSTILE)
    job["HyperParameterTuningJobConfig"]["HyperParameterTuningJobObjective"]["MetricName"] = HOSTILE
    job["TrainingJobDefinition"]["StaticHyperParameters"] = {HOSTILE: HOSTILE}
    values = [HOSTILE, "</script>", "$title ${title} %{x}"]
    trials = [trial(number, objective=float(number), tuned={HOSTILE: values[number % 3]}) for number in range(6)]
    failed = trial(6, "Failed", tuned={HOSTILE: HOSTILE}, failure_reason=HOSTILE)
    return result(job, [*trials, failed], tags=[{"Key": "note", "Value": HOSTILE}])


CASES = {
    "no trials": result(),
    "one trial": result(trials=finished(1)),
    "two trials": result(trials=finished(2)),
    "many trials": result(trials=finished(60)),
    "only failures": result(trials=[trial(number, "Failed", failure_reason=REASON) for number in range(3)]),
    "only one that runs": result(trials=[trial(0, "InProgress")]),
    "one hyperparameter": result(
        trials=[trial(n, objective=float(n), tuned={"eta": 0.01 * (n + 1)}) for n in range(8)]
    ),
    "nothing tuned": result(described(ranges={}), [trial(n, objective=1.0, tuned={}) for n in range(5)]),
    "all the same": result(trials=[trial(n, objective=1.0) for n in range(8)]),
    "no finite objective": result(trials=[trial(n, objective=math.inf) for n in range(5)]),
    "some infinite objectives": result(trials=[trial(n, objective=(1.0 + n, math.inf)[n % 2]) for n in range(8)]),
    "many hyperparameters": result(
        trials=[trial(n, objective=1.0 + n, tuned={f"parameter_{k}": k * n / 7 for k in range(20)}) for n in range(8)]
    ),
    "every status": mixed(),
    "several definitions": several(),
    "hostile text": hostile(),
}
