// Package body fits a posable human body to the person in a photo and answers
// where that body is: limbs, armholes, sides, waist, crotch, and which limb
// lies in front of which.
//
// Words. The Model is the body as it comes from its asset: vertices of three
// surfaces (the body itself; the tights, a smooth skin around trunk and limbs
// from which garments are cut; the skirt, a cone below the waist), faces, bones,
// points with names, and directions of shape. A Shape says who it is (sex, age,
// build, sliders); the Rest is the mesh of that shape in the rest pose. A Pose
// turns bones; the Figure is the posed mesh in view space. A Camera projects
// view space to pixels. Fit finds shape, pose and place from what was seen of a
// person; the Fitted body answers questions about the picture.
//
// In use: Load once; Model.Fit for each person; Fitted.Aligned with mask and
// skin; Fitted.Reliable before relying on it. Then Landmarks (shoulder tips,
// armholes, sides, waist, hips, crotch, limbs with their radii), Draw (parts,
// depth, normals, also of single parts as if the others were transparent),
// Overlaps and BeforeTrunk (what lies in front), Model.Ring (curves around
// joints), Figure.V and Screen (every vertex in space and in the picture, those
// of tights and skirt included).
//
// Space. Lengths are meters. Rest: y up, x to the body's left, z forward, feet
// near y = -0.8, centered on the spine. View: the camera is the origin, x to
// image right, y up, z towards the viewer, so that what is seen has z < 0 and
// its depth is -z. Pixels: x right, y down, as in raster: pixel (x, y) has its
// value at the integer position.
//
// Left and Right are the body's own sides, as in BlazePose; the body's left is
// image right when it faces the viewer. Only Landmarks speaks of image sides,
// as engine/vision does, and says so.
//
// Everything is deterministic and single-threaded; a Model is read-only after
// Load and may be shared by goroutines.
package body
