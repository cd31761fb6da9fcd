"""Facts about the built-in algorithm forecasting-deepar.

From the developer guide's pages on `deepar` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6. It tells formats by the files' names, and its content types are not
documented; `likelihood` is not listed as tunable, but an AWS example tunes it. The container's own
defaults spell it `student-t`, and leave `early_stopping_patience` empty.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, free_text, one_of, real, whole

_METRICS = {
    "test:RMSE": Metric("Minimize"),
    "test:mean_wQuantileLoss": Metric("Minimize"),
    "train:final_loss": Metric("Minimize"),
}
_HYPERPARAMETERS = {
    "context_length": whole(min=1, required=True, tuned="Integer"),
    "epochs": whole(min=1, required=True, tuned="Integer"),
    "prediction_length": whole(min=1, required=True),
    "time_freq": free_text(required=True),
    "cardinality": free_text(),
    "dropout_rate": real(tuned="Continuous"),
    "early_stopping_patience": whole(maybe=("",)),
    "embedding_dimension": whole(min=1, tuned="Integer"),
    "learning_rate": real(tuned="Continuous"),
    "likelihood": one_of(
        "gaussian",
        "beta",
        "negative-binomial",
        "student-T",
        "deterministic-L1",
        tuned="Categorical",
        maybe=("student-t",),
    ),
    "mini_batch_size": whole(min=1, tuned="Integer"),
    "num_cells": whole(min=1, tuned="Integer"),
    "num_dynamic_feat": free_text(),
    "num_eval_samples": whole(),
    "num_layers": whole(min=1, tuned="Integer"),
    "test_quantiles": free_text(),
}
_CHANNELS = {
    "train": ChannelFacts(required=True),
    "test": ChannelFacts(),
}

ALGORITHM = Algorithm(
    "forecasting-deepar",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
)
