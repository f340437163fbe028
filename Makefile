# Two commands: `make run` starts Florin, `make test` runs every test. Both install what is missing and say what and why.

SWIFT ?= swift
JOBS ?= 2
DATA ?= ./data
LISTEN ?= 127.0.0.1:8080
ROUNDS ?= 50
TOOLS ?= $(CURDIR)/.build-tools

.PHONY: run build test lint crash-test bench install-build install-tools

run: build
	@scripts/run.sh "$(DATA)" "$(LISTEN)"

build: install-build
	$(SWIFT) build -c release -j $(JOBS) --product florin

test: install-build install-tools lint
	$(SWIFT) build --build-tests -j $(JOBS)
	FLORIN_TOOLS="$(TOOLS)/bin" $(SWIFT) test --skip-build

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Examples Package.swift

# The real server under load, killed with kill -9 ROUNDS times.
crash-test: install-build
	$(SWIFT) build --build-tests -j $(JOBS)
	FLORIN_CRASH_ROUNDS=$(ROUNDS) $(SWIFT) test --skip-build --filter florinTests.CrashTests

bench: build
	.build/release/florin bench ledger
	.build/release/florin bench http
	.build/release/florin bench memory
	.build/release/florin bench replay
	.build/release/florin bench views
	.build/release/florin bench reads
	.build/release/florin bench stream
	.build/release/florin bench messaging
	.build/release/florin bench relay
	.build/release/florin bench burst

install-build:
	@scripts/install.sh

install-tools:
	@scripts/install-tools.sh "$(TOOLS)"
