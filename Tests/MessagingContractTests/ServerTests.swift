import Foundation
import MessagingContract
import Testing

/// The servers' start, death, frost and end, seen with Redis; and the proxy before it.
@Suite("Servers for tests", .enabled(if: ContractSubject.redis.missingProgram == nil))
struct ServerTests {
    private func answers(_ port: Int) async -> Bool {
        await Loopback.answers(port: port, to: Array("PING\r\n".utf8), with: Array("+PONG".utf8))
    }

    @Test func `a server starts, freezes, thaws, is killed, comes back and stops`() async throws {
        let server = try await ContractSubject.redis.server(DataFolder())
        let port = try #require(server.port)
        try await server.start()
        #expect(await answers(port))
        try await server.freeze()
        #expect(await !answers(port))
        try await server.thaw()
        #expect(await answers(port))
        try await server.freeze()
        try await server.kill()
        #expect(!Loopback.accepts(port: port))
        try await server.restart()
        #expect(await answers(port))
        try await server.stop()
        #expect(!Loopback.accepts(port: port))
        try await server.restart()
        #expect(await answers(port))
        try await server.kill()
    }

    @Test func `a proxy cuts an answer in its middle, refuses, and works again`() async throws {
        let server = try await ContractSubject.redis.server(DataFolder())
        try await server.start()
        let proxy = try ByteProxy(to: try #require(server.port))
        #expect(await answers(proxy.port))
        proxy.cut(after: 3, .toClient)
        #expect(await !answers(proxy.port))
        #expect(proxy.cuts == 1)
        #expect(await answers(proxy.port))
        proxy.refuse(true)
        try await Task.sleep(for: .milliseconds(100))
        #expect(!Loopback.accepts(port: proxy.port))
        proxy.refuse(false)
        try await Task.sleep(for: .milliseconds(100))
        #expect(await answers(proxy.port))
        proxy.stall(true)
        #expect(await !answers(proxy.port))
        proxy.stall(false)
        #expect(await answers(proxy.port))
        proxy.close()
        try await server.kill()
    }

    @Test func `a URL takes options and another port`() throws {
        let url = "redis://user:word@127.0.0.1:4711/0?a=b"
        let server = try ServerProcess(
            "true", [], url: url, port: 4711, folder: DataFolder(), ready: { true })
        #expect(try server.url(options: [:]) == url)
        #expect(try server.url(options: ["timeout": "3s"], port: 5) == "redis://user:word@127.0.0.1:5/0?a=b&timeout=3s")
    }
}
