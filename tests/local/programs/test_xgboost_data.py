"""Channels are taken or refused, and their files read, as SageMaker's XGBoost image does it."""

from __future__ import annotations

import math

import pytest

from hpo_spec.local.programs.xgboost.channels import check_channels, files_of
from hpo_spec.local.programs.xgboost.data import read_rows
from hpo_spec.local.programs.xgboost.problems import UserError
from tests.local.programs.xgboost_jobs import LATEST

FILE = {"TrainingInputMode": "File", "S3DistributionType": "FullyReplicated", "RecordWrapperType": "None"}
CSV = {"ContentType": "text/csv", **FILE}


def read(folder, *texts, content_type="text/csv", **options):
    for number, text in enumerate(texts):
        (folder / f"part-{number}").write_text(text)
    return read_rows(files_of("train", folder), content_type, **options)


def cells(matrix):
    return matrix.get_data().toarray().tolist()


@pytest.mark.parametrize("content_type", ["csv", "text/csv", "libsvm", "text/libsvm", "text/x-libsvm"])
def test_the_content_types_of_the_image_are_taken(content_type):
    assert check_channels({"train": {**CSV, "ContentType": content_type}}, LATEST) == content_type


def test_data_without_a_content_type_is_libsvm():
    assert check_channels({"train": FILE}, LATEST) == "text/libsvm"


@pytest.mark.parametrize(
    ("config", "text"),
    [
        ({"validation": CSV}, "Missing required channel: train"),
        ({"train": CSV, "test": CSV}, "Extraneous channel found: test"),
        (
            {"train": {**CSV, "ContentType": "application/json"}},
            (
                "Channel configuration for 'train' channel is not supported: {'ContentType': 'application/json', "
                "'TrainingInputMode': 'File', 'S3DistributionType': 'FullyReplicated', 'RecordWrapperType': 'None'}"
            ),
        ),
    ],
)
def test_a_channel_that_the_image_refuses_is_refused_in_its_words(config, text):
    with pytest.raises(UserError) as error:
        check_channels(config, LATEST)
    assert str(error.value) == text


@pytest.mark.parametrize(
    "channel",
    [{**CSV, "ContentType": "text/csv;label_size=1"}, {**FILE, "TrainingInputMode": "Pipe"}],
    ids=["parameters", "libsvm in Pipe mode"],
)
def test_the_configuration_of_a_channel_must_be_one_of_the_listed_ones(channel):
    with pytest.raises(UserError, match="Channel configuration for 'train' channel is not supported: "):
        check_channels({"train": channel}, LATEST)


def test_pipe_mode_ended_with_the_newest_image():
    piped = {"train": {**CSV, "TrainingInputMode": "Pipe"}}

    assert check_channels(piped, "3.0-5") == "text/csv"
    with pytest.raises(UserError, match="Pipe mode for CSV is no longer supported."):
        check_channels(piped, "3.2-0")


def test_parquet_is_refused_in_the_engine_s_own_name():
    with pytest.raises(UserError, match="The local engine's XGBoost reads CSV and libsvm"):
        check_channels({"train": {**CSV, "ContentType": "parquet"}}, LATEST)


@pytest.mark.parametrize(("name", "said"), [("train", "training"), ("validation", "validation")])
def test_a_channel_without_files_is_refused(tmp_path, name, said):
    with pytest.raises(UserError) as error:
        files_of(name, tmp_path)
    assert str(error.value) == f"No data in {said} channel path {tmp_path}"


def test_a_hidden_file_is_refused(tmp_path):
    (tmp_path / ".DS_Store").write_text("x")

    with pytest.raises(UserError, match="Hidden file found in the data path! Remove that before training."):
        files_of("train", tmp_path)


def test_the_first_column_of_csv_is_the_label_and_all_files_are_read(tmp_path):
    found = read(tmp_path, "1,2,3\n4,5,6\n", "7,8,9\n")

    assert found.get_label().tolist() == [1, 4, 7]
    assert cells(found) == [[2, 3], [5, 6], [8, 9]]


@pytest.mark.parametrize("delimiter", [";", "\t", " "])
def test_the_delimiter_is_found_out(tmp_path, delimiter):
    assert cells(read(tmp_path, "1,2,3\n4,5,6\n".replace(",", delimiter))) == [[2, 3], [5, 6]]


def test_text_in_which_no_delimiter_can_be_found_is_refused(tmp_path):
    with pytest.raises(UserError) as error:
        read(tmp_path, "1\n2\n")
    assert str(error.value) == "Could not determine delimiter on line 1:\nCould not determine delimiter"


def test_a_header_is_one_more_row_with_the_label_0_and_nothing_else(tmp_path):
    found = read(tmp_path, "price,rooms,age\n1,2,3\n")

    assert found.get_label().tolist() == [0, 1]
    assert found.num_nonmissing() == 2


def test_empty_cells_are_missing_values(tmp_path):
    assert read(tmp_path, "1,2,3\n4,,6\n").num_nonmissing() == 3


def test_weights_are_the_second_column(tmp_path):
    found = read(tmp_path, "1,0.5,3\n4,0.25,6\n", has_weights=True)

    assert found.get_weight().tolist() == [0.5, 0.25]
    assert cells(found) == [[3], [6]]


def test_libsvm_has_labels_weights_and_queries(tmp_path):
    found = read(tmp_path, "1:0.5 qid:1 0:2 2:3\n0:0.5 qid:1 1:4\n", content_type="libsvm")

    assert found.get_label().tolist() == [1, 0]
    assert cells(found) == [[2, 0, 3], [0, 4, 0]]
    assert found.get_uint_info("group_ptr").tolist() == [0, 2]


def test_csv_that_is_called_libsvm_is_refused_with_its_first_line(tmp_path):
    with pytest.raises(UserError) as error:
        read(tmp_path, "1,2,3\n", content_type="text/libsvm")
    assert str(error.value) == (
        "First line '1,2,3...' of file 'part-0' is not 'LIBSVM' format. Please ensure the file is in 'LIBSVM' format."
    )


def test_libsvm_that_breaks_off_later_is_refused(tmp_path):
    with pytest.raises(UserError, match="Failed to load libsvm data with exception:\n"):
        read(tmp_path, "1 0:2\nx 0:2\n", content_type="libsvm")


def test_a_missing_label_is_0(tmp_path):
    label = read(tmp_path, "1,2\n,3\n").get_label().tolist()

    assert label == [1, 0]
    assert not any(map(math.isnan, label))
