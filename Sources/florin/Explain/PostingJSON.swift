import PaymentCore

/// A posting in JSON.
struct PostingJSON: Encodable {
    private let debit: String
    private let credit: String
    private let amount: Int64
    private let currency: String
    private let effect: OrNull<String>

    init(_ posting: NamedPosting, effect: PostingEffect?) {
        debit = posting.debit.description
        credit = posting.credit.description
        amount = posting.amount.minorUnits
        currency = posting.amount.currency.code
        self.effect = OrNull(effect?.name)
    }
}
