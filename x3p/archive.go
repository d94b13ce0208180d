package x3p

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"
)

// An archive is the container of a file: its parts by name.
type archive struct {
	parts  map[string]*zip.File // by lower-case path, below the top folder
	order  []*zip.File
	folder string // "csafe-logo/" when everything lies below it
	size   int64  // of the whole file
}

// openArchive lists the parts of a file without reading any.
func openArchive(r io.ReaderAt, size int64, lim Limits) (*archive, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, notAnArchive(r, size, err)
	}
	if len(z.File) > lim.Parts {
		return nil, fmt.Errorf("the file has %d parts and at most %d are read; an x3p file has about five", len(z.File), lim.Parts)
	}
	a := &archive{parts: map[string]*zip.File{}, size: size}
	var document *zip.File
	for _, f := range z.File {
		name := clean(f.Name)
		if strings.HasSuffix(f.Name, "/") || name == "" {
			continue
		}
		if path.Base(name) == "main.xml" && !strings.HasPrefix(name, "__macosx/") {
			if document == nil || strings.Count(name, "/") < strings.Count(clean(document.Name), "/") {
				document = f
			}
		}
	}
	if document == nil {
		return nil, fmt.Errorf("the archive holds no main.xml, so it is no x3p file; export the scan again as x3p")
	}
	a.folder = strings.TrimSuffix(clean(document.Name), "main.xml")
	for _, f := range z.File {
		name, ok := strings.CutPrefix(clean(f.Name), a.folder)
		if !ok || name == "" || strings.HasSuffix(f.Name, "/") {
			continue
		}
		if a.parts[name] != nil {
			return nil, fmt.Errorf("the archive holds the part %s twice, and which one counts is not known; export the scan again", name)
		}
		a.parts[name] = f
		a.order = append(a.order, f)
	}
	return a, nil
}

// clean is the form under which parts are looked up: slashes, no leading dot, lower case.
func clean(name string) string {
	name = path.Clean("/" + strings.ReplaceAll(name, "\\", "/"))
	return strings.ToLower(strings.TrimPrefix(name, "/"))
}

// notAnArchive says what a file is that is no ZIP archive.
func notAnArchive(r io.ReaderAt, size int64, cause error) error {
	head := make([]byte, 64)
	n, _ := r.ReadAt(head, 0)
	head = head[:n]
	switch {
	case size == 0:
		return fmt.Errorf("the file is empty; copy it from the instrument again")
	case bytes.HasPrefix(head, []byte("version https://git-lfs")):
		return fmt.Errorf("the file is only a pointer to a scan kept elsewhere (Git LFS); fetch the scan itself")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return fmt.Errorf("the x3p archive is cut off or damaged (%w); copy it from the instrument again", cause)
	case bytes.Contains(head, []byte("<?xml")):
		return fmt.Errorf("the file is a bare XML document; an x3p file is the archive around it")
	}
	return fmt.Errorf("the file is no x3p archive (%w); export the scan as x3p", cause)
}

// part finds a part by the name main.xml gives it.
func (a *archive) part(name string) *zip.File {
	if f := a.parts[clean(name)]; f != nil {
		return f
	}
	return a.parts[strings.TrimPrefix(clean(name), a.folder)]
}

// open starts to read a part.
func (a *archive) open(f *zip.File) (io.ReadCloser, error) {
	if f.Flags&1 != 0 {
		return nil, fmt.Errorf("the part %s is encrypted; export the scan without a password", f.Name)
	}
	rc, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("cannot open the part %s: %w; copy the file from the instrument again", f.Name, err)
	}
	return rc, nil
}

// mostInflation is more than DEFLATE can expand (1032 to 1).
const mostInflation = 1100

// canHold says whether a part can give so many bytes at all, whatever its own header claims.
func (a *archive) canHold(f *zip.File, bytes int64) bool {
	packed := int64(min(f.CompressedSize64, uint64(a.size)))
	if f.Method == 0 {
		return bytes <= packed
	}
	return bytes <= packed*mostInflation+64
}
