import Journal
import PaymentCore
import PaymentHTTP
import Testing

@Suite("Request reference")
struct RequestReferenceTests {
    private static let stamp = IdempotencyStamp(
        key: IdempotencyKey(high: 1, low: .max), fingerprint: Fingerprint(value: 0xAB))

    @Test func `reads what it writes`() throws {
        let payment = try #require(PaymentID("pay_00000000000000000000000000"))
        for (reference, text) in [
            (RequestReference.payment(payment), "pay_00000000000000000000000000"),
            (
                .command(RequestReferenceTests.stamp, turn: 5),
                "cmd_0000000000000001ffffffffffffffff00000000000000ab0000000000000005"
            ),
        ] {
            #expect(reference.description == text)
            #expect(RequestReference(text) == reference)
        }
    }

    @Test(arguments: [
        "", "pay_", "cmd_", "cmd_0", "pay_0000000000000000000000000",
        "cmd_0000000000000001ffffffffffffffff00000000000000ab000000000000000",
        "cmd_0000000000000001fffffffffffffffg00000000000000ab0000000000000005",
        "cmd_0000000000000001ffffffffffffffff00000000000000ab00000000000000050",
        "cmd_000000000000001\u{E9}fffffffffffffff00000000000000ab0000000000000005",
        "cmd_+000000000000001ffffffffffffffff00000000000000ab0000000000000005",
        "cmd_0000000000000001FFFFFFFFFFFFFFFF00000000000000ab0000000000000005",
    ])
    func `refuses what is none`(_ text: String) {
        #expect(RequestReference(text) == nil)
    }
}
