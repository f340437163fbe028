import PaymentCore
import Testing

@Suite("Names of accounts and transfers")
struct NamesTests {
    @Test(arguments: [
        "a", "wallet:alice", "merchant:acme", "A.b_c-9", "0", ":", "-", String(repeating: "x", count: 128),
    ])
    func `an account id has 1 to 128 of the allowed characters`(text: String) throws {
        #expect(try AccountID(text).description == text)
    }

    @Test(
        arguments: [
            "", String(repeating: "x", count: 129), "a b", "a/b", "a;b", "a@b", "a[b", "a`b", "a{b", "é",
            "wallet:\u{301}", "a\0", "a\n",
            "💶", "a,b", "a+b",
        ])
    func `every other account id is refused`(text: String) {
        #expect(throws: Rejection.accountIDInvalid) { try AccountID(text) }
    }

    @Test func `exactly 66 of the 128 ASCII characters are allowed`() {
        let allowed = (0..<128).filter { (try? AccountID(String(UnicodeScalar(UInt8($0))))) != nil }
        #expect(allowed.count == 26 + 26 + 10 + 4)
    }

    @Test(arguments: [1, 7, 10, 4_294_967_296, UInt64.max])
    func `a transfer id is tra_ and its position, there and back`(position: UInt64) {
        let id = TransferID(Position(position))
        #expect(id.description == "tra_\(position)")
        #expect(TransferID(id.description) == id)
    }

    @Test(
        arguments: [
            "", "tra_", "tra_0", "tra_01", "tra_+1", "tra_-1", "tra_1 ", " tra_1", "TRA_1", "pay_1", "tra_1.0", "tra_١",
            "tra_18446744073709551616", "tra_1\u{301}", "1",
        ])
    func `other texts are no transfer ids`(text: String) {
        #expect(TransferID(text) == nil)
    }

    @Test func `kinds, modes, methods and statuses have one name each, and it leads back`() {
        for kind in AccountKind.allCases { #expect(AccountKind(name: kind.name) == kind) }
        for mode in CaptureMode.allCases { #expect(CaptureMode(name: mode.name) == mode) }
        for method in PaymentMethod.allCases { #expect(PaymentMethod(name: method.name) == method) }
        #expect(AccountKind(name: "Asset") == nil && CaptureMode(name: "") == nil && PaymentMethod(name: "card") == nil)
        #expect(Set(PaymentStatus.allCases.map(\.name)).count == PaymentStatus.allCases.count)
        #expect(Set(TransferStatus.allCases.map(\.name)).count == TransferStatus.allCases.count)
    }

    @Test func `assets and expenses grow on the debit side, the others on the credit side`() {
        let debit = AccountKind.allCases.filter { $0.normalSide == .debit }
        #expect(debit == [.asset, .expense])
    }

    @Test func `every rejection has a stable snake_case code and a sentence`() {
        for rejection in Rejection.allCases {
            #expect(rejection.code.allSatisfy { $0.isLowercase || $0 == "_" }, "\(rejection)")
            #expect(rejection.explanation.hasSuffix("."), "\(rejection)")
        }
        #expect(Set(Rejection.allCases.map(\.explanation)).count == Rejection.allCases.count)
    }
}
