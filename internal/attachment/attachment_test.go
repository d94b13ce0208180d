package attachment_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/attachment"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

func onBoth(t *testing.T, fn func(t *testing.T, log *ledger.Log, s *attachment.Store)) {
	storetest.Run(t, []store.Schema{ledger.Schema(), attachment.Schema()}, func(t *testing.T, db *store.DB) {
		log := &ledger.Log{DB: db, Now: func() time.Time { return storetest.Epoch }, Rand: rand.Reader}
		fn(t, log, attachment.New(log))
	})
}

func picture(t *testing.T, w, h int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, color.RGBA{uint8(255 * x / w), uint8(255 * y / h), 60, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPutAndRead(t *testing.T) {
	onBoth(t, func(t *testing.T, log *ledger.Log, s *attachment.Store) {
		ctx := context.Background()
		content := picture(t, 60, 40)
		info, err := s.Put(ctx, "us1", `C:\photos\slide "left".png`, bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		want := attachment.Info{SHA: attachment.DigestOf(content), Size: int64(len(content)), Media: "image/png", Name: `slide "left".png`,
			Width: 60, Height: 40, Added: storetest.Epoch, By: "us1"}
		if d := cmp.Diff(want, info); d != "" {
			t.Errorf("info (-want +got):\n%s", d)
		}
		again, err := s.Put(ctx, "us2", "other.png", bytes.NewReader(content))
		if err != nil || again != info {
			t.Errorf("the same file again: %v, %v; want the first %v", again, err, info)
		}
		got, bytesGot, err := s.Read(ctx, info.SHA)
		if err != nil || got != info || !bytes.Equal(bytesGot, content) {
			t.Errorf("read back %v, %d bytes, %v", got, len(bytesGot), err)
		}
		if head, err := log.Head(ctx); err != nil || head.Size != 1 {
			t.Errorf("log size %d, %v; one file is one entry", head.Size, err)
		}
		list, err := s.Infos(ctx, []string{strings.Repeat("0", 64), info.SHA})
		if err != nil || len(list) != 1 || list[0] != info {
			t.Errorf("infos %v, %v", list, err)
		}
		if _, err := s.Info(ctx, strings.Repeat("0", 64)); focalpoint.KindOf(err) != focalpoint.KindNotFound {
			t.Errorf("unknown file: %v", err)
		}
	})
}

func TestChangedContentIsSeen(t *testing.T) {
	onBoth(t, func(t *testing.T, log *ledger.Log, s *attachment.Store) {
		ctx := context.Background()
		info, err := s.Put(ctx, "us1", "letter.txt", strings.NewReader("We sold it in 1998."))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ledger.Verify(ctx, log.DB, attachment.Tables(), nil); err != nil {
			t.Fatal(err)
		}
		if err := log.DB.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE attachment SET content = $1`, []byte("We sold it in 1989."))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Read(ctx, info.SHA); focalpoint.KindOf(err) != focalpoint.KindMismatch {
			t.Errorf("reading a changed file: %v", err)
		}
		if _, err := ledger.Verify(ctx, log.DB, attachment.Tables(), nil); focalpoint.KindOf(err) != focalpoint.KindMismatch || !strings.Contains(err.Error(), info.SHA) {
			t.Errorf("verify: %v; must name %s", err, info.SHA)
		}
	})
}

func TestPutIn(t *testing.T) {
	onBoth(t, func(t *testing.T, log *ledger.Log, s *attachment.Store) {
		ctx := context.Background()
		var info attachment.Info
		_, err := log.Write(ctx, ledger.Entry{Actor: "us1", Action: "trace.letter"}, func(tx *ledger.Tx) (err error) {
			info, err = s.PutIn(ctx, tx, "letter.eml", []byte("From: a@b.example\r\nDate: Mon, 2 Jan 2006 15:04:05 -0700\r\n\r\nWe have no record.\r\n"))
			return err
		})
		if err != nil || info.Media != "message/rfc822" {
			t.Fatalf("%v, %v", info, err)
		}
	})
}

func document(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		w, err := z.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		if n == "mimetype" {
			w.Write([]byte("application/vnd.oasis.opendocument.text"))
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestExamine(t *testing.T) {
	jpg := func() []byte {
		var b bytes.Buffer
		img, err := png.Decode(bytes.NewReader(picture(t, 30, 20)))
		if err != nil {
			t.Fatal(err)
		}
		if err := jpeg.Encode(&b, img, nil); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}()
	bomb := append([]byte(nil), picture(t, 8, 8)...)
	copy(bomb[16:24], []byte{0, 2, 0, 0, 0, 2, 0, 0}) // claims 131072 by 131072 points
	for _, c := range []struct {
		name    string
		content []byte
		media   string
		refusal string
	}{
		{"a.jpg", jpg, "image/jpeg", ""},
		{"renamed.exe", jpg, "image/jpeg", ""},
		{"torn.jpg", jpg[:len(jpg)/2], "", "damaged"},
		{"bomb.png", bomb, "", "not taken"},
		{"scan.tif", []byte("II*\x00rest"), "image/tiff", ""},
		{"photo.heic", []byte("\x00\x00\x00\x18ftypheic----"), "image/heic", ""},
		{"a.webp", []byte("RIFF\x00\x00\x00\x00WEBPVP8 "), "image/webp", ""},
		{"letter.pdf", []byte("%PDF-1.7\n"), "application/pdf", ""},
		{"letter.docx", document(t, "[Content_Types].xml", "word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ""},
		{"letter.odt", document(t, "mimetype", "content.xml"), "application/vnd.oasis.opendocument.text", ""},
		{"macros.docx", document(t, "word/document.xml", "word/vbaProject.bin"), "", "macros"},
		{"controls.xlsx", document(t, "xl/workbook.xml", "xl/activeX/activeX1.xml"), "", "macros"},
		{"all.zip", document(t, "a.txt"), "", "archives"},
		{"old.doc", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"), "", "PDF"},
		{"note.txt", []byte("зброя\n"), "text/plain", ""},
		{"program.exe", []byte("MZ\x90\x00\x03"), "", "neither"},
		{"empty", nil, "", "empty"},
	} {
		info, err := attachment.Examine(c.name, c.content)
		if c.refusal != "" {
			if focalpoint.KindOf(err) != focalpoint.KindInvalid || !strings.Contains(err.Error(), c.refusal) {
				t.Errorf("%s: %v, %v; want a refusal with %q", c.name, info.Media, err, c.refusal)
			}
			continue
		}
		if err != nil || info.Media != c.media {
			t.Errorf("%s: %q, %v; want %q", c.name, info.Media, err, c.media)
		}
	}
	if _, err := attachment.Examine("big", make([]byte, attachment.MaxSize+1)); focalpoint.KindOf(err) != focalpoint.KindTooLarge {
		t.Errorf("too large: %v", err)
	}
}

func TestThumbnail(t *testing.T) {
	onBoth(t, func(t *testing.T, log *ledger.Log, s *attachment.Store) {
		ctx := context.Background()
		img, err := png.Decode(bytes.NewReader(picture(t, 400, 100)))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img, nil); err != nil {
			t.Fatal(err)
		}
		// An Exif block that says: turn a quarter to the clockwise side (6).
		exif := "Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00"
		segment := append([]byte{0xff, 0xe1, 0, byte(len(exif) + 2)}, exif...)
		content := append(append(append([]byte(nil), b.Bytes()[:2]...), segment...), b.Bytes()[2:]...)
		info, err := s.Put(ctx, "us1", "phone.jpg", bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		small, err := s.Thumbnail(ctx, info.SHA, 80)
		if err != nil {
			t.Fatal(err)
		}
		got, err := jpeg.Decode(bytes.NewReader(small))
		if err != nil || got.Bounds().Size() != image.Pt(20, 80) {
			t.Fatalf("thumbnail %v, %v; want 20 by 80", got.Bounds(), err)
		}
		// The side that was on the left (little red) is above after the turn.
		top, _, _, _ := got.At(10, 4).RGBA()
		bottom, _, _, _ := got.At(10, 75).RGBA()
		if top > bottom {
			t.Errorf("turned the wrong way: red %d above, %d below", top, bottom)
		}
	})
}

func FuzzExamine(f *testing.F) {
	f.Add([]byte("%PDF-1.4"))
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, content []byte) {
		info, err := attachment.Examine("f", content)
		if err == nil && (info.Media == "" || info.SHA != attachment.DigestOf(content)) {
			t.Errorf("taken without a type or under a wrong name: %+v", info)
		}
	})
}
