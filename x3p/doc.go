// Package x3p reads and writes x3p files: measured surfaces, profiles and point clouds as ISO 25178-72 and the
// earlier ISO 5436-2 lay them down.
//
// It holds the container (a ZIP archive), its document main.xml, the points as binary parts or as text, the
// points that are missing, checksums, and what vendors add. It repairs nothing silently: whatever in a file is
// not as the standard says but has one clear meaning is read and reported as a Notice; whatever has none is an
// error that names the part, the place and what to do. It does not filter, align or compare (package toolmark
// does), and it has no word of any laboratory.
//
// NewReader reads the document and gives the points piece by piece (Reader.Read) in memory that does not grow
// with the file; Decode reads a whole file into a File; Encode writes one.
//
// Lengths are metres, as in the format. A stored coordinate s of an axis means Offset + Increment*s. For axes
// that store floating numbers the two editions differ: the Increment counts in files of the 2020 amendment, whose
// Revision is "ISO25178-72:2017/DAM1", and not before (files of the first edition carry values such as 1e-06 there
// beside heights already in metres); an ignored one is reported. The rotation matrix of a file is kept and not
// applied.
//
// What may be relied on. No input makes the package panic, and memory is bounded by Limits and by the size of the
// input: nothing is allocated on the word of a header. The same file gives the same result. A File that was
// decoded and is encoded again has the same missing points, metadata, unknown elements and parts, and the same stored
// numbers: integers always, floating numbers to the last bit where their offset is 0 and their increment does not
// count, else to one unit in the last place. Encode writes the same bytes for the same File.
package x3p
