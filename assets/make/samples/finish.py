"""Turns renders into the sample files: python finish.py RENDERDIR OUTDIR [names]

Adds a little sensor grain, so that flat areas do not band, and writes JPEG.
The grain's seed is the checksum of the name, so that the file can be made again.
"""
import glob
import os
import sys
import zlib

import numpy as np
from PIL import Image
from scipy import ndimage


def finish(path, out):
    name = os.path.basename(path)[:-4]
    a = np.asarray(Image.open(path).convert("RGB"), np.float32)
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    grain = ndimage.gaussian_filter(rng.standard_normal(a.shape[:2]), .7)[..., None] * 2.4
    sharp = a + .5 * (a - ndimage.gaussian_filter(a, (1.1, 1.1, 0)))
    pixels = np.clip(sharp + grain, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(f"{out}/person-{name}.jpg", quality=88, optimize=True)
    print("FINISHED", name, pixels.shape)


def main():
    paths = sorted(x for x in glob.glob(sys.argv[1] + "/*.png") if not x.endswith(".part.png"))
    if len(sys.argv) > 3:
        paths = [f"{sys.argv[1]}/{n}.png" for n in sys.argv[3].split(",")]
    for path in paths:
        finish(path, sys.argv[2])


if __name__ == "__main__":
    main()
