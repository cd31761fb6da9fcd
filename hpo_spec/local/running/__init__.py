"""The processes that run jobs: one for each job, apart from whoever created it."""
