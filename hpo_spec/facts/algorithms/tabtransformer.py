"""Facts about the built-in algorithm tabtransformer.

From the developer guide's pages on `tabtransformer` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
It runs in an AWS framework image that a JumpStart model version chooses: nothing here is certain of one's own.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, one_of, real, whole

_METRICS = {
    "r2": Metric("Maximize"),
    "f1_score": Metric("Maximize"),
    "accuracy_score": Metric("Maximize"),
}
_HYPERPARAMETERS = {
    "n_epochs": whole(min=1),
    "patience": whole(above=2, below=60),
    "learning_rate": real(above=0, tuned="Continuous"),
    "batch_size": whole(above=1, below=2048),
    "input_dim": one_of("16", "32", "64", "128", "256", "512", tuned="Categorical"),
    "n_blocks": whole(above=1, below=12, tuned="Integer"),
    "attn_dropout": real(above=0, below=1, tuned="Continuous"),
    "mlp_dropout": real(above=0, below=1, tuned="Continuous"),
    "frac_shared_embed": real(above=0, below=1, tuned="Continuous"),
}
_CHANNELS = {
    "training": ChannelFacts(required=True, content_types=("text/csv",)),
    "validation": ChannelFacts(content_types=("text/csv",)),
}

ALGORITHM = Algorithm(
    "tabtransformer",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    is_single_instance=True,
    uncertain=True,
)
