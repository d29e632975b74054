"""Rebuild ``src/zhaoshang_nlp/data/readings.tsv``: the readings of the Han characters of GBK, from pypinyin (MIT).

Run ``python scripts/build_readings.py``; pypinyin is a development dependency only. The file has one line a reading,
with all characters that can be read so: a tenth of the size of one line a character, and the form in which a lost
byte is looked up.
"""

from __future__ import annotations

import json
from pathlib import Path

import pypinyin

TARGET = Path(__file__).parents[1] / "src" / "zhaoshang_nlp" / "data" / "readings.tsv"
HEAD = "# reading, characters that can be read so; made by scripts/build_readings.py from pypinyin {version} (MIT)\n"


def in_gbk(char: str) -> bool:
    """Tell whether a character has a place in GBK: only those can have been annotated or damaged there."""
    try:
        return len(char.encode("gbk")) == 2
    except UnicodeEncodeError:
        return False


def readings() -> dict[str, str]:
    """Give every toned reading with its characters, both in code-point order."""
    source = Path(str(pypinyin.__file__)).with_name("pinyin_dict.json")
    table: dict[str, str] = json.loads(source.read_text("utf-8"))
    found: dict[str, list[str]] = {}
    for code in sorted(table, key=int):
        char = chr(int(code))
        if in_gbk(char):
            for reading in table[code].split(","):
                found.setdefault(reading, []).append(char)
    return {reading: "".join(dict.fromkeys(found[reading])) for reading in sorted(found)}


def content() -> str:
    """Give the whole file."""
    lines = [f"{reading}\t{chars}\n" for reading, chars in readings().items()]
    return HEAD.format(version=pypinyin.__version__) + "".join(lines)


if __name__ == "__main__":
    TARGET.write_text(content(), "utf-8")
    assert TARGET.read_text("utf-8") == content()
