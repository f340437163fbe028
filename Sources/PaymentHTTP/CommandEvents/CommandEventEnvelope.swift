/// What surrounds the data of an event in JSON: read first, to know what the data are.
struct CommandEventEnvelope {
    /// The event's name, or CloudEvents' type.
    private(set) var name = ""
    /// `event_id`, or CloudEvents' id.
    private(set) var id: String?
    /// CloudEvents' source.
    private(set) var source = ""
    /// Where the data lie.
    private(set) var data = 0..<0

    private static let plainFields: Set<String> = ["event_name", "event_data", "event_id"]

    /// Reads what surrounds the data.
    /// - Parameter bytes: the JSON text
    /// - Throws: the problem of a text in neither form
    init(reading bytes: Span<UInt8>) throws(Problem) {
        let places = try CommandEventEnvelope.places(bytes)
        if places["specversion"] != nil {
            try readCloudEvent(bytes, places)
        } else {
            try readPlain(bytes, places)
        }
    }

    private mutating func readPlain(_ bytes: Span<UInt8>, _ places: [String: Range<Int>]) throws(Problem) {
        if let field = places.keys.sorted().first(where: { !CommandEventEnvelope.plainFields.contains($0) }) {
            throw Problem(
                .unknownField, "An event has event_name, event_data and perhaps event_id.",
                field: Problem.shortened(field))
        }
        name = try CommandEventEnvelope.needed("event_name", bytes, places)
        id = try CommandEventEnvelope.text("event_id", bytes, places)
        guard let data = places["event_data"] else { throw Problem(.fieldMissing, field: "event_data") }
        self.data = data
    }

    private mutating func readCloudEvent(_ bytes: Span<UInt8>, _ places: [String: Range<Int>]) throws(Problem) {
        let version = try CommandEventEnvelope.needed("specversion", bytes, places)
        guard version == "1.0" else {
            throw Problem(
                .eventVersionUnknown, "This is CloudEvents \(Problem.shortened(version)): expected 1.0.",
                field: "specversion")
        }
        name = try CommandEventEnvelope.needed("type", bytes, places)
        id = try CommandEventEnvelope.needed("id", bytes, places)
        source = try CommandEventEnvelope.needed("source", bytes, places)
        guard let data = places["data"] else {
            let hint = places["data_base64"] == nil ? nil : "The data must be JSON in data, not data_base64."
            throw Problem(.fieldMissing, hint, field: "data")
        }
        self.data = data
    }

    /// Where the value of each field lies.
    private static func places(_ bytes: Span<UInt8>) throws(Problem) -> [String: Range<Int>] {
        var reader = JSONReader()
        var places: [String: Range<Int>] = [:]
        do throws(JSONFault) {
            try reader.beginObject(bytes)
            while let key = try reader.nextKey(bytes, isFirst: places.isEmpty) {
                let name = try reader.text(of: key, bytes)
                let place = try reader.skipValue(bytes)
                guard places.updateValue(place, forKey: name) == nil else {
                    throw JSONFault(.duplicateKey, at: key.start, "another key")
                }
            }
            try reader.end(bytes)
        } catch {
            throw Problem(error)
        }
        return places
    }

    private static func needed(
        _ name: String, _ bytes: Span<UInt8>, _ places: [String: Range<Int>]
    ) throws(Problem) -> String {
        guard let text = try text(name, bytes, places), !text.isEmpty else {
            throw Problem(.fieldMissing, field: name)
        }
        return text
    }

    private static func text(
        _ name: String, _ bytes: Span<UInt8>, _ places: [String: Range<Int>]
    ) throws(Problem) -> String? {
        guard let place = places[name] else { return nil }
        var reader = JSONReader()
        do {
            return try reader.string(bytes.extracting(place))
        } catch {
            throw Problem(error, field: name)
        }
    }
}
