"""Fits the weights of kinds: python fit.py OUT.bin SEEN.jsonl[:weight] ...

SEEN is what TestCuts in engine/vision writes for a folder of garments when
LOOKBOOK_CUTS_OUT names a file. Multinomial logistic regression on the features
of the outline and the embedding of the network of classes; the squared weights
are held down, so that probabilities stay honest on garments not seen.
"""
import json
import sys

import numpy as np
from scipy.optimize import minimize

KINDS = ["top", "outerwear", "trousers", "shorts", "skirt", "one-piece"]
EMBEDDING = 3.  # scale of the unit-length embedding beside the other features
DAMP = .5


def load(arg):
    name, _, weight = arg.partition(":")
    rows = [d for d in map(json.loads, open(name)) if d.get("Features")]
    x = np.array([d["Features"] + [EMBEDDING * v for v in d["Embedding"]] for d in rows])
    return x, np.array([KINDS.index(d["Kind"]) for d in rows]), np.full(len(rows), float(weight or 1))


def fit(x, y, w):
    n, d, k = *x.shape, len(KINDS)
    want = np.eye(k)[y]

    def loss(t):
        m = t.reshape(k, d)
        z = x @ m.T
        z -= z.max(1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(1, keepdims=True)
        value = -(w * np.log(p[np.arange(n), y] + 1e-12)).sum() + .5 * DAMP * (m ** 2).sum()
        return value, (((p - want) * w[:, None]).T @ x + DAMP * m).ravel()

    return minimize(loss, np.zeros(k * d), jac=True, method="L-BFGS-B", options=dict(maxiter=800)).x.reshape(k, d)


def main():
    sets = [load(a) for a in sys.argv[2:]]
    x, y, w = (np.concatenate([s[i] for s in sets]) for i in range(3))
    m = fit(x, y, w)
    p = (x @ m.T).argmax(1)
    print(f"{len(y)} garments, {x.shape[1]} features, right {np.mean(p == y):.3f}")
    m.astype("<f4").tofile(sys.argv[1])


if __name__ == "__main__":
    main()
