import JournalTestSupport
import PaymentCore
import Testing

@Suite("PaymentID")
struct PaymentIDTests {
    @Test func `the vector of RFC 9562 says its moment`() {
        let id = PaymentID(high: 0x017F_22E2_79B0_7CC3, low: 0x98C4_DC0C_0C07_398F)
        #expect(id.time == Timestamp(milliseconds: 1_645_557_742_000))
    }

    @Test func `a new id is a UUID version 7 of its moment, with 74 random bits`() {
        struct Ones: RandomNumberGenerator { mutating func next() -> UInt64 { .max } }
        struct Zeros: RandomNumberGenerator { mutating func next() -> UInt64 { 0 } }
        var (ones, zeros) = (Ones(), Zeros())
        let moment = Timestamp(milliseconds: 1_645_557_742_000)
        let least = PaymentID(at: moment, using: &zeros)
        let most = PaymentID(at: moment, using: &ones)
        #expect(least.high == 0x017F_22E2_79B0_7000 && least.low == 0x8000_0000_0000_0000)
        #expect(most.high == 0x017F_22E2_79B0_7FFF && most.low == 0xBFFF_FFFF_FFFF_FFFF)
        #expect(least.time == moment && most.time == moment)
    }

    @Test func `a moment before 1970 counts as 1970`() {
        var generator = SeededGenerator(seed: 1)
        #expect(PaymentID(at: Timestamp(milliseconds: -5), using: &generator).time == Timestamp(milliseconds: 0))
        #expect(PaymentID(at: Timestamp(milliseconds: .min), using: &generator).time == Timestamp(milliseconds: 0))
        #expect(PaymentID(at: Timestamp(milliseconds: .max), using: &generator).high & 0xF000 == 0x7000)
    }

    @Test func `ids in the order of their moments are in the order of their texts`() {
        var generator = SeededGenerator(seed: 2)
        let texts = (0..<200).map { PaymentID(at: Timestamp(milliseconds: $0 * 977), using: &generator).description }
        #expect(texts == texts.sorted())
    }

    @Test func `the text is pay_ and 26 characters of Crockford's base 32`() {
        #expect(PaymentID(high: 0, low: 0).description == "pay_" + String(repeating: "0", count: 26))
        #expect(PaymentID(high: .max, low: .max).description == "pay_7" + String(repeating: "Z", count: 25))
        #expect(PaymentID(high: 0, low: 33).description == "pay_" + String(repeating: "0", count: 24) + "11")
        // The same 128 bits, computed with Python's integers.
        let id = PaymentID(high: 0x017F_22E2_79B0_7CC3, low: 0x98C4_DC0C_0C07_398F)
        #expect(id.description == "pay_01FWHE4YDGFK1SHH6W1G60EECF")
    }

    @Test func `every text leads back to its id, in capitals and in small letters`() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let id = PaymentID(high: generator.next(), low: generator.next())
            #expect(PaymentID(id.description) == id)
            #expect(PaymentID("pay_" + id.description.dropFirst(4).lowercased()) == id)
        }
    }

    @Test(
        arguments: [
            "", "pay_", "01FWHE4YDGFK1SHH6W1G60EECF", "PAY_01FWHE4YDGFK1SHH6W1G60EECF",
            "tra_01FWHE4YDGFK1SHH6W1G60EECF",
            "pay_01FWHE4YDGFK1SHH6W1G60EEC", "pay_01FWHE4YDGFK1SHH6W1G60EECFF", "pay_81FWHE4YDGFK1SHH6W1G60EECF",
            "pay_Z1FWHE4YDGFK1SHH6W1G60EECF", "pay_01FWHE4YDGFK1SHH6W1G60EECI", "pay_01FWHE4YDGFK1SHH6W1G60EECL",
            "pay_01FWHE4YDGFK1SHH6W1G60EECO", "pay_01FWHE4YDGFK1SHH6W1G60EECU", "pay_01FWHE4YDGFK1SHH6W1G60EEC-",
            " pay_01FWHE4YDGFK1SHH6W1G60EECF", "pay_01FWHE4YDGFK1SHH6W1G60EEé", "pay_01FWHE4YDGFK1SHH6W1G60EEC\0",
        ])
    func `other texts are no ids`(text: String) {
        #expect(PaymentID(text) == nil)
    }
}
