package attachment

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"

	"focalpoint"
)

// maxPixelBytes bounds the memory one decoded picture may take. A small file
// can claim a picture of many gigabytes.
const maxPixelBytes = 320 << 20

func decodable(media string) bool {
	return media == "image/jpeg" || media == "image/png" || media == "image/gif"
}

// decodeWhole reads every pixel of a picture (the first of a moving one), so
// that a torn or forged file is told to the one who sends it and not to the
// court that opens it years later.
func decodeWhole(media string, content []byte) (image.Point, error) {
	img, err := decode(media, content)
	if err != nil {
		return image.Point{}, err
	}
	return img.Bounds().Size(), nil
}

func decode(media string, content []byte) (image.Image, error) {
	var config image.Config
	var err error
	r := bytes.NewReader(content)
	switch media {
	case "image/jpeg":
		config, err = jpeg.DecodeConfig(r)
	case "image/png":
		config, err = png.DecodeConfig(r)
	default:
		config, err = gif.DecodeConfig(r)
	}
	if err != nil {
		return nil, fmt.Errorf("it is damaged (%w); take or export it again", err)
	}
	if config.Width <= 0 || config.Height <= 0 {
		return nil, fmt.Errorf("it has no size; take or export it again")
	}
	if int64(config.Width)*int64(config.Height) > maxPixelBytes/pixelBytes(config.ColorModel) {
		return nil, fmt.Errorf("it has %d by %d points, more than can be shown; make it smaller", config.Width, config.Height)
	}
	r.Reset(content)
	var img image.Image
	switch media {
	case "image/jpeg":
		img, err = jpeg.Decode(r)
	case "image/png":
		img, err = png.Decode(r)
	default:
		img, err = gif.Decode(r)
	}
	if err != nil {
		return nil, fmt.Errorf("it is damaged or cut off (%w); take or export it again", err)
	}
	return img, nil
}

func pixelBytes(m color.Model) int64 {
	switch m {
	case color.GrayModel:
		return 1
	case color.Gray16Model:
		return 2
	case color.YCbCrModel:
		return 3
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	}
	if _, ok := m.(color.Palette); ok {
		return 1
	}
	return 4
}

// Thumbnail returns a small JPEG of a viewable picture: the longer side at
// most side points, turned as the camera says. It is made anew from the
// pixels, so nothing hidden in the file passes through.
func (s *Store) Thumbnail(ctx context.Context, sha string, side int) ([]byte, error) {
	info, content, err := s.Read(ctx, sha)
	if err != nil {
		return nil, err
	}
	if !info.Viewable() {
		return nil, focalpoint.Errorf("attachment.Thumbnail", focalpoint.KindInvalid, "the file %s is no picture that can be shown", sha)
	}
	select {
	case s.decoding <- struct{}{}:
		defer func() { <-s.decoding }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	img, err := decode(info.Media, content)
	if err != nil {
		return nil, fmt.Errorf("the stored picture %s cannot be read: %w", sha, err)
	}
	turn := 1
	if info.Media == "image/jpeg" {
		turn = orientation(content)
	}
	var out bytes.Buffer
	err = jpeg.Encode(&out, turned(shrink(img, max(16, min(side, 2000))), turn), &jpeg.Options{Quality: 80})
	return out.Bytes(), err
}

// shrink averages the points under each point of the smaller picture.
func shrink(img image.Image, side int) *image.RGBA {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if longer := max(w, h); longer > side {
		w, h = max(1, w*side/longer), max(1, h*side/longer)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		y0, y1 := b.Min.Y+y*b.Dy()/h, b.Min.Y+(y+1)*b.Dy()/h
		for x := range w {
			x0, x1 := b.Min.X+x*b.Dx()/w, b.Min.X+(x+1)*b.Dx()/w
			out.SetRGBA(x, y, mean(img, x0, y0, max(x1, x0+1), max(y1, y0+1)))
		}
	}
	return out
}

// mean takes at most 16 points a side: more make no visible difference.
func mean(img image.Image, x0, y0, x1, y1 int) color.RGBA {
	var r, g, b, n uint64
	dx, dy := max(1, (x1-x0)/16), max(1, (y1-y0)/16)
	for y := y0; y < y1; y += dy {
		for x := x0; x < x1; x += dx {
			pr, pg, pb, pa := img.At(x, y).RGBA()
			white := 0xffff - uint64(pa) // what is transparent shows white paper
			r, g, b, n = r+uint64(pr)+white, g+uint64(pg)+white, b+uint64(pb)+white, n+1
		}
	}
	return color.RGBA{uint8(r / n >> 8), uint8(g / n >> 8), uint8(b / n >> 8), 0xff}
}

// turned puts a picture upright after the Exif orientation 1 to 8.
func turned(img *image.RGBA, orientation int) *image.RGBA {
	if orientation <= 1 || orientation > 8 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	ow, oh := w, h
	if orientation >= 5 {
		ow, oh = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, ow, oh))
	for y := range oh {
		for x := range ow {
			sx, sy := x, y
			switch orientation {
			case 2:
				sx = w - 1 - x
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sy = h - 1 - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, h-1-x
			case 7:
				sx, sy = w-1-y, h-1-x
			case 8:
				sx, sy = w-1-y, x
			}
			out.SetRGBA(x, y, img.RGBAAt(sx, sy))
		}
	}
	return out
}

// orientation reads tag 0x0112 of the first Exif directory of a JPEG; 1 when
// there is none.
func orientation(content []byte) int {
	for at := 2; at+4 <= len(content) && content[at] == 0xff; {
		n := int(content[at+2])<<8 | int(content[at+3])
		if content[at+1] == 0xda || n < 2 || at+2+n > len(content) {
			return 1
		}
		if content[at+1] == 0xe1 && n > 16 && bytes.HasPrefix(content[at+4:], []byte("Exif\x00\x00")) {
			return exifOrientation(content[at+10 : at+2+n])
		}
		at += 2 + n
	}
	return 1
}

func exifOrientation(tiff []byte) int {
	if len(tiff) < 14 {
		return 1
	}
	little := tiff[0] == 'I'
	u16 := func(i int) int {
		if i < 0 || i+2 > len(tiff) {
			return 0
		}
		if little {
			return int(tiff[i]) | int(tiff[i+1])<<8
		}
		return int(tiff[i])<<8 | int(tiff[i+1])
	}
	u32 := func(i int) int {
		if little {
			return u16(i) | u16(i+2)<<16
		}
		return u16(i)<<16 | u16(i+2)
	}
	dir := u32(4)
	for i := range min(u16(dir), 200) {
		if entry := dir + 2 + 12*i; u16(entry) == 0x0112 {
			if v := u16(entry + 8); v >= 1 && v <= 8 {
				return v
			}
		}
	}
	return 1
}
