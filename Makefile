# Ngamhoa. Two commands matter: `make run` and `make test`; both do every install themselves on Debian 12 with
# Rust, Node 20 and root (without root they say what to install).

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.PHONY: run demo test lint test-rust test-web test-e2e pictures bench fault gen setup setup-browser setup-database setup-fault web clean

TARGET := $(or $(CARGO_TARGET_DIR),target)
RELEASE := $(TARGET)/release
DEMO := .cache/hai_phong.gpkg
STORE ?=

# --- using it -------------------------------------------------------------------------------------------------------

## The service with the Hai Phong demo on http://127.0.0.1:8080 (NGAMHOA_LISTEN for another address).
run: $(DEMO)
	exec $(RELEASE)/ngamhoa serve --store $(DEMO)

## A store with the demo in it: make demo STORE=x.gpkg
demo: build
	@test -n "$(STORE)" || { echo "say where: make demo STORE=x.gpkg" >&2; exit 2; }
	geodata/demo.sh $(RELEASE) "$(STORE)"

build: setup web
	cargo build --release --locked --bins

$(DEMO): build $(wildcard geodata/hai_phong/* geodata/generate/*.rs geodata/cities/*)
	rm -f $(DEMO) $(DEMO)-wal $(DEMO)-shm
	geodata/demo.sh $(RELEASE) $(DEMO)

.PHONY: build

# --- proving it -----------------------------------------------------------------------------------------------------

## Every test there is. Changes no tracked file.
test: setup setup-browser setup-database web lint test-rust test-web test-e2e

lint:
	cargo fmt --all --check
	cargo clippy --locked --all-targets -- -D warnings

test-rust: setup-database
	cargo test --locked

test-web: web/node_modules/.installed
	cd web && npm run check && npm test

## The page in a real browser against the real binary.
test-e2e: setup-browser web
	cargo build --locked --bins
	rm -f .cache/e2e.gpkg*
	geodata/demo.sh $(TARGET)/debug .cache/e2e.gpkg
	cd web && NGAMHOA_BIN="$(abspath $(TARGET))/debug/ngamhoa" NGAMHOA_STORE="$(CURDIR)/.cache/e2e.gpkg" node --test --test-concurrency=1 test/e2e/

## README's pictures, made by the same browser.
pictures: setup-browser build $(DEMO)
	cd web && NGAMHOA_BIN="$(abspath $(RELEASE))/ngamhoa" NGAMHOA_STORE="$(CURDIR)/$(DEMO)" node test/pictures.mjs

## Medians of the service under load, and PostGIS asked the same beside it, as two tables.
bench: build setup-database
	benches/run.sh $(RELEASE)
	benches/postgis.sh $(RELEASE) .cache/bench 200k

## Breaks a running service in every way expected of it, for real, and proves that nothing was lost. About ten minutes, as root.
fault: build setup-database setup-fault
	tests/fault/run $(RELEASE)

# --- making it ------------------------------------------------------------------------------------------------------

web: web/dist/index.html

web/node_modules/.installed: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	touch $@

web/dist/index.html: web/node_modules/.installed $(shell find web/src web/public web/index.html web/vite.config.ts 2>/dev/null)
	cd web && npm run build

## The demo's files and city, as the generator writes them: the same bytes each time.
gen: setup
	cargo build --release --locked --bin geodata
	$(RELEASE)/geodata demo -o .cache/demo

setup:
	@.ci/packages build

setup-browser:
	@.ci/packages browser

setup-database:
	@.ci/packages database

setup-fault:
	@.ci/packages fault

clean:
	rm -rf .cache web/dist web/node_modules
	cargo clean
