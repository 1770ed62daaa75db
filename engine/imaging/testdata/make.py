#!/usr/bin/env python3
"""Makes the small pictures in pictures/ and their reference colours in cases.txt.

Needs pillow, pillow-heif, numpy, tifffile and imagecodecs from PyPI. The
references come from Pillow with littleCMS and from numpy, not from Lookbook.
Everything here is synthetic and in the public domain (CC0).
"""
import io, os, struct, zlib
import numpy as np
from PIL import Image, ImageCms, ImageOps
import pillow_heif, tifffile

pillow_heif.register_heif_opener()
HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "pictures")
os.makedirs(OUT, exist_ok=True)

COLORS = [(220, 40, 40), (40, 180, 60), (50, 70, 210), (240, 200, 60), (128, 128, 128), (235, 120, 180)]
W, H, CELL = 48, 32, 16


def patches(depth=8):
    a = np.zeros((H, W, 3), np.uint16 if depth == 16 else np.uint8)
    for i, c in enumerate(COLORS):
        y, x = divmod(i, 3)
        a[y * CELL:(y + 1) * CELL, x * CELL:(x + 1) * CELL] = np.array(c) * (257 if depth == 16 else 1)
    return a


def s15(v):
    return struct.pack(">i", round(v * 65536))


BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
D50 = np.array([0.9642, 1.0, 0.8249])


def matrix(prims, white):
    xyz = lambda x, y: np.array([x / y, 1, (1 - x - y) / y])
    m = np.stack([xyz(*p) for p in prims], 1)
    w = xyz(*white)
    m = m * np.linalg.solve(m, w)
    a = np.linalg.inv(BRADFORD) @ np.diag((BRADFORD @ D50) / (BRADFORD @ w)) @ BRADFORD
    return a @ m


def para(*v):
    kind = {1: 0, 3: 1, 4: 2, 5: 3, 7: 4}[len(v)]
    return b"para\0\0\0\0" + struct.pack(">HH", kind, 0) + b"".join(s15(x) for x in v)


def curv(g):
    return b"curv\0\0\0\0" + struct.pack(">I", 1) + struct.pack(">H", round(g * 256))


def curv_table(f, n):
    return b"curv\0\0\0\0" + struct.pack(">I", n) + b"".join(struct.pack(">H", round(65535 * f(i / (n - 1)))) for i in range(n))


def mluc(s):
    t = s.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II", 1, 12) + b"enUS" + struct.pack(">II", len(t), 28) + t


def desc(s):
    t = s.encode() + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(t)) + t + b"\0" * 78


def xyz(v):
    return b"XYZ \0\0\0\0" + b"".join(s15(x) for x in v)


def profile(name, trc, m=None, v4=True):
    space = b"RGB " if m is not None else b"GRAY"
    tags = [(b"desc", mluc(name) if v4 else desc(name)),
            (b"cprt", mluc("CC0") if v4 else b"text\0\0\0\0CC0\0"), (b"wtpt", xyz(D50))]
    if m is not None:
        tags += [(k, xyz(m[:, i])) for i, k in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))]
        tags += [(k, trc) for k in (b"rTRC", b"gTRC", b"bTRC")]
    else:
        tags += [(b"kTRC", trc)]
    at, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for k, b in tags:
        b += b"\0" * (-len(b) % 4)
        table += k + struct.pack(">II", at + len(body), len(b))
        body += b
    size = at + len(body)
    head = struct.pack(">I", size) + b"\0\0\0\0" + (b"\4\x20\0\0" if v4 else b"\2\x10\0\0")
    head += b"mntr" + space + b"XYZ " + b"\0" * 12 + b"acsp" + b"\0" * 28 + b"".join(s15(v) for v in D50)
    head += b"\0" * (128 - len(head))
    return head + struct.pack(">I", len(tags)) + table + body


D65 = (0.3127, 0.3290)
SRGB_PARA = para(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
P3 = profile("Display P3", SRGB_PARA, matrix([(0.68, 0.32), (0.265, 0.69), (0.15, 0.06)], D65))
ADOBE = profile("Adobe RGB (1998)", curv(2.19921875), matrix([(0.64, 0.33), (0.21, 0.71), (0.15, 0.06)], D65), v4=False)
PROPHOTO = profile("ProPhoto RGB", para(1.8, 1, 0, 1 / 16, 1 / 32),
                   matrix([(0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001)], (0.3457, 0.3585)))
TABLE = profile("Curve table", curv_table(lambda v: v ** 1.5, 37), matrix([(0.64, 0.33), (0.30, 0.60), (0.15, 0.06)], D65), v4=False)
GRAY18 = profile("Dot Gain like 1.8", curv(1.8), None, v4=False)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def convert(a, icc):
    """8-bit pixels to sRGB by littleCMS."""
    im = Image.fromarray(a)
    t = ImageCms.buildTransform(ImageCms.ImageCmsProfile(io.BytesIO(icc)), ImageCms.createProfile("sRGB"),
                                im.mode, "RGB", renderingIntent=1, flags=0x0100 | 0x0040)  # high resolution, no cache
    return np.asarray(ImageCms.applyTransform(im, t))


def linear(v):
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)


def encode(v):
    v = np.clip(v, 0, 1)
    return np.where(v <= 0.0031308, 12.92 * v, 1.055 * v ** (1 / 2.4) - 0.055)


def exact(a, gamma, m):
    """Float reference through a matrix, for what Pillow cannot read."""
    lin = np.asarray(a, float) ** gamma if gamma else linear(np.asarray(a, float))
    srgb = matrix([(0.64, 0.33), (0.30, 0.60), (0.15, 0.06)], D65)
    return np.round(255 * encode(lin @ (np.linalg.inv(srgb) @ m).T)).astype(int)


cases = []


def case(name, data, fmt, ref, profile="", alpha=0, frames=1, tol=1):
    """ref: array of the upright sRGB picture, RGB or RGBA."""
    with open(os.path.join(OUT, name), "wb") as f:
        f.write(data)
    h, w = ref.shape[:2]
    pts = []
    for y in range(2):
        for x in range(3):
            px = ref[(2 * y + 1) * h // 4, (2 * x + 1) * w // 6]
            pts.append("#" + "".join("%02x" % int(v) for v in px[:3]) + ("/%d" % px[3] if len(px) > 3 else ""))
    cases.append("\t".join([name, fmt, f"{w}x{h}", profile or "-", str(alpha), str(frames), str(tol), " ".join(pts)]))


def save(im, fmt, **k):
    b = io.BytesIO()
    im.save(b, fmt, **k)
    return b.getvalue()


def pil(data):
    im = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    return np.asarray(im.convert("RGB"))


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(a, extra=b"", color=2):
    depth = 16 if a.dtype == np.uint16 else 8
    raw = b"".join(b"\0" + row.astype(">u2" if depth == 16 else np.uint8).tobytes() for row in a)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", a.shape[1], a.shape[0], depth, color, 0, 0, 0)) +
            extra + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b""))


def iccp(icc):
    return chunk(b"iCCP", b"p\0\0" + zlib.compress(icc, 9))


base = patches()
im = Image.fromarray(base)
J = dict(quality=95, subsampling=0)

# JPEG
case("plain.jpg", d := save(im, "JPEG", **J), "JPEG", pil(d), tol=2)
case("p3.jpg", d := save(im, "JPEG", icc_profile=P3, **J), "JPEG", convert(pil(d), P3), "Display P3", tol=2)
case("srgb.jpg", d := save(im, "JPEG", icc_profile=SRGB, **J), "JPEG", pil(d), "sRGB", tol=2)
d = save(im, "JPEG", **J)
half = len(ADOBE) // 2
app2 = lambda i, part: b"\xff\xe2" + struct.pack(">H", 2 + 14 + len(part)) + b"ICC_PROFILE\0" + bytes([i, 2]) + part
case("adobe-two-segments.jpg", d[:2] + app2(2, ADOBE[half:]) + app2(1, ADOBE[:half]) + d[2:], "JPEG", convert(pil(d), ADOBE), "Adobe RGB (1998)", tol=2)
ex = Image.Exif()
ex.get_ifd(0x8769)[0xA001] = 0xFFFF
ex[0x8769] = {0xA001: 0xFFFF, 0xA005: {1: "R03"}}
case("adobe-by-exif.jpg", d := save(im, "JPEG", exif=ex, **J), "JPEG", convert(pil(d), ADOBE), "Adobe RGB (1998)", tol=2)
case("gray.jpg", d := save(im.convert("L"), "JPEG", quality=95), "JPEG", pil(d), tol=2)
for o in range(1, 9):
    ex = Image.Exif()
    ex[274] = o
    case(f"turn{o}.jpg", d := save(im, "JPEG", exif=ex, **J), "JPEG", pil(d), tol=2)
case("progressive-420.jpg", d := save(im, "JPEG", quality=90, subsampling=2, progressive=True), "JPEG", pil(d), tol=3)
cmyk = im.convert("CMYK")
ink = np.array([(0, 210, 190, 20), (200, 0, 180, 40), (190, 150, 0, 0), (5, 30, 200, 0), (0, 0, 0, 128), (0, 140, 20, 10)], np.uint8)
c = np.zeros((H, W, 4), np.uint8)
for i, v in enumerate(ink):
    y, x = divmod(i, 3)
    c[y * CELL:(y + 1) * CELL, x * CELL:(x + 1) * CELL] = v
light = np.round((255 - c[..., :3].astype(float)) * (255 - c[..., 3:].astype(float)) / 255)
case("cmyk-adobe.jpg", d := save(Image.fromarray(c, "CMYK"), "JPEG", quality=97, subsampling=0), "JPEG", light, "CMYK", tol=4)
at = d.index(b"\xff\xee")
bare = d[:at] + d[at + 2 + struct.unpack(">H", d[at + 2:at + 4])[0]:]
inverted = np.round(c[..., :3].astype(float) * c[..., 3:].astype(float) / 255)
case("cmyk-bare.jpg", bare, "JPEG", inverted, "CMYK", tol=4)

# PNG
case("plain.png", png(base), "PNG", base, tol=0)
case("p3.png", png(base, iccp(P3)), "PNG", convert(base, P3), "Display P3")
case("adobe.png", png(base, iccp(ADOBE)), "PNG", convert(base, ADOBE), "Adobe RGB (1998)")
case("prophoto.png", png(base, iccp(PROPHOTO)), "PNG", convert(base, PROPHOTO), "ProPhoto RGB")
case("table.png", png(base, iccp(TABLE)), "PNG", convert(base, TABLE), "Curve table")
ref16 = exact(patches(16) / 65535, 2.19921875, matrix([(0.64, 0.33), (0.21, 0.71), (0.15, 0.06)], D65))
case("adobe16.png", png(patches(16), iccp(ADOBE)), "PNG", ref16, "Adobe RGB (1998)")
case("plain16.png", png(patches(16)), "PNG", base, tol=0)
g = np.asarray(im.convert("L"))
case("gray18.png", png(g, iccp(GRAY18), 0), "PNG", np.repeat(np.round(255 * encode((g / 255.0) ** 1.8))[..., None], 3, 2), "Dot Gain like 1.8")
case("gamma1.png", png(base, chunk(b"gAMA", struct.pack(">I", 100000))), "PNG", np.round(255 * encode(base / 255)), "given by gamma and primaries")
case("cicp-p3.png", png(base, chunk(b"cICP", bytes([12, 13, 0, 1]))), "PNG", convert(base, P3), "Display P3")
case("srgb-chunk.png", png(base, chunk(b"sRGB", b"\0")), "PNG", base, "sRGB", tol=0)
ex = Image.Exif()
ex[274] = 6
case("turn6.png", png(base, chunk(b"eXIf", ex.tobytes()[6:])), "PNG", np.rot90(base, -1), tol=0)
rgba = np.dstack([base, np.full((H, W), 255, np.uint8)])
rgba[:CELL, :CELL, 3], rgba[CELL:, CELL:2 * CELL, 3] = 0, 128
case("alpha.png", png(rgba, color=6), "PNG", rgba, alpha=1, tol=0)
pal = im.quantize(8)
case("palette-alpha.png", d := save(pal, "PNG", transparency=bytes([0, 128] + [255] * 6)), "PNG", np.asarray(Image.open(io.BytesIO(d)).convert("RGBA")), alpha=1, tol=0)
blue = Image.new("RGB", (W, H), (0, 0, 200))
case("animated.png", save(im, "PNG", save_all=True, append_images=[blue, blue]), "PNG", base, frames=3, tol=0)

# WebP, GIF, BMP
case("lossy-p3.webp", d := save(im, "WEBP", quality=95, icc_profile=P3), "WebP", convert(pil(d), P3), "Display P3", tol=3)
case("lossless.webp", save(Image.fromarray(rgba), "WEBP", lossless=True, exact=True), "WebP", rgba, alpha=1, tol=0)
case("lossy-alpha.webp", d := save(Image.fromarray(rgba), "WEBP", quality=95), "WebP", np.asarray(Image.open(io.BytesIO(d))), alpha=1, tol=3)
ex = Image.Exif()
ex[274] = 8
case("turn8.webp", d := save(im, "WEBP", lossless=True, exif=ex), "WebP", np.rot90(base), tol=0)
case("animated.webp", save(im, "WEBP", save_all=True, append_images=[blue], lossless=True), "WebP", base, frames=2, tol=0)
case("animated.gif", d := save(im, "GIF", save_all=True, append_images=[blue]), "GIF", pil(d), frames=2, tol=0)
case("plain.bmp", save(im, "BMP"), "BMP", base, tol=0)
case("spare-byte.bmp", save(Image.fromarray(rgba), "BMP"), "BMP", base, tol=0)  # the fourth byte has no meaning here


# TIFF
def tif(a, **k):
    b = io.BytesIO()
    tifffile.imwrite(b, a, metadata=None, software=False, **k)
    return b.getvalue()


case("plain.tif", tif(base, photometric="rgb"), "TIFF", base, tol=0)
case("lzw.tif", save(im, "TIFF", compression="tiff_lzw"), "TIFF", base, tol=0)
case("deflate-predictor.tif", tif(base, photometric="rgb", compression="zlib", predictor=True), "TIFF", base, tol=0)
case("adobe16.tif", tif(patches(16), photometric="rgb", iccprofile=ADOBE), "TIFF", ref16, "Adobe RGB (1998)")
case("turn8.tif", tif(base, photometric="rgb", extratags=[(274, "H", 1, 8, True)]), "TIFF", np.rot90(base), tol=0)
case("planes.tif", tif(np.moveaxis(base, 2, 0).copy(), photometric="rgb", planarconfig="separate"), "TIFF", base, tol=0)
case("planes16-big-endian.tif", tif(np.moveaxis(patches(16), 2, 0).copy(), photometric="rgb", planarconfig="separate", byteorder=">"), "TIFF", base, tol=0)
case("cmyk.tif", tif(c, photometric="separated"), "TIFF", light, "CMYK")
case("cmyk16-lzw.tif", tif(c.astype(np.uint16) * 257, photometric="separated", compression="lzw"), "TIFF", light, "CMYK")
case("cmyk-planes.tif", tif(np.moveaxis(c, 2, 0).copy(), photometric="separated", planarconfig="separate"), "TIFF", light, "CMYK")
case("selection.tif", tif(rgba, photometric="rgb", extrasamples=["unspecified"]), "TIFF", base, tol=0)
case("alpha.tif", tif(rgba, photometric="rgb", extrasamples=["unassalpha"]), "TIFF", rgba, alpha=1, tol=0)

# HEIC, AVIF
big = im.resize((96, 64), Image.NEAREST)
bigref = np.asarray(big)


def heic(image, **k):
    h = pillow_heif.from_pillow(image)
    b = io.BytesIO()
    h.save(b, quality=95, **k)
    return b.getvalue()


case("plain.heic", heic(big, chroma=444), "HEIC", bigref, tol=6)
case("full-420.heic", heic(big, chroma=420, full_range_flag=1), "HEIC", bigref, tol=6)
big_p3 = big.copy()
big_p3.info["icc_profile"] = P3
case("p3.heic", heic(big_p3, chroma=444), "HEIC", convert(bigref, P3), "Display P3", tol=8)
big_nclx = big.copy()
case("bt709.heic", heic(big, chroma=444, matrix_coefficients=1, full_range_flag=0), "HEIC", bigref, tol=6)
turned = big.copy()
ex = Image.Exif()
ex[274] = 6
turned.info["exif"] = ex.tobytes()
try:
    case("turn6.heic", save(turned, "HEIF", quality=95, chroma=444, exif=ex.tobytes()), "HEIC", np.rot90(bigref, -1), tol=6)
except Exception as e:
    print("turn6.heic:", e)
case("plain.avif", d := save(big, "AVIF", quality=95, subsampling="4:4:4"), "AVIF", bigref, tol=6)
case("p3.avif", d := save(big, "AVIF", quality=95, subsampling="4:4:4", icc_profile=P3), "AVIF", convert(pil(d), P3), "Display P3", tol=3)
case("limited-420.avif", d := save(big, "AVIF", quality=95, subsampling="4:2:0", range="limited"), "AVIF", bigref, tol=8)
for o in range(2, 9):
    ex = Image.Exif()
    ex[274] = o
    d = save(big, "AVIF", quality=90, subsampling="4:4:4", exif=ex)
    up = Image.new("RGB", big.size)
    e2 = Image.Exif()
    e2[274] = o
    t = big.copy()
    t.getexif()[274] = o
    case(f"turn{o}.avif", d, "AVIF", np.asarray(ImageOps.exif_transpose(t)), tol=8)
brgba = Image.fromarray(rgba).resize((96, 64), Image.NEAREST)
case("alpha.avif", d := save(brgba, "AVIF", quality=95, subsampling="4:4:4"), "AVIF", np.asarray(brgba), alpha=1, tol=6)
case("animated.avif", save(big, "AVIF", quality=90, subsampling="4:4:4", save_all=True, append_images=[blue.resize(big.size)]), "AVIF", bigref, frames=2, tol=8)

# A name without a fitting extension, and the broken ones.
with open(os.path.join(HERE, "cases.txt"), "w") as f:
    f.write("# file\tformat\tsize\tprofile\talpha\tframes\ttolerance\tcolours at the centres of six cells (rgb/alpha)\n")
    f.write("\n".join(cases) + "\n")
print(len(cases), "cases,", sum(os.path.getsize(os.path.join(OUT, n)) for n in os.listdir(OUT)), "bytes")
