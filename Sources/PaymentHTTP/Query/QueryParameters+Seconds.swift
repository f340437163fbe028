extension QueryParameters {
    /// A time in whole seconds.
    /// - Parameters:
    ///   - name: the parameter
    ///   - range: what it may be
    /// - Returns: `nil` where the parameter is not there
    /// - Throws: the problem that names the parameter
    func seconds(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
        try value(name, "a whole number of seconds from \(range.lowerBound) to \(range.upperBound)") { text in
            guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
            return Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}
