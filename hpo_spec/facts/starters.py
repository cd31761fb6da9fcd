"""Where to start with each built-in algorithm: an objective, ranges and data that go together.

Sources: the algorithm pages and their tuning pages in the SageMaker developer guide (text of 2023-03, spot-checked in
2026-08); CSV without labels (`label_size=0`) is from its page on common data formats, BlazingText's content type from
AWS's example notebooks. Versions are the newest in `image_registry`, as of 2026-11.

A range lies within the one that the guide recommends, and is narrower where that spans more than anyone searches or
than one GPU holds. Values that depend on the data are placeholders, marked by `yours`.

Knows nothing of how a spec is written: `starting` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Value = str | int | float


class Static(NamedTuple):
    """A hyperparameter that is not tuned; `yours` says what the value is, where only the user knows it."""

    value: Value
    yours: str = ""


class Range(NamedTuple):
    """A numeric range; `yours` says what bounds it, where only the user knows that."""

    type: Literal["continuous", "integer"]
    min: float
    max: float
    scaling: Literal["", "Logarithmic", "ReverseLogarithmic"] = ""
    yours: str = ""


class Choice(NamedTuple):
    """A categorical range."""

    values: tuple[Value, ...]


class Data(NamedTuple):
    """What a channel holds. Without a content type, the algorithm looks at the files themselves."""

    content_type: str = ""
    s3_distribution: str = ""
    what: str = ""


class Machine(NamedTuple):
    """The instance of a trial. One with NVMe storage has no volume to size."""

    instance_type: str
    volume_size_gb: int | None
    max_runtime: str


class Starter(NamedTuple):
    """A good first tuning job of one algorithm."""

    page: str
    """Its page in the developer guide."""
    version: str
    direction: Literal["Minimize", "Maximize"]
    metric: str
    static: Mapping[str, Static]
    ranges: Mapping[str, Range | Choice]
    channels: Mapping[str, Data]
    machine: Machine


_CSV = Data("text/csv", what="CSV without a header, the label in the first column")
_CSV_LABELLED = Data("text/csv;label_size=1", what="CSV without a header, the label in the first column")
_CSV_UNLABELLED = Data("text/csv;label_size=0", what="CSV without a header and without labels")
_PROTOBUF = Data("application/x-recordio-protobuf", what="RecordIO-protobuf")
_IMAGES_RECORDIO = Data("application/x-recordio", what="RecordIO of images with their labels")

_SMALL = Machine("ml.m5.xlarge", 10, "1h")
_LARGE = Machine("ml.m5.4xlarge", 30, "2h")
_GPU = Machine("ml.g5.2xlarge", None, "6h")

_COLUMNS = "the number of feature columns"
_IMAGES = "how many images the train channel has"

STARTERS: dict[str, Starter] = {
    "blazingtext": Starter(
        page="blazingtext",
        version="1",
        direction="Maximize",
        metric="validation:accuracy",
        static={"mode": Static("supervised")},
        ranges={
            "epochs": Range("integer", 5, 15),
            "learning_rate": Range("continuous", 0.005, 0.01),
            "vector_dim": Range("integer", 32, 300),
            "word_ngrams": Range("integer", 1, 3),
        },
        channels={
            "train": Data("text/plain", what="a sentence a line, after its __label__"),
            "validation": Data("text/plain", what="a sentence a line, after its __label__"),
        },
        machine=Machine("ml.c5.4xlarge", 30, "1h"),
    ),
    "factorization-machines": Starter(
        page="fact-machines",
        version="1",
        direction="Minimize",
        metric="test:binary_classification_cross_entropy",
        static={
            "predictor_type": Static("binary_classifier"),
            "feature_dim": Static(10_000, _COLUMNS),
            "num_factors": Static(64),
        },
        ranges={
            "factors_lr": Range("continuous", 1e-5, 1, "Logarithmic"),
            "linear_lr": Range("continuous", 1e-5, 1, "Logarithmic"),
            "mini_batch_size": Range("integer", 100, 10_000, "Logarithmic"),
            "epochs": Range("integer", 1, 100),
        },
        channels={"train": _PROTOBUF, "test": _PROTOBUF},
        machine=Machine("ml.c5.4xlarge", 30, "1h"),
    ),
    "forecasting-deepar": Starter(
        page="deepar",
        version="1",
        direction="Minimize",
        metric="test:mean_wQuantileLoss",
        static={
            "time_freq": Static("D", "how far apart the values are: M, W, D, H or min, as in 15min"),
            "prediction_length": Static(30, "how many steps to forecast"),
            "epochs": Static(100),
        },
        ranges={
            "context_length": Range("integer", 1, 200),
            "learning_rate": Range("continuous", 1e-5, 0.1, "Logarithmic"),
            "mini_batch_size": Range("integer", 32, 1028, "Logarithmic"),
            "num_cells": Range("integer", 30, 200),
        },
        channels={
            "train": Data(what="JSON Lines in .json files, each series without the steps to forecast"),
            "test": Data(what="JSON Lines in .json files, the whole series"),
        },
        machine=Machine("ml.c5.4xlarge", 30, "2h"),
    ),
    "image-classification": Starter(
        page="image-classification",
        version="1",
        direction="Maximize",
        metric="validation:accuracy",
        static={
            "num_classes": Static(10, "how many classes there are"),
            "num_training_samples": Static(5_000, _IMAGES),
            "use_pretrained_model": Static(1),
            "num_layers": Static(50),
            "epochs": Static(10),
        },
        ranges={
            "learning_rate": Range("continuous", 1e-6, 0.5, "Logarithmic"),
            "mini_batch_size": Range("integer", 8, 64),
            "optimizer": Choice(("sgd", "adam", "rmsprop", "nag")),
        },
        channels={"train": _IMAGES_RECORDIO, "validation": _IMAGES_RECORDIO},
        machine=_GPU,
    ),
    "ipinsights": Starter(
        page="ip-insights",
        version="1",
        direction="Maximize",
        metric="validation:discriminator_auc",
        static={"num_entity_vectors": Static(20_000, "about twice as many as there are different entities")},
        ranges={
            "vector_dim": Range("integer", 8, 256, "Logarithmic"),
            "learning_rate": Range("continuous", 1e-4, 0.1, "Logarithmic"),
            "mini_batch_size": Range("integer", 100, 50_000, "Logarithmic"),
            "epochs": Range("integer", 1, 100),
        },
        channels={
            "train": Data("text/csv", what="CSV without a header: an entity, its IPv4 address"),
            "validation": Data("text/csv", what="CSV without a header: an entity, its IPv4 address"),
        },
        machine=_LARGE,
    ),
    "kmeans": Starter(
        page="k-means",
        version="1",
        direction="Minimize",
        metric="test:msd",
        static={"k": Static(10, "how many clusters to find"), "feature_dim": Static(50, _COLUMNS)},
        ranges={
            "extra_center_factor": Range("integer", 4, 10),
            "init_method": Choice(("kmeans++", "random")),
            "mini_batch_size": Range("integer", 3_000, 15_000),
            "epochs": Range("integer", 1, 10),
        },
        channels={"train": _CSV_UNLABELLED, "test": _CSV_UNLABELLED},
        machine=_SMALL,
    ),
    "knn": Starter(
        page="k-nearest-neighbors",
        version="1",
        direction="Maximize",
        metric="test:accuracy",
        static={"predictor_type": Static("classifier"), "feature_dim": Static(50, _COLUMNS)},
        ranges={
            "k": Range("integer", 1, 1024, "Logarithmic"),
            "sample_size": Range("integer", 1_100, 20_000, "Logarithmic", "at most the rows of train"),
        },
        channels={"train": _CSV_LABELLED, "test": _CSV_LABELLED},
        machine=_SMALL,
    ),
    "lda": Starter(
        page="lda",
        version="1",
        direction="Maximize",
        metric="test:pwll",
        static={
            "feature_dim": Static(5_000, "the size of the vocabulary"),
            "mini_batch_size": Static(10_000, "how many documents the train channel has"),
        },
        ranges={
            "num_topics": Range("integer", 1, 150),
            "alpha0": Range("continuous", 0.1, 10, "Logarithmic"),
        },
        channels={"train": _CSV_UNLABELLED, "test": _CSV_UNLABELLED},
        machine=_LARGE,
    ),
    "linear-learner": Starter(
        page="linear-learner",
        version="1",
        direction="Minimize",
        metric="validation:objective_loss",
        static={"predictor_type": Static("regressor", "or binary_classifier, multiclass_classifier")},
        ranges={
            "learning_rate": Range("continuous", 1e-5, 1, "Logarithmic"),
            "wd": Range("continuous", 1e-7, 1, "Logarithmic"),
            "l1": Range("continuous", 1e-7, 1, "Logarithmic"),
            "mini_batch_size": Range("integer", 100, 5_000, "Logarithmic"),
        },
        channels={"train": _CSV, "validation": _CSV},
        machine=_SMALL,
    ),
    "ntm": Starter(
        page="ntm",
        version="1",
        direction="Minimize",
        metric="validation:total_loss",
        static={
            "feature_dim": Static(5_000, "the size of the vocabulary"),
            "num_topics": Static(20, "how many topics to find"),
        },
        ranges={
            "learning_rate": Range("continuous", 1e-4, 0.1, "Logarithmic"),
            "mini_batch_size": Range("integer", 16, 2048, "Logarithmic"),
            "optimizer": Choice(("sgd", "adam", "adadelta")),
            "rescale_gradient": Range("continuous", 0.1, 1),
        },
        channels={"train": _CSV_UNLABELLED, "validation": _CSV_UNLABELLED},
        machine=Machine("ml.c5.4xlarge", 30, "2h"),
    ),
    "object-detection": Starter(
        page="object-detection",
        version="1",
        direction="Maximize",
        metric="validation:mAP",
        static={
            "num_classes": Static(10, "how many classes there are"),
            "num_training_samples": Static(5_000, _IMAGES),
            "base_network": Static("resnet-50"),
            "epochs": Static(30),
        },
        ranges={
            "learning_rate": Range("continuous", 1e-6, 0.5, "Logarithmic"),
            "mini_batch_size": Range("integer", 8, 32),
            "optimizer": Choice(("sgd", "adam", "rmsprop", "adadelta")),
        },
        channels={"train": _IMAGES_RECORDIO, "validation": _IMAGES_RECORDIO},
        machine=_GPU,
    ),
    "object2vec": Starter(
        page="object2vec",
        version="1",
        direction="Minimize",
        metric="validation:cross_entropy",
        static={
            "enc0_max_seq_len": Static(100, "the longest sequence, in tokens"),
            "enc0_vocab_size": Static(10_000, "the size of the vocabulary"),
            "output_layer": Static("softmax"),
            "num_classes": Static(2, "how many labels there are"),
        },
        ranges={
            "learning_rate": Range("continuous", 1e-6, 1, "Logarithmic"),
            "enc_dim": Range("integer", 4, 4096, "Logarithmic"),
            "dropout": Range("continuous", 0, 0.5),
            "epochs": Range("integer", 4, 20),
        },
        channels={
            "train": Data("application/jsonlines", what="JSON Lines: pairs of token sequences, with a label"),
            "validation": Data("application/jsonlines", what="JSON Lines: pairs of token sequences, with a label"),
        },
        machine=_GPU,
    ),
    "randomcutforest": Starter(
        page="randomcutforest",
        version="1",
        direction="Maximize",
        metric="test:f1",
        static={"feature_dim": Static(20, _COLUMNS)},
        ranges={
            "num_samples_per_tree": Range("integer", 1, 2048, "Logarithmic"),
            "num_trees": Range("integer", 50, 1000, "Logarithmic"),
        },
        channels={
            "train": _CSV_UNLABELLED._replace(s3_distribution="ShardedByS3Key"),
            "test": Data("text/csv;label_size=1", "FullyReplicated", "CSV without a header, the label, 0 or 1, first"),
        },
        machine=_SMALL,
    ),
    "semantic-segmentation": Starter(
        page="semantic-segmentation",
        version="1",
        direction="Maximize",
        metric="validation:mIOU",
        static={
            "num_classes": Static(21, "how many classes there are"),
            "num_training_samples": Static(1_500, _IMAGES),
            "epochs": Static(10),
        },
        ranges={
            "learning_rate": Range("continuous", 1e-4, 0.1, "Logarithmic"),
            "momentum": Range("continuous", 0.9, 0.999, "ReverseLogarithmic"),
            "weight_decay": Range("continuous", 1e-5, 1e-3, "Logarithmic"),
            "mini_batch_size": Range("integer", 4, 16),
        },
        channels={
            "train": Data("image/jpeg", what="images"),
            "train_annotation": Data("image/png", what="a mask for each, of the same name"),
            "validation": Data("image/jpeg", what="images"),
            "validation_annotation": Data("image/png", what="a mask for each, of the same name"),
        },
        machine=_GPU,
    ),
    "seq2seq": Starter(
        page="seq-2-seq",
        version="1",
        direction="Minimize",
        metric="validation:perplexity",
        static={
            "max_seq_len_source": Static(60, "longer sources are cut"),
            "max_seq_len_target": Static(60, "longer targets are cut"),
            "max_num_epochs": Static(10),
        },
        ranges={
            "learning_rate": Range("continuous", 5e-5, 0.2, "Logarithmic"),
            "batch_size": Choice((64, 128, 256)),
            "num_layers_encoder": Range("integer", 1, 4),
            "num_layers_decoder": Range("integer", 1, 4),
        },
        channels={
            "train": _PROTOBUF,
            "validation": _PROTOBUF,
            "vocab": Data(what="vocab.src.json and vocab.trg.json"),
        },
        machine=_GPU,
    ),
    "xgboost": Starter(
        page="xgboost",
        version="3.2-0",
        direction="Minimize",
        metric="validation:rmse",
        static={
            "objective": Static("reg:squarederror", "or binary:logistic, say, with validation:auc to Maximize"),
            "num_round": Static(200),
            "early_stopping_rounds": Static(10),
        },
        ranges={
            "eta": Range("continuous", 0.1, 0.5),
            "max_depth": Range("integer", 3, 10),
            "min_child_weight": Range("continuous", 0, 120),
            "subsample": Range("continuous", 0.5, 1),
        },
        channels={"train": _CSV, "validation": _CSV},
        machine=_SMALL,
    ),
}
"""By built-in algorithm."""

_MODEL_VERSION = "its image follows a model version that is chosen in JumpStart"

NO_STARTER: dict[str, str] = {
    "pca": "it cannot be tuned, since it reports no objective metric",
    **dict.fromkeys(
        (
            *("autogluon-tabular", "catboost", "image-classification-tensorflow", "lightgbm"),
            *("object-detection-tensorflow", "tabtransformer", "text-classification-tensorflow"),
        ),
        f"{_MODEL_VERSION}: start from `custom`, and name that image",
    ),
}
"""Other algorithms of SageMaker, and why there is no starter for them."""
