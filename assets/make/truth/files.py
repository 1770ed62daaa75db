"""Writes a sample; README.md says what each file holds."""
import json
import struct
import zlib

import numpy as np
from PIL import Image

FLOW_UNIT = 16  # steps in a garment pixel


def png16(path, a):
    """A 16-bit RGB PNG, rows filtered by the pixel to the left."""
    h, w, _ = a.shape
    b = a.astype(">u2").view(np.uint8).reshape(h, w * 6)
    left = np.concatenate([np.zeros((h, 6), np.uint8), b[:, :-6]], 1)
    rows = np.concatenate([np.ones((h, 1), np.uint8), b - left], 1)
    chunk = lambda k, d: struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d))
    with open(path, "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, 16, 2, 0, 0, 0))
                + chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)) + chunk(b"IEND", b""))


def write(folder, s, jpeg):
    eight = lambda a: (np.clip(a, 0, 1) * 255 + .5).astype(np.uint8)
    for name in ("before", "after", "garment"):
        im = Image.fromarray(eight(s[name]))
        if jpeg:
            im.save(f"{folder}/{name}.jpg", quality=jpeg)
        else:
            im.save(f"{folder}/{name}.png")
    for name in ("alpha", "garment_mask"):
        Image.fromarray(eight(s[name])).save(f"{folder}/{name}.png", optimize=True)
    for name in ("labels", "after_labels"):
        Image.fromarray(s[name]).save(f"{folder}/{name}.png", optimize=True)
    flow = np.clip(np.round(s["flow"] * FLOW_UNIT), 0, 65535) * s["valid"][..., None]
    png16(f"{folder}/flow.png", np.concatenate([flow, s["valid"][..., None] * 65535], -1))
    with open(f"{folder}/truth.json", "w") as f:
        json.dump(s["facts"], f, indent=1)
