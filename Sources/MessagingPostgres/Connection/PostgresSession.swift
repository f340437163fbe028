import Messaging

/// A connection in the hands of one call: what it runs has the call's deadline.
struct PostgresSession {
    private let connection: LibpqConnection
    private let deadline: UInt64

    /// Which connection of its client it is: another number means that the client has connected again.
    let epoch: Int

    init(_ connection: LibpqConnection, epoch: Int, until deadline: UInt64) {
        self.connection = connection
        self.epoch = epoch
        self.deadline = deadline
    }

    /// Runs a statement, which is a transaction of its own.
    /// - Parameters:
    ///   - sql: one statement
    ///   - parameters: its parameters
    /// - Returns: the rows, in binary form
    /// - Throws: ``PostgresFailure``
    func run(
        _ sql: String, _ parameters: StatementParameters = StatementParameters()
    ) throws(PostgresFailure) -> StatementResult {
        try connection.send(sql, parameters)
        return try connection.answer(until: deadline)
    }

    /// Runs several statements; rows of the last one are in text form.
    /// - Parameter script: the statements
    /// - Throws: ``PostgresFailure``
    func run(script: String) throws(PostgresFailure) {
        try connection.send(script: script)
        _ = try connection.answer(until: deadline)
    }

    /// Sees to it that the schema is there, in the version that this program knows: it is made, or an earlier one brought up to date.
    /// - Parameter label: the server
    /// - Throws: ``PostgresFailure``
    func prepareSchema(label: String) throws(PostgresFailure) {
        if try schemaVersion(label: label) == PostgresSchema.version { return }
        try run(script: "BEGIN")
        do throws(PostgresFailure) {
            _ = try run(PostgresSchema.lock)
            let version = try schemaVersion(label: label)
            if version != PostgresSchema.version {
                try run(script: version == nil ? PostgresSchema.script : PostgresSchema.upgrade)
            }
            try run(script: "COMMIT")
        } catch {
            if !error.isBroken { try run(script: "ROLLBACK") }
            throw error
        }
    }

    // `nil` where there is none.
    private func schemaVersion(label: String) throws(PostgresFailure) -> Int? {
        let result = try run(PostgresSchema.question)
        guard result.count > 0 else { return nil }
        let comment = result.text(0, 0)
        guard comment.hasPrefix(PostgresSchema.mark), let version = Int(comment.dropFirst(PostgresSchema.mark.count))
        else {
            throw PostgresFailure(.invalid, "the database has a schema florin that is not of Florin", label: label)
        }
        guard (PostgresSchema.earliest...PostgresSchema.version).contains(version) else {
            throw PostgresFailure(
                .engine, "the schema florin has the version \(version): this program knows \(PostgresSchema.version)",
                label: label)
        }
        return version
    }
}
