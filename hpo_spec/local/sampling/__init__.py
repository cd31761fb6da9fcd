"""Which hyperparameters to try next."""
