//go:build !unix

package mark

import (
	"io"
	"os"
	"unsafe"
)

// mapBytes reads a file whole, where it cannot be mapped.
func mapBytes(f *os.File, size int) (data []byte, unmap func(), err error) {
	words := make([]uint64, size/8) // aligned
	data = unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), size)
	_, err = io.ReadFull(f, data)
	return data, func() {}, err
}
