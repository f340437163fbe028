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
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
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
    ]
)
