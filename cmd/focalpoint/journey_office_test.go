package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/chromedp/chromedp"
)

func (v *visit) signIn(name string) {
	v.t.Helper()
	v.open("/sign-in?lang=" + v.lang)
	v.do(chromedp.SendKeys("#name", name), chromedp.SendKeys("#password", password), chromedp.Click("main button"), chromedp.WaitReady("nav.rooms"))
	v.open("/search") // what the searches are for is said once
	v.do(chromedp.SetValue("#why", "inspection"))
	v.press(`form[action="/search"][method="post"] button`, "/search")
	v.do(chromedp.WaitReady("details.working"))
}

// override puts another number in a cell of the year's return: one person proposes it and cannot approve it, a second
// does, and the return shows it.
func (v *visit) override(cell, value string) {
	v.t.Helper()
	at := fmt.Sprintf("/returns/%d/cells/%s", v.h.year, cell)
	button := func(what string) string { return fmt.Sprintf(`form[action="%s"] button[value=%q]`, at, what) }
	shown := value
	if v.lang == "ar" {
		shown = strings.NewReplacer("0", "٠", "1", "١", "7", "٧").Replace(value)
	}
	fill := func() {
		v.open(at)
		v.do(chromedp.Click("main details > summary"), chromedp.SetValue("#ov-value", value), chromedp.SetValue("#ov-reason", "the police counted by hand"))
	}
	fill()
	v.press(button("propose"), at+"?done")
	if got := v.text("#override"); !strings.Contains(got, shown) || !strings.Contains(got, "the police counted by hand") {
		v.t.Errorf("what was proposed for %s: %s", cell, got)
	}
	v.look("override-proposed")
	waits := v.text("#override")
	fill()
	v.do(chromedp.Click(button("approve")), chromedp.WaitReady(`main [role="alert"]`))
	if got := v.text(`main [role="alert"]`); got == "" {
		v.t.Error("who proposes may approve")
	}
	v.do(chromedp.Click("form.who button"), chromedp.WaitReady("#password"))
	v.signIn("boris")
	v.open(at)
	v.do(chromedp.Click("main details > summary"))
	v.press(button("approve"), at+"?done")
	if got := v.text("#override"); got == waits || !strings.Contains(got, shown) {
		v.t.Errorf("approved, %s says: %s", cell, got)
	}
	v.open(fmt.Sprintf("/returns/%d", v.h.year))
	if got := v.text(fmt.Sprintf("tr:has(td a[href=%q])", at)); !strings.Contains(got, shown) {
		v.t.Errorf("the year's return says %s for %s, not %s", got, cell, value)
	}
}

// pick clicks on the map of the intake form: the fields take the place, and the cross stands where the click was.
func (v *visit) pick() {
	v.t.Helper()
	v.open("/seizures/new")
	v.do(chromedp.Click("details:has(figure[data-pick-lat]) > summary"), chromedp.WaitReady("figure[data-pick-lat] svg path"), chromedp.Click("figure[data-pick-lat] svg"))
	lat, err := strconv.ParseFloat(v.value("#lat"), 64)
	lon, err2 := strconv.ParseFloat(v.value("#lon"), 64)
	if err != nil || err2 != nil || lat < -90 || lat > 90 || lon < -180 || lon > 180 {
		v.t.Fatalf("a click on the map gives latitude %q and longitude %q", v.value("#lat"), v.value("#lon"))
	}
	off := v.eval(`(() => {
		const map = document.querySelector("figure[data-pick-lat] svg").getBoundingClientRect(), cross = document.querySelector("figure[data-pick-lat] svg .cross").getBoundingClientRect();
		return String(Math.max(Math.abs(map.x + map.width / 2 - cross.x - cross.width / 2), Math.abs(map.y + map.height / 2 - cross.y - cross.height / 2)));
	})()`)
	if px, err := strconv.ParseFloat(off, 64); err != nil || px > 3 {
		v.t.Errorf("the cross stands %s pixels from the click", off)
	}
	v.look("place")
	v.do(chromedp.WaitReady(`[data-draft-status][data-state="saved"]`)) // else the browser asks whether to leave
}
