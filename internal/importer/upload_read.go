package importer

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"sync"
)

func dollar(n int) string { return "$" + strconv.Itoa(n) }

// content is the source that reads an upload from the database.
func (im *Importer) content(ctx context.Context, u Upload) Source {
	return Source{Name: u.Name, Size: u.Size, Data: &chunks{ctx: ctx, im: im, id: u.ID, size: u.Size, held: map[int64][]byte{}}}
}

// chunks reads the pieces of an upload; the few last ones are kept, for a
// workbook is read in several places at once.
type chunks struct {
	ctx  context.Context
	im   *Importer
	id   string
	size int64

	mu    sync.Mutex
	held  map[int64][]byte
	order []int64
}

const heldChunks = 8

// ReadAt reads as io.ReaderAt says.
func (c *chunks) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		at := off + int64(n)
		if at >= c.size {
			return n, io.EOF
		}
		body, err := c.chunk(at / chunkSize)
		if err != nil {
			return n, err
		}
		from := at % chunkSize
		if from >= int64(len(body)) {
			return n, fmt.Errorf("the file that was handed in is not complete; hand it in again")
		}
		n += copy(p[n:], body[from:])
	}
	return n, nil
}

func (c *chunks) chunk(n int64) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if body, ok := c.held[n]; ok {
		return body, nil
	}
	var body []byte
	if err := c.im.log.DB.QueryRowContext(c.ctx, `SELECT body FROM import_chunk WHERE upload = $1 AND n = $2`, c.id, n).Scan(&body); err != nil {
		return nil, fmt.Errorf("the file that was handed in cannot be read: %w", err)
	}
	if len(c.order) >= heldChunks {
		delete(c.held, c.order[0])
		c.order = c.order[1:]
	}
	c.held[n], c.order = body, append(c.order, n)
	return body, nil
}
