/// One server for each subject, for the cases that do not harm it; the watchdogs end them with the test process.
actor SharedServers {
    static let shared = SharedServers()

    private var starts: [String: Task<any EngineServer, any Error>] = [:]

    func server(of subject: ContractSubject) async throws -> any EngineServer {
        if let start = starts[subject.name] { return try await start.value }
        let start = Task {
            let server = try await subject.server(DataFolder())
            try await server.start()
            return server
        }
        starts[subject.name] = start
        return try await start.value
    }
}
