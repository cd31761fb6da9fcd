"""A log has the lines that CloudWatch would have."""

from __future__ import annotations

from hpo_spec.local.logs import TRAINING_GROUP, Logs


def test_an_empty_line_is_no_event(tmp_path):
    logs = Logs(tmp_path)
    writer = logs.writer(TRAINING_GROUP, "job/algo-1")
    for line in ("first", "", "\tlast"):
        writer.write(1.0, line)
    writer.close()

    assert [event.message for event in logs.events(TRAINING_GROUP, "job/algo-1")] == ["first", "#011last"]
