package catalogue

import (
	"encoding/binary"
	"hash/maphash"
	"math"
	"sync"

	"focalpoint"
)

// cacheShards and cacheLimit bound the memory of a cache: when a shard is full
// it starts afresh, which changes speed but never an answer.
const (
	cacheShards = 16
	cacheLimit  = 8192 // entries in one shard
)

type cacheKey struct {
	list, raw string
	hints     Hints
}

// cache remembers what pure functions answered; it may be used by many
// goroutines at once.
type cache[K comparable, V any] struct {
	seed   maphash.Seed
	shards [cacheShards]struct {
		sync.RWMutex
		m map[K]V
	}
}

func newCache[K comparable, V any]() *cache[K, V] {
	return &cache[K, V]{seed: maphash.MakeSeed()}
}

func (c *cache[K, V]) get(k K) (V, bool) {
	s := &c.shards[maphash.Comparable(c.seed, k)%cacheShards]
	s.RLock()
	v, ok := s.m[k]
	s.RUnlock()
	return v, ok
}

func (c *cache[K, V]) put(k K, v V) {
	s := &c.shards[maphash.Comparable(c.seed, k)%cacheShards]
	s.Lock()
	if s.m == nil || len(s.m) >= cacheLimit {
		s.m = make(map[K]V)
	}
	s.m[k] = v
	s.Unlock()
}

// textCache is a cache whose key is put together in a buffer of the caller, so
// that looking up makes no garbage.
type textCache[V any] struct {
	seed   maphash.Seed
	shards [cacheShards]struct {
		sync.RWMutex
		m map[string]V
	}
}

func newTextCache[V any]() *textCache[V] { return &textCache[V]{seed: maphash.MakeSeed()} }

func (c *textCache[V]) get(k []byte) (V, bool) {
	s := &c.shards[maphash.Bytes(c.seed, k)%cacheShards]
	s.RLock()
	v, ok := s.m[string(k)]
	s.RUnlock()
	return v, ok
}

func (c *textCache[V]) put(k []byte, v V) {
	s := &c.shards[maphash.Bytes(c.seed, k)%cacheShards]
	s.Lock()
	if s.m == nil || len(s.m) >= cacheLimit {
		s.m = make(map[string]V)
	}
	s.m[string(k)] = v
	s.Unlock()
}

// describeKey appends everything Describe looks at. A code beside a raw cell
// counts only when a person chose it; the coders make all others anew.
func describeKey(b []byte, d *focalpoint.Description, bore string) []byte {
	text := func(s string) { b = append(binary.AppendUvarint(b, uint64(len(s))), s...) }
	text(string(d.Kind))
	text(string(d.Part))
	text(bore)
	for _, v := range [...]*focalpoint.Coded{&d.Make, &d.Model, &d.Calibre, &d.Type, &d.Action, &d.Origin, &d.Country, &d.Importer} {
		text(v.Raw)
		if v.Code != "" && (v.Raw == "" || v.Reason == "chosen") {
			text(v.Code)
			text(v.Reason)
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v.Confidence))
			continue
		}
		b = append(b, 0) // no code
	}
	return b
}
