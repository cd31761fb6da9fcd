"""What the image's program ends with when it cannot train."""

from __future__ import annotations

_OF_THE_DATA = (
    "label must be in [0,1] for logistic regression",
    "label must be in [0, num_class)",
    "Target is multiclass but average='binary'",
    "feature_names mismatch",
    "Check failed: preds.size() == info.labels_.size()",
    "Check failed: !auc_error AUC: the dataset only contains pos or neg samples",
    "Check failed: base_score > 0.0f && base_score < 1.0f base_score must be in (0,1) for logistic loss",
    "Check failed: label_correct PoissonRegression: label must be nonnegative",
    "Check failed: label_correct TweedieRegression: label must be nonnegative",
    "Parameter reg_lambda should be greater equal to 0",
)
"""XGBoost's texts about what the user can mend: the image gives them as they are."""


class UserError(Exception):
    """The hyperparameters, the channels or the data are wrong; the text is the image's own."""


def training_failure(error: Exception) -> UserError:
    """What the image says when XGBoost itself fails."""
    text = str(error)
    if any(known in text for known in _OF_THE_DATA):
        return UserError(text)
    return UserError(f"XGB train call failed with exception:\n {text}")
