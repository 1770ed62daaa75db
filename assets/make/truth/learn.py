"""Learns how control points lie off the places where rules put them.

    python learn.py DIR... --out ../../targets/targets.bin [--seed 1]

Takes what `lookbook truth DIR --lessons` and places.py
wrote for samples of make.py. One network a family, two hidden layers, from features
to moves in Ref; people are seen twice, also in a mirror. The last tenth of the
samples is kept to choose how long to learn. Nothing but numpy; the same data and
seed give the same file. assets/targets/targets.go tells its form.
"""
import argparse
import json
import os
import struct

for _v in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_v, "1")

import numpy as np  # noqa: E402

FAMILIES = ("torso", "dress", "sleeve", "long", "skirt", "legs")
NAMES = ("lessons-true", "lessons-jittered")
HIDDEN, SOFT, WINSOR, UNSEEN = (80, 64), .05, .5, .12


def rows(folder, number, out):
    """Adds the rows of one sample to out[family]: features, moves, weights, sample."""
    path = f"{folder}/places.json"
    if not os.path.exists(path):
        return
    places = json.load(open(path))
    for name in NAMES:
        if not os.path.exists(f"{folder}/{name}.json"):
            continue
        f = json.load(open(f"{folder}/{name}.json"))
        n, axis, perp = (np.array([f[k]["X"], f[k]["Y"]]) for k in ("n", "axis", "perp"))
        for l in f["lessons"] or []:
            known = places.get(f"{l['Family']}{l['Side']}")
            if known is None:
                continue
            to = np.array([[p["X"], p["Y"]] for p in known])
            dst = np.array([[p["X"], p["Y"]] for p in l["Dst"]])
            w = np.array([p["W"] for p in known])
            d = (to - dst) / f["ref"]
            # Where nothing was seen the rules are as good as any guess.
            d *= np.clip(w / .3, 0, 1)[:, None]
            w = np.maximum(w, UNSEEN)
            move = np.stack([d @ perp, d @ axis], 1)
            if np.abs(move).max() > 1.2:
                continue  # not a garment as it is worn, but a fault of the landmarks
            if l["Twin"] is None:
                sides = [(l["Features"][0], np.arange(len(to)), 1 - 2 * l["Side"])]
            else:
                sides = [(l["Features"][0], np.arange(len(to)), 1), (l["Features"][1], np.array(l["Twin"]), -1)]
            for x, order, sign in sides:
                out[l["Family"]].append((np.array(x, np.float32), (move[order] * [sign, 1]).ravel().astype(np.float32), np.repeat(w[order], 2).astype(np.float32), number))


def huber(e, soft):
    """Loss and slope."""
    a = np.abs(e)
    return np.where(a < soft, .5 * e * e / soft, a - .5 * soft), np.clip(e / soft, -1, 1)


class Net:
    def __init__(self, rng, n, out):
        sizes = (n, *HIDDEN, out)
        self.w = [rng.normal(0, np.sqrt(2 / a), (a, b)).astype(np.float32) for a, b in zip(sizes, sizes[1:])]
        self.w[-1] *= .1
        self.b = [np.zeros(b, np.float32) for b in sizes[1:]]
        self.m = [np.zeros_like(p) for p in self.w + self.b]
        self.v = [np.zeros_like(p) for p in self.w + self.b]
        self.t = 0

    def run(self, x, drop=None):
        self.h = [x]
        for i, (w, b) in enumerate(zip(self.w, self.b)):
            x = x @ w + b
            if i < len(self.w) - 1:
                x = np.maximum(x, 0)
                if drop is not None:
                    x = x * drop[i]
            self.h.append(x)
        return x

    def step(self, slope, rate, decay):
        """One step of Adam with decay of weights."""
        grads_w, grads_b = [], []
        for i in reversed(range(len(self.w))):
            grads_w.insert(0, self.h[i].T @ slope)
            grads_b.insert(0, slope.sum(0))
            if i:
                slope = (slope @ self.w[i].T) * (self.h[i] > 0)
        self.t += 1
        for k, (p, g) in enumerate(zip(self.w + self.b, grads_w + grads_b)):
            self.m[k] += .1 * (g - self.m[k])
            self.v[k] += .001 * (g * g - self.v[k])
            p -= rate * (self.m[k] / (1 - .9 ** self.t)) / (np.sqrt(self.v[k] / (1 - .999 ** self.t)) + 1e-8)
            if k < len(self.w):
                p -= rate * decay * p


def learn(family, data, rng, epochs):
    x = np.stack([d[0] for d in data])
    y = np.stack([d[1] for d in data])
    w = np.stack([d[2] for d in data])
    who = np.array([d[3] for d in data])
    people = np.unique(who)
    kept = people[-max(1, len(people) // 10):]
    test = np.isin(who, kept)
    low, high = np.percentile(x[~test], WINSOR, 0), np.percentile(x[~test], 100 - WINSOR, 0)
    xc = np.clip(x, low, high)
    mean, spread = xc[~test].mean(0), np.maximum(xc[~test].std(0), 1e-3)
    off = np.minimum(np.abs(x - xc) / spread, 10).mean(1)
    far = float(np.percentile(off, 99.5)) * 1.5 + .02
    xn = (xc - mean) / spread
    sure = w[~test] > UNSEEN
    some = lambda q: np.array([np.percentile(c[s], q) if s.any() else 0 for c, s in zip(y[~test].T, sure.T)])
    center, least, most = some(50), some(.5), some(99.5)
    scale = np.maximum(some(84) - some(16), .02) / 2
    unit = scale.mean()
    yn = (y - center) / scale
    net, best = Net(rng, x.shape[1], y.shape[1]), None
    train = np.nonzero(~test)[0]
    size = 128
    steps = epochs * (len(train) // size)
    average = None
    for epoch in range(epochs):
        rng.shuffle(train)
        for i in range(0, len(train) - size + 1, size):
            k = train[i:i + size]
            noisy = xn[k] + rng.normal(0, .06, (size, x.shape[1])).astype(np.float32)
            drop = [(rng.random((size, n)) > .1).astype(np.float32) / .9 for n in HIDDEN]
            e = (net.run(noisy.astype(np.float32), drop) - yn[k]) * scale
            _, slope = huber(e, SOFT)
            rate = 1.5e-3 * .5 * (1 + np.cos(np.pi * net.t / steps)) + 1e-6
            # The slope reaches each output in units of its own scale.
            net.step((slope * w[k] * scale / unit / SOFT * unit / size).astype(np.float32), rate, .02)
        if average is None:
            average = [p.copy() for p in net.w + net.b]
        for a, p in zip(average, net.w + net.b):
            a += .2 * (p - a)
        own = net.w, net.b
        net.w, net.b = average[:3], average[3:]
        e = (np.clip(net.run(xn[test].astype(np.float32)) * scale + center, least, most) - y[test]) * (w[test] > .5)
        net.w, net.b = own
        loss = float((huber(e, SOFT)[0]).sum() / (w[test] > .5).sum())
        if best is None or loss < best[0]:
            best = loss, epoch, [a.copy() for a in average], e
        if epoch % 20 == 19:
            print(f"  {family} {epoch + 1}: {loss:.5f}, best {best[0]:.5f} at {best[1] + 1}", flush=True)
    dist = lambda e: np.median(np.hypot(e[:, ::2], e[:, 1::2])[w[test][:, ::2] > .5])
    before = dist(y[test])
    print(f"{family}: {len(people)} samples, {len(x)} rows, {x.shape[1]} features, {y.shape[1]} moves; median {before:.4f} -> {dist(best[3]):.4f} Ref", flush=True)
    return dict(mean=mean, spread=spread, low=low, high=high, far=far, net=best[2], center=center, scale=scale, least=least, most=most)


def write(path, nets):
    singles = lambda a: np.asarray(a, "<f4").tobytes()
    with open(path, "wb") as f:
        f.write(b"LBTARGETS1\n")
        for family, n in nets.items():
            w, b = n["net"][:3], n["net"][3:]
            f.write(struct.pack("<H", len(family)) + family.encode())
            f.write(struct.pack("<4H", w[0].shape[0], w[0].shape[1], w[1].shape[1], w[2].shape[1]))
            for k in ("mean", "spread", "low", "high"):
                f.write(singles(n[k]))
            f.write(singles([n["far"]]))
            for weights, offsets in zip(w, b):
                unit = float(np.abs(weights).max()) / 32000
                f.write(singles([unit]) + np.round(weights.T / unit).astype("<i2").tobytes() + singles(offsets))
            for k in ("center", "scale", "least", "most"):
                f.write(singles(n[k]))


def main():
    a = argparse.ArgumentParser()
    a.add_argument("dirs", nargs="+")
    a.add_argument("--out", required=True)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--epochs", type=int, default=200)
    a.add_argument("--family", default="")
    o = a.parse_args()
    out = {f: [] for f in FAMILIES}
    number = 0
    for d in o.dirs:
        for n in sorted(os.listdir(d)):
            rows(f"{d}/{n}", number, out)
            number += 1
    nets = {}
    for i, f in enumerate(FAMILIES):
        if out[f] and (not o.family or f in o.family.split(",")):
            nets[f] = learn(f, out[f], np.random.default_rng([o.seed, i]), o.epochs)
    write(o.out, nets)


if __name__ == "__main__":
    main()
