package web

import (
	"strconv"
)

// window cuts a list that is in memory into pages by "?from-row=N" and gives
// the addresses of the first and the next page, empty where there is none.
func window[T any](rq *request, list []T, size int) (page []T, first, next string) {
	here := rq.R.URL.RequestURI()
	at, err := strconv.Atoi(rq.R.URL.Query().Get("from-row"))
	if err != nil || at < 0 || at > len(list) {
		at = 0 // a list that grew shorter begins again
	}
	if at > 0 {
		first = withQuery(here, "from-row", "")
	}
	end := min(at+size, len(list))
	if end < len(list) {
		next = withQuery(here, "from-row", strconv.Itoa(end))
	}
	return list[at:end], first, next
}

func count(n int64) string { return strconv.FormatInt(n, 10) }
