import Foundation
import MessagingContract

/// `engine-server NAME`: starts a real message engine as the tests do, prints its URL, and stops it when standard input ends.
///
/// The engine listens on the loopback address only, and its data are removed.
@main
struct EngineServerProgram {
    static func main() async throws {
        let name = CommandLine.arguments.dropFirst().first ?? ""
        let subjects = ContractSubject.all.filter(\.hasProcess)
        guard let subject = subjects.first(where: { $0.name.lowercased() == name.lowercased() }) else {
            fail("usage: engine-server \(subjects.map { $0.name.lowercased() }.joined(separator: "|"))")
        }
        if let program = subject.missingProgram { fail("\(subject.name) needs \(program), which is not here") }
        let server = try await subject.server(DataFolder())
        try await server.start()
        FileHandle.standardOutput.write(Data((server.url + "\n").utf8))
        while readLine() != nil {}
        try await server.stop()
    }

    private static func fail(_ words: String) -> Never {
        FileHandle.standardError.write(Data((words + "\n").utf8))
        exit(2)
    }
}
