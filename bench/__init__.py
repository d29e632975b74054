"""The benchmark: `python -m bench` holds this program against what a researcher would write, equality first."""
