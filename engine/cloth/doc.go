// Package cloth hangs sleeves on a fitted body and draws them into a field.
//
// Words. The arm is the fitted body's, in view space (meters, y up, z towards
// the viewer): joints, the frame that turns with each of its bones, and how far
// the bare limb reaches around its axis. The sheet is the sleeve's surface, a
// grid of points: rows run down the arm from a little inside the armhole to
// just past the cuff, columns around it, from the outer edge of the flat sleeve
// over its front to the inner edge and back behind. Each point knows its place
// in the flat garment. The seam is the armhole, the ring of the body at which
// the sheet begins; the torso's spline ends at the same curve, and over a short
// way beside it both read the garment picture through the torso's map, so that
// no step is seen. Ease is how far the garment is wider than the limb.
//
// A sheet is laid out around the limb, let down by gravity, relaxed as cloth
// that may not enter the limb, and drawn with a depth buffer: a forearm hides
// the upper arm behind it, the trunk an arm behind the back. Outline, cuff and
// holes come from the garment picture's own alpha. Everything is a pure
// function of person and garment; the algorithm follows trials on real photos.
package cloth
