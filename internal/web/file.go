package web

import (
	"fmt"

	"strconv"

	"focalpoint"
)

// file answers with a stored file, or with ?side=N with a small picture of it.
// Pictures are shown, everything else is downloaded.
func (s *site) file(rq *request) error {
	sha := rq.R.PathValue("sha")
	h := rq.W.Header()
	if side := rq.R.URL.Query().Get("side"); side != "" {
		n, err := strconv.Atoi(side)
		if err != nil || n < 16 || n > 1200 {
			return focalpoint.Invalid("web.file", "side", "%q is no size of a small picture; write 16 to 1200", side)
		}
		small, err := s.Files.Thumbnail(rq.R.Context(), sha, n)
		if err != nil {
			return err
		}
		h.Set("Content-Type", "image/jpeg")
		h.Set("Cache-Control", "private, max-age=86400")
		_, err = rq.W.Write(small)
		return ignoreGone(err)
	}
	info, content, err := s.Files.Read(rq.R.Context(), sha)
	if err != nil {
		return err
	}
	h.Set("Content-Type", info.Media)
	if !info.Viewable() {
		h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", info.Name))
	}
	_, err = rq.W.Write(content)
	return ignoreGone(err)
}

// ignoreGone: a reader who went away while the answer was written is no error of ours.
func ignoreGone(error) error { return nil }
