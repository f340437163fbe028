/// Reads the small JSON objects that requests about queues have as their bodies.
enum ObjectFields {
    /// Reads an object whose fields are known.
    /// - Parameters:
    ///   - bytes: the body
    ///   - names: the fields that there may be
    ///   - read: reads the value of a field
    /// - Throws: the problem where it is no such object: no JSON, a field that is unknown or there twice
    static func read(
        _ bytes: Span<UInt8>, names: Set<String>,
        _ read: (String, inout JSONReader, Span<UInt8>) throws(JSONFault) -> Void
    ) throws(Problem) {
        var reader = JSONReader()
        var present: Set<String> = []
        var field: String?
        do throws(JSONFault) {
            try reader.beginObject(bytes)
            while let place = try reader.nextKey(bytes, isFirst: present.isEmpty) {
                let name = try reader.text(of: place, bytes)
                guard names.contains(name) else {
                    field = Problem.shortened(name)
                    break
                }
                field = name
                guard present.insert(name).inserted else {
                    throw JSONFault(.duplicateKey, at: place.start, "another field")
                }
                try read(name, &reader, bytes)
                field = nil
            }
            if field == nil { try reader.end(bytes) }
        } catch {
            throw Problem(error, field: field)
        }
        if let field { throw Problem(.unknownField, field: field) }
    }

    /// Checks a text that a client gives.
    /// - Throws: 422 `value_not_allowed` where it is empty or too long
    static func check(_ text: String, _ name: String, maximumBytes: Int) throws(Problem) {
        guard (1...maximumBytes).contains(text.utf8.count) else {
            throw Problem(.valueNotAllowed, "The field \(name) has 1 to \(maximumBytes) bytes of UTF-8.", field: name)
        }
    }
}
