// Package toolmark compares the surfaces that tools leave on metal: the breech face and the firing pin on a
// cartridge case, the rifling of a barrel on a bullet.
//
// It holds the surface (Surface), its preparation from a raw measurement, and the published ways to compare two
// prepared surfaces. Lengths are micrometres and angles degrees, and names say so: PitchUm, ThetaDeg.
//
// It holds no file format (package x3p reads and writes those), no exhibit, no case, no conclusion. A number
// computed here is a lead for an examiner: how alike two surfaces are under a named method, never that two
// marks have one source.
//
// What may be relied on. Functions are pure: they do not change the surfaces they are given unless their comment
// says so, keep no state, and are safe for concurrent use. The same input gives the same answer to the bit with
// one build of the program, however many goroutines share the work; between builds and machines answers agree
// to the tolerance stated where a result is described. A missing point is NaN and never takes part in a sum.
package toolmark
