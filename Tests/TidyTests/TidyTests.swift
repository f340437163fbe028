import Foundation
import Testing

/// The rules of style that a machine can hold.
@Suite("Tidy")
struct TidyTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// What each target of ours may import of ours.
    ///
    /// Arrows point down only.
    static let arrows: [String: Set<String>] = [
        "PaymentCore": [],
        "BlockingIO": [],
        "PaymentKeys": [],
        "PrometheusMetrics": [],
        "HTTPLoad": [],
        "Journal": ["PaymentCore"],
        "JournalFile": ["BlockingIO", "Journal", "PaymentCore"],
        "PaymentEngine": ["BlockingIO", "Journal", "PaymentCore"],
        "PaymentViews": ["Journal", "PaymentCore", "PaymentEngine"],
        "Messaging": ["BlockingIO"],
        "CLibpq": [],
        "CHiredis": [],
        "CRabbitMQ": [],
        "CRdkafka": [],
        "MessagingEmbedded": ["BlockingIO", "Messaging"],
        "MessagingPostgres": ["BlockingIO", "CLibpq", "Messaging"],
        "MessagingRedis": ["BlockingIO", "CHiredis", "Messaging"],
        "MessagingRabbitMQ": ["BlockingIO", "CRabbitMQ", "Messaging"],
        "MessagingKafka": ["BlockingIO", "CRdkafka", "Messaging"],
        "MessagingActiveMQ": ["BlockingIO", "Messaging"],
        "MessagingEngines": [
            "Messaging", "MessagingActiveMQ", "MessagingEmbedded", "MessagingKafka", "MessagingPostgres",
            "MessagingRabbitMQ", "MessagingRedis",
        ],
        "PaymentHTTP": [
            "BlockingIO", "Journal", "Messaging", "PaymentCore", "PaymentEngine", "PaymentKeys", "PaymentViews",
            "PrometheusMetrics",
        ],
        "PaymentMessaging": ["BlockingIO", "Messaging", "PaymentCore", "PaymentEngine", "PaymentHTTP"],
        "florin": [
            "BlockingIO", "HTTPLoad", "Journal", "JournalFile", "Messaging", "MessagingEngines", "PaymentCore",
            "PaymentEngine", "PaymentHTTP", "PaymentKeys", "PaymentMessaging", "PaymentViews", "PrometheusMetrics",
        ],
    ]

    /// Which targets may talk to the C library.
    static let mayImportGlibc: Set<String> = [
        "BlockingIO", "JournalFile", "HTTPLoad", "MessagingActiveMQ", "MessagingEmbedded", "MessagingKafka",
        "MessagingPostgres", "MessagingRabbitMQ", "MessagingRedis", "PaymentKeys", "florin",
    ]

    /// Where a rule has an exception, and why.
    static let exceptions: [String: String] = [
        "PaymentHTTP/Routing/HTTPField+Florin.swift": "preconditionFailure(: the names of header fields are constants",
        "PaymentHTTP/Routing/DateHeader.swift": "Glibc: reads the clock",
        "MessagingKafka/Admin/KafkaAdmin.swift": "usleep(: a thread of its own, between two questions to the engine",
    ]

    @Test func `targets import only what lies below them`() throws {
        let ours = Set(TidyTests.arrows.keys)
        for file in try TidyTests.sources() {
            let allowed = try #require(TidyTests.arrows[file.target], "the target \(file.target) is not in the table")
            for module in file.imports where ours.contains(module) {
                #expect(allowed.contains(module), "\(file.path) imports \(module)")
            }
        }
    }

    @Test func `the core imports nothing but collections`() throws {
        for file in try TidyTests.sources() where file.target == "PaymentCore" {
            #expect(file.imports.subtracting(["HeapModule"]).isEmpty, "\(file.path)")
        }
    }

    @Test func `only those who must talk to the C library`() throws {
        for file in try TidyTests.sources()
        where file.imports.contains("Glibc") && TidyTests.exceptions[file.path] == nil {
            #expect(TidyTests.mayImportGlibc.contains(file.target), "\(file.path)")
        }
    }

    @Test(arguments: [
        "fatalError(", "try!", "as!", "preconditionFailure(", "Task.detached", "DispatchQueue", "Thread.sleep",
        "usleep(", "TODO",
        "FIXME",
    ])
    func `sources do not contain`(_ word: String) throws {
        for file in try TidyTests.sources() where TidyTests.exceptions[file.path]?.hasPrefix(word) != true {
            #expect(!file.text.contains(word), "\(file.path)")
        }
    }

    @Test func `files stay small`() throws {
        for file in try TidyTests.sources() {
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(lines <= 400, "\(file.path) has \(lines) lines")
        }
    }

    @Test func `documents name files that exist`() throws {
        let architecture = try String(
            contentsOf: TidyTests.root.appendingPathComponent("docs/ARCHITECTURE.md"), encoding: .utf8)
        let mentioned = architecture.matches(of: /`([A-Za-z]+\/[A-Za-z\/+]+\.swift)`/).map { String($0.1) }
        #expect(mentioned.count > 3)
        for path in mentioned {
            let file = TidyTests.root.appendingPathComponent("Sources/\(path)").path
            #expect(FileManager.default.fileExists(atPath: file), "\(path)")
        }
    }

    struct Source {
        let path: String
        let target: String
        let text: String

        /// The modules that the file imports.
        var imports: Set<String> {
            Set(
                text.matches(
                    of: /(?m)^\s*(?:(?:public|package|internal|private|@\w+) )*import (?:struct |class |func )?(\w+)/
                ).map { String($0.1) })
        }
    }

    static func sources() throws -> [Source] {
        let folder = root.appendingPathComponent("Sources")
        let enumerator = try #require(FileManager.default.enumerator(atPath: folder.path))
        var sources: [Source] = []
        for case let path as String in enumerator where path.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
            sources.append(Source(path: path, target: String(path.prefix { $0 != "/" }), text: text))
        }
        #expect(sources.count > 100)
        return sources
    }
}
