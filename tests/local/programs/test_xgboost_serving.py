"""A model answers as SageMaker's XGBoost image does in a batch transform job."""

from __future__ import annotations

import pytest

from hpo_spec.local.programs import RequestFailed
from hpo_spec.local.programs.xgboost.serving import load_model
from tests.local.programs.xgboost_jobs import LATEST, csv_text, rows, trained

ROWS = csv_text([row[1:] for row in rows(4)]).encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return trained(tmp_path_factory.mktemp("job"), {})


@pytest.fixture
def model(folder):
    return load_model(folder, LATEST)


def failure(model, payload: bytes, content_type: str = "text/csv") -> RequestFailed:
    with pytest.raises(RequestFailed) as error:
        model.predict(payload, content_type)
    return error.value


def test_each_line_has_a_line_in_the_answer(model):
    import numpy as np

    answer = model.predict(ROWS, "text/csv").decode()

    assert answer.endswith("\n")
    values = answer.splitlines()
    assert len(values) == 4
    assert all(repr(float(np.float32(value))) == value for value in values)


def test_the_probabilities_of_several_classes_are_a_list_in_each_line(tmp_path):
    model = load_model(trained(tmp_path, {"objective": "multi:softprob", "num_class": "3"}, classes=3), LATEST)

    line = model.predict(ROWS, "text/csv").decode().splitlines()[0]
    assert line.startswith("[0.")
    assert len(line.split(", ")) == 3


@pytest.mark.parametrize("content_type", ["csv", "TEXT/CSV; charset=utf8", "text/csv; label_size=1"])
def test_csv_has_several_names(model, content_type):
    assert model.predict(ROWS, content_type) == model.predict(ROWS, "text/csv")


@pytest.mark.parametrize("content_type", ["", "text/libsvm", "text/x-libsvm"])
def test_libsvm_is_the_default_and_needs_no_label(model, content_type):
    first = rows(1)[0][1:]
    line = " ".join(f"{column}:{value}" for column, value in enumerate(first))

    expected = model.predict(csv_text([first]).encode(), "text/csv")
    assert model.predict(line.encode(), content_type) == expected
    assert model.predict(f"5 {line}".encode(), content_type) == expected


def test_an_empty_cell_is_a_missing_value(model):
    assert model.predict(b"0.5,,0.5\n", "text/csv")


def test_nothing_is_answered_with_nothing(model):
    assert model.predict(b"", "text/csv") == b""


def test_a_cell_that_is_no_number_is_refused(model):
    error = failure(model, b"0.5,rooms,0.5\n")

    assert error.status == 415
    assert error.message == (
        "Loading csv data failed with Exception, please ensure data is in csv format:\n <class 'ValueError'>\n "
        "could not convert string to float: 'rooms'"
    )


def test_a_label_size_of_0_is_refused(model):
    error = failure(model, ROWS, "text/csv; label_size=0")

    assert error.status == 415
    assert error.message == (
        "text/csv; label_size=0 is not an accepted csv ContentType. Optional parameter label_size must be equal to 1"
    )


@pytest.mark.parametrize("content_type", ["application/x-parquet", "application/json"])
def test_other_content_types_are_refused(model, content_type):
    error = failure(model, ROWS, content_type)

    assert error.status == 415
    assert error.message.startswith(f"{content_type} is not an accepted ContentType: csv, libsvm, ")


@pytest.mark.parametrize("version", ["1.0-1", "1.2-2"])
def test_a_label_left_in_is_refused_by_the_image_s_own_program_where_models_are_pickles(folder, version):
    error = failure(load_model(folder, version), csv_text(rows(2)).encode())

    assert error.status == 400
    assert error.message == (
        "Unable to evaluate payload provided: Feature size of csv inference data 4 is not consistent with feature size "
        "of trained model 3."
    )


def test_the_first_image_says_the_whole_content_type(folder):
    error = failure(load_model(folder, "0.90-1"), csv_text(rows(2)).encode())

    assert "Feature size of text/csv inference data 4 " in error.message


@pytest.mark.parametrize("version", ["1.3-1", "1.7-1", LATEST])
def test_a_label_left_in_is_refused_by_xgboost_itself_later(folder, version):
    error = failure(load_model(folder, version), csv_text(rows(2)).encode())

    assert error.status == 400
    assert error.message.startswith("Unable to evaluate payload provided: [")
    assert "(3 vs. 4) : Number of columns does not match number of features in booster." in error.message


@pytest.mark.parametrize("version", ["1.2-2", LATEST])
def test_a_column_too_few_is_not_noticed(folder, version):
    assert load_model(folder, version).predict(b"0.5,0.5\n", "text/csv")


def test_libsvm_with_one_column_too_many_is_taken_where_models_are_pickles(folder):
    model = load_model(folder, "1.2-2")

    assert model.predict(b"0:0.5 3:0.5\n", "text/libsvm")
    assert failure(model, b"0:0.5 4:0.5\n", "text/libsvm").message == (
        "Unable to evaluate payload provided: Feature size of libsvm inference data 5 is larger than feature size of "
        "trained model 3."
    )


def test_a_file_that_is_no_model_is_said_so(tmp_path):
    (tmp_path / "xgboost-model").write_text("no model")

    with pytest.raises(RequestFailed, match="Unable to load model: ") as error:
        load_model(tmp_path, LATEST)
    assert error.value.status == 500
