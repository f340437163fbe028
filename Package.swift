// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .treatWarning("DeprecatedDeclaration", as: .warning),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
]

let package = Package(
    name: "florin",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "florin", targets: ["florin"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0",
            traits: ["YAML", "CommandLineArguments"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.29.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(
            name: "PaymentCore",
            dependencies: [.product(name: "HeapModule", package: "swift-collections")],
            swiftSettings: settings),
        .target(
            name: "BlockingIO",
            swiftSettings: settings),
        .target(
            name: "Messaging",
            dependencies: [
                "BlockingIO",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
        .target(
            name: "MessagingEmbedded",
            dependencies: [
                "BlockingIO", "Messaging",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(name: "CRabbitMQ", pkgConfig: "librabbitmq", providers: [.apt(["librabbitmq-dev"])]),
        .systemLibrary(name: "CRdkafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        .target(
            name: "MessagingPostgres",
            dependencies: [
                "BlockingIO", "CLibpq", "Messaging",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "MessagingRedis",
            dependencies: [
                "BlockingIO", "CHiredis", "Messaging",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "MessagingRabbitMQ",
            dependencies: [
                "BlockingIO", "CRabbitMQ", "Messaging",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "MessagingKafka",
            dependencies: [
                "BlockingIO", "CRdkafka", "Messaging",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "MessagingActiveMQ",
            dependencies: [
                "BlockingIO", "Messaging",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings),
        .target(
            name: "MessagingEngines",
            dependencies: [
                "Messaging", "MessagingActiveMQ", "MessagingEmbedded", "MessagingKafka", "MessagingPostgres",
                "MessagingRabbitMQ", "MessagingRedis",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "Journal",
            dependencies: ["PaymentCore", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings),
        .target(
            name: "JournalFile",
            dependencies: ["BlockingIO", "Journal", "PaymentCore"],
            swiftSettings: settings),
        .target(
            name: "PaymentEngine",
            dependencies: [
                "BlockingIO", "Journal", "PaymentCore",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
        .target(
            name: "PaymentViews",
            dependencies: [
                "Journal", "PaymentCore", "PaymentEngine",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "PaymentKeys",
            dependencies: [.product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings),
        .target(
            name: "PrometheusMetrics",
            dependencies: [.product(name: "CoreMetrics", package: "swift-metrics")],
            swiftSettings: settings),
        .target(
            name: "PaymentHTTP",
            dependencies: [
                "BlockingIO", "Journal", "Messaging", "PaymentCore", "PaymentEngine", "PaymentKeys", "PaymentViews",
                "PrometheusMetrics",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "NIOCertificateReloading", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Documents/openapi.yaml"), .embedInCode("Documents/asyncapi.yaml")],
            swiftSettings: settings),
        .target(
            name: "PaymentMessaging",
            dependencies: [
                "BlockingIO", "Messaging", "PaymentCore", "PaymentEngine", "PaymentHTTP",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
        .target(
            name: "HTTPLoad",
            swiftSettings: settings),
        .executableTarget(
            name: "florin",
            dependencies: [
                "BlockingIO", "HTTPLoad", "Journal", "JournalFile", "Messaging", "MessagingEngines", "PaymentCore",
                "PaymentEngine", "PaymentHTTP", "PaymentKeys", "PaymentMessaging", "PaymentViews",
                "PrometheusMetrics",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings),
        .target(
            name: "JournalTestSupport",
            dependencies: ["Journal", "JournalFile", "PaymentCore"],
            path: "Tests/JournalTestSupport",
            swiftSettings: settings),
        .testTarget(
            name: "PaymentCoreTests",
            dependencies: ["JournalTestSupport", "PaymentCore"],
            swiftSettings: settings),
        .testTarget(
            name: "JournalTests",
            dependencies: ["Journal", "JournalTestSupport", "PaymentCore"],
            resources: [.copy("Golden")],
            swiftSettings: settings),
        .testTarget(
            name: "JournalFileTests",
            dependencies: ["BlockingIO", "Journal", "JournalFile", "JournalTestSupport", "PaymentCore"],
            swiftSettings: settings),
        .testTarget(
            name: "florinTests",
            dependencies: [
                "BlockingIO", "HTTPLoad", "Journal", "JournalFile", "JournalTestSupport", "Messaging",
                "MessagingContract", "MessagingEmbedded", "PaymentCore", "PaymentEngine", "PaymentKeys", "florin",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "BankStatement",
            path: "Examples/bank-statement/BankStatement",
            swiftSettings: settings),
        .executableTarget(
            name: "bank-statement",
            dependencies: ["BankStatement"],
            path: "Examples/bank-statement/bank-statement",
            swiftSettings: settings),
        .testTarget(
            name: "BankStatementTests",
            dependencies: [
                "BankStatement", "JournalFile", "PaymentCore", "PaymentEngine", "PaymentHTTP",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "PaymentViewsTests",
            dependencies: [
                "Journal", "JournalTestSupport", "PaymentCore", "PaymentViews",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings),
        .target(
            name: "MessagingContract",
            dependencies: [
                "BlockingIO", "Messaging", "MessagingEngines",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Tests/MessagingContract",
            swiftSettings: settings),
        .executableTarget(
            name: "messaging-member",
            dependencies: [
                "BlockingIO", "Messaging", "MessagingEngines",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Tests/messaging-member",
            swiftSettings: settings),
        .executableTarget(
            name: "engine-server",
            dependencies: ["MessagingContract"],
            path: "Tests/engine-server",
            swiftSettings: settings),
        .testTarget(
            name: "MessagingContractTests",
            dependencies: [
                "BlockingIO", "Messaging", "MessagingContract", "messaging-member",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "MessagingEmbeddedTests",
            dependencies: [
                "BlockingIO", "Messaging", "MessagingEmbedded",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "MessagingPostgresTests",
            dependencies: [
                "Messaging", "MessagingContract", "MessagingPostgres",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "MessagingRedisTests",
            dependencies: [
                "BlockingIO", "Messaging", "MessagingContract", "MessagingRedis",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "MessagingRabbitMQTests",
            dependencies: [
                "BlockingIO", "Messaging", "MessagingContract", "MessagingRabbitMQ",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "MessagingKafkaTests",
            dependencies: [
                "Messaging", "MessagingContract", "MessagingKafka",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "MessagingActiveMQTests",
            dependencies: [
                "BlockingIO", "Messaging", "MessagingActiveMQ", "MessagingContract",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "MessagingTests",
            dependencies: ["Messaging", "MessagingTestSupport", .product(name: "Logging", package: "swift-log")],
            swiftSettings: settings),
        .testTarget(
            name: "PaymentMessagingTests",
            dependencies: [
                "Journal", "JournalFile", "JournalTestSupport", "Messaging", "MessagingTestSupport", "PaymentCore",
                "PaymentEngine", "PaymentHTTP", "PaymentMessaging", "PaymentViews",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "MessagingTestSupport",
            dependencies: ["BlockingIO", "Messaging"],
            path: "Tests/MessagingTestSupport",
            swiftSettings: settings),
        .testTarget(
            name: "MessagingLeasesTests",
            dependencies: [
                "BlockingIO", "JournalTestSupport", "Messaging", "MessagingEmbedded", "MessagingTestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TidyTests",
            swiftSettings: settings),
        .testTarget(
            name: "PaymentHTTPTests",
            dependencies: [
                "BlockingIO", "HTTPLoad", "Journal", "JournalFile", "JournalTestSupport", "PaymentCore",
                "Messaging", "MessagingEmbedded", "MessagingTestSupport", "PaymentEngine", "PaymentHTTP", "PaymentKeys",
                "PaymentMessaging",
                "PaymentViews", "PrometheusMetrics",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "PaymentKeysTests",
            dependencies: ["BlockingIO", "JournalTestSupport", "PaymentKeys"],
            swiftSettings: settings),
        .testTarget(
            name: "PrometheusMetricsTests",
            dependencies: ["PrometheusMetrics", .product(name: "CoreMetrics", package: "swift-metrics")],
            swiftSettings: settings),
        .testTarget(
            name: "HTTPLoadTests",
            dependencies: ["HTTPLoad"],
            swiftSettings: settings),
        .testTarget(
            name: "PaymentEngineTests",
            dependencies: [
                "BlockingIO", "Journal", "JournalFile", "JournalTestSupport", "PaymentCore", "PaymentEngine",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
    ]
)
