import HTTPTypes

extension RateReading {
    /// What a client is told, as header fields.
    var fields: [HTTPField] {
        [
            HTTPField(name: .rateLimitLimit, value: String(limit)),
            HTTPField(name: .rateLimitRemaining, value: String(remaining)),
            HTTPField(name: .rateLimitReset, value: String(resetSeconds)),
        ]
    }
}
