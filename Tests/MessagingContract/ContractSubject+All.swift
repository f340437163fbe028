extension ContractSubject {
    /// Every engine that is judged: a new driver is one more line.
    package static let all: [ContractSubject] = [
        .embedded,
        .postgres,
        .redis,
        .rabbitMQ,
        .kafka,
        .activeMQ,
    ]
}
