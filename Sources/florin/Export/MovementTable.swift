import PaymentCore

/// Comma-separated values (RFC 4180): a line for every posting, holds and releases too; `effect` tells them apart.
///
/// The clients' own words, `order` and `reference`, are always in quotes and otherwise as they came. A spreadsheet may take one that begins
/// with `=` for a formula: import these columns as text.
struct MovementTable: ExportWriter {
    private static let lineEnd = "\r\n"

    func begin(_ output: inout ExportOutput) throws {
        let header =
            "position,time,type,effect,payment,transfer,order,reference,debit,credit,amount_minor,amount,currency"
        try output.write(header + MovementTable.lineEnd)
    }

    func write(_ event: ExportedEvent, in state: State, _ output: inout ExportOutput) throws {
        let named = event.named
        guard let posting = named.posting, let effect = named.event.effect else { return }
        let fields = [
            "\(named.position.value)", named.time.text, named.name.rawValue, effect.name,
            event.payment?.id.description ?? "", event.transfer?.description ?? "",
            MovementTable.quoted(event.payment?.text.order), MovementTable.quoted(event.reference),
            posting.debit.description, posting.credit.description, "\(posting.amount.minorUnits)",
            posting.amount.decimal, posting.amount.currency.code,
        ]
        try output.write(fields.joined(separator: ",") + MovementTable.lineEnd)
    }

    func end(in state: State, _ output: inout ExportOutput) throws {}

    /// A text in quotes, those inside it doubled; nothing for no text, so that it differs from an empty one.
    private static func quoted(_ text: String?) -> String {
        guard let text else { return "" }
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { result.unicodeScalars.append(scalar) }
            result.unicodeScalars.append(scalar)
        }
        return result + "\""
    }
}
