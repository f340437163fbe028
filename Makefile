# Two commands: `make run` starts Florin, `make test` runs every test. Both install what is missing and say what and why.

SWIFT ?= swift
JOBS ?= 2
DATA ?= ./data
LISTEN ?= 127.0.0.1:8080
ROUNDS ?= 50
TOOLS ?= $(CURDIR)/.build-tools

# The tests that start real message engines.
ENGINES = Messaging(Contract|Embedded|Postgres|Redis|RabbitMQ|Kafka|ActiveMQ|Leases)Tests|florinTests.(Intake|Client|RelayOutage)Tests
WIDTH = SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH
STRESS ?= 5000

.PHONY: run build test lint crash-test stress-test bench install-build install-tools

run: build
	@scripts/run.sh "$(DATA)" "$(LISTEN)"

build: install-build
	$(SWIFT) build -c release -j $(JOBS) --product florin

test: install-build install-tools lint
	$(SWIFT) build --build-tests -j $(JOBS)
	FLORIN_TOOLS="$(TOOLS)/bin" FLORIN_CONTRACT_STRESS=$(STRESS) SWIFT="$(SWIFT)" scripts/test.sh '$(ENGINES)'

# Every engine with 100,000 messages, members that are killed all the time, and freezes of half a minute.
stress-test: install-build install-tools
	$(SWIFT) build --build-tests -j $(JOBS)
	FLORIN_TOOLS="$(TOOLS)/bin" FLORIN_CONTRACT_STRESS=100000 FLORIN_CONTRACT_LONG=1 $(WIDTH)=4 \
	    $(SWIFT) test --skip-build --filter MessagingContractTests

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Examples Package.swift

# The real server under load, killed with kill -9 ROUNDS times.
crash-test: install-build
	$(SWIFT) build --build-tests -j $(JOBS)
	FLORIN_CRASH_ROUNDS=$(ROUNDS) $(SWIFT) test --skip-build --filter florinTests.CrashTests

bench: build install-tools
	.build/release/florin bench ledger
	.build/release/florin bench http
	.build/release/florin bench memory
	.build/release/florin bench replay
	.build/release/florin bench views
	.build/release/florin bench reads
	.build/release/florin bench stream
	$(SWIFT) build --product engine-server -j $(JOBS)
	FLORIN_TOOLS="$(TOOLS)/bin" scripts/bench-messaging.sh
	.build/release/florin bench burst

install-build:
	@scripts/install.sh

install-tools:
	@scripts/install-tools.sh "$(TOOLS)"
