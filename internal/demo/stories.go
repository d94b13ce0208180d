package demo

import "focalpoint"

// storyKind says what is true of a seized item.
type storyKind string

// Stories of items the register knows.
const (
	storyKnown       storyKind = "known"       // in lawful hands on record, seized from others
	storyOwner       storyKind = "owner"       // seized from the holder on record
	storyClosed      storyKind = "closed"      // last with a dealer who has closed
	storyDead        storyKind = "dead"        // last with somebody who has died
	storyStolen      storyKind = "stolen"      // reported stolen
	storyLost        storyKind = "lost"        // reported lost
	storyExported    storyKind = "exported"    // exported, and back
	storyStock       storyKind = "stock"       // State stock, never reported missing
	storyStockTheft  storyKind = "stock-theft" // State stock, reported stolen
	storyDestroyed   storyKind = "destroyed"   // destroyed on record
	storyDeactivated storyKind = "deactivated" // deactivated on record
	storyAmnesty     storyKind = "amnesty"     // handed in under an amnesty: it is decided that it is not traced
	storyTwice       storyKind = "twice"       // entered a second time: another trace asks the same
	storyExamined    storyKind = "state-owned" // an agency's own arm, sent for examination
	storyPapers      storyKind = "papers"      // taken in with its lawful owner's papers
)

// Stories of items the register does not know.
const (
	storyForeign   storyKind = "foreign"   // marked, made or last recorded abroad
	storyErased    storyKind = "erased"    // number ground off, nothing left
	storyCraft     storyKind = "craft"     // made in a workshop, never marked
	storyPrinted   storyKind = "printed"   // made by additive manufacture
	storyConverted storyKind = "converted" // an alarm pistol made to fire
	storyUnmarked  storyKind = "unmarked"  // of a factory, never marked
	storyUnknown   storyKind = "unknown"   // nobody wrote down whether it bears a mark

	storyCounterfeit storyKind = "counterfeit" // a maker's mark, and a number the maker never struck
	storyNameless    storyKind = "nameless"    // a maker that stands in no list
	storyAncient     storyKind = "ancient"     // older than the records
)

// story is what is true of one seized item that has a life in the register.
type story struct {
	kind storyKind
	day  focalpoint.Day // when it is seized
}

// seizedLives is how many firearms of the register are seized.
func (w *World) seizedLives() int { return min(max(w.Size/8, 60), 440) }

// strangers is how many items are seized that the register does not know.
func (w *World) strangers() int { return w.seizedLives() * 11 / 20 }

func (w *World) castStories() {
	w.every = w.Size / w.seizedLives()
	w.stories = make([]story, w.seizedLives())
	for k := range w.stories {
		d := w.dice("story", k)
		w.stories[k] = story{kind: castLife(d), day: w.seizureDay(d)}
	}
}

func castLife(d dice) storyKind {
	kinds := []storyKind{storyKnown, storyOwner, storyClosed, storyDead, storyStolen, storyLost, storyExported, storyStock, storyStockTheft,
		storyDestroyed, storyDeactivated, storyAmnesty, storyExamined, storyPapers}
	return kinds[d.weighted(46, 6, 4, 4, 12, 3, 8, 5, 2, 2, 2, 2, 2, 2)]
}

func castStranger(d dice) storyKind {
	kinds := []storyKind{storyForeign, storyErased, storyCraft, storyPrinted, storyConverted, storyUnmarked, storyUnknown}
	return kinds[d.weighted(32, 24, 18, 3, 9, 6, 8)]
}

// seizureDay throws for a day of the ten years, later ones more often: records grow.
func (w *World) seizureDay(d dice) focalpoint.Day {
	a, b := d.day(w.start+500, w.today-5), d.day(w.start+500, w.today-5)
	return max(a, b)
}

// storyOf returns the story of the n-th firearm, if it is seized.
func (w *World) storyOf(n int) (k int, s story, ok bool) {
	if n%w.every != w.every/2 || n/w.every >= len(w.stories) {
		return 0, story{}, false
	}
	return n / w.every, w.stories[n/w.every], true
}

// lifeOf returns which firearm the k-th story is about.
func (w *World) lifeOf(k int) int { return k*w.every + w.every/2 }
