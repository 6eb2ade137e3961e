package static

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
)

// build is the embedded files as they are served.
type build struct {
	prefix string   // "/static/{hash}/"
	names  []string // ascending
	assets map[string]*asset
}

// asset is one file with its header values made once.
type asset struct {
	contentType []string
	plain       form
	gzip        *form // nil where it would not be smaller
}

// form is one of the representations of an asset.
type form struct {
	body   []byte
	length []string
}

func newForm(body []byte) form { return form{body, []string{strconv.Itoa(len(body))}} }

// hashLength is the number of hexadecimal digits of the build hash in an
// address: 48 bits, where builds are told apart and no one is kept out.
const hashLength = 12

func newBuild(files fs.FS) (*build, error) {
	found, err := read(files)
	if err != nil {
		return nil, err
	}
	b := &build{names: slices.Sorted(maps.Keys(found)), assets: map[string]*asset{}}
	sum := sha256.New()
	for _, name := range b.names {
		fmt.Fprintf(sum, "%s %d\n", name, len(found[name]))
		sum.Write(found[name])
		if b.assets[name], err = newAsset(name, found[name]); err != nil {
			return nil, err
		}
	}
	b.prefix = Prefix + hex.EncodeToString(sum.Sum(nil))[:hashLength] + "/"
	return b, nil
}

func newAsset(name string, body []byte) (*asset, error) {
	ct, ok := contentTypes[path.Ext(name)]
	if !ok {
		return nil, fmt.Errorf("static/%s: no content type is known for %q; add it to contentTypes", name, path.Ext(name))
	}
	a := &asset{contentType: []string{ct}, plain: newForm(body)}
	if packed := Gzip(body); packed != nil {
		f := newForm(packed)
		a.gzip = &f
	}
	return a, nil
}

// contentTypes are written down here because mime.TypeByExtension asks the
// machine that it runs on.
var contentTypes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".ico":         "image/x-icon",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".txt":         "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json",
}
