"""Blender scene of one person in a photo studio: meshes, materials, lights, camera."""
import math

import bpy
import makehuman as mh
import mathutils
import numpy as np


def material(name):
    m = bpy.data.materials.new(name)
    m.use_nodes = True
    return m, m.node_tree, m.node_tree.nodes["Principled BSDF"]


def add_mesh(name, v, f, vt, ft, mat, subdivide=0, colors=None):
    """Adds a mesh given in decimeters, y up; Blender works in meters, z up."""
    me = bpy.data.meshes.new(name)
    me.from_pydata((np.stack([v[:, 0], -v[:, 2], v[:, 1]], 1) * .1).tolist(), [], [list(map(int, x)) for x in f])
    uv = me.uv_layers.new(name="UVMap")
    uv.data.foreach_set("uv", vt[np.array([i for x in ft for i in x])].ravel())
    if colors is not None:
        a = me.color_attributes.new("scalp", "FLOAT_COLOR", "POINT")
        a.data.foreach_set("color", np.repeat(colors[:, None], 4, 1).astype(np.float32).ravel())
    me.polygons.foreach_set("use_smooth", [True] * len(me.polygons))
    me.materials.append(mat)
    me.update()
    ob = bpy.data.objects.new(name, me)
    bpy.context.scene.collection.objects.link(ob)
    if subdivide:
        s = ob.modifiers.new("smooth", "SUBSURF")
        s.levels = s.render_levels = subdivide
    return ob


def texture(nt, path, data=False):
    t = nt.nodes.new("ShaderNodeTexImage")
    t.image = bpy.data.images.load(path, check_existing=True)
    t.interpolation = "Cubic"
    if data:
        t.image.colorspace_settings.name = "Non-Color"
    return t


def mixed(nt, mode, factor, a, b):
    """A color mix node; a and b are sockets or colors."""
    x = nt.nodes.new("ShaderNodeMix")
    x.data_type, x.blend_type = "RGBA", mode
    for socket, value in ((0, factor), (6, a), (7, b)):
        if isinstance(value, (int, float)):
            x.inputs[socket].default_value = value
        elif isinstance(value, tuple):
            x.inputs[socket].default_value = (*value, 1)
        else:
            nt.links.new(value, x.inputs[socket])
    return x.outputs[2]


def noise(nt, scale, detail=2.0, distortion=0.0):
    c = nt.nodes.new("ShaderNodeTexCoord")
    n = nt.nodes.new("ShaderNodeTexNoise")
    n.inputs["Scale"].default_value = scale
    n.inputs["Detail"].default_value = detail
    n.inputs["Distortion"].default_value = distortion
    nt.links.new(c.outputs["Object"], n.inputs["Vector"])
    return n.outputs["Fac"]


def bump(nt, height, strength, distance, below=None):
    b = nt.nodes.new("ShaderNodeBump")
    b.inputs["Strength"].default_value = strength
    b.inputs["Distance"].default_value = distance
    nt.links.new(height, b.inputs["Height"])
    if below is not None:
        nt.links.new(below, b.inputs["Normal"])
    return b.outputs["Normal"]


def skin_material(path, tint, scalp):
    """Skin with pores, faint redness and the color of the hair under the hair."""
    m, nt, b = material("skin")
    color = mixed(nt, "MULTIPLY", 1.0, texture(nt, path).outputs["Color"], tint)
    ramp = nt.nodes.new("ShaderNodeMapRange")
    nt.links.new(noise(nt, 22, 4), ramp.inputs["Value"])
    ramp.inputs["From Min"].default_value, ramp.inputs["From Max"].default_value = .42, .75
    ramp.inputs["To Max"].default_value = .16
    color = mixed(nt, "MULTIPLY", ramp.outputs["Result"], color, (1.0, .72, .66))
    a = nt.nodes.new("ShaderNodeAttribute")
    a.attribute_name = "scalp"
    color = mixed(nt, "MIX", a.outputs["Fac"], color, scalp)
    nt.links.new(color, b.inputs["Base Color"])
    b.inputs["Roughness"].default_value = .5
    b.inputs["Specular IOR Level"].default_value = .32
    b.inputs["Subsurface Weight"].default_value = .35
    b.inputs["Subsurface Radius"].default_value = (1., .35, .18)
    b.inputs["Subsurface Scale"].default_value = .006
    nt.links.new(bump(nt, noise(nt, 900, 3), .12, .001), b.inputs["Normal"])
    return m


def cloth_material(path, normal):
    m, nt, b = material("cloth")
    nt.links.new(texture(nt, path).outputs["Color"], b.inputs["Base Color"])
    b.inputs["Roughness"].default_value = .9
    b.inputs["Specular IOR Level"].default_value = .12
    b.inputs["Sheen Weight"].default_value = .12
    folds = bump(nt, noise(nt, 9, 2.5, 1.6), .35, .02)
    if normal:
        n = nt.nodes.new("ShaderNodeNormalMap")
        nt.links.new(texture(nt, normal, data=True).outputs["Color"], n.inputs["Color"])
        n.inputs["Strength"].default_value = .8
        folds = bump(nt, noise(nt, 9, 2.5, 1.6), .3, .02, n.outputs["Normal"])
    nt.links.new(folds, b.inputs["Normal"])
    return m


def hair_material(path, tint, gamma):
    """Hair cards: gray strands from the texture, tinted, with firmer alpha than drawn."""
    m, nt, b = material("hair")
    t = texture(nt, path)
    bw = nt.nodes.new("ShaderNodeRGBToBW")
    nt.links.new(t.outputs["Color"], bw.inputs["Color"])
    r = nt.nodes.new("ShaderNodeMapRange")
    nt.links.new(bw.outputs["Val"], r.inputs["Value"])
    r.inputs["From Max"].default_value = gamma
    r.inputs["To Min"].default_value, r.inputs["To Max"].default_value = .25, 1.35
    c = nt.nodes.new("ShaderNodeCombineColor")
    for i in range(3):
        nt.links.new(r.outputs["Result"], c.inputs[i])
    nt.links.new(mixed(nt, "MULTIPLY", 1.0, c.outputs["Color"], tint), b.inputs["Base Color"])
    k = nt.nodes.new("ShaderNodeMapRange")
    nt.links.new(t.outputs["Alpha"], k.inputs["Value"])
    k.inputs["From Min"].default_value, k.inputs["From Max"].default_value = .12, .6
    nt.links.new(k.outputs["Result"], b.inputs["Alpha"])
    b.inputs["Roughness"].default_value = .55
    b.inputs["Specular IOR Level"].default_value = .18
    nt.links.new(bump(nt, bw.outputs["Val"], .5, .004), b.inputs["Normal"])
    return m


def plain_material(path, alpha, roughness, specular, tint=(1., 1., 1.)):
    m, nt, b = material("plain")
    t = texture(nt, path)
    nt.links.new(mixed(nt, "MULTIPLY", 1.0, t.outputs["Color"], tint), b.inputs["Base Color"])
    if alpha:
        nt.links.new(t.outputs["Alpha"], b.inputs["Alpha"])
    b.inputs["Roughness"].default_value = roughness
    b.inputs["Specular IOR Level"].default_value = specular
    return m


def area(loc, target, size, power, color=(1, 1, 1)):
    light = bpy.data.lights.new("area", "AREA")
    light.shape = "RECTANGLE"
    light.size, light.size_y = size
    light.energy, light.color = power, color
    ob = bpy.data.objects.new("area", light)
    ob.location = loc
    ob.rotation_euler = (mathutils.Vector(target) - mathutils.Vector(loc)).to_track_quat("-Z", "Y").to_euler()
    bpy.context.scene.collection.objects.link(ob)


def backdrop(floor, scale, color):
    """A paper roll: floor, curve, wall; it grows with the person, as lamps and camera do."""
    r, wall, end = 1.4 * scale, 2.4 * scale, 8 * scale
    prof = [(-end / 2, 0.), (wall - r, 0.)]
    prof += [(wall - r + r * math.sin(a), r - r * math.cos(a)) for a in np.linspace(0, math.pi / 2, 20)[1:]]
    prof += [(wall, .75 * end)]
    vs, fs = [], []
    for y, z in prof:
        vs += [(-end, y, z + floor), (end, y, z + floor)]
    for i in range(len(prof) - 1):
        fs.append([2 * i, 2 * i + 1, 2 * i + 3, 2 * i + 2])
    me = bpy.data.meshes.new("paper")
    me.from_pydata(vs, [], fs)
    me.polygons.foreach_set("use_smooth", [True] * len(fs))
    m, _, b = material("paper")
    b.inputs["Base Color"].default_value = (*color, 1)
    b.inputs["Roughness"].default_value = .95
    b.inputs["Specular IOR Level"].default_value = .03
    me.materials.append(m)
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("paper", me))


def studio(body, size, paper, key=60.0, crop=(0., 1.)):
    """85 mm camera at chest height, soft key from the left, fill, rim, paper background."""
    lo, hi = body.min(0) * .1, body.max(0) * .1
    h, floor = hi[1] - lo[1], lo[1]
    sc = bpy.context.scene
    scale = h / 1.7
    backdrop(floor, scale, paper)
    z0, z1 = floor + h * crop[0], floor + h * crop[1]
    mid, span = (z0 + z1) / 2, (z1 - z0) * 1.13
    cam = bpy.data.cameras.new("camera")
    cam.lens, cam.sensor_fit, cam.sensor_height = 85, "VERTICAL", 36
    ob = bpy.data.objects.new("camera", cam)
    ob.location = (0, -span / (36 / 85), mid + .03 * h)
    ob.rotation_euler = (mathutils.Vector((0, 0, mid)) - ob.location).to_track_quat("-Z", "Y").to_euler()
    sc.collection.objects.link(ob)
    sc.camera = ob
    k = key * scale ** 2
    area((-1.3 * h, -1.7 * h, floor + h * 1.2), (0, 0, floor + h * .6), (1.3 * h, 1.5 * h), k, (1, .97, .94))
    area((1.4 * h, -1.5 * h, floor + h * .8), (0, 0, floor + h * .55), (1.3 * h, 1.6 * h), k * .45, (.96, .98, 1))
    area((.9 * h, 1.0 * h, floor + h * 1.3), (0, 0, floor + h * .75), (.5 * h, 1. * h), k * .22)
    area((0, -.4 * h, floor + h * 1.9), (0, 0, floor + h * .5), (1.6 * h, 1.6 * h), k * .25)
    area((0, .1 * scale, floor + h * 1.7), (0, 2.4 * scale, floor + h * .7), (3 * scale, scale), k * .5)
    w = bpy.data.worlds.new("world")
    sc.world = w
    w.use_nodes = True
    w.node_tree.nodes["Background"].inputs[0].default_value = (1, 1, 1, 1)
    w.node_tree.nodes["Background"].inputs[1].default_value = .22
    sc.render.resolution_x, sc.render.resolution_y = size
    sc.view_settings.view_transform = "AgX"
    sc.view_settings.look = "AgX - Medium High Contrast"
    sc.view_settings.exposure = .55


def render(path, samples, threads=2):
    sc = bpy.context.scene
    sc.render.engine = "CYCLES"
    c = sc.cycles
    c.device, c.samples, c.seed = "CPU", samples, 7
    c.use_adaptive_sampling, c.adaptive_threshold = True, .03
    c.use_denoising, c.denoiser = True, "OPENIMAGEDENOISE"
    c.max_bounces, c.diffuse_bounces, c.glossy_bounces, c.transparent_max_bounces = 6, 3, 2, 24
    c.caustics_reflective = c.caustics_refractive = False
    sc.render.threads_mode, sc.render.threads = "FIXED", threads
    sc.render.filepath = path
    sc.render.image_settings.file_format = "PNG"
    bpy.ops.render.render(write_still=True)
