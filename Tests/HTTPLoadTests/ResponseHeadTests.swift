import Testing

@testable import HTTPLoad

@Suite("Response head")
struct ResponseHeadTests {
    @Test func `the head is found as soon as it is whole`() throws {
        let text = "HTTP/1.1 201 Created\r\nA: b\r\ncOnTent-LENGTH: 12\r\nx: y\r\n\r\nbody"
        let bytes = Array(text.utf8)
        let size = bytes.count - 4
        for count in 0..<size { #expect(try ResponseHead(bytes.span.extracting(0..<count))?.status == nil) }
        let head = try #require(try ResponseHead(bytes.span))
        #expect(head.status == 201)
        #expect(head.headBytes == size)
        #expect(head.bodyBytes == 12)
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2p1", "HTTP/2.0 200 something", "HTTP/1.1 2x0 something"])
    func `what is not HTTP is a fault`(_ text: String) {
        #expect(throws: SocketFault.self) { try ResponseHead(text.utf8.span) }
    }
}
