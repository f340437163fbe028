extension Problem {
    /// Creates the problem of a JSON text that is not what was expected.
    /// - Parameters:
    ///   - fault: what is wrong and where
    ///   - field: the path of the field that was being read
    init(_ fault: JSONFault, field: String? = nil) {
        let place = "at byte \(fault.offset)"
        switch fault.kind {
        case .notJSON: self.init(.invalidJSON, "Not JSON \(place): expected \(fault.expectation).")
        case .wrongType:
            let hint = field == CommandField.amount.name ? " Amounts are in minor units, 1050 for 10.50." : ""
            self.init(.wrongType, "Wrong type \(place): expected \(fault.expectation).\(hint)", field: field)
        case .notInteger:
            self.init(
                .numberNotInteger,
                "Not a whole number \(place). Amounts are in minor units, 1050 for 10.50; times are in whole seconds.",
                field: field)
        case .duplicateKey: self.init(.duplicateField, "The field is there for the second time \(place).", field: field)
        }
    }
}
