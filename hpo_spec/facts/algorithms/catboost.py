"""Facts about the built-in algorithm catboost.

From the developer guide's pages on `catboost` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
It runs in an AWS framework image that a JumpStart model version chooses: nothing here is certain of one's own.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, free_text, one_of, real, whole

_METRICS = {
    "RMSE": Metric("Minimize"),
    "MAE": Metric("Minimize"),
    "MedianAbsoluteError": Metric("Minimize"),
    "R2": Metric("Maximize"),
    "Logloss": Metric("Maximize", uncertain=True),
    "Precision": Metric("Maximize"),
    "Recall": Metric("Maximize"),
    "F1": Metric("Maximize"),
    "AUC": Metric("Maximize"),
    "MultiClass": Metric("Maximize", uncertain=True),
    "Accuracy": Metric("Maximize"),
    "BalancedAccuracy": Metric("Maximize"),
}
_HYPERPARAMETERS = {
    "iterations": whole(min=1),
    "early_stopping_rounds": whole(),
    "eval_metric": free_text(),
    "learning_rate": real(above=0, below=1, tuned="Continuous"),
    "depth": whole(above=1, below=16, tuned="Integer"),
    "l2_leaf_reg": whole(min=1, tuned="Integer"),
    "random_strength": real(above=0, tuned="Continuous"),
    "max_leaves": whole(min=2, max=64),
    "rsm": real(above=0, max=1),
    "sampling_frequency": one_of("PerTreeLevel", "PerTree"),
    "min_data_in_leaf": whole(min=1),
    "bagging_temperature": real(min=0),
    "boosting_type": one_of("Auto", "Ordered", "Plain"),
    "scale_pos_weight": real(above=0),
    "max_bin": free_text(),
    "grow_policy": one_of("SymmetricTree", "Depthwise", "Lossguide"),
    "random_seed": whole(min=0, uncertain=True),
    "thread_count": whole(min=-1),
    "verbose": whole(min=1),
}
_CHANNELS = {
    "training": ChannelFacts(required=True, content_types=("text/csv",)),
    "validation": ChannelFacts(content_types=("text/csv",)),
}

ALGORITHM = Algorithm(
    "catboost",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    is_single_instance=True,
    uncertain=True,
)
