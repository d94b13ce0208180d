package mark_test

import (
	"strings"
	"testing"

	"focalpoint/mark"
)

// TestChannelsAreWhole: every named channel states its source, and its confusions of a symbol add up to the
// stated rate of wrong symbols, on the mean.
func TestChannelsAreWhole(t *testing.T) {
	for _, r := range mark.Channels() {
		if r.Source == "" || r.Basis == "" || r.Version < 1 {
			t.Errorf("channel %s: no source, basis or version", r.Name)
		}
		ch, err := mark.ChannelNamed(r.Name)
		if err != nil {
			t.Fatal(err)
		}
		const plain = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		sum := 0.0
		for _, y := range plain {
			for _, x := range plain {
				if x != y {
					sum += ch.Seen(x, y)
				}
			}
		}
		if mean := sum / float64(len(plain)); mean < .75*r.Rates.Wrong || mean > 1.05*r.Rates.Wrong {
			t.Errorf("channel %s: wrong symbols add up to %.4f, stated %.4f", r.Name, mean, r.Rates.Wrong)
		}
	}
	if _, err := mark.ChannelNamed("gossip"); err == nil || !strings.Contains(err.Error(), "etched") {
		t.Errorf("an unknown channel must be refused with the names there are: %v", err)
	}
}

// TestChannelsFollowTheirTables: what a table says oftenest is what the channel expects.
func TestChannelsFollowTheirTables(t *testing.T) {
	for _, c := range []struct {
		channel            string
		recorded           rune
		likelier, unlikely rune
	}{
		{"ocr", 'J', 'I', 'U'}, {"ocr", '0', 'O', '6'}, {"ocr", '5', 'S', '6'},
		{"etched", 'F', 'P', 'L'}, {"etched", 'H', 'O', 'X'}, {"handwritten", '5', '3', '1'}, {"handwritten", '1', '7', 'K'},
		{"eye", '8', 'B', 'A'},
	} {
		ch, err := mark.ChannelNamed(c.channel)
		if err != nil {
			t.Fatal(err)
		}
		if !(ch.Seen(c.likelier, c.recorded) > ch.Seen(c.unlikely, c.recorded)) {
			t.Errorf("%s: %c should be taken for %c rather than for %c", c.channel, c.recorded, c.likelier, c.unlikely)
		}
	}
}

func TestMethodsHaveChannels(t *testing.T) {
	etched, err := mark.ChannelNamed("etched")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mark.Methods() {
		ch := m.Channel()
		if m.Restores() != (ch == etched) {
			t.Errorf("%s: restoring is %v but its channel says otherwise", m, m.Restores())
		}
		if m != mark.Eye && m != mark.Photo && ch == mark.DefaultChannel() {
			t.Errorf("%s has no channel of its own", m)
		}
	}
}

func TestReadConfusionsNamesTheLine(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a,b\n", "columns"}, {"table,recorded,seen,rate\nx,A,B,no\n", "line 2"}, {"table,recorded,seen,rate\nx,A,B,1\nx,AB,C,1\n", "line 3"},
		{"table,recorded,seen,rate\nx,A,B,-1\n", "line 2"}, {"\"", "CSV"},
	} {
		if _, err := mark.ReadConfusions(strings.NewReader(c.in)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want a word about %q", c.in, err, c.want)
		}
	}
	tables, err := mark.ReadConfusions(strings.NewReader("table,recorded,seen,rate\nmine,б,6,40\nmine,Б,5,10\n"))
	if err != nil {
		t.Fatal(err)
	}
	if m := tables["mine"]; m.Errors('Б') != 50 || m.Rate('б', '6') != 40 {
		t.Errorf("the rows of a table add up: %v of Б, %v as 6", m.Errors('Б'), m.Rate('б', '6'))
	}
}

// TestRestored: a laboratory's report becomes the pattern the notation writes.
func TestRestored(t *testing.T) {
	p := mark.Restored(mark.Magnetic, []mark.Choice{{Symbol: 'b', P: .2}, {Symbol: '8', P: .7}}, nil, []mark.Choice{{Symbol: '4', P: 1}}, []mark.Choice{{Symbol: '1', P: 3}, {Symbol: 'I', P: 1}})
	if got, want := p.String(), "{8:.7,B:.2}?4{1:.75,I:.25} by:magnetic"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	back, err := mark.Parse(p.String())
	if err != nil || back.String() != p.String() {
		t.Errorf("the notation does not read back what it wrote: %v", err)
	}
}
