package attachment

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the table of files.
func Schema() store.Schema { return store.Schema{Name: "attachment", Files: schemaFiles} }

var files = ledger.Logged("attachment", 1, "sha:s size:i media:s name:s width:i height:i at:i actor:s content:b")

// Tables lists the logged tables.
func Tables() []ledger.Table { return []ledger.Table{files} }

// MaxSize is the largest file that is taken, in bytes.
const MaxSize = 24 << 20

// Info describes a stored file.
type Info struct {
	SHA    string            `json:"sha"`  // hexadecimal SHA-256 of the content
	Size   int64             `json:"size"` // bytes
	Media  string            `json:"media"`
	Name   string            `json:"name,omitempty"` // as first handed in, without folders
	Width  int               `json:"width,omitempty"`
	Height int               `json:"height,omitempty"` // pixels, of a picture that could be decoded
	Added  time.Time         `json:"added"`
	By     focalpoint.UserID `json:"by,omitempty"`
}

// Image says whether the file is a picture.
func (i Info) Image() bool { return strings.HasPrefix(i.Media, "image/") }

// Viewable says whether the file is a picture that was decoded whole when it
// came in, so that a page may show it. Everything else is handed out as a
// download only.
func (i Info) Viewable() bool { return i.Image() && i.Width > 0 }

// Store keeps files in the database. It is safe for concurrent use.
type Store struct {
	log      *ledger.Log
	decoding chan struct{} // bounds how many pictures are in memory at once
}

// New returns the store of files in the log's database.
func New(log *ledger.Log) *Store { return &Store{log: log, decoding: make(chan struct{}, 2)} }

// Put reads a file to its end and keeps it, in a write of its own. A file that
// is there already is not stored again; its first Info is returned.
func (s *Store) Put(ctx context.Context, by focalpoint.UserID, name string, r io.Reader) (Info, error) {
	content, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return Info{}, fmt.Errorf("the file %q could not be read to its end: %w", name, err)
	}
	info, err := s.prepare(ctx, name, content)
	if err != nil {
		return Info{}, err
	}
	_, err = s.log.Write(ctx, ledger.Entry{Actor: by, Action: "attachment.put", Subject: info.SHA}, func(tx *ledger.Tx) error {
		info, err = keep(ctx, tx, info, content)
		return err
	})
	return info, err
}

// PutIn is Put inside a write of the caller, for a letter that comes in
// together with the record it belongs to.
func (s *Store) PutIn(ctx context.Context, tx *ledger.Tx, name string, content []byte) (Info, error) {
	info, err := s.prepare(ctx, name, content)
	if err != nil {
		return Info{}, err
	}
	return keep(ctx, tx, info, content)
}

func (s *Store) prepare(ctx context.Context, name string, content []byte) (Info, error) {
	select {
	case s.decoding <- struct{}{}:
		defer func() { <-s.decoding }()
	case <-ctx.Done():
		return Info{}, ctx.Err()
	}
	return Examine(name, content)
}

func keep(ctx context.Context, tx *ledger.Tx, info Info, content []byte) (Info, error) {
	old, err := one(ctx, tx, info.SHA)
	if err == nil {
		return old, nil
	} else if focalpoint.KindOf(err) != focalpoint.KindNotFound {
		return Info{}, err
	}
	info.Added, info.By = tx.At, tx.Entry.Actor
	var width, height any
	if info.Width > 0 {
		width, height = info.Width, info.Height
	}
	return info, tx.Insert(ctx, files, []any{info.SHA, info.Size, info.Media, info.Name, width, height, info.Added, string(info.By), content})
}

// DigestOf returns the name under which a content is kept.
func DigestOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// ValidDigest says whether a text can be the name of a file.
func ValidDigest(s string) bool {
	if len(s) != 2*sha256.Size || strings.ToLower(s) != s {
		return false
	}
	_, err := hex.DecodeString(s)
	return err == nil
}

// Info returns what is known of a file.
func (s *Store) Info(ctx context.Context, sha string) (Info, error) { return one(ctx, s.log.DB, sha) }

// Infos returns what is known of several files, in the order asked; those that
// are not there are left out.
func (s *Store) Infos(ctx context.Context, shas []string) ([]Info, error) {
	return Find(ctx, s.log.DB, shas)
}

const infoColumns = `sha, size, media, name, width, height, at, actor`

func one(ctx context.Context, q store.Queryer, sha string) (Info, error) {
	info, err := scan(q.QueryRowContext(ctx, `SELECT `+infoColumns+` FROM attachment WHERE sha = $1`, sha))
	if store.Missing(err) {
		return Info{}, focalpoint.Errorf("attachment.Info", focalpoint.KindNotFound, "there is no stored file %s", sha)
	}
	return info, err
}

// Find is Infos inside or outside a transaction, for rooms that check that the
// photographs a record names are there.
func Find(ctx context.Context, q store.Queryer, shas []string) ([]Info, error) {
	found := map[string]Info{}
	for at := 0; at < len(shas); at += 200 {
		chunk := shas[at:min(at+200, len(shas))]
		marks, args := make([]string, len(chunk)), make([]any, len(chunk))
		for i, sha := range chunk {
			marks[i], args[i] = fmt.Sprintf("$%d", i+1), sha
		}
		rows, err := q.QueryContext(ctx, `SELECT `+infoColumns+` FROM attachment WHERE sha IN (`+strings.Join(marks, ",")+`)`, args...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			info, err := scan(rows)
			if err != nil {
				rows.Close()
				return nil, err
			}
			found[info.SHA] = info
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	out := make([]Info, 0, len(found))
	for _, sha := range shas {
		if info, ok := found[sha]; ok {
			out = append(out, info)
		}
	}
	return out, nil
}

func scan(row interface{ Scan(...any) error }) (Info, error) {
	var i Info
	var width, height sql.NullInt64
	var at int64
	err := row.Scan(&i.SHA, &i.Size, &i.Media, &i.Name, &width, &height, &at, &i.By)
	i.Width, i.Height, i.Added = int(width.Int64), int(height.Int64), time.UnixMicro(at).UTC()
	return i, err
}

// Read returns a file and its content. Bytes that do not have the digest they
// are stored under are an error of KindMismatch.
func (s *Store) Read(ctx context.Context, sha string) (Info, []byte, error) {
	info, err := s.Info(ctx, sha)
	if err != nil {
		return Info{}, nil, err
	}
	var content []byte
	if err := s.log.DB.QueryRowContext(ctx, `SELECT content FROM attachment WHERE sha = $1`, sha).Scan(&content); err != nil {
		return Info{}, nil, err
	}
	if DigestOf(content) != sha {
		return Info{}, nil, focalpoint.Errorf("attachment.Read", focalpoint.KindMismatch, "the stored bytes of file %s were changed after they came in; restore them from a backup", sha)
	}
	return info, content, nil
}
