"""What came out of a tuning job, for people: an Optuna study of its trials, and a page that opens anywhere.

Takes what Describe and List gave, never clients. Optuna and plotly are imported when they are used, not before.
"""
