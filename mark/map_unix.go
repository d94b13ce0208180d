//go:build unix

package mark

import (
	"os"
	"syscall"
)

// mapBytes maps a file for reading.
func mapBytes(f *os.File, size int) (data []byte, unmap func(), err error) {
	data, err = syscall.Mmap(int(f.Fd()), 0, size, syscall.PROT_READ, syscall.MAP_SHARED)
	return data, func() { _ = syscall.Munmap(data) }, err
}
