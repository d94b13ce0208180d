package mark

import (
	_ "embed" // the channels and their tables
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/channel.csv
var channelFile string

//go:embed data/confusion.csv
var confusionFile string

// A ChannelRecord says what a named channel was made of: versioned data with its source.
type ChannelRecord struct {
	Name    string   `json:"name"`
	Version int      `json:"version"`
	Rates   Rates    `json:"rates"`
	Tables  []string `json:"tables,omitempty"` // tables of confusions it rests on beside the built-in shapes
	Hard    string   `json:"hard,omitempty"`   // symbols a study names as often misread
	// Basis is table (a published matrix), study (published rates) or judgement.
	Basis  string `json:"basis"`
	Source string `json:"source"`
}

// Channel makes the channel of the record.
func (r ChannelRecord) Channel() *Channel {
	var tables []*Confusions
	for _, name := range r.Tables {
		tables = append(tables, publishedTables()[name])
	}
	return Estimate(r.Rates, r.Hard, tables...)
}

// Channels lists the named channels, in the order of the data file: how a mark is read by eye, after etching,
// when stamped, engraved or dot-peened, in handwriting, by OCR, and when keyed.
func Channels() []ChannelRecord { return slices.Clone(channelRecords()) }

// ChannelNamed gives a named channel, made once; the error lists the names there are.
func ChannelNamed(name string) (*Channel, error) {
	if c, ok := namedChannels()[name]; ok {
		return c, nil
	}
	var names []string
	for _, r := range channelRecords() {
		names = append(names, r.Name)
	}
	return nil, fmt.Errorf("there is no channel %q; there are %s", name, strings.Join(names, ", "))
}

// Tables are the published tables of confusions the channels rest on, by name.
func Tables() map[string]*Confusions {
	out := map[string]*Confusions{}
	for name, t := range publishedTables() {
		c := *t
		out[name] = &c
	}
	return out
}

var publishedTables = sync.OnceValue(func() map[string]*Confusions {
	t, err := ReadConfusions(strings.NewReader(confusionFile))
	if err != nil {
		panic(fmt.Sprintf("mark: embedded data: %v", err))
	}
	return t
})

var namedChannels = sync.OnceValue(func() map[string]*Channel {
	out := map[string]*Channel{}
	for _, r := range channelRecords() {
		out[r.Name] = r.Channel()
	}
	return out
})

var channelRecords = sync.OnceValue(func() []ChannelRecord {
	rows, err := csv.NewReader(strings.NewReader(channelFile)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("mark: the embedded channels cannot be read: %v", err))
	}
	var out []ChannelRecord
	for _, row := range rows[1:] {
		number := func(i int) float64 {
			v, err := strconv.ParseFloat(row[i], 64)
			if err != nil {
				panic(fmt.Sprintf("mark: channel %s, column %s: %v", row[0], rows[0][i], err))
			}
			return v
		}
		r := ChannelRecord{Name: row[0], Version: int(number(1)), Tables: tableNames(row[8]), Hard: row[9], Basis: row[10], Source: row[11],
			Rates: Rates{Wrong: number(2), Alike: number(3), Missed: number(4), Extra: number(5), Swapped: number(6), Embedded: number(7)}}
		for _, name := range r.Tables {
			if publishedTables()[name] == nil {
				panic(fmt.Sprintf("mark: channel %s names the table %q, which there is not", r.Name, name))
			}
		}
		out = append(out, r)
	}
	return out
})
