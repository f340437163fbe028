import PaymentCore

extension PostingEffect {
    /// Whether money moves, and is not only held or given back.
    var moves: Bool { self == .posts || self == .settles }
}
