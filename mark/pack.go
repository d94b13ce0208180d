package mark

import (
	"encoding/binary"
	"hash/crc32"
	"math/bits"
	"sync/atomic"
)

// blockShift gives the size of the blocks of a file that are checked one by one: 64 KiB.
const blockShift = 16

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// A section is a stretch of bytes of an index: in memory, or mapped from a file and then checked block by block
// when it is first touched, so that opening costs nothing and damage is not searched.
type section struct {
	data []byte
	sums []byte // CRC-32C of each block, four bytes each
	seen []atomic.Bool
}

// A damage is what touching a damaged block panics with; the exported methods turn it into ErrDamaged.
type damage struct{}

// touch must come before the bytes from..to of the section are read.
func (s *section) touch(from, to int) {
	if s.seen != nil && from < to {
		s.check(from>>blockShift, (to-1)>>blockShift)
	}
}

func (s *section) check(block, last int) {
	for ; block <= last; block++ {
		if s.seen[block].Load() {
			continue
		}
		data := s.data[block<<blockShift : min((block+1)<<blockShift, len(s.data))]
		if crc32.Checksum(data, castagnoli) != binary.LittleEndian.Uint32(s.sums[4*block:]) {
			panic(damage{})
		}
		s.seen[block].Store(true)
	}
}

// forget makes every block be checked again.
func (s *section) forget() {
	for i := range s.seen {
		s.seen[i].Store(false)
	}
}

// whole checks and returns all bytes.
func (s *section) whole() []byte {
	s.touch(0, len(s.data))
	return s.data
}

// blocksOf is how many blocks so many bytes make.
func blocksOf(size int) int { return (size + 1<<blockShift - 1) >> blockShift }

// A packed is a list of whole numbers of one width in bits, one behind the other, the lowest bit first, with
// eight spare bytes at the end.
type packed struct {
	section
	width uint
	n     int
}

const packSpare = 8

// newPacked makes a list of n zeros that has room for numbers up to most.
func newPacked(n int, most uint64) packed {
	width := uint(max(1, bits.Len64(most)))
	if width > 56 {
		width = 64 // so that a number never lies across nine bytes
	}
	return packed{section: section{data: make([]byte, packedSize(n, width))}, width: width, n: n}
}

func packedSize(n int, width uint) int { return (n*int(width)+7)/8 + packSpare }

func (p *packed) at(i int) uint64 {
	bit := uint(i) * p.width
	at := int(bit >> 3)
	p.touch(at, at+packSpare)
	return binary.LittleEndian.Uint64(p.data[at:]) >> (bit & 7) & (1<<p.width - 1)
}

// set stores v at a place that holds zero.
func (p *packed) set(i int, v uint64) {
	bit := uint(i) * p.width
	at := p.data[bit>>3:]
	binary.LittleEndian.PutUint64(at, binary.LittleEndian.Uint64(at)|v<<(bit&7))
}

// packAll packs a list.
func packAll(list []uint64) packed {
	most := uint64(0)
	for _, v := range list {
		most = max(most, v)
	}
	p := newPacked(len(list), most)
	for i, v := range list {
		p.set(i, v)
	}
	return p
}
