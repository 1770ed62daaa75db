"""Measures a constant of the engine at several values on samples of known truth.

    python sweep.py --file engine/field/front.go --find '.035*d.p.Ref' --put '%s*d.p.Ref' --values 0,.02,.035,.05 \
        --show rim,bared --truth DIR [--keypoints true] [--kind tee]

The tree stays as it is: each value is built with the compiler's -overlay.
Prints median and 90 % flow error, IoU and the chosen picture differences.
"""
import argparse
import json
import os
import subprocess
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))


def measured(o, value, tmp):
    path = os.path.join(ROOT, o.file)
    text = open(path).read()
    if text.count(o.find) != 1:
        raise SystemExit(f"{o.find!r} stands {text.count(o.find)} times in {o.file}")
    changed = os.path.join(tmp, "changed.go")
    open(changed, "w").write(text.replace(o.find, o.put.replace("%s", value)))
    overlay = os.path.join(tmp, "overlay.json")
    json.dump({"Replace": {path: changed}}, open(overlay, "w"))
    binary = os.path.join(tmp, "lookbook")
    subprocess.run(["go", "build", "-tags", "nowindow", "-overlay", overlay, "-o", binary, "."], cwd=ROOT, check=True)
    args = [binary, "truth", o.truth, "--keypoints", o.keypoints, "--source", o.source, "--json"]
    for k in filter(None, o.kind.split(",")):
        args += ["--kind", k]
    return json.loads(subprocess.run(args, check=True, capture_output=True).stdout)["sources"][o.source]


def main():
    a = argparse.ArgumentParser()
    for name, default in (("file", None), ("find", None), ("put", "%s"), ("values", None), ("truth", None), ("show", "cloth"),
                          ("keypoints", "true"), ("kind", ""), ("source", "spline"), ("pose", "")):
        a.add_argument("--" + name, default=default, required=default is None)
    o = a.parse_args()
    shown = o.show.split(",")
    print(f"{'value':>12} median   p90   IoU  " + "  ".join(f"{s:>7}" for s in shown))
    with tempfile.TemporaryDirectory() as tmp:
        for value in o.values.split(","):
            r = measured(o, value, tmp)
            g = r["poses"][o.pose] if o.pose else r["all"]
            print(f"{value:>12} {g['median']:6.2f} {g['p90']:5.1f} {g['iou']:.4f} "
                  + "  ".join(f"{g['regions'].get(s, float('nan')):7.3f}" for s in shown), flush=True)


if __name__ == "__main__":
    main()
