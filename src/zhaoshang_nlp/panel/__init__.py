"""The panel: one row for each document and indicator, with the one statement that counts among all that name it.

A report names its growth target several times, beside those of the five-year plan, of districts and of past years.
Statements compete for a row if they are about its indicator, status and horizon and have the indicator's headline form
(``data/panel.toml``); ``choice.REASONS`` decides between them. Every document has every row, so that the panel is
balanced; a row without a value says in ``note`` why.
"""

from zhaoshang_nlp.panel.choice import REASONS
from zhaoshang_nlp.panel.known import FILE, PanelRules, load
from zhaoshang_nlp.panel.rows import ALL, Asked, ask, panel

__all__ = ["ALL", "FILE", "REASONS", "Asked", "PanelRules", "ask", "load", "panel"]
