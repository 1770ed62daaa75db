#!/usr/bin/env python3
"""Subset the typeface of the window from Noto Sans CJK (Simplified Chinese face).

Needs: pip install fonttools; Debian's fonts-noto-cjk (or the same two .ttc
files from elsewhere). Usage:

    python3 assets/make/fonts/make.py [FOLDER_WITH_TTC]

Writes assets/fonts/LookbookSans-Regular.otf and -Bold.otf. Both hold Latin,
Greek and Cyrillic letters, punctuation and signs, the 3,755 common hanzi of
GB 2312 level 1 and every character of the locale files. A new text rarely needs
a new character then, and the files stay what they are.

The OFL asks that a changed font does not carry the reserved name, so the
subsets are renamed to "Lookbook Sans".
"""

import json
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = pathlib.Path(__file__).resolve().parents[3]
OUT = ROOT / "assets" / "fonts"
FACE_SC = 2  # index of "Noto Sans CJK SC" in the collection


def locale_characters() -> set[int]:
    """Every character of every text in the locale files."""
    found: set[int] = set()
    for path in sorted((ROOT / "assets" / "locales").glob("*.json")):
        for text in json.loads(path.read_text("utf-8")).values():
            found.update(map(ord, text))
    return found


def letters() -> set[int]:
    """Alphabets, punctuation, arrows and signs that the window may show."""
    ranges = [(0x20, 0x7E), (0xA0, 0x17F), (0x386, 0x3CE), (0x400, 0x45F),
              (0x2010, 0x203A), (0x20AC, 0x20AC), (0x2103, 0x2103), (0x2190, 0x2199),
              (0x2200, 0x2265), (0x25A0, 0x25CF), (0x3000, 0x301F), (0xFF01, 0xFF5E)]
    return {c for low, high in ranges for c in range(low, high + 1)}


def common_hanzi() -> set[int]:
    """The 3,755 characters of GB 2312 level 1: rows 16 to 55."""
    found = set()
    for row in range(16, 56):
        for cell in range(1, 95):
            try:
                found.add(ord(bytes([0xA0 + row, 0xA0 + cell]).decode("gb2312")))
            except UnicodeDecodeError:
                pass  # the last cells of row 55 are empty
    return found


def rename(font: TTFont, style: str) -> None:
    """Give the subset a name of its own and keep copyright and licence."""
    family = "Lookbook Sans"
    names = {1: family, 2: style, 3: f"{family} {style}", 4: f"{family} {style}",
             6: f"LookbookSans-{style}", 16: family, 17: style}
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = names[record.nameID]
        elif record.nameID not in (0, 5, 13, 14):
            font["name"].removeNames(nameID=record.nameID)
    top = font["CFF "].cff
    top.fontNames = [f"LookbookSans-{style}"]
    top[0].FamilyName = family
    top[0].FullName = f"{family} {style}"


def metrics(font: TTFont) -> None:
    """Line metrics that are whole pixels at the window's text size of 14.

    The window rounds a line's height to pixels and its baseline up: with the
    original 1.16 and 0.288 em the last row of descenders was cut off.
    """
    ascent, descent = round(1000 * 16 / 14), round(1000 * 5 / 14)
    assert font["head"].unitsPerEm == 1000
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = ascent, -descent, 0
    os2 = font["OS/2"]
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ascent, -descent, 0
    os2.usWinAscent, os2.usWinDescent = ascent, descent


def make(folder: pathlib.Path, style: str, characters: set[int]) -> None:
    """Write one subset."""
    font = TTFont(folder / f"NotoSansCJK-{style}.ttc", fontNumber=FACE_SC)
    options = subset.Options()
    options.layout_features = ["kern", "mark", "ccmp", "locl"]
    options.hinting = False
    options.desubroutinize = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "DSIG"]
    worker = subset.Subsetter(options)
    worker.populate(unicodes=characters)
    worker.subset(font)
    rename(font, style)
    metrics(font)
    target = OUT / f"LookbookSans-{style}.otf"
    font.save(target)
    print(target.relative_to(ROOT), target.stat().st_size, "bytes,", len(font.getBestCmap()), "characters")


def main() -> None:
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/opentype/noto")
    characters = letters() | common_hanzi() | locale_characters()
    make(folder, "Regular", characters)
    make(folder, "Bold", characters)


if __name__ == "__main__":
    main()
