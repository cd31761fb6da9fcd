"""Facts about the built-in algorithm xgboost.

From the developer guide's pages on XGBoost as of 2023-03 and the container's own checks
(github.com/aws/sagemaker-xgboost-container, every release branch up to the one of 3.2-0, 2026-06).
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, free_text, one_of, real, whole

_METRICS = {
    "validation:accuracy": Metric("Maximize"),
    "validation:aft-nloglik": Metric("Minimize", since="1.2-1"),
    "validation:auc": Metric("Maximize"),
    "validation:aucpr": Metric("Maximize"),
    "validation:balanced_accuracy": Metric("Maximize", since="1.3-1"),
    "validation:cox-nloglik": Metric("Minimize", uncertain=True),
    "validation:error": Metric("Minimize"),
    "validation:f1": Metric("Maximize"),
    "validation:f1_binary": Metric("Maximize", since="1.2-2"),
    "validation:f1_macro": Metric("Maximize", since="1.2-2"),
    "validation:gamma-deviance": Metric("Minimize"),
    "validation:gamma-nloglik": Metric("Minimize", uncertain=True),
    "validation:interval-regression-accuracy": Metric("Minimize", since="1.2-1", uncertain=True),
    "validation:logloss": Metric("Minimize"),
    "validation:mae": Metric("Minimize"),
    "validation:map": Metric("Maximize"),
    "validation:mape": Metric("Minimize", since="1.3-1"),
    "validation:merror": Metric("Minimize"),
    "validation:mlogloss": Metric("Minimize"),
    "validation:mphe": Metric("Minimize", since="1.2-1"),
    "validation:mse": Metric("Minimize"),
    "validation:ndcg": Metric("Maximize"),
    "validation:poisson-nloglik": Metric("Minimize", uncertain=True),
    "validation:precision": Metric("Maximize", since="1.3-1"),
    "validation:precision_macro": Metric("Maximize", since="1.3-1"),
    "validation:precision_micro": Metric("Maximize", since="1.3-1"),
    "validation:r2": Metric("Maximize", since="1.2-1"),
    "validation:recall": Metric("Maximize", since="1.3-1"),
    "validation:recall_macro": Metric("Maximize", since="1.3-1"),
    "validation:recall_micro": Metric("Maximize", since="1.3-1"),
    "validation:rmse": Metric("Minimize"),
    "validation:rmsle": Metric("Minimize", since="1.0-1"),
    "validation:tweedie-nloglik": Metric("Minimize", uncertain=True, needs_number=True),
}
_HYPERPARAMETERS = {
    "num_round": whole(min=1, required=True, tuned="Integer"),
    "csv_weights": whole(min=0, max=1),
    "early_stopping_rounds": whole(min=1),
    "booster": one_of("gbtree", "gblinear", "dart"),
    "silent": whole(min=0, max=1, until="1.0-1"),
    "verbosity": whole(min=0, max=3),
    "nthread": whole(min=1),
    "eta": real(min=0, max=1, tuned="Continuous"),
    "gamma": real(min=0, tuned="Continuous"),
    "max_depth": whole(min=0, tuned="Integer"),
    "min_child_weight": real(min=0, tuned="Continuous"),
    "max_delta_step": real(min=0, tuned="Continuous", uncertain=True),
    "subsample": real(above=0, max=1, tuned="Continuous"),
    "colsample_bytree": real(above=0, max=1, tuned="Continuous"),
    "colsample_bylevel": real(above=0, max=1, tuned="Continuous"),
    "colsample_bynode": real(above=0, max=1, tuned="Continuous"),
    "lambda": real(min=0, tuned="Continuous"),
    "alpha": real(min=0, tuned="Continuous"),
    "tree_method": one_of("auto", "exact", "approx", "hist", more_since={"1.2-1": ("gpu_hist",)}),
    "sketch_eps": real(above=0, below=1),
    "scale_pos_weight": real(above=0),
    "updater": free_text(),
    "dsplit": one_of("row", "col"),
    "refresh_leaf": whole(min=0, max=1),
    "process_type": one_of("default", "update"),
    "grow_policy": one_of("depthwise", "lossguide"),
    "max_leaves": whole(min=0),
    "max_bin": whole(min=0),
    "predictor": one_of("cpu_predictor", more_since={"1.2-1": ("auto", "gpu_predictor")}),
    "sample_type": one_of("uniform", "weighted"),
    "normalize_type": one_of("tree", "forest"),
    "rate_drop": real(min=0, max=1),
    "one_drop": whole(min=0, max=1),
    "skip_drop": real(min=0, max=1),
    "lambda_bias": real(min=0, max=1),
    "tweedie_variance_power": real(above=1, below=2),
    "objective": one_of(
        *("binary:logistic", "binary:logitraw", "binary:hinge", "count:poisson", "multi:softmax", "multi:softprob"),
        *("rank:pairwise", "rank:ndcg", "rank:map", "reg:linear", "reg:squarederror", "reg:logistic", "reg:gamma"),
        *("reg:tweedie", "survival:cox"),
        more_since={
            "1.0-1": ("reg:squaredlogerror",),
            "1.2-1": ("aft_loss_distribution", "reg:pseudohubererror", "survival:aft"),
            "1.7-1": ("reg:absoluteerror",),
        },
    ),
    "num_class": whole(min=2),
    "base_score": real(min=0),
    "eval_metric": free_text(),
    "seed": whole(above=-2_147_483_648, below=2_147_483_647),
    "num_parallel_tree": whole(min=1, since="0.90-2"),
    "monotone_constraints": free_text(since="1.0-1"),
    "interaction_constraints": free_text(since="1.0-1"),
    "save_model_on_termination": one_of("true", "false", since="1.0-1"),
    "_nfold": whole(min=2, since="1.2-1", until="1.2-1"),
    "aft_loss_distribution": one_of("normal", "logistic", "extreme", since="1.2-1"),
    "aft_loss_distribution_scale": real(min=0, since="1.2-1"),
    "single_precision_histogram": one_of("true", "false", since="1.2-1", until="1.5-1"),
    "deterministic_histogram": one_of("true", "false", since="1.2-1"),
    "_kfold": whole(min=2, since="1.2-2"),
    "_num_cv_round": whole(min=1, since="1.2-2"),
    "sampling_method": one_of("uniform", "gradient_based", since="1.3-1"),
    "prob_buffer_row": whole(above=1, since="1.3-1"),
    "use_dask_gpu_training": one_of("true", "false", since="1.5-1"),
    "learning_rate": real(min=0, max=1, since="0.90-2", other_name_of="eta"),
    "min_split_loss": real(min=0, since="0.90-2", other_name_of="gamma"),
    "reg_lambda": real(min=0, since="0.90-2", other_name_of="lambda"),
    "reg_alpha": real(min=0, since="0.90-2", other_name_of="alpha"),
}
_PIPED = (
    *("csv", "text/csv", "parquet", "application/x-parquet"),
    *("recordio-protobuf", "application/x-recordio-protobuf"),
)
_DATA = ChannelFacts(
    content_types=(*_PIPED, "libsvm", "text/libsvm", "text/x-libsvm"),
    pipe_content_types=_PIPED,
    input_modes=("File", "Pipe"),
    pipe_until="3.0-5",
)
_CHANNELS = {
    "train": _DATA._replace(required=True),
    "validation": _DATA,
    "code": ChannelFacts(content_types=("text/python",)),
}

# The image `xgboost:1` is XGBoost 0.72, of which only the documentation is known.
_METRICS_OF_1 = ("auc", "error", "logloss", "mae", "map", "merror", "mlogloss", "ndcg", "rmse")
_HYPERPARAMETERS_OF_1 = (
    *("num_class", "num_round", "alpha", "base_score", "booster", "colsample_bylevel", "colsample_bytree"),
    *("csv_weights", "early_stopping_rounds", "eta", "eval_metric", "gamma", "grow_policy", "lambda", "lambda_bias"),
    *("max_bin", "max_delta_step", "max_depth", "max_leaves", "min_child_weight", "normalize_type", "nthread"),
    *("objective", "one_drop", "process_type", "rate_drop", "refresh_leaf", "sample_type", "scale_pos_weight"),
    *("seed", "silent", "sketch_eps", "skip_drop", "subsample", "tree_method", "tweedie_variance_power", "updater"),
)
_VERSION_1 = Algorithm(
    "xgboost",
    metrics={f"validation:{name}": _METRICS[f"validation:{name}"] for name in _METRICS_OF_1},
    hyperparameters={name: _HYPERPARAMETERS[name]._replace(until="") for name in _HYPERPARAMETERS_OF_1},
    channels={name: _DATA._replace(required=name == "train", uncertain=True) for name in ("train", "validation")},
    default_content_type="text/libsvm",
)

ALGORITHM = Algorithm(
    "xgboost",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    versions=("0.90-1", "0.90-2", "1.0-1", "1.2-1", "1.2-2", "1.3-1", "1.5-1", "1.7-1", "3.0-5", "3.2-0"),
    apart={"1": _VERSION_1},
    default_content_type="text/libsvm",
    refuses_other_channels=True,
    is_complete=True,
)
