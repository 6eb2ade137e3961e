# Every command that this repository knows. `make run` needs Go alone;
# `make test` installs what else it needs where it may.

build := .build
staticcheck := go tool -modfile=.tools/go.mod staticcheck
templ := go tool templ
# These work on what they alone have, and watching them takes more than half of the
# time; nothing of ours is exempt, nor what hands data on between goroutines.
unwatched := modernc.org github.com/goccy/go-yaml github.com/alecthomas/chroma github.com/yuin/goldmark github.com/dlclark/regexp2 \
	github.com/makiuchi-d/gozxing github.com/boombuler/barcode golang.org/x/net/html
# Without the paths of this checkout, what was built for another one need not be built
# again.
race := -race -trimpath $(patsubst %,-gcflags=%/...=-race=false,$(unwatched))

.PHONY: run build test race-flags dev check generate bench recordings fuzz vulncheck load

run: build
	@$(build)/wirewalk

# One static binary, with the version that Git knows.
build:
	@mkdir -p $(build)
	CGO_ENABLED=0 go build -trimpath -ldflags "-X main.stamp=$$(git describe --tags --always --dirty 2>/dev/null)" -o $(build)/wirewalk ./app

# Packages spend much of their time waiting: twice as many at once as there are cores
# keep these busy. The browser's tests come last and by themselves: rows wait for a
# browser's own clock, and for its turn on a busy machine they would wait too long. The
# program that they drive is built with -race; what drives it need not be. Those of
# several instances are for .ci/run: they want PostgreSQL, Redis and nginx. So are the
# browser's tests that call thorough, unless WIREWALK_TEST_THOROUGH is set.
test:
	@bash .ci/setup
	go test $(race) -p $$((2 * $$(getconf _NPROCESSORS_ONLN))) $$(go list ./... | grep -v -e '/app/e2e$$' -e '/app/cluster$$')
	go test -timeout 40m ./app/e2e

# For whatever else builds with the race detector.
race-flags:
	@echo $(race)

# The browser reloads when a template, a style sheet, a script or a lesson
# changes. Open the address that it prints last, not the program's own.
dev:
	$(templ) generate --watch --proxy=http://127.0.0.1:8080 --open-browser=false --cmd="go run ./app" \
		--watch-pattern='(.+\.(go|templ|css|js|svg|yaml)$$)|(.+_templ\.txt$$)'

check:
	@bash .ci/check

# Markup from the templates, the schema of a lesson from its types, and README's
# table of settings from the program.
generate:
	$(templ) generate
	go test ./lessons -count=1 -run TestSchemaIsFresh -schema
	go test ./app -count=1 -run TestReadmeHasTheSettings -readme

# One table: Wirewalk beside what it is compared with, in one run.
# The small parts alone: go test -run '^$' -bench . ./app/internal/...
bench:
	go run ./app/load --bench

# Plays each script in Chromium and writes lessons/content/recordings.
recordings:
	@bash .ci/setup
	go test ./app/e2e -count=1 -run TestRecordings -recordings

# One minute for each fuzz target, or as long as fuzztime says.
fuzztime := 60s
fuzz:
	@bash .ci/fuzz $(fuzztime)

# Vulnerabilities in what this program calls that are known today.
vulncheck:
	@bash .ci/vulncheck latest

# Two hundred students who walk by themselves, then a class of three hundred that
# an instructor leads.
load:
	go run ./app/load
	go run ./app/load --class --students 300
