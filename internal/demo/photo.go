package demo

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"

	"focalpoint"
	"focalpoint/internal/seizure"
	"focalpoint/mark"
)

// Size of a drawn photograph in pixels, small enough for a poor line.
const photoWidth, photoHeight = 320, 200

// photographs draws an exhibit and its mark as they would be photographed, for planted cases and for every fourth
// other item, and stores the pictures by their digests.
func (l *loader) photographs(ctx context.Context, in *Incident, line int, x *Exhibit) ([]seizure.Photo, error) {
	if kind := x.Describes.Kind; kind != focalpoint.Firearm && kind != focalpoint.Part || in.Case == "" && l.days(in.Number, 0, 3) > 0 {
		return nil, nil
	}
	var out []seizure.Photo
	for _, shot := range []struct {
		name, caption string
		picture       []byte
	}{{"whole", "the whole item (exercise, drawn)", drawing(x, false)}, {"mark", "the mark (exercise, drawn)", drawing(x, true)}} {
		name := fmt.Sprintf("%s-%d-%s.png", in.Number, line+1, shot.name)
		info, err := l.Files.Put(ctx, Actor, name, bytes.NewReader(shot.picture))
		if err != nil {
			return nil, fmt.Errorf("photograph %s: %w", name, err)
		}
		out = append(out, seizure.Photo{SHA: info.SHA, Caption: shot.caption})
	}
	return out, nil
}

var (
	paper = color.RGBA{0xe8, 0xe6, 0xdf, 0xff}
	steel = color.RGBA{0x3c, 0x41, 0x47, 0xff}
	worn  = color.RGBA{0x8d, 0x92, 0x97, 0xff}
	label = color.RGBA{0xb0, 0x40, 0x20, 0xff}
)

// drawing draws an exhibit, or its number close up. What is ground off is drawn as scratches.
func drawing(x *Exhibit, closeUp bool) []byte {
	img := image.NewRGBA(image.Rect(0, 0, photoWidth, photoHeight))
	fill := func(c color.Color, x0, y0, x1, y1 int) {
		draw.Draw(img, image.Rect(x0, y0, x1, y1), image.NewUniform(c), image.Point{}, draw.Src)
	}
	fill(paper, 0, 0, photoWidth, photoHeight)
	for at := 0; at < photoWidth; at += 20 { // the scale every evidence photograph has
		fill([]color.Color{steel, paper}[at/20%2], at, photoHeight-10, at+20, photoHeight-4)
	}
	write(img, "EXERCISE", 8, 8, 2, label)
	text := ""
	if len(x.Marks) > 0 {
		text = mark.Fold(x.Marks[0].Text)
	}
	if closeUp {
		fill(steel, 20, 60, photoWidth-20, 140)
		if text == "" {
			for i := range 26 { // traces of a grinder
				fill(worn, 60+7*i, 80+(i*13)%17, 64+7*i, 118+(i*7)%13)
			}
		}
		write(img, text, 36, 84, min(5, 250/max(1, 6*len([]rune(text)))), paper)
		return encode(img)
	}
	switch {
	case x.Describes.Kind == focalpoint.Part:
		fill(steel, 70, 90, 250, 112)
	case strings.Contains(strings.ToLower(x.Describes.Type.Raw), "gun"), strings.Contains(strings.ToLower(x.Describes.Type.Raw), "rifle"):
		fill(steel, 20, 88, 220, 98)
		fill(steel, 150, 96, 230, 116)
		fill(color.RGBA{0x7a, 0x55, 0x33, 0xff}, 226, 92, 304, 126)
	default:
		fill(steel, 70, 70, 240, 100)
		fill(steel, 190, 98, 236, 164)
		fill(paper, 160, 104, 184, 122)
		fill(steel, 156, 100, 160, 126)
	}
	write(img, text, 96, 104-22, 1, paper)
	return encode(img)
}

// encode writes a picture; the encoder does not fail on one held in memory.
func encode(img image.Image) []byte {
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(&b, img); err != nil {
		panic(fmt.Sprintf("demo: a drawing cannot be encoded: %v", err))
	}
	return b.Bytes()
}

// write puts text onto a picture in block letters; a symbol without a shape of its own is a framed block.
func write(img *image.RGBA, text string, left, top, scale int, c color.Color) {
	shapes := blockLetters()
	for _, r := range text {
		rows, ok := shapes[r]
		if !ok {
			rows = [7]byte{31, 17, 17, 17, 17, 17, 31}
		}
		for y, bits := range rows {
			for bit := range 5 {
				if bits&(16>>bit) != 0 {
					at := image.Rect(left+bit*scale, top+y*scale, left+(bit+1)*scale, top+(y+1)*scale)
					draw.Draw(img, at, image.NewUniform(c), image.Point{}, draw.Src)
				}
			}
		}
		left += 6 * scale
	}
}
