import PaymentCore

extension ViewBench {
    func ask(_ store: ViewStore, _ result: inout ViewBenchResult) async throws {
        let reader = store.reader
        var random = ViewBenchRandom()
        for (name, makeFilter) in filters {
            var times: [Duration] = []
            for question in 0..<questions {
                let filter = try makeFilter(&random)
                // Every other page is somewhere deep in the list.
                let number = UInt32.random(in: 0..<UInt32(payments), using: &random)
                let before = question.isMultiple(of: 2) ? nil : PaymentNumber(number)
                let start = clock()
                _ = try await reader.payments(filter, before: before, limit: 100)
                times.append(clock() - start)
            }
            result.latencies.append(ViewBench.latency("payments: " + name, times))
        }
        let last = try await reader.position().value
        try await ask("account as of a position", &random, &result) { random in
            let id = try AccountID(ViewBenchSource.accountID(Int.random(in: 0..<accounts, using: &random)))
            _ = try await reader.account(id, at: Position(UInt64.random(in: 1...last, using: &random)))
        }
        try await ask("statement of 100 entries", &random, &result) { random in
            let id = try AccountID(ViewBenchSource.accountID(Int.random(in: 0..<accounts, using: &random)))
            _ = try await reader.entries(id, before: Position(UInt64.random(in: 1...last, using: &random)))
        }
        try await ask("position of a moment", &random, &result) { random in
            let time = 1_790_000_000_000 + Int64.random(in: 0..<3_000_000, using: &random)
            _ = try await reader.position(at: Timestamp(milliseconds: time))
        }
        try await ask("order", &random, &result) { random in
            let number = Int.random(in: 0..<payments, using: &random)
            _ = try await reader.order(ViewBenchSource.reference(number, references))
        }
        try await ask("100 events of an account", &random, &result) { random in
            let id = try AccountID(ViewBenchSource.accountID(Int.random(in: 0..<accounts, using: &random)))
            let before = Position(UInt64.random(in: 1...last, using: &random))
            _ = try await reader.positions(ofAccount: id, before: before)
        }
    }

    private func ask(
        _ name: String, _ random: inout ViewBenchRandom, _ result: inout ViewBenchResult,
        _ body: (inout ViewBenchRandom) async throws -> Void
    ) async throws {
        var times: [Duration] = []
        for _ in 0..<questions {
            let start = clock()
            try await body(&random)
            times.append(clock() - start)
        }
        result.latencies.append(ViewBench.latency(name, times))
    }

    private var filters: [(String, (inout ViewBenchRandom) throws -> PaymentFilter)] {
        func make(_ set: @escaping (inout PaymentFilter, inout ViewBenchRandom) throws -> Void) -> (
            inout ViewBenchRandom
        ) throws -> PaymentFilter {
            { random in
                var filter = PaymentFilter()
                try set(&filter, &random)
                return filter
            }
        }
        func account(_ random: inout ViewBenchRandom) throws -> AccountID {
            try AccountID(ViewBenchSource.accountID(Int.random(in: 0..<accounts, using: &random)))
        }
        return [
            ("all", make { _, _ in }),
            ("status captured", make { filter, _ in filter.status = .captured }),
            ("status declined", make { filter, _ in filter.status = .declined }),
            ("status authorized", make { filter, _ in filter.status = .authorized }),
            ("currency EUR", make { filter, _ in filter.currency = try Currency("EUR") }),
            ("method wallet", make { filter, _ in filter.method = .wallet }),
            ("payer", make { filter, random in filter.payer = try account(&random) }),
            ("payee", make { filter, random in filter.payee = try account(&random) }),
            (
                "payer and payee that never meet",
                make { filter, random in
                    filter.payer = try account(&random)
                    filter.payee = filter.payer
                }
            ),
            (
                "payer and status declined",
                make { filter, random in
                    filter.payer = try account(&random)
                    filter.status = .declined
                }
            ),
            (
                "order",
                make { filter, random in
                    let number = Int.random(in: 0..<payments, using: &random)
                    filter.order = ViewBenchSource.reference(number, references)
                }
            ),
            (
                "created in one minute",
                make { filter, random in
                    let start = 1_790_000_000_000 + Int64.random(in: 0..<Int64(max(1, payments / 200)), using: &random)
                    filter.createdFrom = Timestamp(milliseconds: start)
                    filter.createdBefore = Timestamp(milliseconds: start + 60_000)
                }
            ),
            (
                "accounts that begin with wallet:",
                make { filter, _ in filter.accounts = AccountSelection(prefixes: ["wallet:"]) }
            ),
            (
                "currency EUR and status declined",
                make { filter, _ in
                    filter.currency = try Currency("EUR")
                    filter.status = .declined
                }
            ),
        ]
    }

    private static func latency(_ question: String, _ times: [Duration]) -> ViewBenchResult.Latency {
        let sorted = times.sorted()
        func at(_ share: Double) -> Double {
            guard !sorted.isEmpty else { return 0 }
            return seconds(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]) * 1000
        }
        return ViewBenchResult.Latency(question: question, p50Milliseconds: at(0.5), p99Milliseconds: at(0.99))
    }
}
