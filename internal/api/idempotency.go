package api

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"time"

	"focalpoint/internal/store"
)

// maxKept bounds the request and answer that are kept for repetition, in bytes.
const maxKept = 1 << 20

// keptFor is how long a repeated request gets the first answer.
const keptFor = 24 * time.Hour

// idempotent does a POST that carries an Idempotency-Key once: the same key
// with the same request from the same account gets the first answer again,
// with another request it is refused (draft-ietf-httpapi-idempotency-key-header).
func (s *server) idempotent(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get("Idempotency-Key")
		if r.Method != http.MethodPost || key == "" {
			next.ServeHTTP(w, r)
			return
		}
		text, err := requestText(w, r)
		if err != nil || len(key) > 255 {
			http.Error(w, "a request with an Idempotency-Key has at most 1 MiB, and the key at most 255 characters", http.StatusRequestEntityTooLarge)
			return
		}
		user, err := s.Users.Session(r.Context(), token(requestHeader{r}))
		if err != nil {
			next.ServeHTTP(w, r) // the operation says what is missing
			return
		}
		sum := sha256.Sum256(append([]byte(r.URL.Path+"\n"), text...))
		k := kept{account: string(user.ID), name: key, request: sum[:]}
		if done := s.claim(w, r, k); done {
			return
		}
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(rec, r)
		if err := s.keep(r, k, rec); err != nil {
			s.Logger.Error("idempotency", "err", err)
		}
	})
}

// requestText is what makes one request the same as another: its body, which
// can be read again afterwards. A file that is handed in is not read twice: its
// address, length and digest (RFC 9530, where the client sends one) stand for it.
func requestText(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.URL.Path == "/api/v1"+uploadPath {
		return fmt.Appendf(nil, "%s\n%d\n%s", r.URL.Query().Encode(), r.ContentLength, r.Header.Get("Content-Digest")), nil
	}
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxKept))
	r.Body = io.NopCloser(bytes.NewReader(text))
	return text, err
}

type kept struct {
	account, name string
	request       []byte
}

// claim takes the key, or answers from what was kept; done says that the
// request has been answered.
func (s *server) claim(w http.ResponseWriter, r *http.Request, k kept) (done bool) {
	now := s.Log.Now()
	taken := false
	err := s.Log.DB.Update(r.Context(), func(tx *store.Tx) error {
		if _, err := tx.Exec(r.Context(), `DELETE FROM idempotency WHERE at < $1`, now.Add(-keptFor).UnixMicro()); err != nil {
			return err
		}
		res, err := tx.Exec(r.Context(), `INSERT INTO idempotency (account, name, request, status, type, at) VALUES ($1, $2, $3, 0, '', $4) ON CONFLICT DO NOTHING`,
			k.account, k.name, k.request, now.UnixMicro())
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		taken = n == 1
		return err
	})
	if err != nil {
		s.Logger.Error("idempotency", "err", err)
		http.Error(w, "try again", http.StatusServiceUnavailable)
		return true
	}
	if taken {
		return false
	}
	var request, answer []byte
	var status int
	var typ string
	err = s.Log.DB.QueryRowContext(r.Context(), `SELECT request, status, type, body FROM idempotency WHERE account = $1 AND name = $2`, k.account, k.name).Scan(&request, &status, &typ, &answer)
	switch {
	case err != nil:
		http.Error(w, "try again", http.StatusServiceUnavailable)
	case !bytes.Equal(request, k.request):
		http.Error(w, "this Idempotency-Key was used for another request; choose a new one", http.StatusUnprocessableEntity)
	case status == 0:
		http.Error(w, "the first request with this Idempotency-Key is still at work; try again", http.StatusConflict)
	default:
		w.Header().Set("Content-Type", typ)
		w.Header().Set("Idempotency-Replayed", "true")
		w.WriteHeader(status)
		_, _ = w.Write(answer) // the reader may have gone away
	}
	return true
}

// keep stores the answer; a failed attempt frees the key for another.
func (s *server) keep(r *http.Request, k kept, rec *recorder) error {
	return s.Log.DB.Update(r.Context(), func(tx *store.Tx) error {
		if rec.status >= 500 || rec.body.Len() > maxKept {
			_, err := tx.Exec(r.Context(), `DELETE FROM idempotency WHERE account = $1 AND name = $2`, k.account, k.name)
			return err
		}
		_, err := tx.Exec(r.Context(), `UPDATE idempotency SET status = $1, type = $2, body = $3 WHERE account = $4 AND name = $5`,
			rec.status, rec.Header().Get("Content-Type"), rec.body.Bytes(), k.account, k.name)
		return err
	})
}

// recorder keeps what an operation answers.
type recorder struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// WriteHeader keeps the status.
func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Write keeps the body.
func (r *recorder) Write(b []byte) (int, error) {
	r.body.Write(b)
	return r.ResponseWriter.Write(b)
}

// Unwrap gives the writer underneath to who sets deadlines.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

type requestHeader struct{ r *http.Request }

// Header returns a header of the request.
func (h requestHeader) Header(name string) string { return h.r.Header.Get(name) }
