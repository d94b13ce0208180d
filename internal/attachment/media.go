package attachment

import (
	"archive/zip"
	"bytes"
	"io"
	"net/mail"
	"path"
	"strings"
	"unicode/utf8"

	"focalpoint"
)

// Accepted lists the media types that are taken, in the order in which they
// are named to the user.
func Accepted() []string {
	return []string{"image/jpeg", "image/png", "image/gif", "image/tiff", "image/webp", "image/heic", "application/pdf",
		mediaDocx, mediaXlsx, mediaOdt, mediaOds, mediaMail, mediaOutlook, mediaSurface, mediaText}
}

const (
	mediaDocx    = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	mediaXlsx    = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	mediaOdt     = "application/vnd.oasis.opendocument.text"
	mediaOds     = "application/vnd.oasis.opendocument.spreadsheet"
	mediaMail    = "message/rfc822"
	mediaOutlook = "application/vnd.ms-outlook"
	mediaSurface = "application/x-x3p" // a measured surface (ISO 25178-72), which has no registered type
	mediaText    = "text/plain"
)

const maxName = 200

// Examine decides from its bytes what a file is, and whether it is taken. It
// keeps nothing.
func Examine(name string, content []byte) (Info, error) {
	info := Info{SHA: DigestOf(content), Size: int64(len(content)), Name: cleanName(name)}
	const op = "attachment.Examine"
	switch {
	case len(content) == 0:
		return Info{}, focalpoint.Invalid(op, "file", "the file %q is empty; choose it again", info.Name)
	case len(content) > MaxSize:
		return Info{}, &focalpoint.Error{Op: op, Kind: focalpoint.KindTooLarge, Field: "file", Msg: "the file " + info.Name + " is larger than 24 MB; send a smaller picture or fewer pages"}
	}
	media, reason := sniff(content)
	if reason != "" {
		return Info{}, focalpoint.Invalid(op, "file", "the file %q is not taken: %s", info.Name, reason)
	}
	info.Media = media
	if decodable(media) {
		size, err := decodeWhole(media, content)
		if err != nil {
			return Info{}, focalpoint.Invalid(op, "file", "the picture %q is not taken: %v", info.Name, err)
		}
		info.Width, info.Height = size.X, size.Y
	}
	return info, nil
}

// cleanName drops folders and signs that could mislead a reader of a list, such
// as those that turn the writing direction.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || r == utf8.RuneError || r >= 0x200e && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, name)
	for len(name) > maxName {
		_, n := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-n]
	}
	if name == "." || name == "/" {
		return ""
	}
	return name
}

var signatures = []struct{ magic, media string }{
	{"\xff\xd8\xff", "image/jpeg"},
	{"\x89PNG\r\n\x1a\n", "image/png"},
	{"GIF87a", "image/gif"},
	{"GIF89a", "image/gif"},
	{"II*\x00", "image/tiff"},
	{"MM\x00*", "image/tiff"},
	{"%PDF-", "application/pdf"},
}

// sniff returns the media type, or the reason why the file is not taken.
func sniff(content []byte) (media, reason string) {
	for _, s := range signatures {
		if bytes.HasPrefix(content, []byte(s.magic)) {
			return s.media, ""
		}
	}
	switch {
	case len(content) > 12 && string(content[:4]) == "RIFF" && string(content[8:12]) == "WEBP":
		return "image/webp", ""
	case len(content) > 12 && string(content[4:8]) == "ftyp" && heic(string(content[8:12])):
		return "image/heic", ""
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		return sniffZip(content)
	case bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		if bytes.Contains(content, utf16("__substg1.0_")) {
			return mediaOutlook, ""
		}
		return "", "old office formats can carry programs; save it as PDF or DOCX and send that"
	case printable(content):
		if isMail(content) {
			return mediaMail, ""
		}
		return mediaText, ""
	}
	return "", "it is neither a picture, a PDF, an office document, a message nor plain text"
}

func heic(brand string) bool {
	switch brand {
	case "heic", "heix", "hevc", "mif1", "msf1", "avif":
		return true
	}
	return false
}

func sniffZip(content []byte) (media, reason string) {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil || len(z.File) > 5000 {
		return "", "its archive cannot be read; open it, save it again and send the new file"
	}
	types := map[string]string{"word/document.xml": mediaDocx, "xl/workbook.xml": mediaXlsx}
	for _, f := range z.File {
		lower := strings.ToLower(f.Name)
		if strings.Contains(lower, "vbaproject") || strings.Contains(lower, "activex/") || strings.HasPrefix(lower, "basic/") {
			return "", "the document carries programs (macros or controls); save it without them, or as PDF, and send that"
		}
		if m, ok := types[f.Name]; ok {
			media = m
		}
		if media == "" && path.Base(f.Name) == "main.xml" && strings.Contains(head(f, 4096), "http://www.opengps.eu/2008/ISO5436_2") {
			media = mediaSurface
		}
		if f.Name == "mimetype" && f.UncompressedSize64 < 200 {
			media = openDocument(f)
		}
	}
	if media == "" {
		return "", "archives are not taken; send the files in it one by one"
	}
	return media, ""
}

func openDocument(f *zip.File) string {
	switch text := strings.TrimSpace(head(f, 200)); text {
	case mediaOdt, mediaOds:
		return text
	}
	return ""
}

// head is the beginning of a file in an archive; "" when it cannot be read.
func head(f *zip.File, n int64) string {
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, n))
	if err != nil {
		return ""
	}
	return string(text)
}

// printable says whether the content is plain text in UTF-8.
func printable(content []byte) bool {
	if !utf8.Valid(content) {
		return false
	}
	for _, b := range content {
		if b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' || b == 0x7f {
			return false
		}
	}
	return true
}

func isMail(content []byte) bool {
	m, err := mail.ReadMessage(bytes.NewReader(content))
	return err == nil && m.Header.Get("From") != "" && (m.Header.Get("Date") != "" || m.Header.Get("Received") != "")
}

func utf16(s string) []byte {
	out := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}
