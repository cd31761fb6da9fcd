"""Facts about the built-in algorithm autogluon-tabular.

From the developer guide's pages on `autogluon-tabular` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
It runs in an AWS framework image that a JumpStart model version chooses: nothing here is certain of one's own.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, free_text, one_of, true_or_false, whole

_HYPERPARAMETERS = {
    "eval_metric": free_text(),
    "presets": one_of(
        "best_quality", "high_quality", "good_quality", "medium_quality", "optimize_for_deployment", "interpretable"
    ),
    "auto_stack": true_or_false(),
    "num_bag_folds": one_of("0", "2", "3", "4", "5", "6", "7", "8", "9", "10"),
    "num_bag_sets": whole(min=1, max=20),
    "num_stack_levels": whole(min=0, max=3),
    "refit_full": true_or_false(),
    "set_best_to_refit_full": true_or_false(),
    "save_space": true_or_false(),
    "verbosity": whole(min=0, max=4),
}
_CHANNELS = {
    "training": ChannelFacts(required=True, content_types=("text/csv",)),
    "validation": ChannelFacts(content_types=("text/csv",)),
}

ALGORITHM = Algorithm(
    "autogluon-tabular",
    metrics={},
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    is_single_instance=True,
    uncertain=True,
)
