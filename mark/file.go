package mark

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"unsafe"
)

// An index file is a header, the caller's stamp, and the arrays of one segment, each padded to eight bytes:
//
//	magic "FPMARKS\n"   format   FormVersion   marks   spilled   spill bytes   stamp bytes
//	a CRC-32C of each section, then one of the header
//	stamp, forward keys, backward keys, ids, backward positions, spilled positions, spill offsets, spill text, counts
//
// Numbers are little endian. The file is derived: when it is missing, damaged or of another format it is made
// again from the register.
const (
	fileMagic  = "FPMARKS\n"
	fileFormat = 1
	sections   = 9
	headerSize = 8 + 6*8 + sections*4 + 4
)

// ErrStale says that an index file was written under another format or another FormVersion. Build it again.
var ErrStale = errors.New("the index file has another format; build the index again")

// ErrDamaged says that an index file does not hold what was written. Build it again.
var ErrDamaged = errors.New("the index file is damaged; build the index again")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// WriteTo writes the index with an empty stamp; see Write.
func (x *Index) WriteTo(w io.Writer) (int64, error) { return x.Write(w, nil) }

// Write writes the index in its file form. The stamp is the caller's: what the index was built from, so that a
// later reader knows what to add.
func (x *Index) Write(w io.Writer, stamp []byte) (int64, error) {
	seg := newSegment(nil)
	if one := x.Compact(); len(one.parts) > 0 {
		seg = one.parts[0].seg
	}
	counts := make([]uint64, 0, len(seg.stats.Lengths)+len(seg.stats.Symbols))
	counts = append(counts, seg.stats.Lengths[:]...)
	counts = append(counts, seg.stats.Symbols[:]...)
	parts := [sections][]byte{
		stamp, bytes64(seg.forward.keys), bytes64(seg.backward.keys), bytes64(seg.ids), bytes32(seg.backward.pos),
		bytes32(seg.spilled), bytes32(seg.spillFrom), []byte(seg.spillText), bytes64(counts),
	}
	header := []byte(fileMagic)
	for _, n := range []int{fileFormat, FormVersion, seg.len(), len(seg.spilled), len(seg.spillText), len(stamp)} {
		header = binary.LittleEndian.AppendUint64(header, uint64(n))
	}
	for _, p := range parts {
		header = binary.LittleEndian.AppendUint32(header, crc32.Checksum(p, castagnoli))
	}
	header = binary.LittleEndian.AppendUint32(header, crc32.Checksum(header, castagnoli))
	b := bufio.NewWriterSize(w, 1<<20)
	written := int64(0)
	for _, p := range append([][]byte{header}, parts[:]...) {
		n, err := b.Write(p)
		written += int64(n)
		if err != nil {
			return written, err
		}
		n, err = b.Write(make([]byte, padding(len(p))))
		written += int64(n)
		if err != nil {
			return written, err
		}
	}
	return written, b.Flush()
}

func padding(n int) int { return (8 - n%8) % 8 }

// WriteFile writes the index beside path and renames it into place, so that a reader finds the old file or the
// new one, whole.
func (x *Index) WriteFile(path string, stamp []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("the index file cannot be made: %w", err)
	}
	defer os.Remove(f.Name()) // fails once renamed
	if _, err = x.Write(f, stamp); err == nil {
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

// OpenFile reads an index file and its stamp. The error is ErrStale or ErrDamaged when the file must be built
// again, and matches fs.ErrNotExist when there is none.
func OpenFile(path string) (*Index, []byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	size := info.Size()
	if size%8 != 0 || size < headerSize {
		return nil, nil, ErrDamaged
	}
	words := make([]uint64, size/8)
	data := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), size)
	if _, err := io.ReadFull(f, data); err != nil {
		return nil, nil, fmt.Errorf("the index file %s cannot be read: %w", path, err)
	}
	return decode(data)
}

// decode makes an index of the bytes of a file, eight-byte aligned. The index keeps them.
func decode(data []byte) (*Index, []byte, error) {
	if len(data) < headerSize || string(data[:8]) != fileMagic {
		return nil, nil, ErrDamaged
	}
	header := data[:headerSize]
	if crc32.Checksum(header[:headerSize-4], castagnoli) != binary.LittleEndian.Uint32(header[headerSize-4:]) {
		return nil, nil, ErrDamaged
	}
	field := func(i int) uint64 { return binary.LittleEndian.Uint64(header[8+8*i:]) }
	if field(0) != fileFormat || field(1) != FormVersion {
		return nil, nil, ErrStale
	}
	marks, spilled, text, stamped := field(2), field(3), field(4), field(5)
	var stats Background
	counts := uint64(len(stats.Lengths) + len(stats.Symbols))
	sizes := [sections]uint64{stamped, 8 * marks, 8 * marks, 8 * marks, 4 * marks, 4 * spilled, 4 * (spilled + 1), text, 8 * counts}
	var piece [sections][]byte
	at := uint64(headerSize + padding(headerSize))
	for i, size := range sizes {
		if size > uint64(len(data)) || at+size > uint64(len(data)) {
			return nil, nil, ErrDamaged
		}
		piece[i] = data[at : at+size : at+size]
		if crc32.Checksum(piece[i], castagnoli) != binary.LittleEndian.Uint32(header[56+4*i:]) {
			return nil, nil, ErrDamaged
		}
		at += size + uint64(padding(int(size)))
	}
	for i, n := range words64(piece[8]) {
		if i < len(stats.Lengths) {
			stats.Lengths[i] = n
		} else {
			stats.Symbols[i-len(stats.Lengths)] = n
		}
	}
	seg := &segment{
		forward: newOrder(words64(piece[1]), nil), backward: newOrder(words64(piece[2]), words32(piece[4])), ids: words64(piece[3]),
		spilled: words32(piece[5]), spillFrom: words32(piece[6]), spillText: unsafe.String(unsafe.SliceData(piece[7]), len(piece[7])), stats: stats,
	}
	x := &Index{}
	if seg.len() > 0 {
		x.parts = []part{{seg: seg}}
	}
	return x, piece[0], nil
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
