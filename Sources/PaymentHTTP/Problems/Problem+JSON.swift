import NIOCore

extension Problem {
    /// The problem as JSON.
    func write(to writer: inout JSONWriter) {
        writer.raw("{\"type\":\"urn:florin:problem:")
        writer.plain(code)
        writer.raw("\",\"title\":")
        writer.string(title)
        writer.raw(",\"status\":")
        writer.integer(Int64(status))
        writer.raw(",\"detail\":")
        writer.string(detail)
        writer.raw(",\"code\":\"")
        writer.plain(code)
        writer.raw("\"")
        if let field {
            writer.raw(",\"field\":")
            writer.string(field)
        }
        writer.raw("}")
    }

    /// The problem as the body of an answer.
    func body() -> ByteBuffer {
        var writer = JSONWriter(capacity: 320)
        write(to: &writer)
        return writer.finish()
    }
}
