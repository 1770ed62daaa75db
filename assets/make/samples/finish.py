"""Turns renders into the sample files: python finish.py RENDERDIR OUTDIR

Adds a little sensor grain, so that flat areas do not band, and writes JPEG.
"""
import glob
import os
import sys

import numpy as np
from PIL import Image
from scipy import ndimage

for path in sorted(glob.glob(sys.argv[1] + "/*.png")):
    name = os.path.basename(path)[:-4]
    if name.endswith("-suit"):
        continue
    a = np.asarray(Image.open(path).convert("RGB"), np.float32)
    rng = np.random.default_rng(len(name))
    grain = ndimage.gaussian_filter(rng.standard_normal(a.shape[:2]), .7)[..., None] * 2.4
    sharp = a + .5 * (a - ndimage.gaussian_filter(a, (1.1, 1.1, 0)))
    out = np.clip(sharp + grain, 0, 255).astype(np.uint8)
    Image.fromarray(out).save(f"{sys.argv[2]}/person-{name}.jpg", quality=88, optimize=True)
    print("FINISHED", name, out.shape)
