"""Makes labeled flat garments: python make.py --out DIR --count 300 --seed 1 [--jobs 2]

Garment i of a seed is always the same; cuts take turns, the rest is chance.
Finished ones are left alone.
"""
import argparse
import json
import pathlib
from multiprocessing import Pool

import numpy as np
from draw import CUTS, Flat
from PIL import Image


def one(job):
    out, seed, i = job
    folder = pathlib.Path(out) / f"{i:04d}"
    if (folder / "truth.json").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    draw, cut = CUTS[i % len(CUTS)]
    s = Flat(seed * 100003 + i)
    kind = draw(s, s.rng, cut)
    s.save(folder / "garment.jpg", 90)
    for name, m in (("inner", s.inner), ("mask", s.mask)):
        Image.fromarray((m * 255).astype(np.uint8)).save(folder / f"{name}.png")
    (folder / "truth.json").write_text(json.dumps({"kind": kind, "cut": cut, "print": str(s.print)}))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--out", required=True)
    p.add_argument("--count", type=int, default=300)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--jobs", type=int, default=1)
    a = p.parse_args()
    with Pool(a.jobs) as pool:
        for _ in pool.imap_unordered(one, [(a.out, a.seed, i) for i in range(a.count)]):
            pass


if __name__ == "__main__":
    main()
