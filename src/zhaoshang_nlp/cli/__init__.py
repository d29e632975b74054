"""The command line: each command parses, calls one plain function, writes, and sets the exit code."""
