"""`TuningJobSpec` <-> the request of `CreateHyperParameterTuningJob`: pure, both ways, nothing lost.

Nothing is imported here: what compares requests knows no spec, and loads none.
"""
