"""Chinese policy texts as tables: targets, industry systems, slogans, comparisons, each led back to its source."""

__version__ = "0.1.0"
