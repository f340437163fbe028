import ArgumentParser

/// `florin bench`: what this machine does.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure what this machine does.",
        subcommands: [
            BenchLedger.self, BenchHTTP.self, BenchMemory.self, BenchReplay.self, BenchViews.self, BenchReads.self,
            BenchStream.self, BenchMessaging.self, BenchRelay.self, BenchBurst.self,
        ])
}
