import Foundation
import HTTPLoad
import PaymentCore
import Testing

@testable import PaymentHTTP

/// The documents say what the program does, no more and no less.
@Suite("Documents")
struct DocumentTests {
    private static func text(_ path: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    private static func openAPI() throws -> String { try text("Sources/PaymentHTTP/Documents/openapi.yaml") }

    @Test func `openapi names every route and no other`() throws {
        var (path, found): (String, Set<String>) = ("", [])
        var isInPaths = false
        for line in try DocumentTests.openAPI().split(separator: "\n") {
            if !line.hasPrefix(" "), !line.hasPrefix("#") { isInPaths = line.hasPrefix("paths:") }
            guard isInPaths else { continue }
            if let match = line.wholeMatch(of: #/ {2}["']?(/[^"':]*)["']?:/#) { path = String(match.1) }
            if let match = line.wholeMatch(of: #/ {4}(get|post):/#) { found.insert("\(match.1.uppercased()) \(path)") }
        }
        let routes = Route.allCases.filter { $0 != .echo }.map { "\($0.method) \($0.pattern)" }
        #expect(found == Set(routes))
    }

    @Test func `openapi knows every code of a problem`() throws {
        let text = try DocumentTests.openAPI()
        for code in InputCode.allCases.map(\.rawValue) + Rejection.allCases.map(\.code) {
            #expect(text.contains(code), "\(code)")
        }
    }

    @Test(arguments: ["Sources/PaymentHTTP/Documents/asyncapi.yaml", "docs/events.md"])
    func `every name of an event is described`(_ path: String) throws {
        let text = try DocumentTests.text(path)
        for name in EventName.allCases { #expect(text.contains(name.rawValue), "\(name.rawValue)") }
        let mentioned = text.matches(of: /\b(?:account|payment|transfer)\.[a-z]+\b/).map { String($0.0) }
        let others = Set(mentioned).subtracting(EventName.allCases.map(\.rawValue))
        #expect(others.allSatisfy { $0.hasSuffix(".yaml") || $0.hasSuffix(".md") }, "\(others)")
    }

    @Test(arguments: ["openapi.yaml", "asyncapi.yaml"])
    func `the server gives the documents that are in the repository`(_ name: String) async throws {
        let text = try DocumentTests.text("Sources/PaymentHTTP/Documents/\(name)")
        try await TestServer.with { server in
            let answer = try server.client().get("/\(name)")
            #expect(answer.status == 200 && answer["content-type"] == "application/yaml")
            #expect(answer.text == text)
        }
    }
}
