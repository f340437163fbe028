/// An answer of an HTTP server.
public struct HTTPAnswer: Sendable, Hashable {
    /// The status.
    public var status: Int
    /// The header fields in order, as they came.
    public var headers: [Header]
    /// The body.
    public var body: [UInt8]

    /// A header field.
    public struct Header: Sendable, Hashable {
        /// The name, in lower case.
        public var name: String
        /// The value.
        public var value: String
    }

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The first header field with a name.
    /// - Parameter name: in lower case
    public subscript(name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    init(head: Span<UInt8>, status: Int, body: Span<UInt8>) {
        self.status = status
        self.body = body.indices.map { body[$0] }
        let text = String(decoding: head.indices.map { head[$0] }, as: UTF8.self)
        headers = text.split(separator: "\r\n").dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return Header(name: line[..<colon].lowercased(), value: String(value))
        }
    }
}
