// Package nets runs the learned networks that look at a picture: who is in it,
// how they stand, where hands and faces are, what stands out, what kind of
// thing it shows. One file holds one network; each has the shape
// "New(runtime)" then "Run(ctx, picture, ...)", and a Set opens them all when
// they are first needed.
//
// Words: a Detection is somebody found in a picture; an ROI is the turned
// square of the picture that a network gets to see; a Pose is a skeleton of 33
// points with a mask; a Mesh is 468 points on a face. Coordinates are pixels
// of the picture that was handed in, (0, 0) being the outer corner of its first
// pixel, so that the middle of that pixel is (0.5, 0.5). "Left" and "right" of
// a body are the person's own.
//
// Pictures are *image.NRGBA in sRGB, upright, with transparency already
// flattened: the alpha channel is not looked at. Every Run obeys its context
// and returns *engine.Fault errors.
package nets
