package mark

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"sync/atomic"
	"unsafe"
)

// A mapping is the bytes of a file, mapped into memory where the system can. They are given back when nothing
// uses the mapping any more.
type mapping struct {
	data []byte
	name uint64 // of the content
}

func (m *mapping) holds(addr uintptr) bool {
	from := uintptr(unsafe.Pointer(unsafe.SliceData(m.data)))
	return addr >= from && addr < from+uintptr(len(m.data))
}

// OpenFile maps an index file, with what Save kept beside it, and gives the stamp of the later of the two. It
// reads little more than the header; the rest is checked where a search first touches it, and a search that
// meets damage says so. The error is ErrStale or ErrDamaged when the file must be built again, and matches
// fs.ErrNotExist when there is none.
func OpenFile(path string) (*Index, []byte, error) {
	base, err := mapFile(path)
	if err != nil {
		return nil, nil, err
	}
	x, _, stamp, err := decode(base)
	if err != nil {
		return nil, nil, err
	}
	beside, err := mapFile(changesOf(path))
	if errors.Is(err, fs.ErrNotExist) {
		return x, stamp, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if y, dropped, later, err := decode(beside); err == nil && beside.base() == base.name {
		return x.joined(y, dropped), later, nil
	}
	return x, stamp, nil // it belongs to an older file, or is damaged: the stamp of the file itself tells what is missing
}

// joined is the index with the changes kept beside its file.
func (x *Index) joined(changes *Index, dropped map[uint64]bool) *Index {
	if len(x.parts) == 0 {
		return changes
	}
	return &Index{parts: append([]part{{seg: x.parts[0].seg, dead: dropped}}, changes.parts...)}
}

// mapFile maps a file into memory.
func mapFile(path string) (*mapping, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	size := info.Size()
	if size%8 != 0 || size < headSize || size != int64(int(size)) {
		return nil, ErrDamaged
	}
	data, unmap, err := mapBytes(f, int(size))
	if err != nil {
		return nil, fmt.Errorf("the index file %s cannot be read: %w", path, err)
	}
	m := &mapping{data: data}
	runtime.AddCleanup(m, func(struct{}) { unmap() }, struct{}{})
	return m, nil
}

// base is the name of the file this one holds the changes of; 0 for none. The header is checked.
func (m *mapping) base() uint64 { return binary.LittleEndian.Uint64(m.data[32:]) }

// decode makes an index of the bytes of a file.
func decode(m *mapping) (x *Index, dropped map[uint64]bool, stamp []byte, err error) {
	sections, marks, err := m.sections()
	if err != nil {
		return nil, nil, nil, err
	}
	seg := &segment{file: m}
	x = &Index{parts: []part{{seg: seg}}}
	sound := true
	err = x.guard(func() {
		list := func(i int) packed {
			s := &sections[i]
			p := packed{section: s.section, width: s.width, n: s.n}
			sound = sound && s.width >= 1 && s.width <= 64 && (s.width <= 56 || s.width == 64) && s.n >= 0 && len(s.data) == packedSize(s.n, s.width)
			return p
		}
		ordered := func(keys, top int, pos packed) order {
			o := order{section: sections[keys].section, keys: words64(sections[keys].data), pos: pos, topSymbols: topSymbolsFor(marks)}
			sound = sound && len(o.keys) == marks && len(sections[top].data) == 4*topSize(o.topSymbols)
			o.top = slices.Clone(words32(sections[top].whole()))
			return o
		}
		seg.forward, seg.backward = ordered(forwardKeys, forwardTop, packed{}), ordered(backwardKeys, backwardTop, list(backwardPos))
		seg.fragments = fragments{refs: list(fragmentRefs), top: slices.Clone(words32(sections[fragmentTop].whole()))}
		seg.ids, seg.spilled, seg.spillFrom, seg.spillText = list(idList), list(spilledList), list(spillOffsets), sections[spillTexts].section
		seg.fragments.shape(marks)
		counts := words64(sections[symbolCounts].whole())
		gone := list(droppedIDs)
		sound = sound && seg.backward.pos.n == marks && seg.ids.n == marks && seg.spillFrom.n == seg.spilled.n+1 &&

			len(counts) == len(seg.stats.Lengths)+len(seg.stats.Symbols) && len(seg.fragments.top) == topSize(seg.topSymbols)
		if !sound {
			return
		}
		copy(seg.stats.Symbols[:], counts[copy(seg.stats.Lengths[:], counts):])
		dropped = make(map[uint64]bool, gone.n)
		for i := range gone.n {
			dropped[gone.at(i)] = true
		}
		stamp = append([]byte{}, sections[callersStamp].whole()...)
	})
	if err == nil && !sound {
		err = ErrDamaged
	}
	if marks == 0 {
		x.parts = nil
	}
	return x, dropped, stamp, err
}

// sizedSection is a section of a file with what its header says of it.
type sizedSection struct {
	section
	n     int
	width uint
}

// sections finds the sections of a file and checks its header.
func (m *mapping) sections() (out [sectionCount]sizedSection, marks int, err error) {
	err = (&Index{parts: []part{{seg: &segment{file: m}}}}).guard(func() { out, marks, err = m.readHead() })
	return out, marks, err
}

func (m *mapping) readHead() (out [sectionCount]sizedSection, marks int, err error) {
	field := func(i int) uint64 { return binary.LittleEndian.Uint64(m.data[8*i:]) }
	if string(m.data[:8]) != fileMagic {
		return out, 0, ErrDamaged
	}
	if field(2) != fileFormat || field(3) != FormVersion {
		return out, 0, ErrStale
	}
	const first = fixedHead / 8
	blocks, size := uint64(0), uint64(len(m.data))
	for i := range out {
		n := field(first + 3*i)
		if n > size {
			return out, 0, ErrDamaged
		}
		blocks += uint64(blocksOf(int(n)))
	}
	end := headSize + 4*int(blocks)
	if end > len(m.data) || uint64(crc32.Checksum(m.data[16:end], castagnoli)) != field(1) {
		return out, 0, ErrDamaged
	}
	m.name = field(1)
	// What is checked here and needed later is copied: a program that writes into the file must not change it.
	sums := slices.Clone(m.data[headSize:end])
	at, sum := end+padding(end), 0
	for i := range out {
		s, n := &out[i], int(field(first+3*i))
		if at+n > len(m.data) {
			return out, 0, ErrDamaged
		}
		count := blocksOf(n)
		s.data, s.sums, s.seen = m.data[at:at+n:at+n], sums[sum:sum+4*count], make([]atomic.Bool, count)
		s.n, s.width = int(field(first+3*i+1)), uint(field(first+3*i+2))
		at, sum = at+n+padding(n), sum+4*count
	}
	return out, int(field(5)), nil
}
