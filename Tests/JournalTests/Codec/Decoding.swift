import Journal
import PaymentCore

/// An entry as it was decoded.
struct DecodedEntry: Hashable {
    var events: [Event]
    var stamp: IdempotencyStamp?
    /// Where it ends.
    var end: Int

    /// Decodes a whole payload.
    static func all(in payload: [UInt8]) throws(CodecFault) -> [DecodedEntry] {
        var entries: [DecodedEntry] = []
        var decoder = EntryDecoder()
        var events: [Event] = []
        var stamp: IdempotencyStamp?
        while try decoder.next(in: unsafe payload.span.bytes, events: &events, stamp: &stamp) {
            entries.append(DecodedEntry(events: events, stamp: stamp, end: decoder.offset))
        }
        return entries
    }

    static func encode(_ entries: [(events: [Event], stamp: IdempotencyStamp?)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries { EntryEncoder.append(entry.events, stamp: entry.stamp, to: &bytes) }
        return bytes
    }

    /// The fault of bytes that are no entries.
    static func fault(of payload: [UInt8]) -> CodecFault? {
        do throws(CodecFault) {
            _ = try all(in: payload)
            return nil
        } catch {
            return error
        }
    }
}
