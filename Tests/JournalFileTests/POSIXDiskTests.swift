import Foundation
import Journal
import JournalFile
import JournalTestSupport
import PaymentCore
import Testing

@Suite("POSIXDisk")
struct POSIXDiskTests {
    static func smallSettings() -> FileJournalSettings {
        var settings = FileJournalSettings()
        settings.segmentSizeBytes = 16 << 10
        settings.maximumBatchSizeBytes = 8 << 10
        return settings
    }

    @Test(arguments: [true, false])
    func `what was appended is there after reopening`(inBackground: Bool) throws {
        let folder = try TemporaryFolder()
        var settings = Self.smallSettings()
        settings.preparesSegmentsInBackground = inBackground
        var written: [StoredBatch] = []
        for round in 0..<5 {
            let journal = try FileJournal(folder: folder.path + "/a/b", settings: settings)
            #expect(try journal.batches() == written)
            for number in 0..<20 {
                try journal.reserve()
                let payload = [UInt8](repeating: UInt8(round * 20 + number), count: number * 300)
                written.append(try journal.append(payload, events: number + 1, time: Int64(number)))
            }
            #expect(try journal.batches() == written)
        }
        let audit = try JournalAudit(of: POSIXDisk(folder: folder.path + "/a/b", createsFolder: false))
        #expect(audit.batchCount == written.count)
        #expect(audit.end == written.last?.last)
    }

    @Test func `the lock names the process that holds it and dies with it`() throws {
        let folder = try TemporaryFolder()
        try FileJournal(folder: folder.path, settings: Self.smallSettings()).append([1])
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        let file = folder.path + "/journal.lock"
        holder.arguments = ["-x", "-n", file, "/bin/sh", "-c", "echo $$ > \(file); echo ready; exec sleep 60"]
        let output = Pipe()
        holder.standardOutput = output
        try holder.run()
        defer { holder.terminate() }
        #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "ready\n")
        let text = try String(contentsOfFile: file, encoding: .utf8).prefix { $0.isNumber }
        let pid = try #require(Int32(text))
        let fault = #expect(throws: JournalFault.self) {
            try FileJournal(folder: folder.path, settings: Self.smallSettings())
        }
        #expect(fault?.code == .locked)
        #expect(fault?.isRetriable == true)
        #expect(fault?.message.contains("process \(pid)") == true, "\(String(describing: fault))")
        #expect(kill(pid, SIGKILL) == 0)
        holder.waitUntilExit()
        #expect(try FileJournal(folder: folder.path, settings: Self.smallSettings()).end == Position(1))
    }

    @Test func `the lock holds within one process as well`() throws {
        let folder = try TemporaryFolder()
        let journal = try FileJournal(folder: folder.path, settings: Self.smallSettings())
        let fault = #expect(throws: JournalFault.self) {
            try FileJournal(folder: folder.path, settings: Self.smallSettings())
        }
        #expect(fault?.message.contains("process \(getpid())") == true)
        journal.close()
        _ = try FileJournal(folder: folder.path, settings: Self.smallSettings())
    }

    @Test func `what the system refuses is a fault with its reason`() throws {
        let folder = try TemporaryFolder()
        let disk = try POSIXDisk(folder: folder.path)
        for body in [
            { () throws in _ = try disk.open("missing", for: .reading) },
            { () throws in _ = try disk.sizeBytes(of: "missing") },
            { () throws in try disk.rename("missing", to: "other") },
            { () throws in try disk.remove("missing") },
            { () throws in _ = try POSIXDisk(folder: folder.path + "/missing", createsFolder: false) },
        ] {
            let fault = #expect(throws: JournalFault.self) { try body() }
            #expect(fault?.code == .io)
            #expect((fault?.underlying as? SystemCallFailure)?.code == ENOENT)
            #expect(fault?.description.contains("No such file") == true)
        }
        let file = try disk.open("file", for: .creating)
        #expect(code { _ = try disk.open("file", for: .creating) } == .io)
        #expect(code { try disk.reserve(1 << 60, for: file) } != nil)
        #expect(try disk.names() == ["file"])
    }

    @Test func `a full device is a full journal`() throws {
        let disk = try POSIXDisk(folder: "/dev", createsFolder: false)
        let file = try disk.open("full", for: .writing)
        let bytes = [UInt8](repeating: 1, count: 100)
        #expect(code { try disk.write(unsafe bytes.span.bytes, to: file, at: 0) } == .full)
    }

    @Test func `segments prepared in the background are used in order`() throws {
        let folder = try TemporaryFolder()
        let journal = try FileJournal(folder: folder.path, settings: Self.smallSettings())
        for number in 0..<60 {
            try journal.reserve()
            try journal.append([UInt8](repeating: UInt8(number), count: 5000))
            if number % 10 == 9 { try journal.recycle(before: journal.end) }
        }
        #expect(journal.start > .start)
        journal.close()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!names.contains("journal-00000000.seg"))
        #expect(try JournalAudit(of: POSIXDisk(folder: folder.path)).end == Position(60))
    }
}
