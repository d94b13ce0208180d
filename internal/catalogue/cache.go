package catalogue

import (
	"hash/maphash"
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

// describeKey is everything Describe looks at.
type describeKey struct {
	kind                                                                  focalpoint.ItemKind
	part                                                                  focalpoint.PartKind
	make, model, calibre, typ, action, origin, country, importer, marking focalpoint.Coded
	bore                                                                  string
}
