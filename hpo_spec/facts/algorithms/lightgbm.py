"""Facts about the built-in algorithm lightgbm.

From the developer guide's pages on `lightgbm` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
It runs in an AWS framework image that a JumpStart model version chooses: nothing here is certain of one's own.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, one_of, real, true_or_false, whole

_METRICS = {
    "rmse": Metric("Minimize"),
    "l1": Metric("Minimize"),
    "l2": Metric("Minimize"),
    "huber": Metric("Minimize"),
    "fair": Metric("Minimize"),
    "binary_logloss": Metric("Maximize", uncertain=True),
    "binary_error": Metric("Minimize"),
    "auc": Metric("Maximize"),
    "average_precision": Metric("Maximize"),
    "multi_logloss": Metric("Maximize", uncertain=True),
    "multi_error": Metric("Minimize"),
    "auc_mu": Metric("Maximize"),
    "cross_entropy": Metric("Minimize"),
}
_HYPERPARAMETERS = {
    "num_boost_round": whole(min=1),
    "early_stopping_rounds": whole(),
    "metric": one_of(
        "auto",
        "rmse",
        "l1",
        "l2",
        "huber",
        "fair",
        "binary_logloss",
        "binary_error",
        "auc",
        "average_precision",
        "multi_logloss",
        "multi_error",
        "auc_mu",
        "cross_entropy",
    ),
    "learning_rate": real(above=0, below=1, tuned="Continuous"),
    "num_leaves": whole(above=1, below=131_072, tuned="Integer"),
    "feature_fraction": real(above=0, below=1, tuned="Continuous"),
    "bagging_fraction": real(above=0, max=1, tuned="Continuous"),
    "bagging_freq": whole(min=0, tuned="Integer"),
    "max_depth": whole(tuned="Integer"),
    "min_data_in_leaf": whole(min=0, tuned="Integer"),
    "max_delta_step": real(),
    "lambda_l1": real(min=0),
    "lambda_l2": real(min=0),
    "boosting": one_of("gbdt", "rf", "dart", "goss"),
    "min_gain_to_split": real(min=0),
    "scale_pos_weight": real(above=0),
    "tree_learner": one_of("serial", "feature", "data", "voting"),
    "feature_fraction_bynode": real(above=0, max=1),
    "is_unbalance": true_or_false(),
    "max_bin": whole(above=1),
    "tweedie_variance_power": real(min=1, below=2),
    "num_threads": whole(min=0),
    "verbosity": whole(),
}
_CHANNELS = {
    "train": ChannelFacts(required=True, content_types=("text/csv",)),
    "validation": ChannelFacts(content_types=("text/csv",)),
}

ALGORITHM = Algorithm(
    "lightgbm",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    uncertain=True,
)
