"""Facts about the built-in algorithm blazingtext.

From the developer guide's pages on `blazingtext` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, one_of, real, true_or_false, whole

_METRICS = {
    "train:mean_rho": Metric("Maximize"),
    "validation:accuracy": Metric("Maximize"),
}
_HYPERPARAMETERS = {
    "mode": one_of("batch_skipgram", "skipgram", "cbow", "supervised", required=True, tuned="Categorical"),
    "batch_size": whole(min=1, tuned="Integer"),
    "buckets": whole(min=1, tuned="Integer"),
    "epochs": whole(min=1, tuned="Integer"),
    "evaluation": true_or_false(),
    "learning_rate": real(above=0, tuned="Continuous"),
    "min_char": whole(min=1),
    "min_count": whole(min=0, tuned="Integer"),
    "max_char": whole(min=1),
    "negative_samples": whole(min=1, tuned="Integer"),
    "sampling_threshold": real(above=0, below=1, tuned="Continuous"),
    "subwords": true_or_false(),
    "vector_dim": whole(min=1, tuned="Integer"),
    "window_size": whole(min=1, tuned="Integer"),
    "early_stopping": true_or_false(),
    "min_epochs": whole(min=1),
    "patience": whole(min=1),
    "word_ngrams": whole(min=1, tuned="Integer"),
}
_CHANNELS = {
    "train": ChannelFacts(required=True, input_modes=("File", "Pipe"), uncertain=True),
    "validation": ChannelFacts(input_modes=("File", "Pipe")),
}

ALGORITHM = Algorithm(
    "blazingtext",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    metrics_when=(
        "mode",
        {
            "batch_skipgram": ("train:mean_rho",),
            "skipgram": ("train:mean_rho",),
            "cbow": ("train:mean_rho",),
            "supervised": ("validation:accuracy",),
        },
    ),
)
