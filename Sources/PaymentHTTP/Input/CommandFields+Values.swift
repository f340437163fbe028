import PaymentCore

extension CommandFields {
    /// Reads a number, a string or a truth value.
    mutating func readValue(_ field: CommandField, _ reader: inout JSONReader, _ bytes: Span<UInt8>) throws(Problem) {
        do {
            switch field {
            case .allowsOverdraft: allowsOverdraft = try reader.bool(bytes)
            case .amount: amount = try reader.integer(bytes)
            case .credit: credit = try reader.string(bytes)
            case .currency: currency = try reader.string(bytes)
            case .debit: debit = try reader.string(bytes)
            case .description: description = try reader.string(bytes)
            case .expiresInSeconds: expiresInSeconds = try reader.integer(bytes)
            case .id: id = try reader.string(bytes)
            case .idempotencyKey: idempotencyKey = try reader.string(bytes)
            case .order: order = try reader.string(bytes)
            case .payee: payee = try reader.string(bytes)
            case .payer: payer = try reader.string(bytes)
            case .payment: payment = try reader.string(bytes)
            case .pending: pending = try reader.bool(bytes)
            case .reference: reference = try reader.string(bytes)
            case .transfer: transfer = try reader.string(bytes)
            case .capture, .kind, .metadata, .method, .type: break
            }
        } catch {
            throw Problem(error, field: field.name)
        }
    }

    /// Reads a string that must be one of a few.
    mutating func readChoice(_ field: CommandField, _ reader: inout JSONReader, _ bytes: Span<UInt8>) throws(Problem) {
        let name = try CommandFields.string(&reader, bytes, field.name)
        switch field {
        case .capture:
            guard let mode = CaptureMode(name: name) else {
                throw Problem.notAllowed(field.name, CaptureMode.allCases.map(\.name))
            }
            capture = mode
        case .kind:
            guard let kind = AccountKind(name: name) else {
                throw Problem.notAllowed(field.name, AccountKind.allCases.map(\.name))
            }
            self.kind = kind
        default:
            guard let type = CommandKind(rawValue: name) else {
                throw Problem.notAllowed(field.name, CommandKind.allCases.map(\.rawValue))
            }
            self.type = type
        }
    }

    /// Reads `{"type": "wallet"}`.
    mutating func readMethod(_ reader: inout JSONReader, _ bytes: Span<UInt8>) throws(Problem) {
        var hasType = false
        try CommandFields.object(&reader, bytes, "method") { (key, reader) throws(Problem) in
            guard key == "type" else { throw Problem(.unknownField, field: "method." + Problem.shortened(key)) }
            guard !hasType else { throw Problem(.duplicateField, field: "method.type") }
            hasType = true
            let name = try CommandFields.string(&reader, bytes, "method.type")
            guard let method = PaymentMethod(name: name) else {
                throw Problem.notAllowed("method.type", PaymentMethod.allCases.map(\.name))
            }
            self.method = method
        }
        guard hasType else { throw Problem.missing("method.type") }
    }

    /// Reads an object of strings.
    mutating func readMetadata(_ reader: inout JSONReader, _ bytes: Span<UInt8>) throws(Problem) {
        try CommandFields.object(&reader, bytes, "metadata") { (key, reader) throws(Problem) in
            let path = "metadata." + Problem.shortened(key)
            guard !metadata.contains(where: { $0.key.utf8.elementsEqual(key.utf8) }) else {
                throw Problem(.duplicateField, field: path)
            }
            guard metadata.count < PaymentText.maximumMetadataPairs else {
                throw Problem(.textInvalid, field: "metadata")
            }
            metadata.append((key, try CommandFields.string(&reader, bytes, path)))
        }
    }

    private static func string(
        _ reader: inout JSONReader, _ bytes: Span<UInt8>, _ path: @autoclosure () -> String
    ) throws(Problem) -> String {
        do {
            return try reader.string(bytes)
        } catch {
            throw Problem(error, field: path())
        }
    }

    /// Reads an object; `read` is called behind each key, to read the value.
    private static func object(
        _ reader: inout JSONReader, _ bytes: Span<UInt8>, _ path: String,
        read: (String, inout JSONReader) throws(Problem) -> Void
    ) throws(Problem) {
        var isFirst = true
        do {
            try reader.beginObject(bytes)
        } catch {
            throw Problem(error, field: path)
        }
        while true {
            let key: String
            do throws(JSONFault) {
                guard let place = try reader.nextKey(bytes, isFirst: isFirst) else { return }
                key = try reader.text(of: place, bytes)
            } catch {
                throw Problem(error, field: path)
            }
            isFirst = false
            try read(key, &reader)
        }
    }
}
