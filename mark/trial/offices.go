package trial

import (
	"math/rand/v2"

	"focalpoint/mark"
	"focalpoint/mark/link"
)

// Office is how well one kind of office keeps its records of firearms.
type Office struct {
	Name    string
	Holds   float64 // share of all firearms it has on record
	Clerk   float64 // records with a copying error in the mark
	Affix   float64 // records with a year or model glued to the mark
	Maker   float64 // records that name a wrong maker
	NoMaker float64
	Calibre float64 // records with a wrong calibre
	NoYear  float64
	Year    float64 // records with a wrong year
}

// Offices are the four of the measurement in serialsearch.md section 4, with its rates: 1,065,504 records of 670,000
// firearms when each firearm is drawn once.
func Offices() []Office {
	return []Office{
		{"registry", .86, .03, .01, .01, 0, .01, .10, .01},
		{"police", .33, .08, .02, .06, .03, .03, .50, .03},
		{"laboratory", .17, .05, .01, .03, .02, .01, .40, .02},
		{"customs", .23, .12, .02, .08, .04, .04, .70, .03},
	}
}

// OfficeRecords draws firearms and what the offices write of them. gun holds, for each record, the number of its
// firearm: the truth that linking must find. Records stand in no order.
func OfficeRecords(o Options, offices []Office) (records []link.Record, gun []int32) {
	w := NewWorld(o)
	r := w.dice(31)
	for i := range o.Marks {
		year := int16(1930 + r.IntN(95))
		for n, f := range offices {
			if r.Float64() >= f.Holds {
				continue
			}
			rec := link.Record{Office: uint8(n), Mark: w.truth(i), Make: uint32(w.maker[i]) + 1, Calibre: uint32(w.calibre[i]) + 1, Year: year}
			w.write(&rec, f, r)
			records, gun = append(records, rec), append(gun, int32(i))
		}
	}
	r.Shuffle(len(records), func(i, j int) {
		records[i], records[j] = records[j], records[i]
		gun[i], gun[j] = gun[j], gun[i]
	})
	return records, gun
}

// write makes the errors of an office.
func (w *World) write(rec *link.Record, f Office, r *rand.Rand) {
	if r.Float64() < f.Clerk {
		rec.Mark = mark.Fold(w.reader.copyWrongly(rec.Mark, r))
	}
	if r.Float64() < f.Affix {
		glued := string(rune('0'+rec.Year/10%10)) + string(rune('0'+rec.Year%10))
		if r.IntN(2) == 0 {
			rec.Mark = glued + rec.Mark
		} else {
			rec.Mark += glued
		}
	}
	switch u := r.Float64(); {
	case u < f.Maker:
		rec.Make = uint32(choose(w.share, r)) + 1
	case u < f.Maker+f.NoMaker:
		rec.Make = 0
	}
	if r.Float64() < f.Calibre {
		rec.Calibre = uint32(r.IntN(w.calibres)) + 1
	}
	switch u := r.Float64(); {
	case u < f.NoYear:
		rec.Year = 0
	case u < f.NoYear+f.Year:
		rec.Year = int16(1930 + r.IntN(95))
	}
}
