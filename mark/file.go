package mark

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"unsafe"
)

// An index file is a header, a checksum of each block of 64 KiB, and the sections of one segment, each padded to
// eight bytes:
//
//	magic "FPMARKS\n"   CRC-32C of all up to the sections   format   FormVersion   name of the base   marks
//	bytes, numbers and width of each section
//	CRC-32C of each block of each section
//	sections
//
// Numbers are little endian. The checksum of the header covers all others, so it names the content of the file.
// A file that holds only what changed since another names that one as its base. The file is derived: when it is
// missing, damaged or of another format it is made again from the register.
const (
	fileMagic  = "FPMARKS\n"
	fileFormat = 2
	fixedHead  = 8 + 5*8
	headSize   = fixedHead + sectionCount*3*8
)

// The sections of a file.
const (
	forwardKeys = iota
	forwardTop
	backwardKeys
	backwardTop
	backwardPos
	fragmentRefs
	fragmentTop
	idList
	spilledList
	spillOffsets
	spillTexts
	symbolCounts
	droppedIDs
	callersStamp
	sectionCount
)

// A piece is a section on its way to or from a file: its bytes, and for a packed list its numbers and width.
type piece struct {
	data  []byte
	n     int
	width uint
}

func plainPiece(data []byte) piece { return piece{data: data} }
func packedPiece(p packed) piece   { return piece{p.whole(), p.n, p.width} }

// pieces lays a segment out. The bytes are checked, if they come from a file.
func (s *segment) pieces(dropped map[uint64]bool, stamp []byte) (out [sectionCount]piece) {
	s.forward.whole()
	s.backward.whole()
	out[forwardKeys], out[forwardTop] = plainPiece(bytes64(s.forward.keys)), plainPiece(bytes32(s.forward.top))
	out[backwardKeys], out[backwardTop] = plainPiece(bytes64(s.backward.keys)), plainPiece(bytes32(s.backward.top))
	out[backwardPos], out[idList] = packedPiece(s.backward.pos), packedPiece(s.ids)
	out[fragmentRefs], out[fragmentTop] = packedPiece(s.refs), plainPiece(bytes32(s.fragments.top))
	out[spilledList], out[spillOffsets], out[spillTexts] = packedPiece(s.spilled), packedPiece(s.spillFrom), plainPiece(s.spillText.whole())
	out[symbolCounts] = plainPiece(bytes64(append(slices.Clone(s.stats.Lengths[:]), s.stats.Symbols[:]...)))
	out[droppedIDs] = packedPiece(packAll(slices.Sorted(maps.Keys(dropped))))
	out[callersStamp] = plainPiece(stamp)
	return out
}

// WriteTo writes the index with an empty stamp; see Write.
func (x *Index) WriteTo(w io.Writer) (int64, error) { return x.Write(w, nil) }

// Write writes the index in its file form. The stamp is the caller's: what the index was built from, so that a
// later reader knows what to add.
func (x *Index) Write(w io.Writer, stamp []byte) (n int64, err error) {
	one, err := x.Compact()
	if err != nil {
		return 0, err
	}
	seg := newSegment(nil)
	if len(one.parts) > 0 {
		seg = one.parts[0].seg
	}
	guarded := one.guard(func() { n, err = writeSegment(w, seg, 0, nil, stamp) })
	return n, errors.Join(err, guarded)
}

func writeSegment(w io.Writer, seg *segment, base uint64, dropped map[uint64]bool, stamp []byte) (int64, error) {
	pieces := seg.pieces(dropped, stamp)
	head := make([]byte, 16, headSize)
	copy(head, fileMagic)
	for _, v := range []uint64{fileFormat, FormVersion, base, uint64(seg.len())} {
		head = binary.LittleEndian.AppendUint64(head, v)
	}
	for _, p := range pieces {
		for _, v := range []int{len(p.data), p.n, int(p.width)} {
			head = binary.LittleEndian.AppendUint64(head, uint64(v))
		}
	}
	for _, p := range pieces {
		for block := range slices.Chunk(p.data, 1<<blockShift) {
			head = binary.LittleEndian.AppendUint32(head, crc32.Checksum(block, castagnoli))
		}
	}
	binary.LittleEndian.PutUint64(head[8:], uint64(crc32.Checksum(head[16:], castagnoli)))
	b := bufio.NewWriterSize(w, 1<<20)
	written := int64(0)
	put := func(data []byte) error {
		n, err := b.Write(data)
		if err == nil {
			var pad int
			pad, err = b.Write(make([]byte, padding(len(data))))
			n += pad
		}
		written += int64(n)
		return err
	}
	if err := put(head); err != nil {
		return written, err
	}
	for _, p := range pieces {
		if err := put(p.data); err != nil {
			return written, err
		}
	}
	return written, b.Flush()
}

func padding(n int) int { return (8 - n%8) % 8 }

// WriteFile writes the whole index beside path and renames it into place, so that a reader finds the old file or
// the new one, whole. Readers that have the old one open keep it.
func (x *Index) WriteFile(path string, stamp []byte) error {
	err := replaceFile(path, func(w io.Writer) error {
		_, err := x.Write(w, stamp)
		return err
	})
	if err == nil {
		// What changed since the old file is in the new one; left behind it would only be passed over.
		if err = os.Remove(changesOf(path)); errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	}
	return err
}

// changesOf is the file beside path that holds what changed since.
func changesOf(path string) string { return path + ".new" }

// Save keeps the index at path for good: when it was opened from there and little has changed since, only the
// changes, in a small file beside it; otherwise the whole. Either is in place whole, on the disk, or not at all.
func (x *Index) Save(path string, stamp []byte) error {
	if len(x.parts) == 0 || x.parts[0].seg.file == nil {
		return x.WriteFile(path, stamp)
	}
	base := x.parts[0]
	changed := len(base.dead)
	for _, p := range x.parts[1:] {
		changed += p.seg.len()
	}
	if changed > base.seg.len()/mostChanged || nameOfFile(path) != base.seg.file.name {
		return x.WriteFile(path, stamp)
	}
	return replaceFile(changesOf(path), func(w io.Writer) (err error) {
		rest := mergeParts(x.parts[1:])
		_, err = writeSegment(w, rest, base.seg.file.name, base.dead, stamp)
		return err
	})
}

// mostChanged bounds the changes kept beside a file to a sixteenth of it.
const mostChanged = 16

// nameOfFile reads the name of the content of a file, 0 when there is none.
func nameOfFile(path string) uint64 {
	f, err := os.Open(path)
	if err != nil {
		return 0
	}
	defer f.Close()
	var head [16]byte
	if _, err := io.ReadFull(f, head[:]); err != nil || string(head[:8]) != fileMagic {
		return 0
	}
	return binary.LittleEndian.Uint64(head[8:])
}

// replaceFile puts a new file in place: written beside it, flushed to the disk, renamed.
func replaceFile(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("the index file cannot be made: %w", err)
	}
	defer os.Remove(f.Name()) // fails once renamed
	if err = write(f); err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return fmt.Errorf("the index file %s cannot be written: %w", f.Name(), err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("the index file cannot be put in place: %w", err)
	}
	// The rename is on disk once its directory is. Some systems cannot sync a directory; then the file may be
	// lost in a power cut and is built again.
	if d, err := os.Open(filepath.Dir(path)); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
	return nil
}

// little reports whether this machine keeps numbers as the file does.
func little() bool {
	return binary.NativeEndian.Uint16([]byte{1, 0}) == 1
}

// The views below take an array as bytes, and back, without copying where the machine is little endian.

func bytes64(a []uint64) []byte {
	if little() {
		return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(a))), 8*len(a))
	}
	out := make([]byte, 0, 8*len(a))
	for _, v := range a {
		out = binary.LittleEndian.AppendUint64(out, v)
	}
	return out
}

func bytes32(a []uint32) []byte {
	if little() {
		return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(a))), 4*len(a))
	}
	out := make([]byte, 0, 4*len(a))
	for _, v := range a {
		out = binary.LittleEndian.AppendUint32(out, v)
	}
	return out
}

func words64(b []byte) []uint64 {
	if little() {
		return unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/8)
	}
	out := make([]uint64, len(b)/8)
	for i := range out {
		out[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return out
}

func words32(b []byte) []uint32 {
	if little() {
		return unsafe.Slice((*uint32)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/4)
	}
	out := make([]uint32, len(b)/4)
	for i := range out {
		out[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return out
}
