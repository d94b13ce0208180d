package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Type is the type of a column.
type Type byte

// Types of a column; each may be NULL.
const (
	Text  Type = 's' // string
	Int   Type = 'i' // int64
	Float Type = 'f' // float64
	Bytes Type = 'b' // []byte
)

// Column is one column of a logged table.
type Column struct {
	Name string
	Type Type
}

// Table declares a logged table. Beside Columns the table has
// "leaf BIGINT NOT NULL" and "digest BLOB NOT NULL", and an index over leaf and
// the key, so that a check reads it in order. Columns may be added later at the
// end; they are NULL in older rows and do not change those rows' digests.
type Table struct {
	Name    string
	Columns []Column
	Key     []string // primary key, the first of Columns
}

// Logged makes a Table from column words "name:type" such as "id:s at:i"; the
// first keys words are the primary key.
func Logged(name string, keys int, columns string) Table {
	t := Table{Name: name}
	for i, w := range strings.Fields(columns) {
		n, typ, ok := strings.Cut(w, ":")
		if !ok || len(typ) != 1 {
			panic("ledger: column word " + w + " of table " + name + " is not name:type")
		}
		t.Columns = append(t.Columns, Column{n, Type(typ[0])})
		if i < keys {
			t.Key = append(t.Key, n)
		}
	}
	return t
}

func (t Table) names() []string {
	out := make([]string, len(t.Columns), len(t.Columns)+2)
	for i, c := range t.Columns {
		out[i] = c.Name
	}
	return out
}

func (t Table) keyIndexes() []int {
	out := make([]int, 0, len(t.Key))
	for _, k := range t.Key {
		for i, c := range t.Columns {
			if c.Name == k {
				out = append(out, i)
			}
		}
	}
	return out
}

// keyText writes a key for people: "id=ev…, version=2".
func (t Table) keyText(row []any) string {
	var parts []string
	for _, i := range t.keyIndexes() {
		parts = append(parts, fmt.Sprintf("%s=%v", t.Columns[i].Name, row[i]))
	}
	return strings.Join(parts, ", ")
}

// digest computes the digest of a row. NULLs are left out, each value is
// preceded by its column's name, its type and its length, so that no two
// different rows write the same bytes.
func (t Table) digest(salt []byte, row []any, buf []byte) (tlog.Hash, []byte, error) {
	b := append(buf[:0], "focalpoint/row/1\x00"...)
	b = appendBytes(b, salt)
	b = appendBytes(b, []byte(t.Name))
	var num [8]byte
	for i, c := range t.Columns {
		v := row[i]
		if v == nil {
			continue
		}
		b = appendBytes(b, []byte(c.Name))
		b = append(b, byte(c.Type))
		switch c.Type {
		case Text:
			s, ok := v.(string)
			if !ok {
				return tlog.Hash{}, b, t.wrongType(c, v)
			}
			b = binary.AppendUvarint(b, uint64(len(s)))
			b = append(b, s...)
		case Int:
			n, ok := v.(int64)
			if !ok {
				return tlog.Hash{}, b, t.wrongType(c, v)
			}
			binary.BigEndian.PutUint64(num[:], uint64(n))
			b = append(b, num[:]...)
		case Float:
			f, ok := v.(float64)
			if !ok {
				return tlog.Hash{}, b, t.wrongType(c, v)
			}
			binary.BigEndian.PutUint64(num[:], math.Float64bits(f))
			b = append(b, num[:]...)
		case Bytes:
			x, ok := v.([]byte)
			if !ok {
				return tlog.Hash{}, b, t.wrongType(c, v)
			}
			b = appendBytes(b, x)
		}
	}
	return sha256.Sum256(b), b, nil
}

func (t Table) wrongType(c Column, v any) error {
	return fmt.Errorf("ledger: column %s.%s takes %c, not %T", t.Name, c.Name, c.Type, v)
}

func appendBytes(b, x []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(x)))
	return append(b, x...)
}

// normal turns the Go values that rooms hand in into the four types.
func normal(row []any) []any {
	for i, v := range row {
		switch x := v.(type) {
		case int:
			row[i] = int64(x)
		case int32:
			row[i] = int64(x)
		case bool:
			row[i] = int64(0)
			if x {
				row[i] = int64(1)
			}
		case time.Time:
			row[i] = x.UnixMicro()
		case nil, string, int64, float64, []byte:
		default: // typed words of the vocabulary: ids, codes, dates
			if rv := reflect.ValueOf(v); rv.Kind() == reflect.String {
				row[i] = rv.String()
			}
		}
	}
	return row
}
