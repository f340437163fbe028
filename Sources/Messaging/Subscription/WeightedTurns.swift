/// Whose turn it is, by weight and evenly mixed: smooth weighted round robin, as nginx's (`ngx_http_upstream_round_robin.c`).
///
/// Each candidate gains its weight, the richest has the turn and pays what all have gained.
struct WeightedTurns: Sendable {
    private let weights: [Int]
    private var credit: [Int]

    init(_ weights: [Int]) {
        self.weights = weights.map { max(1, $0) }
        credit = Array(repeating: 0, count: weights.count)
    }

    /// Takes a turn.
    /// - Parameter candidates: who wants one
    /// - Returns: who has it; `nil` where nobody wants it
    mutating func next(among candidates: [Int]) -> Int? {
        var winner: Int?
        var total = 0
        for user in candidates {
            credit[user] += weights[user]
            total += weights[user]
            if credit[user] > winner.map({ credit[$0] }) ?? Int.min { winner = user }
        }
        if let winner { credit[winner] -= total }
        return winner
    }
}
