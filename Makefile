# Lookbook. "make run" opens the studio, "make test" proves it; both set up
# whatever is missing first, and need no network once they have.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

VERSION ?= $(shell git describe --tags --always 2>/dev/null || echo dev)
# OpenGL ES: the same window, and a third of the time of a cold build.
UITAGS  := $(shell test "$$(uname -s)" = Linux && echo gles)
LDFLAGS := -s -w -X main.version=$(VERSION)
BIN     := bin/lookbook

.PHONY: help run test build release deb setup setup-test format lint unit fuzz window smoke notices clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

run: setup build ## open the studio on a sample shop (without a display: the same on the command line)
	@packaging/run.sh $(BIN)

test: setup-test ## everything that must hold; .ci/run calls it
	@packaging/test.sh

build: ## bin/lookbook
	@mkdir -p bin
	go build -trimpath -tags '$(UITAGS)' -ldflags '$(LDFLAGS)' -o $(BIN) .

deb: setup build ## a Debian package with the runtime library inside, in dist/
	@packaging/deb.sh $(BIN) $(VERSION)

setup: ## what building and running need
	@packaging/setup.sh run

setup-test: ## what the tests need besides
	@packaging/setup.sh test

format: ## rewrite the sources in their one format
	@packaging/tools.sh gofumpt -w $$(git ls-files -co --exclude-standard '*.go')

lint: ## formatting, vet, linters, import arrows
	@packaging/test.sh format vet lint arrows

unit: ## unit and contract tests with the race detector, seeds of the fuzz targets included
	@packaging/test.sh unit

fuzz: ## every fuzz target for FUZZTIME (20s)
	@packaging/fuzz.sh $${FUZZTIME:-20s}

window: ## the window under a virtual display, with a real drop from another process
	@packaging/test.sh window

smoke: build ## the command line on the samples
	@packaging/smoke.sh $(BIN)

notices: ## THIRD_PARTY.md from the modules that are linked
	go run ./packaging/notices

clean: ## what was built here; caches and user data stay
	rm -rf bin dist .run
