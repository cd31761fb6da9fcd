"""What the name of a metric says of it, for metrics that nothing else is known of."""

from __future__ import annotations

import re

SHARES = frozenset(
    (
        *("acc", "accuracy", "auc", "auroc", "aucpr", "auprc", "f1", "map", "precision", "recall"),
        *("dice", "iou", "miou", "mrr", "ndcg", "sensitivity", "specificity"),
    )
)
"""Metrics from 0 to 1, or to 100 percent: better the higher."""
ERRORS = frozenset(
    (
        *("error", "errors", "err", "mse", "rmse", "msle", "rmsle", "mae", "mape", "smape", "wmape", "rrse"),
        *("cer", "wer", "merror", "logloss", "mlogloss", "crossentropy", "perplexity"),
    )
)
"""Metrics that are never negative: better the lower."""
HIGHER = SHARES | {"r2", "bleu", "rouge"}
LOWER = ERRORS | {"loss", "losses", "nll"}
TURNED = frozenset(("neg", "negative", "negated", "minus", "inv", "inverse", "inverted", "complement", "one"))
"""Words that turn a metric around."""
_BESIDE = frozenset(
    (
        *("train", "training", "val", "valid", "validation", "dev", "test", "testing", "eval", "evaluation", "holdout"),
        *("score", "rate", "value", "metric", "avg", "average", "mean", "median", "macro", "micro", "weighted"),
        *("best", "last", "final", "total", "overall", "at", "top", "k", "per", "epoch", "step", "batch", "fold"),
    )
)
"""Words that say which value of a metric is meant, and may come after its own name."""
_TURNED_SIGN = r"\s*(1\s*)?-"
_SEPARATED = r"[^A-Za-z0-9]+"
_CAMEL_CASE = r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+"


def direction_of(metric: str) -> str | None:
    """`Maximize` or `Minimize`, if a metric's name leaves no doubt."""
    words = words_of(metric)
    lower, higher = LOWER.intersection(words), HIGHER.intersection(words)
    if bool(lower) == bool(higher) or TURNED.intersection(words) or re.match(_TURNED_SIGN, metric):
        return None
    while words[-1] in _BESIDE or words[-1].isdecimal():
        words.pop()
    if words[-1] not in lower | higher:
        return None
    return "Minimize" if lower else "Maximize"


def words_of(metric: str) -> list[str]:
    """The words of a metric's name in lower case: `validation:mAP` has two, `testAUC` too."""
    words = []
    for part in re.split(_SEPARATED, metric):
        whole = part.lower()
        is_word = not (LOWER | HIGHER).isdisjoint((whole, whole.rstrip("0123456789")))
        words += [whole] if is_word else [word.lower() for word in re.findall(_CAMEL_CASE, part)]
    return words
