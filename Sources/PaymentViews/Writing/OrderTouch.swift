/// That a payment changed what its order adds up to.
struct OrderTouch {
    /// The payment's packed text, and where the order reference is in it.
    let text: [UInt8]
    let range: Range<Int>
    let currency: UInt16
    let key: Int64
    /// The place among the new payments; `nil` for a payment that was there.
    let place: Int?
    let old: OrderCounters
    let new: OrderCounters

    /// The order of the file: by the bytes of the reference, and payments of one order by age.
    static func < (left: OrderTouch, right: OrderTouch) -> Bool {
        let difference = compare(left, right)
        return difference == 0 ? left.key < right.key : difference < 0
    }

    func hasSameReference(as other: OrderTouch) -> Bool {
        OrderTouch.compare(self, other) == 0
    }

    /// Negative, zero or positive as `memcmp`, a shorter one before a longer one.
    private static func compare(_ left: OrderTouch, _ right: OrderTouch) -> Int {
        let count = min(left.range.count, right.range.count)
        let (first, second) = (left.text.span, right.text.span)
        let (start, other) = (left.range.lowerBound, right.range.lowerBound)
        for index in 0..<count where first[start &+ index] != second[other &+ index] {
            return first[start &+ index] < second[other &+ index] ? -1 : 1
        }
        return left.range.count - right.range.count
    }
}
