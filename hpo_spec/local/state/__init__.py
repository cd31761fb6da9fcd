"""What the engine remembers: records of jobs and trials in a SQLite database."""
