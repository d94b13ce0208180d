package access

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the tables of users, sessions and access entries.
func Schema() store.Schema { return store.Schema{Name: "access", Files: schemaFiles} }

var (
	users   = ledger.NewBook[User]("user_book")
	entries = ledger.Logged("access_entry", 1, "id:s at:i actor:s purpose:s purpose_ref:s subject:s what:s bits:f result:s")
)

// Tables lists the logged tables.
func Tables() []ledger.Table { return []ledger.Table{users.Table, houses.Table, limits.Table, entries} }

// User is somebody who works with focalpoint.
type User struct {
	ID       focalpoint.UserID  `json:"id"`
	Name     string             `json:"name"` // sign-in name, lower case
	Display  string             `json:"display"`
	Roles    []Role             `json:"roles"`
	Party    focalpoint.PartyID `json:"party,omitempty"`    // the authority he works for
	Language string             `json:"language,omitempty"` // ar, zh, en, fr, ru, es
	Disabled bool               `json:"disabled,omitempty"`
}

// May says whether the user's roles grant p.
func (u User) May(p Permission) bool { return !u.Disabled && May(u.Roles, p) }

// Users manages accounts and sessions. Clock and randomness come from the log.
type Users struct {
	log   *ledger.Log
	known KnownFunc
}

// NewUsers returns the accounts kept in the log's database.
func NewUsers(log *ledger.Log) *Users { return &Users{log: log} }

// Any says whether there is an account at all; without one the first-run page
// makes the administrator.
func (s *Users) Any(ctx context.Context) (bool, error) {
	var n int64
	err := s.log.DB.QueryRowContext(ctx, `SELECT COUNT(*) FROM account`).Scan(&n)
	return n > 0, err
}

// Save makes (base 0) or changes a user, with a reason; password "" leaves it as it is.
func (s *Users) Save(ctx context.Context, actor focalpoint.UserID, u User, base int64, password, reason string) (User, error) {
	const op = "access.Save"
	u.Name = strings.ToLower(strings.TrimSpace(u.Name))
	var wrong focalpoint.Fields
	if u.Name == "" || len(u.Name) > 64 || strings.ContainsAny(u.Name, " \t\n\x00/") {
		wrong.Add("name", "a sign-in name is 1 to 64 letters or digits without blanks")
	}
	if len(u.Roles) == 0 {
		wrong.Add("roles", "choose at least one role")
	}
	for _, r := range u.Roles {
		if !r.Valid() {
			wrong.Add("roles", "%q is no role", r)
		}
	}
	if (base == 0 || password != "") && utf8.RuneCountInString(password) < MinPassword {
		wrong.Add("password", "a password has at least %d characters", MinPassword)
	}
	if base > 0 && strings.TrimSpace(reason) == "" {
		wrong = append(wrong, &focalpoint.Error{Kind: focalpoint.KindInvalid, Field: "reason", Msg: "say why the record is changed", Key: "person.err.reason"})
	}
	if err := wrong.Err(op); err != nil {
		return User{}, err
	}
	hash, err := "", error(nil)
	if password != "" {
		if hash, err = hashPassword(password, s.log.Rand); err != nil {
			return User{}, err
		}
	}
	_, err = s.log.Write(ctx, ledger.Entry{Actor: actor, Action: "user.save", Subject: u.Name}, func(tx *ledger.Tx) error {
		if u.ID == "" {
			u.ID = focalpoint.UserID(tx.NewID(focalpoint.PrefixUser))
		}
		version, err := users.Put(ctx, tx, string(u.ID), base, u, reason)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM account WHERE id = $1`, string(u.ID)); err != nil {
			return err
		}
		disabled := int64(0)
		if u.Disabled {
			disabled = 1
		}
		if _, err := tx.Exec(ctx, `INSERT INTO account (id, name, version, disabled) VALUES ($1, $2, $3, $4)`, string(u.ID), u.Name, version, disabled); err != nil {
			if store.Duplicate(err) {
				return focalpoint.Invalid(op, "name", "there is already an account %q; choose another name", u.Name)
			}
			return err
		}
		if disabled == 1 || hash != "" {
			if _, err := tx.Exec(ctx, `DELETE FROM session WHERE account = $1`, string(u.ID)); err != nil {
				return err
			}
		}
		if hash == "" {
			return nil
		}
		if _, err := tx.Exec(ctx, `DELETE FROM credential WHERE account = $1`, string(u.ID)); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO credential (account, hash, at) VALUES ($1, $2, $3)`, string(u.ID), hash, tx.At.UnixMicro())
		return err
	})
	return u, err
}

// Get returns a user with the version to base a change on.
func (s *Users) Get(ctx context.Context, id focalpoint.UserID) (ledger.Version[User], error) {
	return users.Get(ctx, s.log.DB, string(id))
}

// List returns every user by sign-in name.
func (s *Users) List(ctx context.Context) ([]ledger.Version[User], error) {
	rows, err := s.log.DB.QueryContext(ctx, `SELECT id FROM account ORDER BY name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return users.Many(ctx, s.log.DB, ids)
}

// MinPassword is the least number of characters of a password (NIST SP 800-63B: at
// least 8; we ask for more because accounts open personal data).
const MinPassword = 12

// Limits of guessing: after failures within the window a name must wait.
const (
	maxFailures   = 8
	failureWindow = 15 * time.Minute
	sessionLife   = 12 * time.Hour
	sessionIdle   = 2 * time.Hour
)

// SignIn checks name and password and opens a session. The token is for the
// cookie; only its hash is kept. A wrong name and a wrong password give the
// same error and take the same time.
func (s *Users) SignIn(ctx context.Context, name, password string) (token string, u User, err error) {
	const op = "access.SignIn"
	name = strings.ToLower(strings.TrimSpace(name))
	now := s.log.Now()
	var failures int64
	if err := s.log.DB.QueryRowContext(ctx, `SELECT COUNT(*) FROM sign_in_failure WHERE name = $1 AND at > $2`, name, now.Add(-failureWindow).UnixMicro()).Scan(&failures); err != nil {
		return "", User{}, err
	}
	if failures >= maxFailures {
		return "", User{}, focalpoint.Errorf(op, focalpoint.KindForbidden, "too many wrong passwords for this name; wait a quarter of an hour")
	}
	var id, hash string
	err = s.log.DB.QueryRowContext(ctx, `SELECT a.id, c.hash FROM account a JOIN credential c ON c.account = a.id WHERE a.name = $1 AND a.disabled = 0`, name).Scan(&id, &hash)
	if err != nil && !store.Missing(err) {
		return "", User{}, err
	}
	if err != nil {
		hash = absentHash
	}
	if !checkPassword(hash, password) || id == "" {
		return "", User{}, s.failed(ctx, name, failures, now)
	}
	v, err := users.Get(ctx, s.log.DB, id)
	if err != nil {
		return "", User{}, err
	}
	token, err = s.OpenSession(ctx, v.Doc.ID)
	return token, v.Doc, err
}

func (s *Users) failed(ctx context.Context, name string, n int64, now time.Time) error {
	err := s.log.DB.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM sign_in_failure WHERE at < $1`, now.Add(-24*time.Hour).UnixMicro()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO sign_in_failure (name, at, n) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, name, now.UnixMicro(), n)
		return err
	})
	if err != nil {
		return err
	}
	return focalpoint.Errorf("access.SignIn", focalpoint.KindSignIn, "name or password is wrong")
}

// OpenSession opens a session for a user who has proved who he is.
func (s *Users) OpenSession(ctx context.Context, id focalpoint.UserID) (string, error) {
	var b [32]byte
	if _, err := io.ReadFull(s.log.Rand, b[:]); err != nil {
		return "", err
	}
	token := hex.EncodeToString(b[:])
	now := s.log.Now()
	return token, s.log.DB.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM session WHERE expires < $1`, now.UnixMicro()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO session (token, account, created, seen, expires) VALUES ($1, $2, $3, $4, $5)`,
			tokenHash(token), string(id), now.UnixMicro(), now.UnixMicro(), now.Add(sessionLife).UnixMicro())
		return err
	})
}

// Session returns the user of a token; an unknown or expired one is an error
// of KindSignIn.
func (s *Users) Session(ctx context.Context, token string) (User, error) {
	var id string
	var seen, expires int64
	now := s.log.Now()
	err := s.log.DB.QueryRowContext(ctx, `SELECT account, seen, expires FROM session WHERE token = $1`, tokenHash(token)).Scan(&id, &seen, &expires)
	if err != nil && !store.Missing(err) {
		return User{}, err
	}
	if err != nil || now.UnixMicro() > expires || now.Sub(time.UnixMicro(seen)) > sessionIdle {
		return User{}, focalpoint.Errorf("access.Session", focalpoint.KindSignIn, "sign in first")
	}
	if now.Sub(time.UnixMicro(seen)) > 5*time.Minute {
		err := s.log.DB.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE session SET seen = $1 WHERE token = $2`, now.UnixMicro(), tokenHash(token))
			return err
		})
		if err != nil {
			return User{}, err
		}
	}
	v, err := users.Get(ctx, s.log.DB, id)
	return v.Doc, err
}

// SignOut ends a session.
func (s *Users) SignOut(ctx context.Context, token string) error {
	return s.log.DB.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM session WHERE token = $1`, tokenHash(token))
		return err
	})
}

func tokenHash(token string) []byte {
	h := sha256.Sum256([]byte("focalpoint/session/" + token))
	return h[:]
}

// argon2id with the second recommended option of RFC 9106 (64 MiB, 3 passes),
// one lane so that an old machine can do it.
const (
	argonTime, argonMemory, argonLanes, argonKey = 3, 64 * 1024, 1, 32
	absentHash                                   = "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)

func hashPassword(password string, rnd io.Reader) (string, error) {
	var salt [16]byte
	if _, err := io.ReadFull(rnd, salt[:]); err != nil {
		return "", err
	}
	key := argon2.IDKey([]byte(password), salt[:], argonTime, argonMemory, argonLanes, argonKey)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", argonMemory, argonTime, argonLanes, b64.EncodeToString(salt[:]), b64.EncodeToString(key)), nil
}

func checkPassword(hash, password string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	params := map[string]int{}
	for _, p := range strings.Split(parts[3], ",") {
		k, v, _ := strings.Cut(p, "=")
		n, err := strconv.Atoi(v)
		if err != nil || n <= 0 || n > 1<<21 {
			return false
		}
		params[k] = n
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || params["t"] == 0 || params["m"] == 0 || params["p"] == 0 || params["p"] > 255 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, uint32(params["t"]), uint32(params["m"]), uint8(params["p"]), uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}
