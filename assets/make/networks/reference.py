#!/usr/bin/env python3
"""Writes what the reference implementation of every network's pre- and post-processing says on one picture, as JSON.
usage: reference.py FOLDER_WITH_ONNX PICTURE OUT.json [FULL_MASKS.npz]
needs: pip install onnxruntime==1.27.0 numpy pillow
Positions are pixels; planes are averaged down to 32x48 and rounded. Crops of large regions are averaged down by a whole
factor before they are warped, as the Go code does; everything else is pose_demo.py, face_demo.py and u2netp_demo.py."""
import json, math, os, sys
import numpy as np, onnxruntime as ort
from PIL import Image, ImageOps
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pose_demo import Pose, letterbox, sess

D, PIC, OUT = sys.argv[1:4]
im = ImageOps.exif_transpose(Image.open(PIC)).convert('RGB')
sig = lambda x: 1 / (1 + np.exp(-np.clip(x, -100, 100)))

def cut(roi, n):
    (cx, cy), size, rot = roi; k = size / n; co, si = math.cos(rot) * k, math.sin(rot) * k
    t = (co, -si, cx - n / 2 * co + n / 2 * si, si, co, cy - n / 2 * si - n / 2 * co)
    f = int(size / n); src, q = im, t
    if f >= 2: src = im.reduce(f); q = tuple(v / f for v in t)
    # in floating point: on bytes Pillow rounds down, and half a level of brightness moves hidden joints by many pixels
    return np.stack([np.asarray(c.convert('F').transform((n, n), Image.AFFINE, q, Image.BILINEAR)) for c in src.split()], -1), t

def at(t, x, y): return np.stack([t[0] * x + t[1] * y + t[2], t[3] * x + t[4] * y + t[5]], -1)

def small(p): return np.round(np.asarray(Image.fromarray(p.astype(np.float32)).resize((32, 48), Image.BOX)), 4).ravel().tolist()

class P(Pose):
    def landmarks(s, im, roi):
        crop, t = cut(roi, 256); l, score, seg, heat, world = s.lm.run(None, {'input': crop[None] / 255})
        p = l[0].reshape(39, 5); xy = at(t, p[:, 0], p[:, 1]); z = p[:, 2] * roi[1] / 256
        inv = np.linalg.inv(np.array([[t[0], t[1], t[2]], [t[3], t[4], t[5]], [0, 0, 1]]))
        m = Image.fromarray(sig(seg[0, :, :, 0]).astype(np.float32)).transform(im.size, Image.AFFINE, tuple(inv[:2].ravel()), Image.BILINEAR)
        w = world[0].reshape(39, 3)[:33]; c, q = math.cos(roi[2]), math.sin(roi[2])
        w = np.stack([c * w[:, 0] - q * w[:, 1], q * w[:, 0] + c * w[:, 1], w[:, 2]], 1)
        return float(score[0, 0]), xy, z, sig(p[:, 3]), sig(p[:, 4]), np.asarray(m), w

out, masks = {}, {}
pose = P(D, 'heavy')
ds, kp = pose.detect(im)
res = pose.landmarks(im, pose.roi(kp)); roi = pose.roi(res[1][33:35]); res = pose.landmarks(im, roi)
sc, xy, z, vis, pres, mask, world = res
out['detection'] = dict(score=ds, hips=kp[0].tolist(), reach=kp[1].tolist())
out['pose'] = dict(score=sc, roi=[float(v) for v in (*roi[0], *roi[1:])], points=np.column_stack([xy[:33], z[:33], vis[:33], pres[:33]]).tolist(), world=world.tolist(), mask=small(mask))
masks['pose'] = mask

lo, hi = xy[:33].min(0), xy[:33].max(0); size = (hi - lo).max() * 1.25
crop, t = cut(((lo + hi) / 2, size, 0), 256)
s = sess(D + '/movenet_thunder.onnx'); m = s.run(None, {s.get_inputs()[0].name: np.floor(crop + .5).astype(np.int32)[None]})[0][0, 0]
out['movenet'] = np.column_stack([at(t, m[:, 1] * 256, m[:, 0] * 256), m[:, 2]]).tolist()

# hands: crop from the pose, then from the hand's own points (MediaPipe's HandLandmarksToRect)
s = sess(D + '/hand_landmark_lite.onnx'); out['hands'] = {}
def hand(roi):
    crop, t = cut(roi, 224); o = s.run(None, {'input': crop[None] / 255}); p = o[0].reshape(21, 3)
    return at(t, p[:, 0], p[:, 1]), float(o[1][0, 0]), float(o[2][0, 0])
for name, (w, pk, ix) in dict(left=(15, 17, 19), right=(16, 18, 20)).items():
    mid = (2 * xy[ix] + xy[pk]) / 3; d = mid - xy[w]; n = np.hypot(*d); size = n * 2 * 2.7
    pts, pr, rt = hand((mid + d / n * .1 * size, size, math.pi / 2 - math.atan2(-d[1], d[0])))
    if pr >= .5:
        mid = (pts[5] + pts[13]) / 4 + pts[9] / 2; d = mid - pts[0]; a = math.pi / 2 - math.atan2(-d[1], d[0]); c, q = math.cos(a), math.sin(a)
        r = pts[[0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18]]; u = np.stack([c * r[:, 0] + q * r[:, 1], -q * r[:, 0] + c * r[:, 1]], 1)
        lo, hi = u.min(0), u.max(0); ctr = (lo + hi) / 2; ctr[1] -= .1 * (hi - lo)[1]
        pts, pr, rt = hand((np.array([c * ctr[0] - q * ctr[1], q * ctr[0] + c * ctr[1]]), 2 * (hi - lo).max(), a))
    out['hands'][name] = dict(presence=pr, right=rt, points=pts.tolist())

# face: whole picture, then closer
s = sess(D + '/face_detection_full_range.onnx'); A = np.array([((x + .5) / 48, (y + .5) / 48) for y in range(48) for x in range(48)]) * 192
def face(x, back, k):
    r, c = s.run(None, {'input': x / 127.5 - 1}); p = sig(c[0, :, 0]); i = int(p.argmax()); b = r[0, i]
    return float(p[i]), back(b[:2] + A[i]), b[2:4] * k, np.array([back(q + A[i]) for q in b[4:].reshape(6, 2)])
x, k, px, py = letterbox(im, 192); f = face(x, lambda q: (q - [px, py]) / k, 1 / k)
if f[0] > .5 and max(f[2]) < .35 * max(im.size):
    size = 4 * max(f[2]); crop, t = cut((f[1], size, 0), 192); g = face(crop[None], lambda q: at(t, q[0], q[1]), size / 192)
    if g[0] > .8 * f[0]: f = g
out['face'] = dict(score=f[0], center=f[1].tolist(), size=f[2].tolist(), points=f[3].tolist())
e = f[3][1] - f[3][0]; crop, t = cut((f[1], max(f[2]) * 1.5, math.atan2(e[1], e[0])), 192)
s = sess(D + '/face_landmark.onnx'); o = s.run(None, {'input': crop[None] / 255}); l = o[0].reshape(468, 3)
out['mesh'] = dict(sure=float(sig(o[1].ravel()[0])), points=at(t, l[:, 0], l[:, 1]).tolist())

s = sess(D + '/selfie_segmentation.onnx'); m = s.run(None, {'input': np.asarray(im.resize((256, 256), Image.BILINEAR), np.float32)[None] / 255})[0][0, :, :, 0]
out['selfie'] = small(m); masks['selfie'] = m
a = np.asarray(im.resize((320, 320), Image.LANCZOS), np.float32); a = ((a / a.max() - (0.485, 0.456, 0.406)) / (0.229, 0.224, 0.225)).astype(np.float32).transpose(2, 0, 1)[None]
s = sess(D + '/u2netp.onnx'); m = s.run(None, {s.get_inputs()[0].name: a})[0][0, 0]; m = (m - m.min()) / (m.max() - m.min() + 1e-6)
out['salient'] = small(m); masks['salient'] = m

w, h = im.size; k = 224 / max(w, h); c = Image.new('RGB', (224, 224), 'white'); nw, nh = round(w * k), round(h * k)
c.paste(im.resize((nw, nh), Image.BILINEAR), ((224 - nw) // 2, (224 - nh) // 2))
s = sess(D + '/efficientnet_lite0.onnx'); e, l = s.run(None, {'image': ((np.asarray(c, np.float32) - 127) / 128).transpose(2, 0, 1)[None]})
p = np.exp(l[0] - l[0].max()); p /= p.sum(); top = p.argsort()[::-1][:5]; e = e[0] / np.linalg.norm(e[0])
out['features'] = dict(top=[[int(i), float(p[i])] for i in top], embedding=np.round(e, 5).tolist())

r4 = lambda v: round(v, 4) if isinstance(v, float) else [r4(q) for q in v] if isinstance(v, list) else {k: r4(q) for k, q in v.items()} if isinstance(v, dict) else v
json.dump(r4(out), open(OUT, 'w'), separators=(',', ':'))
if len(sys.argv) > 4: np.savez(sys.argv[4], **masks)
