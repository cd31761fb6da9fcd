"""The command line: options -> one library call -> a printer -> an exit code."""
