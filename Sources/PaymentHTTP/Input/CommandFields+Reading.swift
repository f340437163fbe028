import PaymentCore

extension CommandFields {
    /// Reads the body of a request for one command.
    /// - Parameters:
    ///   - bytes: the body
    ///   - kind: the command
    /// - Throws: the problem where it is not the JSON of such a command
    init(body bytes: Span<UInt8>, for kind: CommandKind) throws(Problem) {
        try read(bytes, allowed: kind.bodyFields)
        if let field = kind.neededFields.firstOutside(present) { throw Problem.missing(field) }
    }

    /// Reads a line of a batch.
    ///
    /// Which kind of command it is may be said at its end.
    /// - Parameter bytes: the line
    /// - Throws: the problem where it is not the JSON of a command
    init(line bytes: Span<UInt8>) throws(Problem) {
        try read(bytes, allowed: nil)
        guard let kind = type else { throw Problem.missing(.type) }
        let allowed = kind.bodyFields.union(kind.lineFields)
        if let field = present.firstOutside(allowed) { throw Problem(.unknownField, field: field.name) }
        let needed = kind.neededFields.union(kind.subjectField)
        if let field = needed.firstOutside(present) { throw Problem.missing(field) }
    }

    /// Reads the data of an event.
    ///
    /// They have the fields of the body, what the path would name, and perhaps an idempotency key.
    /// - Parameters:
    ///   - bytes: the data
    ///   - kind: the command
    /// - Throws: the problem where they are not the JSON of such a command
    init(event bytes: Span<UInt8>, for kind: CommandKind) throws(Problem) {
        try read(bytes, allowed: kind.bodyFields.union(kind.subjectField).union([.idempotencyKey]))
        let needed = kind.neededFields.union(kind.subjectField)
        if let field = needed.firstOutside(present) { throw Problem.missing(field) }
    }

    private mutating func read(_ bytes: Span<UInt8>, allowed: CommandFieldSet?) throws(Problem) {
        var reader = JSONReader()
        var isFirst = true
        do {
            try reader.beginObject(bytes)
        } catch {
            throw Problem(error)
        }
        while let key = try CommandFields.nextKey(&reader, bytes, isFirst: isFirst) {
            isFirst = false
            let field = try CommandFields.field(key, reader, bytes, allowed: allowed)
            guard present.insert(field) else { throw Problem(.duplicateField, field: field.name) }
            switch field {
            case .capture, .kind, .type: try readChoice(field, &reader, bytes)
            case .method: try readMethod(&reader, bytes)
            case .metadata: try readMetadata(&reader, bytes)
            default: try readValue(field, &reader, bytes)
            }
        }
        do {
            try reader.end(bytes)
        } catch {
            throw Problem(error)
        }
    }

    private static func nextKey(
        _ reader: inout JSONReader, _ bytes: Span<UInt8>, isFirst: Bool
    ) throws(Problem) -> JSONKey? {
        do {
            return try reader.nextKey(bytes, isFirst: isFirst)
        } catch {
            throw Problem(error)
        }
    }

    private static func field(
        _ key: JSONKey, _ reader: JSONReader, _ bytes: Span<UInt8>, allowed: CommandFieldSet?
    ) throws(Problem) -> CommandField {
        if !key.hasEscapes, let field = CommandField.find(bytes.extracting(key.start..<key.end)),
            allowed?.contains(field) ?? true
        {
            return field
        }
        let name: String
        do {
            name = try reader.text(of: key, bytes)
        } catch {
            throw Problem(error)
        }
        guard let field = CommandField.find(name.utf8.span), allowed?.contains(field) ?? true else {
            throw Problem(.unknownField, field: Problem.shortened(name))
        }
        return field
    }
}
