package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"

	"golang.org/x/sync/semaphore"
)

// mostPixels bounds a picture before it is unpacked.
const mostPixels = 40_000_000

// painters bounds how many pixels are unpacked at once, by all requests together.
var painters = semaphore.NewWeighted(mostPixels)

// redrawn decodes a picture and encodes it again: notes of place and device, hidden
// trailers and whatever else is not picture stay behind. Which way up it is, is kept.
func redrawn(ctx context.Context, kind fileKind, name string, data []byte) ([]byte, error) {
	size, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, refuseFile("file-type", name)
	}
	pixels := int64(size.Width) * int64(size.Height)
	if pixels <= 0 || pixels > mostPixels {
		return nil, refuseFile("picture-too-large", name)
	}
	if err := painters.Acquire(ctx, pixels); err != nil {
		return nil, err
	}
	defer painters.Release(pixels)
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, refuseFile("file-type", name)
	}
	var out bytes.Buffer
	if kind.mime == pngFile.mime {
		err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, picture)
		return out.Bytes(), err
	}
	if err = jpeg.Encode(&out, picture, &jpeg.Options{Quality: 90}); err != nil {
		return nil, err
	}
	return upright(out.Bytes(), orientation(data)), nil
}

// upright notes the orientation, and nothing else, in a JPEG that was just encoded.
func upright(jpg []byte, orientation uint16) []byte {
	if orientation < 2 || orientation > 8 {
		return jpg
	}
	note := []byte("\xff\xe1\x00\x22Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00")
	binary.BigEndian.PutUint16(note[28:], orientation)
	out := make([]byte, 0, len(jpg)+len(note))
	out = append(out, jpg[:2]...)
	out = append(out, note...)
	return append(out, jpg[2:]...)
}

// orientation reads which way up a JPEG is from its EXIF note; 1, upright, when it does not say.
func orientation(jpg []byte) uint16 {
	for at := 2; at+4 <= len(jpg) && jpg[at] == 0xff && jpg[at+1] != 0xda; {
		n := int(binary.BigEndian.Uint16(jpg[at+2:]))
		end := at + 2 + n
		if n < 2 || end > len(jpg) {
			break
		}
		if note, ok := bytes.CutPrefix(jpg[at+4:end], []byte("Exif\x00\x00")); jpg[at+1] == 0xe1 && ok {
			return tiffOrientation(note)
		}
		at = end
	}
	return 1
}

func tiffOrientation(tiff []byte) uint16 {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	first := int64(order.Uint32(tiff[4:]))
	if first+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[first+2:]
	for range order.Uint16(tiff[first:]) {
		if len(entries) < 12 {
			break
		}
		if order.Uint16(entries) == 0x0112 {
			return order.Uint16(entries[8:])
		}
		entries = entries[12:]
	}
	return 1
}
