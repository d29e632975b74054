"""Files, folders and tables as documents: decoded by evidence, with what is known of them, and every failure a row."""

from zhaoshang_nlp.read.documents import Located, documents, located
from zhaoshang_nlp.read.head import complete
from zhaoshang_nlp.read.metadata import field_of
from zhaoshang_nlp.read.options import ReadOptions
from zhaoshang_nlp.read.sidecar import STEP as METADATA

# The data that decides how texts are decoded and what is known of them, for the signature.
FILES = ("common-characters.txt", "genres.toml", "html.toml", "reading.toml", "regions.tsv", "traditional.tsv")

__all__ = ["FILES", "METADATA", "Located", "ReadOptions", "complete", "documents", "field_of", "located"]
