import Foundation
public import PaymentCore

/// How far a relay has published: a small file that outlives the process.
///
/// Format: one line of ASCII, `florin-relay 1 SOURCE POSITION PRINT` and a line end. It is replaced as a whole (written beside, synced, renamed), so that
/// it is always one or the other. Where it is lost, or older than what was published, events are published again under the same ids.
public struct RelayMark: Sendable {
    /// What a mark says.
    public struct Content: Sendable, Hashable {
        /// Which journal's events were published.
        public var source: String
        /// The last of them.
        public var position: Position
        /// What that event looks like: in a journal that was restored and grew again, another one is at its position.
        public var print: UInt64

        /// Creates a content.
        /// - Parameters:
        ///   - source: which journal's events were published
        ///   - position: the last of them
        ///   - print: what that event looks like
        public init(source: String, position: Position, print: UInt64) {
            self.source = source
            self.position = position
            self.print = print
        }
    }

    /// Where the file is.
    public let path: String

    /// Names a mark.
    /// - Parameters:
    ///   - folder: where marks are kept; made at the first ``store(_:)``
    ///   - relay: what the relay is called; two relays of one name are one
    public init(folder: String, relay: String) {
        let hash = RelayMark.print(of: relay)
        let readable = relay.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.prefix(60)
        path = folder + "/" + String(readable) + "-" + String(hash, radix: 16) + ".mark"
    }

    /// What a text looks like: FNV-1a of its UTF-8.
    static func print(of text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }

    /// Reads the mark.
    /// - Returns: `nil` where there is none
    /// - Throws: ``RelayFault`` where the file is none of a relay
    public func load() throws(RelayFault) -> Content? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw RelayFault("The relay's mark \(path) cannot be read")
        }
        let words = String(decoding: data, as: UTF8.self).split(separator: " ")
        guard words.count == 5, words[0] == "florin-relay", words[1] == "1", words[4].hasSuffix("\n"),
            let position = UInt64(words[3]), let print = UInt64(words[4].dropLast(), radix: 16)
        else {
            throw RelayFault(
                "The file \(path) is no relay's mark of this version. Remove it to publish all events again")
        }
        return Content(source: String(words[2]), position: Position(position), print: print)
    }

    /// Replaces the mark.
    /// - Parameter content: what it says from now on
    /// - Throws: ``RelayFault`` where it cannot be written; the former one is still there, then
    public func store(_ content: Content) throws(RelayFault) {
        let line = "florin-relay 1 \(content.source) \(content.position.value) \(String(content.print, radix: 16))\n"
        do {
            try write(line)
        } catch {
            throw RelayFault("The relay's mark \(path) cannot be written: \(error.localizedDescription)")
        }
    }

    private func write(_ line: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let beside = path + ".new"
        _ = FileManager.default.createFile(atPath: beside, contents: nil, attributes: [.posixPermissions: 0o640])
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: beside))
        try file.write(contentsOf: Data(line.utf8))
        try file.synchronize()
        try file.close()
        guard unsafe rename(beside, path) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
    }
}
